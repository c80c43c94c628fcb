/** Which displays are instruments', by the calendars that are known. */
import type { OneDisplay } from '@contract/display'
import type { Resource } from '@contract/resources'
import type { Site } from '@contract/sites'
import { type DisplayMatch, matchDisplay } from '@domain/sessions/instrument-display'
import { hostForRole } from '@domain/sites/roles'
import type { Read } from './session-stores'

export type KnownSite = Pick<Site, 'name' | 'hosts'>

/** A display that a booking opens. `host`, `session` null: whichever there is of its kind. */
export interface Instrument {
  readonly read: Read
  readonly resource: Resource & { readonly display: NonNullable<Resource['display']> }
  readonly site: string
  readonly host: string | null
  readonly session: string | null
}

/** Those that a calendar names. */
export function instrumentsOf(read: Read, sites: readonly KnownSite[]): Instrument[] {
  return read.contents.file.resources.flatMap((resource): Instrument[] => {
    const { display } = resource
    const name = display?.site ?? read.store.site
    // A display of this computer itself is nobody's instrument.
    if (!display || name === null) return []
    const site = sites.find(one => one.name === name)
    const host = display.host ?? (site && hostForRole(site, 'display')?.name) ?? null
    return [{ read, resource: { ...resource, display }, site: name, host, session: display.session ?? null }]
  })
}

/**
 * What a machine is reached by. Two names for one machine, of one site or of two, lead to the same instrument; the same
 * address behind other jump hosts is another machine.
 */
function machine(sites: readonly KnownSite[], name: string, hostName: string): string | undefined {
  const host = sites.find(site => site.name === name)?.hosts.find(one => one.name === hostName)
  if (!host) return undefined
  const end = (one: { host: string; port?: number | undefined }) => [one.host.toLowerCase(), one.port ?? 22]
  return JSON.stringify([end(host), ...host.jumps.map(end)])
}

/** Whether a display stands on a machine of the site, by whichever of its names. */
export function isOfSite(site: string, display: OneDisplay, sites: readonly KnownSite[]): boolean {
  if (display.site === site) return true
  const there = machine(sites, display.site, display.host)
  const hosts = sites.find(one => one.name === site)?.hosts ?? []
  return there !== undefined && hosts.some(({ name }) => machine(sites, site, name) === there)
}

/** How a display stands to an instrument. */
export function matchOf(instrument: Instrument, display: OneDisplay, sites: readonly KnownSite[]): DisplayMatch {
  const { site, host, session, resource } = instrument
  const named = site === display.site && (host === null || host === display.host)
  const there = host === null ? undefined : machine(sites, site, host)
  const same = named || (there !== undefined && there === machine(sites, display.site, display.host))
  return same ? matchDisplay({ kind: resource.display.kind, session }, display) : 'other'
}
