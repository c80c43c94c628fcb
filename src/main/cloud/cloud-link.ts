/** One account in one region: the clients of the AWS SDK, made when they are first used. */
import { setMaxListeners } from 'node:events'
import type { EC2 } from '@aws-sdk/client-ec2'
import type { SSM } from '@aws-sdk/client-ssm'
import type { STS } from '@aws-sdk/client-sts'
import { Failure } from '@domain/failure'
import type { Clock } from '../platform'
import { type AwsClock, listening } from './aws-clock'
import { cloudFailure } from './cloud-errors'
import type { CloudPlace, CloudService } from './cloud-place'

/** `options` go with every request. */
type Work<Client, T> = (client: Client, options: { abortSignal: AbortSignal }) => Promise<T>

/** Each call is one request, with its retries; `doing` as in cloud-errors. */
type Ask<Client> = <T>(doing: string, signal: AbortSignal | undefined, work: Work<Client, T>) => Promise<T>

export interface CloudLink {
  readonly place: CloudPlace
  readonly ec2: Ask<EC2>
  readonly sts: Ask<STS>
  readonly ssm: Ask<SSM>
  close(): void
}

/** Milliseconds to connect; without a byte of an answer; and for one request with all its retries. */
const connectMs = 10_000
const silenceMs = 30_000
const requestMs = 90_000
/** Once, and again after throttling or a lost connection, with growing pauses. */
const attempts = 4

const silentLog = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/** `clock`: of this computer; each answer tells `awsClock` AWS's. */
export function createCloudLink(place: CloudPlace, clock: Clock, awsClock: AwsClock): CloudLink {
  const hearing = { step: 'deserialize', priority: 'low', name: 'farscopeTime' } as const
  const listen = listening(awsClock, clock)
  const clients = new Set<{ destroy(): void }>()
  const asker = <Client extends { destroy(): void }>(
    service: CloudService,
    make: (settings: Settings) => Promise<Client>
  ): Ask<Client> => {
    const open = once(async () => {
      const client = await make(await settingsOf(place, service))
      clients.add(client)
      return client
    })
    return async (doing, signal, work) => {
      const limit = AbortSignal.timeout(requestMs)
      const stop = signal ? AbortSignal.any([signal, limit]) : limit
      // Each request of the SDK listens, which is no leak; Node would print a warning from the eleventh on.
      setMaxListeners(0, stop)
      try {
        stop.throwIfAborted()
        return await endedBy(stop, async () => work(await open(), { abortSignal: stop }))
      } catch (thrown) {
        if (signal?.aborted) throw Failure.from(signal.reason)
        if (limit.aborted) throw tooLong(doing, place)
        throw cloudFailure(doing, place, thrown, clock.now())
      }
    }
  }
  return {
    place,
    ec2: asker('ec2', async settings => {
      const client = new (await import('@aws-sdk/client-ec2')).EC2(settings)
      client.middlewareStack.add(listen, hearing)
      return client
    }),
    sts: asker('sts', async settings => {
      const client = new (await import('@aws-sdk/client-sts')).STS(settings)
      client.middlewareStack.add(listen, hearing)
      return client
    }),
    ssm: asker('ssm', async settings => {
      const client = new (await import('@aws-sdk/client-ssm')).SSM(settings)
      client.middlewareStack.add(listen, hearing)
      return client
    }),
    close() {
      for (const client of clients) client.destroy()
      clients.clear()
    }
  }
}

/** The sign-in (a program that gives keys, SSO) heeds no signal of the SDK: it is left to itself then. */
async function endedBy<T>(stop: AbortSignal, work: () => Promise<T>): Promise<T> {
  let end: (() => void) | undefined
  const ended = new Promise<never>((_resolve, reject) => {
    end = () => reject(stop.reason)
    stop.addEventListener('abort', end, { once: true })
  })
  try {
    return await Promise.race([work(), ended])
  } finally {
    if (end) stop.removeEventListener('abort', end)
  }
}

const tooLong = (doing: string, { region }: CloudPlace): Failure =>
  new Failure('timeout', `Cannot ${doing} in ${region}: AWS did not answer within ${requestMs / 1000} s.`, {
    hint: 'Check the network, and the region.'
  })

/** The same client for all requests; one that could not be made is tried again. */
function once<Client>(open: () => Promise<Client>): () => Promise<Client> {
  let opened: Promise<Client> | undefined
  return () => {
    opened ??= open().catch(thrown => {
      opened = undefined
      throw thrown
    })
    return opened
  }
}

/** A person who signs in again in another window must not have to restart the program. */
const reading = { ignoreCache: true, logger: silentLog }

type Settings = Awaited<ReturnType<typeof settingsOf>>

async function settingsOf(place: CloudPlace, service: CloudService) {
  // It tells about a future Node on standard error, where only our own words belong.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  const { fromIni, fromNodeProviderChain } = await import('@aws-sdk/credential-providers')
  const ofProfile = place.profile === null ? {} : { profile: place.profile }
  const endpoint = place.endpoints[service]
  return {
    ...ofProfile,
    region: place.region,
    ...(endpoint && { endpoint }),
    // What it would find by itself is what cloud-place found; if ever not, no dry run may go there unknown.
    ignoreConfiguredEndpointUrls: true,
    // A named profile only: the whole chain would go on to the role of the machine where that one gives nothing.
    credentials:
      place.demoKeys ??
      (place.profile === null
        ? fromNodeProviderChain({ ...reading, timeout: 1000, maxRetries: 0 })
        : fromIni({ ...reading, profile: place.profile })),
    logger: silentLog,
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: connectMs,
      socketTimeout: silenceMs,
      logger: silentLog
    }
  }
}

/** All pages of one list: `ask` gets the token of the page. */
export async function allPages<Page extends { NextToken?: string | undefined }, Item>(
  ask: (token: string | undefined) => Promise<Page>,
  items: (page: Page) => readonly Item[] | undefined
): Promise<Item[]> {
  const found: Item[] = []
  let token: string | undefined
  do {
    const page = await ask(token)
    found.push(...(items(page) ?? []))
    // EC2 ends some lists with an empty token instead of none.
    token = page.NextToken || undefined
  } while (token !== undefined)
  return found
}
