/** Who one is in a cloud account, from what STS says (API reference, GetCallerIdentity). */
import type { CloudIdentity } from '@contract/cloud'

/** Names of sessions that the AWS tools make up anew each time: they tell nothing of the person. */
const madeUp = /^(aws-sdk-js-|botocore-session-|aws-go-sdk-|AWSCLI-Session|i-[0-9a-f]{8,}$|\d{10,}$)/

/**
 * The name under which one owns what one makes, the same tomorrow and on another computer: of a user its name, of a
 * role the name of the session where a person has given it (an SSO sign-in does: the user's name), else the role's.
 * That last one is `shared`: whoever takes on the role has the same name.
 */
export function ownerOf(arn: string): Pick<CloudIdentity, 'owner' | 'shared'> {
  const [, , service, , account, ...rest] = arn.split(':')
  const [kind, ...names] = rest.join(':').split('/')
  const last = names.at(-1)
  if (service === 'sts' && kind === 'assumed-role' && last !== undefined) {
    const role = names.slice(0, -1).join('/')
    return role !== '' && madeUp.test(last) ? { owner: role, shared: true } : { owner: last, shared: false }
  }
  // `root`, or something that is written in another way.
  return { owner: last ?? (kind ? `${kind} ${account ?? ''}`.trim() : arn), shared: false }
}

/** Whether a thing is one's own by its owner's tag. Under a shared name nothing is: a colleague may have made it. */
export const isOwn = (owner: string, identity: Pick<CloudIdentity, 'owner' | 'shared'>): boolean =>
  !identity.shared && owner === identity.owner

/** What to do where the name is shared. */
export const sharedHint =
  'Whoever takes on this role has the same name, so nothing counts as yours. Set role_session_name in the profile in ~/.aws/config to a name of your own.'
