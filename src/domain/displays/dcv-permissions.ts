/**
 * A permissions file of DCV: sections `[groups]`, `[aliases]`, `[permissions]`, lines `actor rule features`
 * (https://docs.aws.amazon.com/dcv/latest/adminguide/security-authorization-file-create-permission.html).
 */
import type { DisplayRight } from '@contract/resources'

export interface DcvSharing {
  readonly user: string
  readonly right: DisplayRight
}

/** What somebody who only looks may: the picture, the place of the pointer, the sound. */
const looking = 'display pointer audio-out'

/** The owner may everything, the others what they are given; who is not named nothing. */
export function dcvPermissions(people: readonly DcvSharing[]): string {
  const lines = people
    .filter(({ right }) => right !== 'none')
    .map(({ user, right }) => `${user} allow ${right === 'control' ? 'builtin' : looking}`)
  return ['[groups]', '', '[aliases]', '', '[permissions]', '%owner% allow builtin', ...lines, ''].join('\n')
}
