/** Keeps the links that somebody holds: dials a lost one again and tells those who hold it, in their order. */
import type { ConnectionView } from '@contract/sites'
import { Failure } from '@domain/failure'
import { attemptsAfter, backOffMs, mayRedial } from '@domain/links/redial'
import { pause } from '../broadcast'
import type { Clock, Log } from '../platform'
import type { Holder, HostChoice, LinkFollower } from '../site-access'
import { type Hold, inOrder, type Kept, keyOf, newKept, next } from './kept-link'
import type { UserOfLink } from './link-entry'
import { createNetworkWatch, type NetworkWatch, presentNetwork } from './network-watch'
import { processTimers, type Timers } from './timers'
import type { Connections, HostTarget } from './types'

export interface KeeperOptions {
  readonly connections: Connections
  /** What to dial now; `unknown-site`, `not-found`. */
  resolve(site: string, choice: HostChoice): Promise<HostTarget>
  readonly clock: Clock
  readonly log: Log
  /** 0 to 1. */
  readonly random?: () => number
  /** Something that differs when the network of this computer does. */
  readonly network?: () => string
  /** Of the tries and of the looks at the network. */
  readonly timers?: Timers
}

export interface LinkKeeper {
  /** See `SiteAccess.hold`. */
  hold(site: string, choice: HostChoice, holder: Holder, follower: LinkFollower): () => void
  retryOf(user: UserOfLink): ConnectionView['retry']
  /** What `retryOf` says has changed. */
  onChange(listener: () => void): () => void
  /** No more tries by itself until something is asked of the link again. */
  stopRetrying(user: UserOfLink): void
  /** The network is there again: every lost link that may be is dialled at once. */
  retryNow(): void
  sleep(): void
  /** Dials what was lost; resolves when each try has ended and its followers were told, at most after that time. */
  wake(limitMs: number): Promise<void>
  close(): void
}

/** Longest wait for the followers of one kind before the next kind is told. Milliseconds. */
const patienceMs = 5000

class Keeper implements LinkKeeper {
  private readonly links = new Map<string, Kept>()
  private readonly listeners = new Set<() => void>()
  private readonly stopListening: () => void
  private asleep = false
  private readonly closing = new AbortController()
  private readonly network: NetworkWatch
  private readonly timers: Timers

  constructor(private readonly options: KeeperOptions) {
    this.timers = options.timers ?? processTimers
    this.stopListening = options.connections.onChange(() => {
      for (const kept of [...this.links.values()]) this.update(kept)
    })
    this.network = createNetworkWatch(
      options.network ?? presentNetwork,
      () => [...this.links.values()].some(({ callOff }) => callOff),
      () => this.retryNow(),
      this.timers
    )
  }

  hold(site: string, choice: HostChoice, holder: Holder, follower: LinkFollower): () => void {
    const hold: Hold = { holder, follower, seen: undefined, lost: false }
    let kept: Kept | undefined
    let released = false
    const begin = (hostName: string): void => {
      if (released || this.closing.signal.aborted) return
      kept = this.kept({ site, hostName })
      const link = this.options.connections.find(kept)
      hold.seen = link?.connection
      hold.lost = link?.wasLost === true
      kept.holds.add(hold)
      this.update(kept)
    }
    if ('host' in choice) begin(choice.host)
    else
      this.options.resolve(site, choice).then(
        target => begin(target.hostName),
        // A site that is gone has no link that could come back.
        () => undefined
      )
    return () => {
      released = true
      if (!kept?.holds.delete(hold) || kept.holds.size > 0) return
      this.links.delete(keyOf(kept))
      this.cancel(kept)
      this.endTry(kept)
    }
  }

  retryOf(user: UserOfLink): ConnectionView['retry'] {
    const kept = this.links.get(keyOf(user))
    return kept?.retryAt ? { at: kept.retryAt.toISOString(), attempt: kept.attempts } : null
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  stopRetrying(user: UserOfLink): void {
    // It tells of the change, upon which the timer ends.
    this.options.connections.stopRetrying(user)
  }

  retryNow(): void {
    for (const kept of this.links.values()) {
      if (!kept.callOff && !kept.trying) continue
      kept.attempts = 0
      // A try under way may still speak to the network that is gone, and would for as long as TCP has patience.
      this.endTry(kept)
      this.try(kept)
    }
  }

  sleep(): void {
    this.asleep = true
    for (const kept of this.links.values()) {
      this.cancel(kept)
      this.endTry(kept)
    }
  }

  async wake(limitMs: number): Promise<void> {
    this.asleep = false
    for (const kept of this.links.values()) {
      this.plan(kept)
      if (kept.callOff) this.try(kept)
    }
    const all = [...this.links.values()].map(async kept => {
      await kept.trying
      await kept.telling
    })
    await Promise.race([Promise.all(all), pause(limitMs, this.closing.signal)])
  }

  close(): void {
    this.closing.abort()
    this.stopListening()
    this.network.stop()
    for (const kept of this.links.values()) {
      this.cancel(kept)
      this.endTry(kept)
    }
    this.links.clear()
  }

  private kept(user: UserOfLink): Kept {
    const key = keyOf(user)
    const kept = this.links.get(key) ?? newKept(user)
    this.links.set(key, kept)
    return kept
  }

  /** Something changed at this link, or at another. */
  private update(kept: Kept): void {
    const link = this.options.connections.find(kept)
    const standing = link?.connection
    for (const hold of inOrder(kept)) {
      if (hold.seen === standing) continue
      if (hold.seen) {
        hold.seen = undefined
        hold.lost = true
        this.guard(() => hold.follower.onLost?.(link?.error))
      } else if (!hold.lost) hold.seen = standing
    }
    if (standing) {
      kept.standsSince ??= this.now()
      this.cancel(kept)
      this.tell(kept)
      return
    }
    if (kept.standsSince !== undefined) kept.attempts = attemptsAfter(kept.attempts, this.now() - kept.standsSince)
    kept.standsSince = undefined
    this.plan(kept)
  }

  /** Sets the timer of the next try where there is to be one, and takes it away where not. */
  private plan(kept: Kept): void {
    const link = this.options.connections.find(kept)
    // A person ended the tries; a link that somebody makes after that falls for the first time.
    if (link?.stopped || link?.state === 'closed') kept.attempts = 0
    const outlook = link && { ...link, code: link.error?.code }
    const may =
      !this.asleep && !this.closing.signal.aborted && !kept.trying && outlook !== undefined && mayRedial(outlook)
    if (!may) this.cancel(kept)
    if (!may || kept.callOff) return
    kept.attempts++
    const waitMs = backOffMs(kept.attempts, (this.options.random ?? Math.random)())
    kept.retryAt = new Date(this.now() + waitMs)
    kept.callOff = this.timers.after(waitMs, () => this.try(kept))
    this.network.start()
    this.changed()
  }

  private cancel(kept: Kept): void {
    if (!kept.callOff) return
    kept.callOff()
    kept.callOff = undefined
    kept.retryAt = undefined
    this.changed()
  }

  private try(kept: Kept): void {
    this.cancel(kept)
    kept.attempts = Math.max(1, kept.attempts)
    const trying = this.dial(kept).finally(() => {
      if (kept.trying !== trying) return
      kept.trying = undefined
      if (this.links.get(keyOf(kept)) === kept) this.plan(kept)
    })
    kept.trying = trying
  }

  /** Others may wait for the same try; then it goes on for them. */
  private endTry(kept: Kept): void {
    kept.trying = undefined
    kept.abort.abort(new Failure('cancelled', 'The try was given up.'))
    kept.abort = new AbortController()
  }

  private async dial(kept: Kept): Promise<void> {
    const { connections, resolve, log } = this.options
    const { signal } = kept.abort
    try {
      const target = await resolve(kept.site, { host: kept.hostName })
      await connections.acquire(target, { automatic: true, signal })
    } catch (thrown) {
      const { code, message } = Failure.from(thrown)
      if (code !== 'cancelled') log.info(`Try ${kept.attempts} at ${kept.site} ${kept.hostName}: ${message}`)
      // The site or its host is no more.
      if (code === 'unknown-site' || code === 'not-found') connections.stopRetrying(kept)
    }
  }

  /** One kind of holder after the other, each as far as the link still stands when its turn comes. */
  private tell(kept: Kept): void {
    kept.telling ??= this.tellAll(kept).finally(() => {
      kept.telling = undefined
    })
  }

  private async tellAll(kept: Kept): Promise<void> {
    for (let due = next(kept); due.length > 0; due = next(kept)) {
      const connection = this.options.connections.find(kept)?.connection
      if (!connection) return
      const told = due.map(async hold => {
        hold.lost = false
        hold.seen = connection
        await hold.follower.onBack(connection)
      })
      const all = Promise.all(
        told.map(one => one.catch(thrown => this.options.log.warn(`After a lost link: ${String(thrown)}`)))
      )
      await Promise.race([all, pause(patienceMs, this.closing.signal)])
    }
  }

  private guard(work: () => void): void {
    try {
      work()
    } catch (thrown) {
      this.options.log.error('A follower of a lost link failed.', thrown)
    }
  }

  private now(): number {
    return this.options.clock.now().getTime()
  }

  private changed(): void {
    for (const listener of [...this.listeners]) listener()
  }
}

/** Unset options: chance, the interfaces of this computer, the timers of this process. */
export function createLinkKeeper(options: KeeperOptions): LinkKeeper {
  return new Keeper(options)
}
