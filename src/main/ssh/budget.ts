/**
 * Channels of one connection as a budget. OpenSSH allows MaxSessions (10 by default, 1 at some centres) and says so only
 * by refusing: a refusal lowers the budget and the request waits for a channel to close instead of failing.
 */
import { Failure } from '@domain/failure'
import { abortFailure } from './errors'
import type { ChannelPriority } from './types'

/** What a channel must tell the budget. */
export interface BudgetedChannel {
  once(event: 'close', listener: () => void): unknown
}

interface Waiter {
  readonly priority: ChannelPriority
  readonly signal: AbortSignal | undefined
  attempt(): void
  fail(failure: Failure): void
}

const order: Record<ChannelPriority, number> = { terminal: 0, exec: 1, sftp: 2 }

/**
 * Milliseconds after which a refused request tries again even though no channel of ours closed; doubled at each further
 * refusal. A server frees a session some moments after its channel closed.
 */
const probeMs = { first: 50, longest: 1000 } as const

export interface BudgetOptions {
  /** For messages: `user@host:port`. */
  readonly name: string
  /** Longest wait for a channel. */
  readonly waitMs?: number
  /** Called, perhaps several times, while somebody waits: who has a channel without use for it may close it. */
  readonly onWanted?: () => void
}

/** True for ssh2's error of a refused CHANNEL_OPEN (RFC 4254 5.1); its `reason` is the server's number. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'reason' in error && typeof error.reason === 'number'
}

export class ChannelBudget {
  private readonly waiting: Waiter[] = []
  private used = 0
  private limit = Number.POSITIVE_INFINITY
  /** Unlike the limit, it is not raised to find out whether there may be more by now. */
  private refusedAt: number | null = null
  private probe: NodeJS.Timeout | undefined
  private probeAfter: number = probeMs.first
  /** A server that once opened a channel will do so again. */
  private everOpened = false
  private ended: Failure | undefined

  constructor(private readonly options: BudgetOptions) {}

  /** Channels open now. */
  get open(): number {
    return this.used
  }

  /** Channels allowed at once as far as a refusal told; null before one. */
  get met(): number | null {
    return this.refusedAt
  }

  /** True while somebody waits for a channel. */
  get wanted(): boolean {
    return this.waiting.length > 0
  }

  /** Opens a channel as soon as one is free. `channel-refused` when none comes free in time. */
  async channel<T extends BudgetedChannel>(
    priority: ChannelPriority,
    open: () => Promise<T>,
    signal?: AbortSignal
  ): Promise<T> {
    // One limit for all attempts: a server that keeps refusing must not start it anew each time.
    const deadline = performance.now() + (this.options.waitMs ?? 20_000)
    while (true) {
      await this.turn(priority, deadline, signal)
      try {
        const channel = await open()
        channel.once('close', () => this.release())
        this.opened()
        this.probeAfter = probeMs.first
        return channel
      } catch (error) {
        this.used--
        if (!isRefusal(error)) {
          this.next()
          throw error
        }
        this.refused(error)
      }
    }
  }

  /**
   * Opens a channel that is good to have but not needed: only while nobody else waits, and without waiting itself.
   * `channel-refused` where there is none to spare.
   */
  async spare<T extends BudgetedChannel>(open: () => Promise<T>): Promise<T> {
    if (this.ended) throw this.ended
    if (this.waiting.length > 0 || this.used >= this.limit) throw this.tooFew()
    this.used++
    try {
      const channel = await open()
      channel.once('close', () => this.release())
      this.opened()
      return channel
    } catch (error) {
      this.used--
      if (isRefusal(error)) {
        this.limit = Math.min(this.limit, Math.max(1, this.used))
        this.refusedAt = this.limit
        throw this.tooFew()
      }
      this.next()
      throw error
    }
  }

  /** Nothing more will open: every waiter gets the reason. */
  end(failure: Failure): void {
    this.ended = failure
    clearTimeout(this.probe)
    for (const waiter of this.waiting.splice(0)) waiter.fail(failure)
  }

  private turn(priority: ChannelPriority, deadline: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.ended) throw this.ended
    if (signal?.aborted) throw abortFailure(signal)
    if (this.used < this.limit && this.waiting.length === 0) {
      this.used++
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        const at = this.waiting.indexOf(waiter)
        if (at >= 0) this.waiting.splice(at, 1)
        act()
      }
      const waiter: Waiter = {
        priority,
        signal,
        attempt: () => settle(resolve),
        fail: failure => settle(() => reject(failure))
      }
      const abort = (): void => waiter.fail(signal ? abortFailure(signal) : this.tooFew())
      const timer = setTimeout(() => waiter.fail(this.tooFew()), Math.max(0, deadline - performance.now()))
      signal?.addEventListener('abort', abort, { once: true })
      const behind = this.waiting.findIndex(other => order[other.priority] > order[priority])
      this.waiting.splice(behind < 0 ? this.waiting.length : behind, 0, waiter)
      this.next()
    })
  }

  private opened(): void {
    this.everOpened = true
    if (this.refusedAt !== null) this.refusedAt = Math.max(this.refusedAt, this.used)
  }

  private release(): void {
    this.used--
    this.next()
  }

  private next(): void {
    while (this.used < this.limit) {
      const waiter = this.waiting[0]
      if (!waiter) return
      this.used++
      waiter.attempt()
    }
    if (this.waiting.length === 0) return
    this.probeLater()
    this.options.onWanted?.()
  }

  private refused(cause: unknown): void {
    if (this.used === 0 && !this.everOpened)
      throw new Failure('channel-refused', `${this.options.name} lets you in but opens no channel.`, {
        hint: 'This account may only be a jump host, or may not run commands; ask the facility.',
        detail: cause instanceof Error ? cause.message : String(cause),
        cause
      })
    this.limit = Math.min(this.limit, this.used)
    this.refusedAt = Math.max(1, this.limit)
    this.probeLater()
  }

  /** So that a limit found too low is not kept for ever. */
  private probeLater(): void {
    if (this.probe || this.ended) return
    this.probe = setTimeout(() => {
      this.probe = undefined
      if (this.waiting.length === 0) return
      this.limit = Math.max(this.limit, this.used + 1)
      this.next()
    }, this.probeAfter)
    this.probeAfter = Math.min(probeMs.longest, this.probeAfter * 2)
  }

  private tooFew(): Failure {
    const limit = Number.isFinite(this.limit) ? this.limit : this.used
    return new Failure(
      'channel-refused',
      `${this.options.name} allows ${limit} channel${limit === 1 ? '' : 's'} at once on a connection, and none came free.`,
      { hint: 'Close a terminal or wait for a transfer to end; the facility can raise MaxSessions of its SSH server.' }
    )
  }
}
