/** The tunnels that are set up: in the site records, and those of sites that are never written to disk. */
import type { Site, SiteView } from '@contract/sites'
import type { Tunnel } from '@contract/tunnel'
import { Failure } from '@domain/failure'

export interface TunnelRecords {
  of(site: SiteView): readonly Tunnel[]
  /** Gives the site as it is then. `exists` unless `replace`; `not-found` for a host that is not of the site. */
  save(site: string, tunnel: Tunnel, replace: boolean): Promise<SiteView>
  /** Whether there was one of that name. */
  remove(site: string, name: string): Promise<boolean>
}

export interface RecordSites {
  show(name: string): Promise<SiteView>
  save(site: Site, replace: boolean): Promise<SiteView>
}

/** Changes are made one after the other, so that none is lost. */
export function createTunnelRecords(sites: RecordSites): TunnelRecords {
  /** Of the demo facility, as long as the engine lives. */
  const session = new Map<string, readonly Tunnel[]>()
  let lastWrite: Promise<unknown> = Promise.resolve()

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = lastWrite.then(work, work)
    lastWrite = turn.catch(() => undefined)
    return turn
  }

  const of = (site: SiteView): readonly Tunnel[] => (site.demo ? (session.get(site.name) ?? []) : (site.tunnels ?? []))

  async function store(site: SiteView, tunnels: readonly Tunnel[]): Promise<SiteView> {
    if (site.demo) {
      session.set(site.name, tunnels)
      return site
    }
    const { demo: _demo, ...record } = site
    return sites.save({ ...record, tunnels: [...tunnels] }, true)
  }

  async function save(name: string, tunnel: Tunnel, replace: boolean): Promise<SiteView> {
    const site = await sites.show(name)
    if (tunnel.host !== undefined && !site.hosts.some(host => host.name === tunnel.host))
      throw new Failure('not-found', `The site ${name} has no host ${tunnel.host}.`, {
        hint: `Its hosts: ${site.hosts.map(host => host.name).join(', ')}.`
      })
    const before = of(site)
    const exists = before.some(other => other.name === tunnel.name)
    if (exists && !replace)
      throw new Failure('exists', `The site ${name} has a tunnel ${tunnel.name} already.`, {
        hint: 'Choose another name, or replace the other one (in the command: --replace).'
      })
    const after = exists ? before.map(other => (other.name === tunnel.name ? tunnel : other)) : [...before, tunnel]
    return store(site, after)
  }

  async function remove(name: string, tunnel: string): Promise<boolean> {
    const site = await sites.show(name)
    const before = of(site)
    const after = before.filter(other => other.name !== tunnel)
    if (after.length === before.length) return false
    await store(site, after)
    return true
  }

  return {
    of,
    save: (site, tunnel, replace) => inTurn(() => save(site, tunnel, replace)),
    remove: (site, name) => inTurn(() => remove(site, name))
  }
}
