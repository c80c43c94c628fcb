/** Who one is in a cloud account, from what STS says (API reference, GetCallerIdentity). */

/** Names of sessions that the AWS tools make up anew each time: they tell nothing of the person. */
const madeUp = /^(aws-sdk-js-|botocore-session-|aws-go-sdk-|AWSCLI-Session|i-[0-9a-f]{8,}$|\d{10,}$)/

/**
 * The name under which one owns what one makes, the same tomorrow and on another computer: of a user its name, of a
 * role the name of the session where a person has given it (an SSO sign-in does: the user's name), else the role's.
 */
export function ownerOf(arn: string): string {
  const [, , service, , account, ...rest] = arn.split(':')
  const [kind, ...names] = rest.join(':').split('/')
  const last = names.at(-1)
  if (service === 'sts' && kind === 'assumed-role' && last !== undefined) {
    const role = names.slice(0, -1).join('/')
    return role !== '' && madeUp.test(last) ? role : last
  }
  // `root`, or something that is written in another way.
  return last ?? (kind ? `${kind} ${account ?? ''}`.trim() : arn)
}
