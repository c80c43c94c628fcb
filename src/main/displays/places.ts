/** The hosts of a site on which displays are. */
import type { Display } from '@contract/display'
import type { ResourceDisplay } from '@contract/resources'
import type { SiteView } from '@contract/sites'
import { Failure } from '@domain/failure'
import { hostForRole } from '@domain/sites/roles'
import type { SiteAccess } from '../site-access'
import type { DisplayPlace } from './adapter'

export interface PlaceOptions {
  readonly automatic?: boolean
  readonly facility?: ResourceDisplay | undefined
}

export function placeOn(access: SiteAccess, site: string, host: string, options: PlaceOptions = {}): DisplayPlace {
  const automatic = options.automatic ?? false
  return {
    ...{ site, host, automatic },
    facility: options.facility,
    connection: signal => access.connection(site, { host }, signal, { automatic }),
    login: signal => access.connection(site, { role: 'login' }, signal, { automatic })
  }
}

/** Our name of the host where a display is made that names none: the display host, else the login host. */
export function displayHost(site: SiteView): string {
  const host = hostForRole(site, 'display')
  if (!host) throw new Failure('not-found', `The site ${site.name} has no host.`, { hint: 'Add one to it.' })
  return host.name
}

/** All that may have some: every display host, else the one that stands in for it; the instruments' hosts too. */
export function displayHosts(site: SiteView, instruments: readonly { readonly host: string | null }[]): string[] {
  const own = site.hosts.filter(host => host.roles.includes('display')).map(host => host.name)
  const named = instruments.flatMap(({ host }) => (host && site.hosts.some(one => one.name === host) ? [host] : []))
  return [...new Set([...(own.length > 0 ? own : [displayHost(site)]), ...named])]
}

/** `not-found` where the site has no such host. */
export function checkHost(site: SiteView, host: string): string {
  if (site.hosts.some(one => one.name === host)) return host
  throw new Failure('not-found', `The site ${site.name} has no host ${host}.`, {
    hint: `Its hosts: ${site.hosts.map(one => one.name).join(', ')}.`
  })
}

/** Whether it may be what an instrument's host itself shows: what runs in a job, or elsewhere, is somebody's desktop. */
export const isOfHost = (one: Display, { host }: Pick<DisplayPlace, 'host'>): boolean =>
  (one.state === 'ready' || one.state === 'starting') &&
  one.host === host &&
  one.job === null &&
  one.cannot.open === undefined
