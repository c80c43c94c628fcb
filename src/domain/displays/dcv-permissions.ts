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

/** Of the one who owns the session; an account that only looks gives away its own control by it. */
export const ownerLine = (right: 'control' | 'view'): string => lineOf('%owner%', right)

const lineOf = (actor: string, right: DisplayRight): string =>
  `${actor} allow ${right === 'control' ? 'builtin' : looking}`

/**
 * The owner may everything, the others what they are given; who is not named nothing. `owner`: the account of the
 * session, which may be among them to look only, as after a hand-over.
 */
export function dcvPermissions(people: readonly DcvSharing[], owner?: string): string {
  const looksOnly = people.some(({ user, right }) => user === owner && right === 'view')
  const lines = people
    .filter(({ user, right }) => right !== 'none' && user !== owner)
    .map(({ user, right }) => lineOf(user, right))
  const all = [ownerLine(looksOnly ? 'view' : 'control'), ...lines]
  return ['[groups]', '', '[aliases]', '', '[permissions]', ...all, ''].join('\n')
}
