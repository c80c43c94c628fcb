/** One call of a REST interface, over a way of ours and with a checked certificate. */
import { type IncomingMessage, request } from 'node:http'
import { Failure } from '@domain/failure'
import type { Reach } from './forward'
import { pinnedTls } from './pinned-tls'
import type { ServerIdentity } from './server-identity'

export interface RestCall {
  readonly method: 'GET' | 'POST' | 'PUT'
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface RestAnswer {
  readonly status: number
  readonly text: string
}

/** From the first byte to the last one. Milliseconds. */
const callMs = 30_000
/** A page of sessions or a picture; more is no answer. Bytes. */
const mostBytes = 16 * 1024 * 1024

/**
 * `host`: for the request's Host. Any status is an answer. `timeout`, `cancelled`, `protocol`, `limit-exceeded`, those of
 * the way, and `mismatch` where the server is another one: it then has not got a byte of the call.
 */
export async function callRest(
  reach: Reach,
  identity: ServerIdentity,
  host: string,
  call: RestCall,
  signal: AbortSignal | undefined
): Promise<RestAnswer> {
  const late = AbortSignal.timeout(callMs)
  const until = signal ? AbortSignal.any([signal, late]) : late
  try {
    const road = await pinnedTls(await reach(until), identity)
    try {
      return await exchange(road, host, call, until)
    } finally {
      road.destroy()
    }
  } catch (thrown) {
    if (signal?.aborted) throw new Failure('cancelled', 'The call was cancelled.', { cause: thrown })
    if (late.aborted)
      throw new Failure('timeout', `${host} gave no answer within ${callMs / 1000} seconds.`, {
        hint: 'It may be overloaded; try again.'
      })
    if (thrown instanceof Failure) throw thrown
    const cause = thrown instanceof Error ? thrown : new Error('unknown reason')
    throw new Failure('protocol', `The answer of ${host} broke off: ${cause.message}.`, { cause, hint: 'Try again.' })
  }
}

function exchange(
  road: Awaited<ReturnType<typeof pinnedTls>>,
  host: string,
  { method, path, headers, body }: RestCall,
  signal: AbortSignal
): Promise<RestAnswer> {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(body ?? '')
    const asked = request({
      createConnection: () => road,
      ...{ method, path, setHost: false, signal },
      headers: {
        ...headers,
        ...{ host, accept: 'application/json', connection: 'close' },
        ...(method !== 'GET' && { 'content-length': String(bytes.length) })
      }
    })
    asked.once('error', reject)
    asked.once('response', answer => {
      readAll(answer).then(text => resolve({ status: answer.statusCode ?? 0, text }), reject)
    })
    asked.end(method === 'GET' ? undefined : bytes)
  })
}

async function readAll(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer) {
    // Without an encoding a stream of Node gives buffers.
    const bytes = chunk as Buffer
    size += bytes.length
    if (size > mostBytes) throw new Failure('limit-exceeded', 'The answer is longer than any that is right.')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
