/** Stores of bookings in a scratch folder, each client with a memory of its own. */
import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Booking } from '../../../src/contract/booking'
import { type BookingStore, type ResourcesFile, resourcesFileSchema } from '../../../src/contract/resources'
import { conflictsOf } from '../../../src/domain/bookings/booking'
import { Failure } from '../../../src/domain/failure'
import type { FileSystem, FileSystems } from '../../../src/domain/files/file-system'
import type { BookingFolder } from '../../../src/main/booking-folder'
import { type BookingFolders, createBookingFolders } from '../../../src/main/bookings/booking-folders'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import { type Clock, silentLog, systemClock } from '../../../src/main/platform'
import type { SiteAccess } from '../../../src/main/site-access'
import { openStore } from '../../../src/main/store/store'

export const resources: ResourcesFile = resourcesFileSchema.parse({
  ...{ version: 1, timeZone: 'Europe/Berlin', administrators: ['boss'] },
  resources: [{ name: 'krios1' }, { name: 'glacios' }]
})

export interface Client {
  readonly folders: BookingFolders
  readonly folder: BookingFolder
  close(): Promise<void>
}

/** Where a client's store is, and how it gets there; unset: the local one. */
export interface Reach {
  readonly store: BookingStore
  readonly fileSystems: Pick<FileSystems, 'local' | 'site'>
  readonly access: Pick<SiteAccess, 'connection'>
}

export interface ClientOptions {
  /** Names its memory: a second client with the same one is the first after a restart. */
  data?: string
  clock?: Clock
  /** Of this computer. */
  user?: string
  /** Instead of this computer's files. */
  local?: FileSystem
  reach?: Reach
}

export interface FolderRig {
  /** Scratch; the local store is `store` in it. */
  readonly scratch: string
  readonly root: string
  client(options?: ClientOptions): Client
  end(): Promise<void>
}

const noSite = (): Promise<never> => Promise.reject(new Failure('unreachable', 'There is no site here.'))

export async function createFolderRig(): Promise<FolderRig> {
  const scratch = await mkdtemp(join(tmpdir(), 'farscope-bookings-'))
  const root = join(scratch, 'store')
  const clients = new Set<Client>()
  let count = 0
  const here: Reach = {
    store: { site: null, folder: root },
    fileSystems: { local: createLocalFileSystem(scratch), site: noSite },
    access: { connection: noSite }
  }
  return {
    scratch,
    root,
    client({ data = `data${count++}`, clock = systemClock, user = 'root', local, reach = here } = {}) {
      mkdirSync(join(scratch, data), { recursive: true })
      const store = openStore(join(scratch, data), silentLog)
      const folders = createBookingFolders({
        platform: { clock, log: silentLog, user },
        fileSystems: local ? { ...reach.fileSystems, local } : reach.fileSystems,
        access: reach.access,
        copies: store.bookingCopies
      })
      const client = {
        folders,
        folder: folders.of(reach.store),
        async close() {
          clients.delete(client)
          await folders.close()
          store.close()
        }
      }
      clients.add(client)
      return client
    },
    async end() {
      for (const client of [...clients]) await client.close()
      await rm(scratch, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

/** Books as the rules do in the least: a taken slot is a conflict. */
export const book = (folder: BookingFolder, wish: Booking, signal?: AbortSignal): Promise<Booking> =>
  folder.transact(now => {
    const [taken] = conflictsOf(wish, now.bookings)
    if (taken) throw new Failure('conflict', `Taken by ${taken.uid}.`)
    return { changes: { bookings: [wish] }, result: wish }
  }, signal)

/** The code of what it fails with. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    thrown => Failure.from(thrown).code
  )
