/** The stores that the window offers: of each site that has one, and this computer's own. */
import { join } from 'node:path'
import type { StoreInfo } from '@contract/bookings'
import type { BookingStore } from '@contract/resources'
import type { SiteView } from '@contract/sites'
import { Failure } from '@domain/failure'
import { hostForRole } from '@domain/sites/roles'
import type { BookingFolder } from '../booking-folder'
import type { Platform } from '../platform'

export interface OfferedStoresParts {
  readonly platform: Pick<Platform, 'dataFolder' | 'user'>
  sites(): Promise<SiteView[]>
  openFolder(store: BookingStore): BookingFolder
}

export interface OfferedStores {
  /** Sites by name, then this computer. Asks no site. */
  list(): Promise<StoreInfo[]>
  /** As whom the store's site logs in, by its record; this computer's user where it does not say. */
  likelyUser(store: BookingStore): Promise<string>
}

export function createOfferedStores({ platform, sites, openFolder }: OfferedStoresParts): OfferedStores {
  const own: BookingStore = { site: null, folder: join(platform.dataFolder, 'bookings') }

  async function ownExists(): Promise<boolean> {
    try {
      await openFolder(own).read(undefined, { kept: true, automatic: true })
      return true
    } catch (thrown) {
      // One that is there and cannot be read is not made anew: opening it tells why.
      return Failure.from(thrown).code !== 'not-found'
    }
  }

  return {
    list: async () => {
      const offered = (await sites()).map(async ({ name, label, bookings }): Promise<StoreInfo[]> => {
        if (bookings === undefined) return []
        const store = { site: name, folder: bookings }
        const exists = (await openFolder(store).copy()) === null ? null : true
        return [{ store, label: label ?? name, exists }]
      })
      return [...(await Promise.all(offered)).flat(), { store: own, label: 'This computer', exists: await ownExists() }]
    },
    likelyUser: async ({ site }) => {
      const record = site === null ? undefined : (await sites()).find(({ name }) => name === site)
      const host = record && hostForRole(record, 'transfer')
      return host?.user ?? platform.user
    }
  }
}
