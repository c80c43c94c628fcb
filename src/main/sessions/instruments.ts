/** Which displays are instruments', by the calendars that are known. */
import type { OneDisplay } from '@contract/display'
import type { BookingStore, Resource } from '@contract/resources'
import type { Site } from '@contract/sites'
import { hostForRole } from '@domain/sites/roles'
import type { Read, SessionStores } from './session-stores'

/** A display that a booking opens. `host`, `session` null: whichever there is of its kind. */
export interface Instrument {
  readonly read: Read
  readonly resource: Resource
  readonly site: string
  readonly host: string | null
  readonly session: string | null
}

/** Asks the stores as `SessionStores.read` does. */
export async function readInstruments(
  parts: {
    readonly stores: SessionStores
    readonly sites: () => Promise<readonly Pick<Site, 'name' | 'hosts'>[]>
  },
  ask: (store: BookingStore) => boolean,
  signal: AbortSignal | undefined
): Promise<Instrument[]> {
  const [all, sites] = await Promise.all([parts.stores.read(ask, signal), parts.sites()])
  const displayHost = (name: string): string | null => {
    const site = sites.find(one => one.name === name)
    return (site && hostForRole(site, 'display')?.name) ?? null
  }
  return all.flatMap(read =>
    read.contents.file.resources.flatMap((resource): Instrument[] => {
      const { display } = resource
      const site = display?.site ?? read.store.site
      // A display of this computer itself is nobody's instrument.
      if (!display || site === null) return []
      return [{ read, resource, site, host: display.host ?? displayHost(site), session: display.session ?? null }]
    })
  )
}

/** Without a name of its own, every display of that kind on the host is the instrument's. */
export function isDisplayOf({ resource, site, host, session }: Instrument, display: OneDisplay): boolean {
  if (resource.display?.kind !== display.kind || site !== display.site) return false
  return (host === null || host === display.host) && (session === null || session === display.id)
}
