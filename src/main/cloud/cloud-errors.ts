/** From the errors of EC2, STS and SSM, of the network under them and of the sign-in to our closed codes. */
import type { ErrorCode } from '@contract/errors'
import { Failure } from '@domain/failure'
import { answerDate } from './aws-clock'

type Meaning = readonly [code: ErrorCode, why: string, hint: string]

/** Where it happened, for the words. */
export interface AskedPlace {
  readonly profile: string | null
  readonly region: string
}

const keys: Meaning = ['auth-failed', 'AWS refuses the access key', 'Check the keys of the profile in ~/.aws.']
const expired: Meaning = ['expired-credentials', 'the sign-in has expired', '']
const busy: Meaning = ['capacity', 'AWS asks for fewer requests', 'Wait a minute, then try again.']
const denied: Meaning = ['permission', 'the account does not permit it', '']
const gone: Meaning = ['not-found', 'there is no such thing any more', 'Look again at what is there.']
const used: Meaning = ['conflict', 'something still uses it', 'Delete what uses it first, then try again.']
const lost: Meaning = ['unreachable', 'the connection was lost', 'Check the network.']
const silent: Meaning = ['timeout', 'AWS does not answer', 'Check the network, and the region.']
const noRegion: Meaning = ['dns', 'the address of AWS for it is not known', 'Check the network and the region.']
const limit: Meaning = ['limit-exceeded', 'a limit of the account is reached', 'Ask AWS for more (Service Quotas).']
const capacity: Meaning = ['capacity', 'AWS has none to give at present', 'Try another zone, type or region.']

/**
 * Names of errors: EC2 API reference, "Error codes for the Amazon EC2 API"; STS and IAM, "Common errors"; `code` of
 * Node for the network.
 */
const meanings: Readonly<Record<string, Meaning>> = {
  UnauthorizedOperation: denied,
  AccessDenied: denied,
  AccessDeniedException: denied,
  AuthFailure: keys,
  InvalidClientTokenId: keys,
  UnrecognizedClientException: keys,
  SignatureDoesNotMatch: keys,
  IncompleteSignature: keys,
  MissingAuthenticationToken: keys,
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  RequestExpired: expired,
  RequestTimeTooSkewed: ['auth-failed', 'the clock of this computer is wrong', 'Set the clock.'],
  OptInRequired: ['permission', 'the account is not signed up for it', 'Turn it on in the AWS console.'],
  Blocked: ['permission', 'the account is blocked', 'See the AWS console.'],
  PendingVerification: ['permission', 'AWS has not yet verified the account', 'See the AWS console.'],
  Throttling: busy,
  ThrottlingException: busy,
  RequestLimitExceeded: busy,
  RequestThrottled: busy,
  TooManyRequestsException: busy,
  ServiceUnavailable: busy,
  Unavailable: busy,
  InternalError: ['remote-error', 'AWS has a fault of its own', 'Try again in a while.'],
  InternalFailure: ['remote-error', 'AWS has a fault of its own', 'Try again in a while.'],
  InsufficientInstanceCapacity: capacity,
  InsufficientCapacity: capacity,
  UnfulfillableCapacity: capacity,
  VcpuLimitExceeded: limit,
  InstanceLimitExceeded: limit,
  MaxSpotInstanceCountExceeded: limit,
  DependencyViolation: used,
  VolumeInUse: used,
  'InvalidSnapshot.InUse': used,
  'InvalidIPAddress.InUse': used,
  'InvalidGroup.InUse': used,
  IncorrectState: ['conflict', 'it is in a state that does not allow it', 'Look at it again in a minute.'],
  OperationNotPermitted: [
    'not-allowed',
    'it is protected against deletion',
    'Take its termination protection away in the AWS console first.'
  ],
  Unsupported: ['unsupported', 'it is not to be had there', 'Try another zone or type.'],
  UnknownEndpoint: noRegion,
  ENOTFOUND: noRegion,
  EAI_AGAIN: ['dns', 'no name server answers', 'Check the network.'],
  ECONNREFUSED: ['refused', 'nothing listens at its address', 'Check the network and AWS_ENDPOINT_URL.'],
  TimeoutError: silent,
  ETIMEDOUT: silent,
  ECONNRESET: lost,
  EPIPE: lost,
  ENETUNREACH: lost,
  EHOSTUNREACH: lost
}

/** The service's name of the error, or Node's code; empty where there is neither. */
export function cloudErrorName(thrown: unknown): string {
  if (!(thrown instanceof Error)) return ''
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
  return [thrown.name, code].find(name => meaningOf(name)) ?? (code && thrown.name === 'Error' ? code : thrown.name)
}

/** `InvalidInstanceID.NotFound` and its like are all of one meaning. */
const meaningOf = (name: string): Meaning | undefined =>
  Object.hasOwn(meanings, name) ? meanings[name] : /\.NotFound$/.test(name) ? gone : undefined

/** What AWS signs by may be off by five minutes before it refuses (Signature Version 4). */
const skewLimitMs = 270_000
const authErrors = new Set([
  'AuthFailure',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'RequestTimeTooSkewed',
  'InvalidSignatureException'
])

/** By how much this computer's clock is ahead of the answer's, milliseconds; null: the answer has no time. */
function aheadOf(thrown: Error, now: Date): number | null {
  const time = Date.parse(answerDate('$response' in thrown ? thrown.$response : undefined) ?? '')
  return Number.isNaN(time) ? null : now.getTime() - time
}

/** A refused signature has a wrong clock for its reason more often than a wrong key; the answer's own time tells. */
function clockMeaning(name: string, thrown: Error, now: Date): Meaning | undefined {
  if (!authErrors.has(name)) return undefined
  const ahead = aheadOf(thrown, now)
  if (ahead === null || Math.abs(ahead) < skewLimitMs) return undefined
  const minutes = Math.round(Math.abs(ahead) / 60_000)
  const why = `the clock of this computer is ${minutes} minutes ${ahead > 0 ? 'ahead' : 'behind'}`
  return ['auth-failed', why, 'Set the clock; AWS refuses requests that are more than five minutes off.']
}

/** The sign-in itself did not come about: nothing was sent to the service. */
function signInMeaning(thrown: Error, { profile }: AskedPlace): Meaning | undefined {
  if (thrown.name !== 'CredentialsProviderError' && thrown.name !== 'TokenProviderError') return undefined
  const { message } = thrown
  if (/multi-factor/i.test(message))
    return [
      'auth-failed',
      'the role of this profile wants a one-time code',
      'Sign in with the AWS command line and name that session in credential_process, or use an SSO profile.'
    ]
  if (/\bsso\b/i.test(message)) return ['expired-credentials', 'there is no valid SSO sign-in', '']
  if (/expired/i.test(message)) return expired
  return [
    'auth-failed',
    profile === null ? 'no AWS sign-in was found' : `profile ${profile} gives no sign-in`,
    'Make one with aws configure sso or aws configure, then choose its profile.'
  ]
}

const signInHint = ({ profile }: AskedPlace): string =>
  `Sign in again: aws sso login${profile === null ? '' : ` --profile ${profile}`}; keys of a session are renewed where they came from.`

/** The action that a policy does not allow, where AWS names it. */
export function deniedAction(message: string): string | undefined {
  return /not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)/.exec(message)?.[1]
}

/**
 * `doing` as in `list the instances`: "Cannot list the instances in eu-central-1: …". No message of a sign-in is passed
 * on: it may hold a secret.
 */
export function cloudFailure(doing: string, place: AskedPlace, thrown: unknown, now: Date): Failure {
  if (thrown instanceof Failure) return thrown
  if (!(thrown instanceof Error) || thrown.name === 'AbortError') return Failure.from(thrown)
  const about = `Cannot ${doing} in ${place.region}`
  const signIn = signInMeaning(thrown, place)
  const name = cloudErrorName(thrown)
  const known = signIn ?? clockMeaning(name, thrown, now) ?? meaningOf(name)
  const detail = signIn ? {} : { detail: `${name}: ${thrown.message}`.slice(0, 4000) }
  if (!known) return new Failure('remote-error', `${about}: AWS says ${name}.`, { ...detail, cause: thrown })
  const [code, why, hint] = known
  return new Failure(code, `${about}: ${why}.`, {
    ...{ ...detail, cause: thrown },
    hint: code === 'expired-credentials' ? signInHint(place) : known === denied ? deniedHint(thrown.message) : hint
  })
}

function deniedHint(message: string): string {
  const action = deniedAction(message)
  return `Ask who administers the account for ${action ?? 'this permission'}; farscope cloud check names all that a run needs.`
}

/** EC2 knows no such thing, or none any more. */
export const isNotThere = (thrown: unknown): boolean => thrown instanceof Failure && thrown.code === 'not-found'
