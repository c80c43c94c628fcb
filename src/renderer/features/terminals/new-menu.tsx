/** Where a new terminal may go: every host of every site with its role, kept shells that nobody looks at, this computer. */
import type { ConnectionView, SiteView } from '@contract/sites'
import type { KeptShellView, TerminalPlace } from '@contract/terminals'
import { effectiveRoles } from '@domain/sites/roles'
import { type ReactNode, useState } from 'react'
import { client } from '../../client/engine-link'
import { IconButton } from '../../ui/button'
import { formatDate } from '../../ui/format'
import { isMac } from '../../ui/key-hint'
import { Menu, type MenuEntry } from '../../ui/menu'
import { placeName } from '../../ui/place-name'
import { newTerminal, tabStore } from './tab-store'
import { terminalKey } from './terminal-keys'
import { useMenuFocus } from './use-menu-focus'

/** A kept shell and the place it lives in. */
export interface FoundShell {
  readonly place: TerminalPlace & { kind: 'site' }
  readonly shell: KeptShellView
}

/** Hosts of a site as places; a site with one host is called by its own name alone. */
export function hostPlaces(site: SiteView): readonly (TerminalPlace & { kind: 'site' })[] {
  const [, second] = site.hosts
  if (!second) return [{ kind: 'site', site: site.name }]
  return site.hosts.map(({ name }) => ({ kind: 'site', site: site.name, host: name }))
}

/** Kept shells on hosts that are connected: looking must never make anybody log in. */
async function findShells(
  sites: readonly SiteView[],
  connections: readonly ConnectionView[]
): Promise<readonly FoundShell[]> {
  const standing = sites.flatMap(site =>
    connections
      .filter(one => one.site === site.name && one.state === 'connected')
      .flatMap(({ host }) => {
        const place = hostPlaces(site).find(one => (one.host ?? site.hosts[0]?.name) === host)
        return place ?? []
      })
  )
  const found = await Promise.all(
    standing.map(async place => {
      const { site, host } = place
      const input = { site, ...(host !== undefined && { host }) }
      const shells = await client.terminals.kept(input).catch(() => [])
      return shells.map(shell => ({ place, shell }))
    })
  )
  return found.flat()
}

/** Those that no pane of this window shows. */
function notShown(found: readonly FoundShell[]): readonly FoundShell[] {
  const shown = Object.values(tabStore.getState().panes).flatMap(({ kept }) => kept?.name ?? [])
  return found.filter(({ shell }) => !shown.includes(shell.name))
}

function hostEntry(site: SiteView, place: TerminalPlace & { kind: 'site' }, sites: readonly SiteView[]): MenuEntry {
  const host = site.hosts.find(({ name }) => name === (place.host ?? site.hosts[0]?.name))
  const roles = host ? effectiveRoles(site, host) : []
  return {
    ...{ kind: 'act', label: place.host ?? placeName(place, sites), icon: 'server' },
    ...(place.host !== undefined && roles.length > 0 && { note: roles.join(', ') }),
    onSelect: () => newTerminal({ place })
  }
}

/** Words of a kept shell: its name, and since when. */
function shellEntry({ place, shell }: FoundShell, now: number): MenuEntry {
  const { by, name, attached, createdAt } = shell
  const since = createdAt === null ? '' : `since ${formatDate(Date.parse(createdAt), now)}`
  return {
    ...{ kind: 'act', label: `${by} ${name}`, icon: 'history', note: attached ? 'shown elsewhere' : since },
    onSelect: () => newTerminal({ place, kept: { by, name } })
  }
}

/** The lines of the menu. */
export function newEntries(
  sites: readonly SiteView[],
  found: readonly FoundShell[],
  now: number
): readonly MenuEntry[] {
  const entries: MenuEntry[] = sites.flatMap((site): MenuEntry[] => {
    const places = hostPlaces(site)
    const shells = found.filter(({ place }) => place.site === site.name)
    const head: MenuEntry[] =
      places.length > 1 || shells.length > 0
        ? [{ kind: 'head', label: placeName({ kind: 'site', site: site.name }, sites) }]
        : []
    return [...head, ...places.map(place => hostEntry(site, place, sites)), ...shells.map(one => shellEntry(one, now))]
  })
  if (entries.length > 0) entries.push({ kind: 'line' })
  const here = { kind: 'local' } as const
  entries.push({ kind: 'act', label: 'This computer', icon: 'terminals', onSelect: () => newTerminal({ place: here }) })
  return entries
}

export function NewMenu(props: { sites: readonly SiteView[]; connections: readonly ConnectionView[] }): ReactNode {
  const { sites, connections } = props
  const [found, setFound] = useState<readonly FoundShell[]>([])
  const look = async (): Promise<void> => setFound(notShown(await findShells(sites, connections)))
  const focus = useMenuFocus(newEntries(sites, found, Date.now()))
  return (
    <Menu
      trigger={<IconButton icon='plus' label='New terminal' keys={terminalKey('new-tab', isMac())} />}
      {...focus}
      onOpenChange={open => open && void look()}
    />
  )
}
