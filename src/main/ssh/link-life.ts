/** Whether a link stands, why it ended, and the requests on it, which end with it. */
import type { Duplex } from 'node:stream'
import { Failure } from '@domain/failure'
import type { Client } from 'ssh2'
import { pause } from '../broadcast'
import { errorFields, lostFailure, orAborted } from './errors'

/** As ssh2 calls back. */
export type Callback<T> = (error: Error | undefined, value: T) => void

export interface LifeOptions {
  readonly client: Client
  /** What carries the link; it knows of its end before ssh2 says so. */
  readonly stream: Duplex
  /** For messages: `user@host:port`. */
  readonly name: string
  /** Called once, before the listeners of `onLost`. */
  ended(failure: Failure): void
}

/** Longest wait for the answer to a request on a link that stands. Milliseconds. */
const requestTimeoutMs = 20_000

/** What ssh2 says, without a code, when it finds its socket ended. */
const lostTexts: ReadonlySet<string> = new Set(['Not connected', 'No response from server'])

export class LinkLife {
  private readonly lostListeners = new Set<(reason: Error | undefined) => void>()
  private failure: Failure | undefined
  private onPurpose = false
  private lastError: Error | undefined

  constructor(private readonly options: LifeOptions) {
    const { client } = options
    client.on('error', error => {
      this.lastError = error
    })
    client.once('end', () => this.finish())
    client.once('close', () => this.finish())
  }

  get connected(): boolean {
    if (!this.failure && !this.options.stream.writable) this.cut()
    return this.failure === undefined
  }

  /** Why it ended: lost, or `cancelled` when it was closed on purpose; undefined while it stands. */
  get ended(): Failure | undefined {
    return this.failure
  }

  /** Fires once: with a Failure when lost, undefined when closed on purpose. */
  onLost(listener: (reason: Error | undefined) => void): () => void {
    this.lostListeners.add(listener)
    return () => this.lostListeners.delete(listener)
  }

  /**
   * Why it ended, as `ended`, also when it does so within milliseconds: the channels of a link that is cut may end before
   * the link itself does, and are then no sign of anything else.
   */
  async endsSoon(ms: number): Promise<Failure | undefined> {
    if (!this.connected) return this.failure
    const over = new AbortController()
    const forget = this.onLost(() => over.abort())
    await pause(ms, over.signal)
    forget()
    return this.connected ? undefined : this.failure
  }

  /** An ssh2 call with a callback, which ends when the link does, when the signal fires, and with `timeout`. */
  call<T>(
    start: (done: Callback<T>) => void,
    signal: AbortSignal | undefined,
    tidy: (late: T) => void = () => undefined
  ): Promise<T> {
    if (!this.connected) return Promise.reject(this.failure)
    let gone = false
    const work = new Promise<T>((resolve, reject) => {
      start((error, value) => {
        if (error) reject(this.failure ?? error)
        else if (gone) tidy(value)
        else resolve(value)
      })
    }).catch((error: unknown) => {
      if (!(error instanceof Error) || !lostTexts.has(error.message)) throw error
      this.cut()
      throw this.failure ?? error
    })
    const limit = AbortSignal.timeout(requestTimeoutMs)
    return orAborted(signal ? AbortSignal.any([signal, limit]) : limit, work).catch((error: unknown) => {
      gone = true
      if (limit.aborted && !signal?.aborted)
        throw new Failure('timeout', `${this.options.name} did not answer within ${requestTimeoutMs / 1000} seconds.`, {
          hint: 'The host may be overloaded or the network slow; try again.'
        })
      throw error
    })
  }

  /** The link is gone although ssh2 has not said so yet. */
  cut(why?: Error): void {
    this.lastError = why ?? this.lastError
    this.finish()
    this.options.client.destroy()
  }

  close(): void {
    this.onPurpose = true
    this.options.client.end()
    this.finish()
  }

  private finish(): void {
    if (this.failure) return
    const { name, client } = this.options
    this.failure = this.onPurpose
      ? new Failure('cancelled', `The connection to ${name} was closed.`)
      : lostFailure(name, this.lastError)
    this.options.ended(this.failure)
    // Such errors come with the socket still half open.
    if (errorFields(this.lastError).level === 'client-timeout') client.destroy()
    for (const listener of [...this.lostListeners]) listener(this.onPurpose ? undefined : this.failure)
    this.lostListeners.clear()
  }
}
