/** The engine's byte channel of a display in the form of a WebSocket, which noVNC reads and writes. */
import type { FarscopeClient } from '@contract/contract'
import type { VncEvent } from '@contract/displays'
import { Failure } from '@domain/failure'
import type { RawChannel } from '@novnc/novnc'

export type VncCalls = Pick<FarscopeClient['displays'], 'vncWatch' | 'vncAck' | 'vncSend'>

/** Why a channel ended, as the engine tells; `link`: it could be opened again. */
export type ChannelEnd = Pick<Extract<VncEvent, { type: 'end' }>, 'why' | 'reason'>

/** Bytes that may be on their way to the engine in one call. */
const mostInCall = 1024 * 1024

const open = 1
const closed = 3

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  // In steps: so many arguments at once would not fit on the stack.
  for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(binary)
}

export class VncChannel implements RawChannel {
  binaryType = 'arraybuffer'
  readonly protocol = ''
  readyState = open
  onopen: RawChannel['onopen'] = null
  onmessage: RawChannel['onmessage'] = null
  onclose: RawChannel['onclose'] = null
  onerror: RawChannel['onerror'] = null
  private readonly over = new AbortController()
  private waiting: Uint8Array[] = []
  private sending = false

  /** `onEnd` is called once, before noVNC hears of it; not where this side closed. */
  constructor(
    private readonly calls: VncCalls,
    private readonly channel: string,
    private readonly onEnd: (end: ChannelEnd) => void
  ) {}

  /** Called when noVNC listens. */
  start(): void {
    void this.read()
  }

  send(bytes: Uint8Array): void {
    if (this.readyState !== open) return
    // noVNC uses its buffer again at once.
    this.waiting.push(bytes.slice())
    if (!this.sending) void this.write()
  }

  close(): void {
    if (this.readyState === closed) return
    this.readyState = closed
    this.over.abort()
    // As a socket does: noVNC is not told of its own closing before that has returned.
    queueMicrotask(() => this.onclose?.({}))
  }

  private async read(): Promise<void> {
    const { calls, channel } = this
    const { signal } = this.over
    try {
      for await (const event of await calls.vncWatch({ channel }, { signal })) {
        if (signal.aborted) return
        if (event.type === 'end') return this.ended(event)
        const bytes = fromBase64(event.base64)
        this.onmessage?.({ data: bytes.buffer })
        // An acknowledgement that is lost is made good by the next.
        calls.vncAck({ channel, offset: event.offset + bytes.length }).catch(() => undefined)
      }
      this.ended({ why: 'link', reason: 'The engine of Farscope ended the connection.' })
    } catch (thrown) {
      if (!signal.aborted) this.ended({ why: 'link', reason: Failure.from(thrown).message })
    }
  }

  /** One call at a time, so that nothing typed overtakes what was typed before; what comes meanwhile goes together. */
  private async write(): Promise<void> {
    this.sending = true
    try {
      while (this.waiting.length > 0 && this.readyState === open) {
        const bytes = this.next()
        await this.calls.vncSend({ channel: this.channel, base64: toBase64(bytes) }, { signal: this.over.signal })
      }
    } catch (thrown) {
      if (!this.over.signal.aborted) this.ended({ why: 'link', reason: Failure.from(thrown).message })
    } finally {
      this.sending = false
    }
  }

  private next(): Uint8Array {
    const parts: Uint8Array[] = []
    let length = 0
    for (
      let part = this.waiting[0];
      part && (length === 0 || length + part.length <= mostInCall);
      part = this.waiting[0]
    ) {
      parts.push(part)
      length += part.length
      this.waiting.shift()
    }
    const whole = new Uint8Array(length)
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }

  private ended(end: ChannelEnd): void {
    if (this.readyState === closed) return
    this.onEnd({ why: end.why, reason: end.reason })
    this.close()
  }
}
