/** Stores of bookings in folders, of this computer and of sites: each made once, so that its callers share one copy. */
import { hostname } from 'node:os'
import type { BookingStore } from '@contract/resources'
import type { FileSystems } from '@domain/files/file-system'
import type { BookingFolder } from '../booking-folder'
import type { Platform } from '../platform'
import type { SiteAccess } from '../site-access'
import type { BookingCopies } from '../store/booking-copies'
import { createFolderCopy } from './folder-copy'
import { createSharedFolder, type SharedFolder } from './shared-folder'

export interface BookingFolders {
  of(store: BookingStore): BookingFolder
  /** Gives up what is under way and waits until its locks are removed. */
  close(): Promise<void>
}

export interface BookingFoldersParts {
  readonly platform: Pick<Platform, 'clock' | 'log' | 'user'>
  readonly fileSystems: Pick<FileSystems, 'local' | 'site'>
  readonly access: Pick<SiteAccess, 'connection'>
  readonly copies: BookingCopies
}

export function createBookingFolders(parts: BookingFoldersParts): BookingFolders {
  const { platform, fileSystems, access, copies } = parts
  const folders = new Map<string, SharedFolder>()
  const closing = new AbortController()

  const keyOf = ({ site, folder }: BookingStore): string =>
    site === null ? fileSystems.local.absolute(folder) : `${site}:${folder}`

  const open = (store: BookingStore): SharedFolder =>
    createSharedFolder({
      ...{ store, clock: platform.clock, log: platform.log, host: hostname(), closing: closing.signal },
      copy: createFolderCopy(copies, keyOf(store)),
      async open(signal, options) {
        const { site } = store
        if (site === null) return { files: fileSystems.local, user: platform.user }
        const files = await fileSystems.site(site, signal, options)
        const connection = await access.connection(site, { role: 'transfer' }, signal, options)
        return { files, user: connection.target.user }
      }
    })

  return {
    of(store) {
      const key = keyOf(store)
      const known = folders.get(key) ?? open(store)
      folders.set(key, known)
      return known.folder
    },
    async close() {
      closing.abort()
      await Promise.all([...folders.values()].map(folder => folder.settled()))
    }
  }
}
