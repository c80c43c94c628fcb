/** The tunnels of all sites: the saved ones, those of ssh_config, those that a command holds open. */
import type { ConnectionView, SiteView } from '@contract/sites'
import type { Tunnel } from '@contract/tunnel'
import type { TunnelView } from '@contract/tunnels'
import { Failure } from '@domain/failure'
import { hostForRole } from '@domain/sites/roles'
import { createBroadcast } from '../broadcast'
import type { Clock, Log } from '../platform'
import type { SiteAccess } from '../site-access'
import { configuredTunnels } from './configured-tunnels'
import { followLinks } from './follow-links'
import { createTunnelRecords, type RecordSites, type TunnelRecords } from './tunnel-records'
import { createTunnelRun, type TunnelOrigin, type TunnelRun } from './tunnel-run'

export interface TunnelsDependencies {
  readonly platform: { readonly clock: Clock; readonly log: Log }
  readonly access: SiteAccess
  readonly sites: RecordSites & {
    list(): Promise<SiteView[]>
    watch(signal: AbortSignal | undefined): AsyncGenerator<SiteView[], void, void>
  }
  readonly connections: { watch(signal: AbortSignal | undefined): AsyncGenerator<ConnectionView[], void, void> }
}

/** The service behind contract/tunnels; units and errors are described there. */
export interface Tunnels {
  list(): Promise<TunnelView[]>
  watch(signal: AbortSignal | undefined): AsyncGenerator<TunnelView[], void, void>
  save(site: string, tunnel: Tunnel, replace: boolean): Promise<TunnelView>
  remove(site: string, name: string): Promise<void>
  start(site: string, name: string, signal: AbortSignal | undefined): Promise<TunnelView>
  stop(site: string, name: string): Promise<void>
  hold(
    site: string,
    tunnels: readonly Tunnel[],
    signal: AbortSignal | undefined
  ): AsyncGenerator<TunnelView[], void, void>
  /** All that are not stopped. */
  running(): TunnelView[]
  /** How many have connections going through them. */
  inUse(): number
  close(): Promise<void>
}

/** Milliseconds between two items of `watch`: bytes go through many times a second. */
const watchEveryMs = 250

const keyOf = (site: string, name: string): string => JSON.stringify([site, name])
const isBusy = ({ state }: TunnelRun): boolean => state !== 'stopped' && state !== 'failed'
const same = (one: Tunnel, other: Tunnel): boolean => JSON.stringify(one) === JSON.stringify(other)

class AllTunnels implements Tunnels {
  /** By site and name; those that are held have no name of their own to be called by. */
  private readonly named = new Map<string, TunnelRun>()
  private readonly held = new Set<TunnelRun>()
  private readonly records: TunnelRecords
  /** Opened with the connection, but stopped by hand since; until that host is disconnected. */
  private readonly unwanted = new Set<TunnelRun>()
  private readonly closing = new AbortController()
  private readonly changes = createBroadcast<void>(() => undefined, watchEveryMs)
  private readonly following: Promise<void>

  constructor(private readonly deps: TunnelsDependencies) {
    this.records = createTunnelRecords(deps.sites)
    this.following = followLinks(deps.connections.watch(this.closing.signal), {
      connected: (site, host) => this.connected(site, host),
      ended: (site, host) => this.disconnected(site, host)
    }).catch((thrown: unknown) => deps.platform.log.error('Tunnels no longer follow the connections.', thrown))
  }

  async list(): Promise<TunnelView[]> {
    return this.views(await this.deps.sites.list())
  }

  async *watch(signal: AbortSignal | undefined): AsyncGenerator<TunnelView[], void, void> {
    const end = new AbortController()
    const until = AbortSignal.any([end.signal, this.closing.signal, ...(signal ? [signal] : [])])
    let sites = await this.deps.sites.list()
    const followSites = (async () => {
      for await (const now of this.deps.sites.watch(until)) {
        sites = now
        this.changes.publish()
      }
    })()
    followSites.catch(() => undefined)
    try {
      for await (const _ of this.changes.follow(until)) yield this.views(sites)
    } finally {
      end.abort()
    }
  }

  async save(site: string, tunnel: Tunnel, replace: boolean): Promise<TunnelView> {
    const view = await this.records.save(site, tunnel, replace)
    const key = keyOf(site, tunnel.name)
    const before = this.named.get(key)
    const run = this.known(view, tunnel)
    if (before && before !== run && isBusy(before)) {
      await before.stop()
      // What keeps it from starting stands in its view; it is saved all the same.
      await run.start({ signal: this.closing.signal }).catch(() => undefined)
    }
    this.changes.publish()
    return run.view()
  }

  async remove(site: string, name: string): Promise<void> {
    const found = await this.records.remove(site, name)
    const run = this.named.get(keyOf(site, name))
    if (!found && !run) throw unknownTunnel(site, name)
    await this.forget(run)
  }

  async start(site: string, name: string, signal: AbortSignal | undefined): Promise<TunnelView> {
    const run = await this.find(site, name)
    this.unwanted.delete(run)
    await run.start({ signal })
    return run.view()
  }

  async stop(site: string, name: string): Promise<void> {
    const run = await this.find(site, name)
    this.unwanted.add(run)
    await run.stop()
  }

  async *hold(
    site: string,
    tunnels: readonly Tunnel[],
    signal: AbortSignal | undefined
  ): AsyncGenerator<TunnelView[], void, void> {
    await this.deps.sites.show(site)
    const until = signal ? AbortSignal.any([signal, this.closing.signal]) : this.closing.signal
    const own = tunnels.map(tunnel => this.newRun(site, tunnel, 'held'))
    for (const run of own) this.held.add(run)
    try {
      for (const run of own) await run.start({ signal: until })
      for await (const _ of this.changes.follow(until)) yield own.map(run => run.view())
    } finally {
      for (const run of own) this.held.delete(run)
      await Promise.all(own.map(run => run.stop()))
    }
  }

  running(): TunnelView[] {
    return this.all()
      .filter(({ state }) => state !== 'stopped')
      .map(run => run.view())
  }

  inUse(): number {
    return this.all().filter(run => run.open > 0).length
  }

  async close(): Promise<void> {
    this.closing.abort(new Failure('cancelled', 'Farscope ends.'))
    await Promise.all(this.all().map(run => run.stop()))
    await this.following
  }

  private all(): TunnelRun[] {
    return [...this.named.values(), ...this.held]
  }

  private newRun(site: string, tunnel: Tunnel, origin: TunnelOrigin): TunnelRun {
    const { access, platform } = this.deps
    const run: TunnelRun = createTunnelRun({
      ...{ site, tunnel, origin, access, clock: platform.clock },
      changed: () => this.changes.publish(),
      lost: onPurpose => {
        // Those of ssh_config come anew with the next connection, as the file says then.
        if (onPurpose && origin === 'configured') void this.forget(run)
        else if (onPurpose) void this.forgetWithSite(run)
      }
    })
    return run
  }

  /** The run of a tunnel as it is set up now; one that runs by what was set up before is left alone. */
  private known(site: SiteView, tunnel: Tunnel): TunnelRun {
    const key = keyOf(site.name, tunnel.name)
    const found = this.named.get(key)
    if (found && same(found.tunnel, tunnel)) return found
    const run = this.newRun(site.name, tunnel, site.demo ? 'session' : 'saved')
    this.named.set(key, run)
    return run
  }

  private async forget(run: TunnelRun | undefined): Promise<void> {
    if (!run) return
    const key = keyOf(run.site, run.tunnel.name)
    if (this.named.get(key) === run) this.named.delete(key)
    this.unwanted.delete(run)
    await run.stop()
  }

  /** A link that was closed may have been closed because its site is gone. */
  private async forgetWithSite(run: TunnelRun): Promise<void> {
    const isGone = await this.deps.sites.show(run.site).then(
      () => false,
      (thrown: unknown) => Failure.from(thrown).code === 'unknown-site'
    )
    if (isGone) await this.forget(run)
  }

  private views(sites: readonly SiteView[]): TunnelView[] {
    const setUp = new Set<TunnelRun>()
    for (const site of sites)
      for (const tunnel of this.records.of(site)) {
        const run = this.named.get(keyOf(site.name, tunnel.name))
        setUp.add(run && isBusy(run) ? run : this.known(site, tunnel))
      }
    const stays = (run: TunnelRun): boolean =>
      setUp.has(run) || run.origin === 'held' || run.origin === 'configured' || isBusy(run)
    return this.all()
      .filter(stays)
      .map(run => {
        const view = run.view()
        return setUp.has(run) ? view : { ...view, saved: false }
      })
      .sort((a, b) => a.site.localeCompare(b.site) || a.tunnel.name.localeCompare(b.tunnel.name))
  }

  private async find(site: string, name: string): Promise<TunnelRun> {
    const view = await this.deps.sites.show(site)
    const key = keyOf(site, name)
    const tunnel = this.records.of(view).find(one => one.name === name)
    const running = this.named.get(key)
    if (running && (!tunnel || running.state === 'listening' || running.state === 'waiting')) return running
    if (tunnel) return this.known(view, tunnel)
    const held = [...this.held].find(run => run.site === site && run.tunnel.name === name)
    if (held) return held
    throw unknownTunnel(site, name)
  }

  /** A host is connected: what waits for it goes on, and what is to be opened with it is opened. */
  private async connected(name: string, host: string): Promise<void> {
    const { access, platform, sites } = this.deps
    const site = await sites.show(name)
    const connection = await access.connection(name, { host }, this.closing.signal, { automatic: true })
    const isHere = (tunnel: Tunnel): boolean => (tunnel.host ?? hostForRole(site, 'login')?.name) === host
    const waiting = this.all().filter(run => run.site === name && isHere(run.tunnel))
    await Promise.all(waiting.map(run => run.back(connection)))
    const configured = configuredTunnels(connection, platform.log)
      .filter(tunnel => !this.named.has(keyOf(name, tunnel.name)))
      .map(tunnel => this.newRun(name, tunnel, 'configured'))
    for (const run of configured) this.named.set(keyOf(name, run.tunnel.name), run)
    const wanted = this.records.of(site).filter(tunnel => tunnel.start === 'connection' && isHere(tunnel))
    for (const run of [...wanted.map(tunnel => this.known(site, tunnel)), ...configured])
      if (!this.unwanted.has(run))
        await run.start({ signal: this.closing.signal, automatic: true }).catch((thrown: unknown) => {
          platform.log.warn(`The tunnel ${run.tunnel.name} of ${name}: ${Failure.from(thrown).message}`)
        })
  }

  private disconnected(site: string, host: string): void {
    for (const run of this.unwanted)
      if (run.site === site && (run.tunnel.host ?? host) === host) this.unwanted.delete(run)
  }
}

function unknownTunnel(site: string, name: string): Failure {
  return new Failure('not-found', `The site ${site} has no tunnel ${name}.`, { hint: 'See farscope tunnel list.' })
}

export function createTunnels(deps: TunnelsDependencies): Tunnels {
  return new AllTunnels(deps)
}
