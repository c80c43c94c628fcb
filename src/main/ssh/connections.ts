/** The pool: one authenticated link for each user, host, port and way there, jump hosts among them. */
import type { ConnectionView, TrustedKey } from '@contract/sites'
import { Failure } from '@domain/failure'
import type { Clock, Log } from '../platform'
import { SshConnection } from './connection'
import { type Dialled, type DialSettings, dial } from './dial'
import { abortFailure, orAborted } from './errors'
import type { AcquireContext, Connection, Connections, Endpoint, HostKeyPolicy, HostTarget } from './types'

export interface ConnectionsOptions extends DialSettings {
  readonly clock: Clock
  readonly log: Log
}

/** One link of the pool: being made, standing, or remembered with its error. */
interface Entry {
  readonly key: string
  readonly target: HostTarget
  state: ConnectionView['state']
  since: Date
  logins: number
  error: Failure | undefined
  connection: SshConnection | undefined
  attempt: Promise<SshConnection> | undefined
  /** Ends the attempt when the last who wanted it is gone. */
  abort: AbortController | undefined
  wanting: number
  /** Links that go through this one. */
  readonly through: Set<string>
  /** A jump host nobody asked for by itself ends with the last link through it. */
  wanted: boolean
}

const addressOf = ({ user, host, port, proxyCommand }: Endpoint): string =>
  `${user}@${host}:${port} ${proxyCommand ?? ''}`

/** What makes two targets the same link. */
function keyOf(target: HostTarget): string {
  return [...target.jumps, target].map(addressOf).join(' > ')
}

/** The way to a target without its last step, as a target itself. */
function previousHop(target: HostTarget): HostTarget | undefined {
  const last = target.jumps.at(-1)
  return last && { ...last, site: target.site, hostName: target.hostName, jumps: target.jumps.slice(0, -1) }
}

interface Chain {
  readonly hops: number
  readonly context: AcquireContext
  readonly policy?: HostKeyPolicy | undefined
  readonly learned?: TrustedKey[] | undefined
}

class Pool implements Connections {
  private readonly entries = new Map<string, Entry>()
  private readonly listeners = new Set<() => void>()
  /** Keys of jump hosts that stand already, for `site trust`. */
  private readonly hostKeys = new Map<string, TrustedKey>()

  constructor(private readonly options: ConnectionsOptions) {}

  async acquire(target: HostTarget, context: AcquireContext = {}): Promise<Connection> {
    const entry = this.entry(target)
    entry.wanted = true
    if (context.automatic && !entry.connection?.connected && !entry.attempt && entry.error) throw entry.error
    return this.link(target, { hops: target.jumps.length + 1, context })
  }

  async learnHostKeys(target: HostTarget, policy: HostKeyPolicy, context: AcquireContext = {}): Promise<TrustedKey[]> {
    const learned: TrustedKey[] = []
    const chain: Chain = { hops: target.jumps.length + 1, context, policy, learned }
    const signal = context.signal ?? new AbortController().signal
    const parent = previousHop(target)
    const link = parent && (await this.link(parent, chain))
    const through = await link?.forwardOut(target.host, target.port, { signal })
    const place = { site: target.site, hop: chain.hops, hops: chain.hops }
    try {
      const options = { endpoint: target, place, signal, origin: context.origin, policy, through, keyOnly: true }
      learned.push((await dial(this.options, options)).hostKey)
      return learned
    } finally {
      if (parent) this.releaseUnused(keyOf(parent))
    }
  }

  peek(target: HostTarget): Connection | undefined {
    const connection = this.entries.get(keyOf(target))?.connection
    return connection?.connected ? connection : undefined
  }

  list(): ConnectionView[] {
    return [...this.entries.values()]
      .filter(entry => entry.wanted)
      .map(entry => ({
        site: entry.target.site,
        host: entry.target.hostName,
        state: entry.state,
        since: entry.since.toISOString(),
        roundTripMs: entry.connection?.connected ? entry.connection.roundTripMs : null,
        channels: entry.connection?.connected ? entry.connection.channels : 0,
        logins: entry.logins,
        error: entry.error?.toData() ?? null
      }))
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  close(target: Pick<HostTarget, 'site' | 'hostName'>): void {
    for (const entry of [...this.entries.values()]) {
      if (!entry.wanted || entry.target.site !== target.site || entry.target.hostName !== target.hostName) continue
      entry.wanted = entry.through.size > 0 && entry.wanted
      if (!entry.wanted) this.end(entry)
    }
  }

  async closeAll(): Promise<void> {
    const attempts = [...this.entries.values()].map(entry => entry.attempt?.catch(() => undefined))
    for (const entry of [...this.entries.values()].reverse()) this.end(entry)
    await Promise.all(attempts)
  }

  private entry(target: HostTarget): Entry {
    const key = keyOf(target)
    const known = this.entries.get(key)
    if (known) return known
    const entry: Entry = {
      ...{ key, target, state: 'closed', since: this.options.clock.now(), logins: 0, wanting: 0, wanted: false },
      ...{ error: undefined, connection: undefined, attempt: undefined, abort: undefined, through: new Set() }
    }
    this.entries.set(key, entry)
    return entry
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
    if (!entry.attempt) this.begin(entry, chain)
    const { attempt, abort } = entry
    if (!attempt) throw new Failure('internal', 'An attempt ended before it began.')
    entry.wanting++
    try {
      return await orAborted(signal, attempt)
    } finally {
      entry.wanting--
      if (entry.wanting === 0 && entry.abort === abort) abort?.abort(new Failure('cancelled', 'Nobody waits any more.'))
    }
  }

  private begin(entry: Entry, chain: Chain): void {
    const abort = new AbortController()
    entry.abort = abort
    this.set(entry, 'connecting', undefined)
    const work = this.make(entry, chain, abort.signal).then(
      connection => {
        this.forget(entry)
        entry.connection = connection
        entry.logins++
        this.set(entry, 'connected', undefined)
        return connection
      },
      (error: unknown) => {
        this.forget(entry)
        const failure = Failure.from(error)
        this.set(
          entry,
          failure.code === 'cancelled' ? 'closed' : 'failed',
          failure.code === 'cancelled' ? undefined : failure
        )
        throw failure
      }
    )
    work.catch(() => undefined)
    entry.attempt = work
  }

  private forget(entry: Entry): void {
    entry.attempt = undefined
    entry.abort = undefined
  }

  private async make(entry: Entry, chain: Chain, signal: AbortSignal): Promise<SshConnection> {
    const { target } = entry
    const { origin } = chain.context
    const place = { site: target.site, hop: target.jumps.length + 1, hops: chain.hops }
    const previous = previousHop(target)
    const parent = previous && this.entry(previous)
    parent?.through.add(entry.key)
    let dialled: Dialled
    try {
      const link = previous && (await this.link(previous, { ...chain, context: { ...chain.context, signal } }))
      const through = await link?.forwardOut(target.host, target.port, { signal })
      dialled = await dial(this.options, { endpoint: target, place, signal, origin, policy: chain.policy, through })
    } catch (error) {
      if (parent) this.leave(parent, entry.key)
      throw error
    }
    this.hostKeys.set(entry.key, dialled.hostKey)
    chain.learned?.push(dialled.hostKey)
    const connection = new SshConnection({ ...dialled, target, place })
    connection.onLost(reason => {
      if (parent) this.leave(parent, entry.key)
      const lost = reason === undefined ? undefined : Failure.from(reason)
      if (entry.connection === connection) this.set(entry, lost ? 'lost' : 'closed', lost)
      if (lost) this.options.log.warn(lost.message)
    })
    await connection.ping({ signal }).catch(() => undefined)
    return connection
  }

  private leave(parent: Entry, child: string): void {
    parent.through.delete(child)
    this.releaseUnused(parent.key)
  }

  private releaseUnused(key: string): void {
    const entry = this.entries.get(key)
    if (entry && !entry.wanted && entry.through.size === 0 && entry.wanting === 0) this.end(entry)
  }

  private end(entry: Entry): void {
    entry.abort?.abort(new Failure('cancelled', 'The connection was closed.'))
    entry.connection?.close()
    entry.connection = undefined
    this.set(entry, 'closed', undefined)
  }

  private set(entry: Entry, state: Entry['state'], error: Failure | undefined): void {
    entry.state = state
    entry.error = error
    entry.since = this.options.clock.now()
    for (const listener of [...this.listeners]) listener()
  }
}

export function createConnections(options: ConnectionsOptions): Connections {
  return new Pool(options)
}
