/** The byte channels of displays that Farscope draws itself: from a stream of the SSH link to the window and back. */
import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import type { VncEvent } from '@contract/displays'
import { Failure } from '@domain/failure'

/** Bytes on their way that were not acknowledged: beyond them the server is not read, below `resumeBelow` again. */
const mostAhead = 4 * 1024 * 1024
const resumeBelow = 3 * 1024 * 1024
/** Bytes in one item of the stream. */
const largestItem = 64 * 1024
/** Milliseconds in which small pieces become one item. */
const coalesceMs = 4
/** Milliseconds in which the window must come for a channel that was opened for it. */
const unwatchedMs = 60_000
/** Milliseconds in which the reason of an end must be found. */
const reasonMs = 8_000
/** Milliseconds in which a watcher must take the last item. */
const lastWordMs = 2_000

/** Why it ended, in a word for the program and in a sentence. */
export type VncEnd = Omit<Extract<VncEvent, { type: 'end' }>, 'type'>

export interface ChannelSource {
  /** A stream to the RFB server; nothing was read from it yet. */
  readonly stream: Duplex
  /** What the server asks for; null: nothing that we know. */
  readonly password: string | null
  /** Asked once when the stream ended by itself: what became of the display. */
  whyEnded(signal: AbortSignal): Promise<VncEnd>
}

export interface VncChannel {
  readonly id: string
  /** Settles when it has ended; never rejects. */
  readonly ended: Promise<void>
  /** Ends it; its watcher is told why. */
  close(end: VncEnd): void
}

export interface VncChannels {
  open(source: ChannelSource): VncChannel
  /** As contract/displays `vncWatch`. `not-found`; `exists` for a second watcher. */
  watch(id: string, signal: AbortSignal | undefined): AsyncGenerator<VncEvent, void, void>
  ack(id: string, offset: number): void
  /** Resolves when the bytes were taken. */
  send(id: string, base64: string): Promise<void>
  /** Once; then null. */
  password(id: string): string | null
  closeAll(): void
}

class OpenChannel implements VncChannel {
  readonly id = randomUUID()
  readonly ended: Promise<void>
  private readonly chunks: Buffer[] = []
  private buffered = 0
  private sent = 0
  private acknowledged = 0
  private watched = false
  private end: VncEnd | undefined
  private over = false
  private password: string | null
  private wake = (): void => {}
  private settle = (): void => {}
  private readonly unwatched: NodeJS.Timeout

  constructor(
    private readonly source: ChannelSource,
    private readonly forget: (id: string) => void
  ) {
    const { stream } = source
    this.password = source.password
    this.ended = new Promise(resolve => {
      this.settle = resolve
    })
    stream.on('data', (chunk: Buffer) => this.take(chunk))
    stream.pause()
    stream.on('error', () => stream.destroy())
    stream.once('end', () => void this.ask())
    stream.once('close', () => void this.ask())
    this.unwatched = setTimeout(() => this.finish(), unwatchedMs)
    this.unwatched.unref()
  }

  close(end: VncEnd): void {
    this.end ??= end
    this.source.stream.destroy()
    this.wake()
    if (!this.watched) this.finish()
    // A watcher that takes nothing any more must not keep it.
    else setTimeout(() => this.finish(), lastWordMs).unref()
  }

  takePassword(): string | null {
    const { password } = this
    this.password = null
    return password
  }

  ack(offset: number): void {
    this.acknowledged = Math.max(this.acknowledged, Math.min(offset, this.sent))
    this.regulate()
  }

  async send(bytes: Buffer): Promise<void> {
    const { stream } = this.source
    // What is typed just when a display ends is lost with it; its end is told to the watcher.
    if (!stream.writable || stream.write(bytes)) return
    await new Promise<void>(resolve => {
      const done = (): void => {
        stream.off('drain', done)
        stream.off('close', done)
        resolve()
      }
      stream.once('drain', done)
      stream.once('close', done)
    })
  }

  async *watch(signal: AbortSignal | undefined): AsyncGenerator<VncEvent, void, void> {
    if (this.watched) throw new Failure('exists', 'This display is watched by another window already.')
    this.watched = true
    clearTimeout(this.unwatched)
    const wakeMe = (): void => this.wake()
    signal?.addEventListener('abort', wakeMe)
    this.regulate()
    let sentAt = 0
    try {
      while (!signal?.aborted) {
        if (this.buffered > 0) {
          // A single small update goes at once; only what follows close upon it is gathered.
          const wait = sentAt + coalesceMs - performance.now()
          if (wait > 0 && this.buffered < largestItem && !this.end) await this.rest(wait)
          sentAt = performance.now()
          yield this.nextItem()
        } else if (this.end) {
          yield { type: 'end', ...this.end }
          return
        } else await this.rest()
      }
    } finally {
      signal?.removeEventListener('abort', wakeMe)
      this.finish()
    }
  }

  /** Nothing of it is left. */
  finish(): void {
    if (this.over) return
    this.over = true
    clearTimeout(this.unwatched)
    this.source.stream.destroy()
    this.chunks.length = 0
    this.forget(this.id)
    this.settle()
  }

  private nextItem(): VncEvent {
    const parts: Buffer[] = []
    let room = largestItem
    for (let chunk = this.chunks.shift(); chunk; chunk = room > 0 ? this.chunks.shift() : undefined) {
      parts.push(chunk.subarray(0, room))
      if (chunk.length > room) this.chunks.unshift(chunk.subarray(room))
      room -= Math.min(room, chunk.length)
    }
    const item = Buffer.concat(parts)
    this.buffered -= item.length
    const offset = this.sent
    this.sent += item.length
    return { type: 'bytes', offset, base64: item.toString('base64') }
  }

  private take(chunk: Buffer): void {
    if (this.over) return
    this.chunks.push(chunk)
    this.buffered += chunk.length
    this.regulate()
    this.wake()
  }

  private regulate(): void {
    const { stream } = this.source
    const ahead = this.buffered + this.sent - this.acknowledged
    if (ahead > mostAhead || !this.watched) stream.pause()
    else if (ahead < resumeBelow && stream.isPaused()) stream.resume()
  }

  private rest(ms?: number): Promise<void> {
    return new Promise(resolve => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms)
      this.wake = () => {
        // While something is gathered, only a whole item or an end is worth an earlier look.
        if (ms !== undefined && this.buffered < largestItem && !this.end) return
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** The stream ended by itself: what became of the display. */
  private async ask(): Promise<void> {
    if (this.end || this.over) return
    const unknown: VncEnd = { why: 'display', reason: 'The display closed the connection.' }
    const end = await this.source.whyEnded(AbortSignal.timeout(reasonMs)).catch(() => unknown)
    this.end ??= end
    this.wake()
    if (!this.watched) this.finish()
  }
}

export function createVncChannels(): VncChannels {
  const channels = new Map<string, OpenChannel>()
  const find = (id: string): OpenChannel => {
    const channel = channels.get(id)
    if (channel) return channel
    throw new Failure('not-found', 'This display is not open any more.', { hint: 'Open it again.' })
  }
  return {
    open(source) {
      const channel = new OpenChannel(source, id => channels.delete(id))
      channels.set(channel.id, channel)
      return channel
    },
    watch: (id, signal) => find(id).watch(signal),
    // An acknowledgement may cross the end on its way.
    ack: (id, offset) => channels.get(id)?.ack(offset),
    send: async (id, base64) => find(id).send(Buffer.from(base64, 'base64')),
    password: id => find(id).takePassword(),
    closeAll() {
      for (const channel of [...channels.values()]) channel.close({ why: 'closed', reason: 'Farscope ended.' })
    }
  }
}
