/** The life of one tunnel: started, listening, waiting for its link, listening again, stopped. */
import type { Tunnel } from '@contract/tunnel'
import type { TunnelView } from '@contract/tunnels'
import { Failure } from '@domain/failure'
import type { Clock } from '../platform'
import type { HostChoice, SiteAccess } from '../site-access'
import type { Connection } from '../ssh/types'
import { type OpenTunnel, openTunnel } from './open-tunnel'
import { createTraffic, type TrafficCounter } from './traffic'

/** `session`: as long as the engine lives; `configured`: from the user's ssh_config; `held`: as long as somebody reads. */
export type TunnelOrigin = 'saved' | 'session' | 'configured' | 'held'

export interface TunnelRun {
  readonly site: string
  readonly tunnel: Tunnel
  readonly origin: TunnelOrigin
  readonly state: TunnelView['state']
  /** Connections through it now. */
  readonly open: number
  view(): TunnelView
  /** Connects as needed and resolves when it listens. `automatic`: nobody just asked for it, see site-access. */
  start(options: { signal?: AbortSignal | undefined; automatic?: boolean }): Promise<void>
  /** The link stands: one that waits listens again. Errors stand in its view. */
  back(connection: Connection): Promise<void>
  stop(): Promise<void>
}

export interface TunnelRunOptions {
  readonly site: string
  readonly tunnel: Tunnel
  readonly origin: TunnelOrigin
  readonly access: SiteAccess
  readonly clock: Clock
  changed(): void
  /** The link is gone; `onPurpose`: it was closed, not lost. */
  lost(onPurpose: boolean): void
}

/** From a start to its stop. */
interface Life {
  readonly end: AbortController
  started: Promise<void>
  traffic: TrafficCounter
  open: OpenTunnel | undefined
  /** Where it listened last, which it takes again after a loss: the port is the real one. */
  listening: TunnelView['listening']
  /** It is being made to listen on the link that came back. Never rejects. */
  reopening: Promise<void> | undefined
  letGo: (() => void) | undefined
  unwatch: (() => void) | undefined
}

class Run implements TunnelRun {
  readonly site: string
  readonly tunnel: Tunnel
  readonly origin: TunnelOrigin
  state: TunnelView['state'] = 'stopped'
  private readonly choice: HostChoice
  private since: Date
  private error: Failure | undefined
  private life: Life | undefined
  private latest: TrafficCounter

  constructor(private readonly options: TunnelRunOptions) {
    this.site = options.site
    this.tunnel = options.tunnel
    this.origin = options.origin
    this.choice = options.tunnel.host === undefined ? { role: 'login' } : { host: options.tunnel.host }
    this.since = options.clock.now()
    this.latest = createTraffic(() => options.changed())
  }

  get open(): number {
    return this.latest.open
  }

  view(): TunnelView {
    const { open, total, bytesIn, bytesOut } = this.latest
    const error = this.state === 'listening' ? this.latest.error : this.error
    return {
      site: this.site,
      tunnel: this.tunnel,
      saved: this.origin === 'saved',
      state: this.state,
      since: this.since.toISOString(),
      listening: this.life?.listening ?? null,
      ...{ open, total, bytesIn, bytesOut },
      error: error?.toData() ?? null
    }
  }

  start(options: { signal?: AbortSignal | undefined; automatic?: boolean }): Promise<void> {
    if (this.life && this.state !== 'waiting') return this.life.started
    // Asked for while it waits: the connection is made now.
    const life = this.life ?? this.newLife()
    this.life = life
    life.started = this.begin(life, options)
    return life.started
  }

  async back(connection: Connection): Promise<void> {
    const { life } = this
    if (!life || this.state !== 'waiting') return
    life.reopening ??= this.reopen(life, connection)
    await life.reopening
  }

  async stop(): Promise<void> {
    const { life } = this
    if (!life) return this.set('stopped', undefined)
    this.life = undefined
    this.set('stopped', undefined)
    life.end.abort(new Failure('cancelled', `The tunnel ${this.tunnel.name} was stopped.`))
    this.release(life)
    await life.open?.close()
  }

  private newLife(): Life {
    this.latest = createTraffic(() => this.options.changed())
    return {
      ...{ end: new AbortController(), started: Promise.resolve(), traffic: this.latest, open: undefined },
      ...{ listening: null, reopening: undefined, letGo: undefined, unwatch: undefined }
    }
  }

  private async reopen(life: Life, connection: Connection): Promise<void> {
    try {
      await this.listen(life, connection, life.end.signal)
    } catch (thrown) {
      if (this.life === life && connection.connected) this.fail(life, Failure.from(thrown))
    } finally {
      life.reopening = undefined
    }
  }

  private async begin(
    life: Life,
    { signal, automatic }: { signal?: AbortSignal | undefined; automatic?: boolean }
  ): Promise<void> {
    this.set('starting', undefined)
    // It would find its own port taken.
    await life.reopening
    if (this.life !== life) throw this.error ?? new Failure('cancelled', `The tunnel ${this.tunnel.name} was stopped.`)
    if (life.open) return
    const ends = signal ? AbortSignal.any([signal, life.end.signal]) : life.end.signal
    const { access } = this.options
    try {
      const connection = await access.connection(this.site, this.choice, ends, { automatic })
      await this.listen(life, connection, ends)
      life.letGo ??= access.hold?.(this.site, this.choice, 'tunnels', { onBack: link => this.back(link) })
      if (this.life !== life) life.letGo?.()
    } catch (thrown) {
      const failure = Failure.from(thrown)
      // One that listened before goes on waiting for its link.
      if (this.life === life && life.letGo) this.set('waiting', failure)
      else if (this.life === life) this.fail(life, failure)
      throw failure
    }
  }

  private async listen(life: Life, connection: Connection, signal: AbortSignal): Promise<void> {
    const port = life.listening?.port ?? this.tunnel.listen.port
    const wanted: Tunnel = { ...this.tunnel, listen: { ...this.tunnel.listen, port } }
    const open = await openTunnel(connection, wanted, life.traffic, signal)
    if (this.life !== life) return open.close()
    life.open = open
    life.listening = open.listening
    life.unwatch = connection.onLost(reason => this.lost(life, reason))
    this.set('listening', undefined)
    if (!connection.connected) this.lost(life, undefined)
  }

  private lost(life: Life, reason: Error | undefined): void {
    if (this.life !== life) return
    void life.open?.close()
    life.open = undefined
    life.unwatch = undefined
    this.set('waiting', reason && Failure.from(reason))
    this.options.lost(reason === undefined)
  }

  private fail(life: Life, failure: Failure): void {
    this.life = undefined
    this.release(life)
    void life.open?.close()
    if (failure.code === 'cancelled') this.set('stopped', undefined)
    else this.set('failed', failure)
  }

  private release(life: Life): void {
    life.unwatch?.()
    life.letGo?.()
    life.letGo = undefined
  }

  private set(state: TunnelView['state'], error: Failure | undefined): void {
    this.error = error
    if (this.state !== state) this.since = this.options.clock.now()
    this.state = state
    this.options.changed()
  }
}

/** Stopped at first. */
export function createTunnelRun(options: TunnelRunOptions): TunnelRun {
  return new Run(options)
}
