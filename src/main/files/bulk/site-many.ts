/** Many small files of a site: a few streams to the far program, over each connection that a transfer has. */
import { setMaxListeners } from 'node:events'
import type { ErrorCode } from '@contract/errors'
import { Failure } from '@domain/failure'
import type { ManyFiles, ManyReadWish, ManyWrite } from '@domain/files/many-files'
import { pause } from '../../broadcast'
import { orAborted } from '../../ssh/errors'
import type { Connection } from '../../ssh/types'
import type { FlightGate } from '../flight-gate'
import type { Lanes } from '../lanes'
import type { FlightGates } from '../site-link'
import { type FarStream, openFarStream } from './far-stream'
import { longestPath, readBatch, readOf, writeBatch, writtenOf } from './many-frames'

/** Channels on one connection: sshd's window holds each to 2 MB a round trip, and each has a process at the far end. */
const streamsAtOnce = 4
/** What a server needs at least to free a channel that was closed. Milliseconds. */
const freeMs = 50
/** What a file weighs on the way besides its content. Bytes. */
const fileBytes = 256
/** After an abort, answers to what was sent already are awaited so long. Milliseconds. */
const graceMs = 1500
/** After a refused channel, or one that was given up for others. Milliseconds. */
const askAgainMs = 15_000

/** Why an account can never run the program. */
const never: ReadonlySet<ErrorCode> = new Set(['command-missing', 'unsupported', 'not-allowed'])
/** Accounts that cannot run the program: this is asked once a connection. */
const without = new WeakSet<Connection>()

export interface SiteManyOptions {
  readonly connection: Connection
  readonly gates: FlightGates
  /** The channels of the same transfer: they have nothing to do while files go in batches, and make way first. */
  readonly lanes: Pick<Lanes, 'canMakeRoom' | 'makeRoom'>
}

/** With its end: whoever opened it closes it. */
export interface SiteMany extends ManyFiles {
  close(): void
}

export function createSiteMany({ connection, gates, lanes }: SiteManyOptions): SiteMany {
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  let streams: FarStream[] = []
  let opening: Promise<void> | undefined
  let askAfterMs = Number.NEGATIVE_INFINITY
  /** Streams that take no more batches and close when they have answered. */
  const leaving = new Set<FarStream>()
  const stopListening = connection.onChannelWanted(makeWay)

  /** Somebody waits for a channel of this connection. */
  function makeWay(): void {
    if (lanes.canMakeRoom) return
    askAfterMs = performance.now() + askAgainMs
    const stream = streams.pop()
    if (!stream) return
    leaving.add(stream)
    closeIdle()
  }

  function closeIdle(): void {
    for (const stream of leaving)
      if (stream.waiting === 0) {
        leaving.delete(stream)
        stream.close()
      }
  }

  /** `again`: where the server has no channel left, one of the transfer's others is given up for it. */
  async function openOne(again: boolean): Promise<void> {
    try {
      const stream = await openFarStream(connection, closing.signal)
      if (closing.signal.aborted) stream.close()
      else streams.push(stream)
    } catch (thrown) {
      const { code } = Failure.from(thrown)
      if (never.has(code)) without.add(connection)
      if (code === 'channel-refused' && again && lanes.canMakeRoom) {
        lanes.makeRoom()
        await pause(connection.roundTripMs + freeMs, closing.signal)
        return openOne(false)
      }
      askAfterMs = performance.now() + askAgainMs
    }
  }

  /** Opens what is missing, unless that was refused a moment ago. Resolves with the first, or when there is none. */
  function grow(): Promise<void> {
    if (opening) return opening
    const missing = streamsAtOnce - alive().length
    if (missing <= 0 || without.has(connection) || performance.now() < askAfterMs) return Promise.resolve()
    const all = Array.from({ length: missing }, () => openOne(true))
    const ended = Promise.all(all).then(() => {
      opening = undefined
    })
    opening = Promise.race([ended, ...all.map(one => one.then(() => (alive().length > 0 ? undefined : ended)))])
    return opening
  }

  function alive(): FarStream[] {
    streams = streams.filter(stream => stream.open)
    return streams
  }

  function requireStream(): FarStream {
    const [first, ...others] = alive()
    if (!first) throw new Failure('unsupported', `Nothing at ${connection.target.host} moves many small files.`)
    return others.reduce((best, stream) => (stream.load < best.load ? stream : best), first)
  }

  async function ask(
    gate: FlightGate,
    bytes: number,
    frame: (id: number) => Uint8Array,
    signal: AbortSignal
  ): Promise<Buffer> {
    signal.throwIfAborted()
    return gate.runSmall(bytes, async () => {
      // It may have waited long for its turn.
      signal.throwIfAborted()
      if (alive().length < streamsAtOnce) void grow()
      try {
        return await requireStream().ask(frame, bytes)
      } finally {
        closeIdle()
      }
    })
  }

  return {
    async ready(signal) {
      if (alive().length > 0) return true
      await orAborted(signal, grow()).catch(() => undefined)
      return alive().length > 0
    },
    read: (wishes, signal) => {
      const bytes = wishes.reduce((sum, { expected }) => sum + expected + fileBytes, 0)
      const work = async (fitting: readonly ManyReadWish[]) =>
        readOf(await ask(gates.down, bytes, id => readBatch(id, fitting), signal), fitting.length)
      return orAborted(
        signal,
        exceptLongPaths(wishes, ({ path }) => path.length, work)
      )
    },
    async write(files, signal) {
      const bytes = files.reduce((sum, { data }) => sum + data.length + fileBytes, 0)
      const work = async (fitting: readonly ManyWrite[]) =>
        writtenOf(await ask(gates.up, bytes, id => writeBatch(id, fitting), signal), fitting.length)
      const written = await orAbortedAfter(
        graceMs,
        signal,
        exceptLongPaths(files, ({ target }) => target.length, work)
      )
      return written.map(done => done === true)
    },
    close() {
      stopListening()
      closing.abort(new Failure('cancelled', 'The transfer is over.'))
      for (const stream of [...streams, ...leaving]) stream.close()
      streams = []
      leaving.clear()
    }
  }
}

/** As `orAborted`, but what is on its way has some milliseconds more to end. */
async function orAbortedAfter<T>(milliseconds: number, signal: AbortSignal, work: Promise<T>): Promise<T> {
  const late = new AbortController()
  const over = new AbortController()
  const wait = (): void => void pause(milliseconds, over.signal).then(() => late.abort(signal.reason))
  signal.addEventListener('abort', wait, { once: true })
  try {
    return await orAborted(late.signal, work)
  } finally {
    over.abort()
    signal.removeEventListener('abort', wait)
  }
}

/** A path that no frame can hold is left out, and with it its answer. Three bytes at most are one character. */
async function exceptLongPaths<Wish extends ManyReadWish | ManyWrite, Answer>(
  wishes: readonly Wish[],
  lengthOf: (wish: Wish) => number,
  work: (fitting: readonly Wish[]) => Promise<readonly Answer[]>
): Promise<(Answer | undefined)[]> {
  const fits = (wish: Wish): boolean => lengthOf(wish) * 3 + 512 < longestPath
  if (wishes.every(fits)) return [...(await work(wishes))]
  const fitting = wishes.filter(fits)
  const answers = (await work(fitting)).values()
  return wishes.map(wish => (fits(wish) ? answers.next().value : undefined))
}
