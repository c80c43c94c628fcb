/** One account at an S3 store: the client of the AWS SDK, made when it is first used. */
import { setMaxListeners } from 'node:events'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { S3 } from '@aws-sdk/client-s3'
import { awsEndpointOf } from '@domain/aws-config'
import { Failure } from '@domain/failure'
import { s3ErrorName, s3Failure } from './s3-errors'

export interface S3LinkParts {
  /** Of ~/.aws; unset as the AWS tools choose. */
  readonly profile: string | undefined
  /** `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL` and where the profiles are (AWS SDK and tools reference). */
  readonly environment: Readonly<Record<string, string | undefined>>
}

export interface S3Link {
  readonly profile: string | undefined
  /** What the store turned out to know so far; asked anew for each request. */
  readonly abilities: Readonly<Abilities>
  /** Runs one request; its errors say what was done to which path. */
  run<T>(doing: string, path: string, signal: AbortSignal | undefined, work: Work<T>): Promise<T>
}

export interface Abilities {
  /** What proves a body to the store: `crc64nvme` AWS knows; `Content-MD5` every store does. */
  proof: 'crc64nvme' | 'md5'
  /** `If-None-Match: *`: writes that never replace. `unsure`: other stores than AWS may take no notice of it. */
  conditional: 'sure' | 'unsure' | 'refused'
}

/** `options` go with every request. */
export type Work<T> = (s3: S3, options: { abortSignal?: AbortSignal }) => Promise<T>

/** Where no profile and no variable says more: the region that answers for all buckets. */
const fallbackRegion = 'us-east-1'
/** Milliseconds to connect, and without a byte of an answer. */
const connectMs = 15_000
const silenceMs = 60_000
const socketsAtOnce = 64

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

export function createS3Link({ profile, environment }: S3LinkParts): S3Link {
  let opening: Promise<S3> | undefined
  const abilities: Abilities = {
    proof: environment.AWS_REQUEST_CHECKSUM_CALCULATION?.toLowerCase() === 'when_required' ? 'md5' : 'crc64nvme',
    conditional: 'unsure'
  }
  const open = (): Promise<S3> => {
    opening ??= openAt().catch(thrown => {
      opening = undefined
      throw thrown
    })
    return opening
  }
  async function openAt(): Promise<S3> {
    const endpoint = await findEndpoint(profile, environment)
    if (endpoint === undefined) abilities.conditional = 'sure'
    return openClient(profile, endpoint)
  }
  return {
    profile,
    abilities,
    async run(doing, path, signal, work) {
      const options = signal ? { abortSignal: signal } : {}
      // Every request on its way listens, which is no leak; Node would print a warning from the eleventh on.
      if (signal) setMaxListeners(0, signal)
      for (;;)
        try {
          signal?.throwIfAborted()
          return await work(await open(), options)
        } catch (thrown) {
          if (signal?.aborted) throw Failure.from(signal.reason)
          if (!learned(abilities, thrown)) throw s3Failure(doing, path, profile, thrown)
        }
    }
  }
}

/** True when the store refused something that we can do without: then the request is worth a second try. */
function learned(abilities: Abilities, thrown: unknown): boolean {
  const name = s3ErrorName(thrown)
  const says = thrown instanceof Error ? thrown.message : ''
  const checksum =
    ['NotImplemented', 'InvalidArgument', 'InvalidRequest'].includes(name) && /checksum|crc64/i.test(says)
  if (name === 'NotImplemented' && !checksum && abilities.conditional !== 'refused') abilities.conditional = 'refused'
  else if ((checksum || name === 'NotImplemented') && abilities.proof !== 'md5') abilities.proof = 'md5'
  else return false
  return true
}

/** Of another store than AWS; the SDK itself would look at the profile that is set in the environment only. */
async function findEndpoint(
  profile: string | undefined,
  environment: S3LinkParts['environment']
): Promise<string | undefined> {
  const set = environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL
  if (set) return set
  const file = environment.AWS_CONFIG_FILE || join(environment.HOME || homedir(), '.aws', 'config')
  const config = await readFile(file, 'utf8').catch(() => '')
  return awsEndpointOf(config, profile ?? (environment.AWS_PROFILE || 'default'), 's3')
}

async function openClient(profile: string | undefined, endpoint: string | undefined): Promise<S3> {
  // It tells about a future Node on standard error, where only our own words belong.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  const [{ S3 }, { fromNodeProviderChain }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('@aws-sdk/credential-providers')
  ])
  const ofProfile = profile === undefined ? {} : { profile }
  const config = {
    ...ofProfile,
    // A person who signs in again in another window must not have to restart the program.
    credentials: fromNodeProviderChain({
      ...ofProfile,
      ignoreCache: true,
      timeout: 1000,
      maxRetries: 0,
      logger: silent
    }),
    logger: silent,
    followRegionRedirects: true,
    maxAttempts: 4,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: connectMs,
      socketTimeout: silenceMs,
      httpAgent: { maxSockets: socketsAtOnce, keepAlive: true },
      httpsAgent: { maxSockets: socketsAtOnce, keepAlive: true },
      logger: silent
    },
    // Other stores rarely have a name in the DNS for each bucket.
    ...(endpoint && { endpoint, forcePathStyle: true })
  } as const
  const client = new S3(config)
  const region = await client.config.region().catch(() => undefined)
  if (region !== undefined) return client
  client.destroy()
  return new S3({ ...config, region: fallbackRegion })
}
