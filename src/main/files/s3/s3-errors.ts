/** From the errors of an S3 store, of the network under it and of the sign-in to our closed codes. */
import type { ErrorCode } from '@contract/errors'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'

type Meaning = readonly [code: ErrorCode, why: string, hint: string]

const keys: Meaning = ['auth-failed', 'the store refuses the access key', 'Check the keys of the profile in ~/.aws.']
const expired: Meaning = ['expired-credentials', 'the sign-in has expired', '']
const busy: Meaning = ['capacity', 'the store asks for fewer requests', 'Try again in a while.']
const damaged: Meaning = [
  'mismatch',
  'the bytes that arrived are not the bytes that were sent',
  'Copy it again; if that stays so, look for broken memory or a broken network device.'
]
const unreachable: Meaning = ['unreachable', 'the connection was lost', 'Check the network.']
const nothing: Meaning = ['not-found', 'there is no such file or folder', 'Check the path.']
const taken: Meaning = ['exists', 'there is something of that name already', 'Choose another name.']

/**
 * Names of errors: S3 API reference, "List of error codes"; those of a HEAD have no body and are named by their status;
 * `code` of Node for the network.
 */
const meanings: Readonly<Record<string, Meaning>> = {
  NoSuchBucket: ['not-found', 'there is no such bucket', 'Check its name; farscope ls s3: lists yours.'],
  NoSuchKey: nothing,
  NotFound: nothing,
  NoSuchUpload: ['not-found', 'the unfinished upload is gone', 'It was ended or aborted by somebody else.'],
  AccessDenied: ['permission', 'access is denied', 'Ask who owns the bucket, or use another profile.'],
  AllAccessDisabled: ['permission', 'access is denied', 'Ask who owns the bucket.'],
  AccountProblem: ['permission', 'there is a problem with the account', 'See the AWS console.'],
  Forbidden: ['permission', 'access is denied', 'Ask who owns the bucket, or use another profile.'],
  InvalidAccessKeyId: keys,
  SignatureDoesNotMatch: keys,
  InvalidToken: keys,
  NotSignedUp: keys,
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  TokenRefreshRequired: expired,
  RequestExpired: expired,
  RequestTimeTooSkewed: ['auth-failed', 'the clock of this computer is wrong', 'Set the clock.'],
  PreconditionFailed: taken,
  ConditionalRequestConflict: ['conflict', 'somebody else is writing it at this moment', 'Try again.'],
  BucketAlreadyExists: taken,
  BadDigest: damaged,
  InvalidDigest: damaged,
  XAmzContentChecksumMismatch: damaged,
  XAmzContentSHA256Mismatch: damaged,
  IncompleteBody: unreachable,
  RequestTimeout: ['timeout', 'the store waited too long for data', 'Try again.'],
  SlowDown: busy,
  ServiceUnavailable: busy,
  ThrottlingException: busy,
  EntityTooLarge: ['limit-exceeded', 'it is too large for the store', ''],
  KeyTooLongError: ['unsupported', 'the name is too long: a key has at most 1,024 bytes', 'Use a shorter name.'],
  QuotaExceeded: ['quota', 'the quota of the bucket is used up', 'Make room, or ask for more.'],
  InvalidBucketName: ['not-found', 'that cannot be the name of a bucket', 'Check its name.'],
  InvalidObjectState: ['unsupported', 'it is archived', 'Restore it first (aws s3api restore-object), then try again.'],
  PermanentRedirect: [
    'unsupported',
    'the bucket is in another region',
    'Set region in the profile to that of the bucket.'
  ],
  NotImplemented: ['unsupported', 'the store cannot do that', ''],
  TimeoutError: ['timeout', 'the store does not answer', 'Check the network.'],
  ETIMEDOUT: ['timeout', 'the store does not answer', 'Check the network.'],
  ENOTFOUND: [
    'dns',
    'the name of the store cannot be resolved',
    'Check the network, the region and AWS_ENDPOINT_URL_S3.'
  ],
  EAI_AGAIN: ['dns', 'no name server answers', 'Check the network.'],
  ECONNREFUSED: ['refused', 'nothing listens at the address of the store', 'Check AWS_ENDPOINT_URL_S3.'],
  ECONNRESET: unreachable,
  EPIPE: unreachable,
  ENETUNREACH: unreachable,
  EHOSTUNREACH: unreachable
}

/** A HEAD has no body: its error is known by the status alone. */
const byStatus: Readonly<Record<number, string>> = {
  301: 'PermanentRedirect',
  403: 'Forbidden',
  404: 'NotFound',
  412: 'PreconditionFailed',
  501: 'NotImplemented',
  503: 'ServiceUnavailable'
}

/** The store's name of the error, or Node's code; empty where there is neither. */
export function s3ErrorName(thrown: unknown): string {
  if (!(thrown instanceof Error)) return ''
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
  const status = statusOf(thrown)
  return [thrown.name, code, byStatus[status] ?? ''].find(name => name in meanings) ?? (code || thrown.name)
}

function statusOf(thrown: Error): number {
  const metadata = '$metadata' in thrown ? thrown.$metadata : undefined
  const status = typeof metadata === 'object' && metadata && 'httpStatusCode' in metadata ? metadata.httpStatusCode : 0
  return typeof status === 'number' ? status : 0
}

/** The sign-in itself did not come about: nothing was sent to the store. */
function signInMeaning(thrown: Error, profile: string | undefined): Meaning | undefined {
  if (thrown.name !== 'CredentialsProviderError' && thrown.name !== 'TokenProviderError') return undefined
  const { message } = thrown
  if (/\bsso\b/i.test(message)) return ['expired-credentials', 'there is no valid SSO sign-in', signInHint(profile)]
  if (/multi-factor/i.test(message))
    return [
      'auth-failed',
      'the role of this profile wants a one-time code',
      'Sign in with the AWS command line and name that session in credential_process, or use an SSO profile.'
    ]
  if (/expired/i.test(message)) return ['expired-credentials', 'the sign-in has expired', signInHint(profile)]
  return [
    'auth-failed',
    profile === undefined ? 'no AWS sign-in was found' : `profile ${profile} gives no sign-in`,
    'Make one with aws configure sso or aws configure, then name its profile.'
  ]
}

/** Many may use a bucket who may not list them all. */
function hintOf([code, , hint]: Meaning, path: string, profile: string | undefined): string {
  if (code === 'expired-credentials') return signInHint(profile)
  return code === 'permission' && path === '/' ? 'Name the bucket itself: s3:BUCKET.' : hint
}

const signInHint = (profile: string | undefined): string =>
  `Sign in again: aws sso login${profile === undefined ? '' : ` --profile ${profile}`}`

/** `doing` as in `read`: "Cannot read s3:BUCKET/KEY: …". No message of a sign-in is passed on: it may hold a secret. */
export function s3Failure(doing: string, path: string, profile: string | undefined, thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  if (!(thrown instanceof Error) || thrown.name === 'AbortError') return Failure.from(thrown)
  const about = `Cannot ${doing} ${path === '/' ? 'this S3 account' : `s3:${displayName(path).slice(1)}`}`
  const signIn = signInMeaning(thrown, profile)
  if (signIn) return new Failure(signIn[0], `${about}: ${signIn[1]}.`, { hint: signIn[2], cause: thrown })
  const name = s3ErrorName(thrown)
  const known = meanings[name]
  const detail = `${name}: ${thrown.message}`
  if (!known) return new Failure('remote-error', `${about}: the store says ${name}.`, { detail, cause: thrown })
  const hint = hintOf(known, path, profile)
  return new Failure(known[0], `${about}: ${known[1]}.`, { hint, detail, cause: thrown })
}
