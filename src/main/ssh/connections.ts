/** The pool: one authenticated link for each user, host, port, keys and way there, jump hosts among them. */

import type { ConnectionView, TrustedKey } from '@contract/sites'
import { Failure } from '@domain/failure'
import type { Clock, Log } from '../platform'
import { SshConnection } from './connection'
import { type Dialled, type DialOptions, type DialSettings, dial } from './dial'
import { abortFailure, orAborted } from './errors'
import { closeFurther, openFurther } from './further-links'
import {
  type LinkAttempt,
  type LinkEntry,
  linkKey,
  needsPerson,
  noteFailure,
  previousHop,
  type UserOfLink
} from './link-entry'
import { LinkTable } from './link-table'
import type { AcquireContext, AskPrompt, Connection, Connections, HostKeyPolicy, HostTarget, LinkState } from './types'

export interface ConnectionsOptions extends DialSettings {
  readonly prompt: AskPrompt
  readonly clock: Clock
  readonly log: Log
}

interface Chain {
  readonly hops: number
  readonly context: AcquireContext
  readonly policy?: HostKeyPolicy | undefined
  readonly learned?: TrustedKey[] | undefined
}

/** How long a link may take to answer after a sleep before it is lost; longer where a new login needs a person. Milliseconds. */
const wakeMs = { byItself: 5000, person: 15_000 } as const

/** The shared one and those for transfers. */
function connectionsOf({ connection, further }: LinkEntry): SshConnection[] {
  return [connection, ...further.values()].filter(one => one !== undefined)
}

class Pool implements Connections {
  private readonly links: LinkTable
  private readonly listeners = new Set<() => void>()
  /** Keys of jump hosts that stand already, for `site trust`. */
  private readonly hostKeys = new Map<string, TrustedKey>()

  constructor(private readonly options: ConnectionsOptions) {
    this.links = new LinkTable(options.clock)
  }

  async acquire(target: HostTarget, context: AcquireContext = {}): Promise<Connection> {
    const entry = this.links.entry(target)
    this.links.use(entry, target)
    if (context.automatic && !context.again) this.links.refuseAutomatic(target)
    // A person asks for it: tries by themselves may follow its next loss again.
    else if (!context.automatic) for (const hop of this.links.way(target)) hop.stopped = false
    const chain = { hops: target.jumps.length + 1, context }
    const joined = entry.attempt?.automatic === true && !context.automatic
    try {
      return await this.link(target, chain)
    } catch (error) {
      // A poller's attempt asks nobody; here somebody is there to be asked.
      if (joined && error instanceof Failure && needsPerson(error)) return this.link(target, chain)
      throw error
    }
  }

  async further(target: HostTarget, { signal }: Pick<AcquireContext, 'signal'> = {}): Promise<Connection> {
    const previous = previousHop(target)
    return openFurther(this.options, this.links.entry(target), previous && this.links.entry(previous), signal)
  }

  async learnHostKeys(target: HostTarget, policy: HostKeyPolicy, context: AcquireContext = {}): Promise<TrustedKey[]> {
    const learned: TrustedKey[] = []
    const chain: Chain = { hops: target.jumps.length + 1, context, policy, learned }
    const signal = context.signal ?? new AbortController().signal
    const parent = previousHop(target)
    const link = parent && (await this.link(parent, chain))
    try {
      const through = await link?.forwardOut(target.host, target.port, { signal })
      const place = { site: target.site, hop: chain.hops, hops: chain.hops }
      const ask = this.asking(context, () => undefined)
      const options = { endpoint: target, place, signal, ask, policy, through, keyOnly: true }
      learned.push((await dial(this.options, options)).hostKey)
      return learned
    } finally {
      if (parent) this.releaseUnused(linkKey(parent))
    }
  }

  peek(target: HostTarget): Connection | undefined {
    const connection = this.links.byKey(linkKey(target))?.connection
    return connection?.connected ? connection : undefined
  }

  list(): ConnectionView[] {
    return this.links.views()
  }

  find(user: UserOfLink): LinkState | undefined {
    return this.links.find(user)
  }

  stopRetrying(user: UserOfLink): void {
    for (const entry of this.links.usedBy(user)) if (!entry.connection?.connected) entry.stopped = true
    this.changed()
  }

  sleep(): void {
    for (const entry of this.links.all) for (const connection of connectionsOf(entry)) connection.sleep()
  }

  async wake(): Promise<void> {
    const answers = this.links.all.flatMap(entry => {
      const limitMs = this.links.needsPerson(entry) ? wakeMs.person : wakeMs.byItself
      return connectionsOf(entry).map(connection => connection.wake(limitMs))
    })
    await Promise.all(answers)
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  close(target: UserOfLink): void {
    for (const entry of this.links.leave(target)) {
      if (entry.users.size === 0 && entry.through.size === 0) this.end(entry)
      else this.changed()
    }
  }

  async closeAll(): Promise<void> {
    const attempts = this.links.all.map(entry => entry.attempt?.done.catch(() => undefined))
    for (const entry of this.links.all.reverse()) this.end(entry)
    await Promise.all(attempts)
  }

  /** The questions of one attempt. `person` is called when somebody had to answer one. */
  private asking({ automatic = false, origin }: AcquireContext, person: () => void): DialOptions['ask'] {
    return async (prompt, signal, outcome) => {
      const answer = await this.options.prompt(prompt, { signal, origin, automatic, outcome })
      if (prompt.kind === 'credentials' && !answer.kept) person()
      return answer
    }
  }

  private async link(target: HostTarget, chain: Chain): Promise<SshConnection> {
    const entry = this.links.entry(target)
    const { signal } = chain.context
    if (signal?.aborted) throw abortFailure(signal)
    if (entry.connection?.connected) {
      const known = this.hostKeys.get(entry.key)
      if (known) chain.learned?.push({ ...known, state: 'known' })
      return entry.connection
    }
    const attempt = entry.attempt ?? this.begin(entry, chain)
    attempt.wanting++
    try {
      return await orAborted(signal, attempt.done)
    } finally {
      attempt.wanting--
      if (attempt.wanting === 0 && entry.attempt === attempt)
        this.giveUp(entry, 'Nobody waits any more.', attempt.before)
    }
  }

  private begin(entry: LinkEntry, chain: Chain): LinkAttempt {
    const abort = new AbortController()
    const settle = (act: () => void): void => {
      if (entry.attempt !== attempt) return
      entry.attempt = undefined
      act()
    }
    const done = this.make(entry, chain, abort.signal).then(
      connection => {
        settle(() => {
          entry.connection = connection
          entry.logins++
          entry.refusal = undefined
          this.set(entry, 'connected', undefined)
        })
        return connection
      },
      (error: unknown) => {
        const failure = Failure.from(error)
        settle(() => this.set(entry, 'failed', failure))
        throw failure
      }
    )
    done.catch(() => undefined)
    const { state, error, since } = entry
    const before = { state, error, since }
    const attempt: LinkAttempt = { done, abort, automatic: chain.context.automatic === true, wanting: 0, before }
    entry.attempt = attempt
    this.set(entry, 'connecting', undefined)
    return attempt
  }

  private async make(entry: LinkEntry, chain: Chain, signal: AbortSignal): Promise<SshConnection> {
    const { target } = entry
    const place = { site: target.site, hop: target.jumps.length + 1, hops: chain.hops }
    const previous = previousHop(target)
    const parent = previous && this.links.entry(previous)
    const mark = Symbol(entry.key)
    parent?.through.add(mark)
    let dialled: Dialled
    try {
      const link = previous && (await this.link(previous, { ...chain, context: { ...chain.context, signal } }))
      const through = await link?.forwardOut(target.host, target.port, { signal })
      let person = false
      const ask = this.asking(chain.context, () => {
        person = true
      })
      dialled = await dial(this.options, { endpoint: target, place, signal, ask, policy: chain.policy, through })
      entry.neededPerson = person || dialled.neededPerson
    } catch (error) {
      if (parent) this.leave(parent, mark)
      throw error
    }
    this.hostKeys.set(entry.key, dialled.hostKey)
    chain.learned?.push(dialled.hostKey)
    const connection = new SshConnection({ ...dialled, target, place, changed: () => this.changed() })
    connection.onLost(reason => {
      if (parent) this.leave(parent, mark)
      const lost = reason === undefined ? undefined : Failure.from(reason)
      if (entry.connection === connection) {
        closeFurther(entry)
        entry.connection = undefined
        this.set(entry, lost ? 'lost' : 'closed', lost)
      }
      if (lost) this.options.log.warn(lost.message)
    })
    await connection.ping({ signal }).catch(() => undefined)
    if (signal.aborted) {
      connection.close()
      throw abortFailure(signal)
    }
    return connection
  }

  private leave(parent: LinkEntry, child: symbol): void {
    parent.through.delete(child)
    this.releaseUnused(parent.key)
  }

  private releaseUnused(key: string): void {
    const entry = this.links.byKey(key)
    if (entry && entry.users.size === 0 && entry.through.size === 0 && !entry.attempt?.wanting) this.end(entry)
  }

  private end(entry: LinkEntry): void {
    const { connection } = entry
    closeFurther(entry)
    entry.connection = undefined
    connection?.close()
    this.giveUp(entry, 'The connection was closed.')
  }

  /** The attempt is over for everybody at once; what it still has to tidy up does not count any more. */
  private giveUp(entry: LinkEntry, why: string, before?: LinkAttempt['before']): void {
    const { attempt } = entry
    entry.attempt = undefined
    attempt?.abort.abort(new Failure('cancelled', why))
    // A lost link, or one that could not be made again, is no less so after a try that somebody gave up.
    if (before?.state === 'lost' || before?.state === 'failed') {
      Object.assign(entry, before)
      this.changed()
    } else this.set(entry, 'closed', undefined)
  }

  private set(entry: LinkEntry, state: LinkEntry['state'], error: Failure | undefined): void {
    entry.state = state
    entry.error = error
    entry.since = this.options.clock.now()
    if (error) noteFailure(entry, error, entry.since)
    this.changed()
  }

  private changed(): void {
    for (const listener of [...this.listeners]) listener()
  }
}

export function createConnections(options: ConnectionsOptions): Connections {
  return new Pool(options)
}
