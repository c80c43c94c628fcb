/** The pool: one authenticated link for each user, host, port, keys and way there, jump hosts among them. */

import type { ConnectionView, TrustedKey } from '@contract/sites'
import { Failure } from '@domain/failure'
import type { Clock, Log } from '../platform'
import { SshConnection } from './connection'
import { type Dialled, type DialOptions, type DialSettings, dial } from './dial'
import { abortFailure, orAborted } from './errors'
import {
  automaticRefusal,
  type LinkAttempt,
  type LinkEntry,
  linkKey,
  needsPerson,
  newEntry,
  previousHop,
  type UserOfLink,
  viewsOf
} from './link-entry'
import { openLocalForwards } from './local-forwards'
import type { AcquireContext, AskPrompt, Connection, Connections, HostKeyPolicy, HostTarget } from './types'

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

/** Most connections to one host besides the shared one, for transfers. */
const mostFurther = 2
/** A further connection is never waited for longer. Milliseconds. */
const furtherMs = 15_000

function closeFurther(entry: LinkEntry): void {
  const all = [...entry.further.values()]
  entry.further.clear()
  for (const connection of all) connection?.close()
}

const userKey = ({ site, hostName }: UserOfLink): string => JSON.stringify([site, hostName])

class Pool implements Connections {
  private readonly entries = new Map<string, LinkEntry>()
  private readonly listeners = new Set<() => void>()
  /** Keys of jump hosts that stand already, for `site trust`. */
  private readonly hostKeys = new Map<string, TrustedKey>()

  constructor(private readonly options: ConnectionsOptions) {}

  async acquire(target: HostTarget, context: AcquireContext = {}): Promise<Connection> {
    const entry = this.entry(target)
    this.use(entry, target)
    if (context.automatic) this.refuseAutomatic(target)
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
    const entry = this.entries.get(linkKey(target))
    const shared = entry?.connection
    const name = `${target.user}@${target.host}`
    if (!entry || !shared?.connected || entry.neededPerson || entry.further.size >= mostFurther)
      throw new Failure('answer-needed', `A further connection to ${name} would need you, or there are enough.`)
    const mark = Symbol(entry.key)
    // Counted from now on, so that two who ask at once do not get more than there may be.
    entry.further.set(mark, undefined)
    try {
      const previous = previousHop(target)
      const link = previous && this.entries.get(linkKey(previous))?.connection
      if (previous && !link?.connected) throw new Failure('unreachable', `The way to ${name} is gone.`)
      const limit = AbortSignal.any([AbortSignal.timeout(furtherMs), ...(signal ? [signal] : [])])
      const through = await link?.forwardOut(target.host, target.port, { signal: limit })
      const place = { site: target.site, hop: target.jumps.length + 1, hops: target.jumps.length + 1 }
      const ask: DialOptions['ask'] = async () => ({ kind: 'declined' })
      const dialled = await dial(this.options, { endpoint: target, place, signal: limit, ask, through })
      const connection = new SshConnection({ ...dialled, target, place })
      connection.onLost(() => entry.further.delete(mark))
      if (!entry.further.has(mark) || !shared.connected) connection.close()
      else entry.further.set(mark, connection)
      await connection.ping({ signal: limit }).catch(() => undefined)
      return connection
    } catch (error) {
      entry.further.delete(mark)
      throw error
    }
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
    const connection = this.entries.get(linkKey(target))?.connection
    return connection?.connected ? connection : undefined
  }

  list(): ConnectionView[] {
    return [...this.entries.values()].flatMap(viewsOf)
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  close(target: UserOfLink): void {
    for (const entry of [...this.entries.values()]) {
      if (!entry.users.delete(userKey(target))) continue
      if (entry.users.size === 0 && entry.through.size === 0) this.end(entry)
      else this.changed()
    }
  }

  async closeAll(): Promise<void> {
    const attempts = [...this.entries.values()].map(entry => entry.attempt?.done.catch(() => undefined))
    for (const entry of [...this.entries.values()].reverse()) this.end(entry)
    await Promise.all(attempts)
  }

  private entry(target: HostTarget): LinkEntry {
    const key = linkKey(target)
    const known = this.entries.get(key)
    if (known) return known
    const entry = newEntry(target, this.options.clock.now())
    this.entries.set(key, entry)
    return entry
  }

  /** Notes who uses the link. What that host used before its configuration changed is forgotten unless it stands. */
  private use(entry: LinkEntry, target: HostTarget): void {
    const key = userKey(target)
    for (const other of this.entries.values())
      if (other !== entry && !other.connection?.connected && !other.attempt) other.users.delete(key)
    entry.users.set(key, { site: target.site, hostName: target.hostName })
  }

  /** From the host back to the first hop that stands. */
  private refuseAutomatic(target: HostTarget): void {
    for (let hop: HostTarget | undefined = target; hop; hop = previousHop(hop)) {
      const entry = this.entries.get(linkKey(hop))
      if (entry?.connection?.connected) return
      const refusal = entry && automaticRefusal(entry)
      if (refusal) throw refusal
    }
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
    const entry = this.entry(target)
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
      if (attempt.wanting === 0 && entry.attempt === attempt) this.giveUp(entry, 'Nobody waits any more.')
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
          this.set(entry, 'connected', undefined)
          openLocalForwards(connection, entry.target.localForwards ?? [], this.options.log)
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
    const attempt: LinkAttempt = { done, abort, automatic: chain.context.automatic === true, wanting: 0 }
    entry.attempt = attempt
    this.set(entry, 'connecting', undefined)
    return attempt
  }

  private async make(entry: LinkEntry, chain: Chain, signal: AbortSignal): Promise<SshConnection> {
    const { target } = entry
    const place = { site: target.site, hop: target.jumps.length + 1, hops: chain.hops }
    const previous = previousHop(target)
    const parent = previous && this.entry(previous)
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
    const connection = new SshConnection({ ...dialled, target, place })
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
    const entry = this.entries.get(key)
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
  private giveUp(entry: LinkEntry, why: string): void {
    const { attempt } = entry
    entry.attempt = undefined
    attempt?.abort.abort(new Failure('cancelled', why))
    this.set(entry, 'closed', undefined)
  }

  private set(entry: LinkEntry, state: LinkEntry['state'], error: Failure | undefined): void {
    entry.state = state
    entry.error = error
    entry.since = this.options.clock.now()
    this.changed()
  }

  private changed(): void {
    for (const listener of [...this.listeners]) listener()
  }
}

export function createConnections(options: ConnectionsOptions): Connections {
  return new Pool(options)
}
