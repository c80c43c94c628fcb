/** Which host of a site does which work. */
import type { HostRole, Site, SiteHost } from '@contract/sites'

type Hosts = Pick<Site, 'hosts'>

/**
 * The host for a kind of work: the first one with that role, else the first login host, else the first
 * without a role of its own, else the first of all.
 * So a site with one host and no roles is used for everything. Undefined only for a site without hosts.
 */
export function hostForRole(site: Hosts, role: HostRole): SiteHost | undefined {
  return (
    site.hosts.find(host => host.roles.includes(role)) ??
    site.hosts.find(host => host.roles.includes('login')) ??
    site.hosts.find(host => host.roles.length === 0) ??
    site.hosts[0]
  )
}

/** The kinds of work that `hostForRole` gives to this host; what `site check` shows as its role. */
export function effectiveRoles(site: Hosts, host: SiteHost): HostRole[] {
  if (host.roles.length > 0) return host.roles
  return hostForRole(site, 'login')?.name === host.name ? ['login'] : []
}

/** Words of host names at facilities, each group with the role it speaks of; the first that fits counts. */
const roleWords: readonly (readonly [HostRole, RegExp])[] = [
  ['transfer', /(^|[^a-z])(dtn|transfer|xfer|data|globus)/],
  ['instrument', /(krios|talos|glacios|titan|arctica|tundra|scope)/],
  ['display', /(^|[^a-z])(dcv|viz|vis|desktop|vnc|fastx|nomachine)/],
  ['compute', /(^|[^a-z])(gpu|node|compute|worker)/]
]

/** A first guess of the role from a host's name; the user can change it. `login` where the name says nothing. */
export function suggestRole(name: string): HostRole {
  const lower = name.toLowerCase()
  return roleWords.find(([, words]) => words.test(lower))?.[0] ?? 'login'
}
