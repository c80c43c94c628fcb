import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Place } from '@contract/files'
import type { Session } from '@contract/sessions'
import { Failure } from '@domain/failure'
import Database from 'libsql'
import type { BookingFolder } from '../../../src/main/booking-folder'
import { createBookingActs } from '../../../src/main/bookings/bookings-acts'
import { createDesk } from '../../../src/main/bookings/bookings-desk'
import type { SessionWatch } from '../../../src/main/collection/session-watches'
import { createFileSystems } from '../../../src/main/files/file-systems'
import { silentLog } from '../../../src/main/platform'
import type { SessionWatches } from '../../../src/main/sessions/session-steps'
import { createSessions, type Sessions } from '../../../src/main/sessions/sessions'
import { openStore, type Store } from '../../../src/main/store/store'
import { facility, slot } from '../../domain/sessions/session-fixture'
import { type MemoryDisk, memoryDisk, memoryFolder } from './memory-folder'

/** One store in memory, with one computer or several on it, and a clock that stands still until it is set. */
export interface SessionRig {
  readonly disk: MemoryDisk
  readonly store: { site: null; folder: string }
  /** Where the facility makes its folders. */
  readonly data: string
  setClock(at: string): void
  /** The engine of one person; `name`: of the data folder that survives a restart. */
  computer(
    user: string,
    name?: string,
    watches?: SessionWatches
  ): {
    sessions: Sessions
    folder: BookingFolder
    told: string[]
    watched: SessionWatch[]
    finished: string[]
    removed: string[]
    close(): Promise<void>
  }
  /** The records of a computer that is off, as if its engine had been killed while it made the folders. */
  cutOff(name: string): void
  close(): Promise<void>
}

const nas: Place = { kind: 'site', site: 'nas', path: '/archive/{year}/{title}' }

/** `copies`: where the movies are copied. */
export function sessionRig(at: string, copies: Place[] = [nas]): SessionRig {
  const scratch = mkdtempSync(join(tmpdir(), 'farscope-sessions-'))
  const data = join(scratch, 'microscope')
  const [krios] = facility().resources
  if (!krios) throw new Error('no resource')
  const session = { folder: `${data}/{resource}/{title}`, folders: ['gain'], movies: 'movies', copies }
  const disk = memoryDisk(
    facility({ resources: [{ ...krios, display: { kind: 'vnc', site: 'krios', session: ':1' }, session }] }),
    [slot()]
  )
  const store = { site: null, folder: '/bookings' } as const
  let now = new Date(at)
  const clock = { now: () => now }
  const open: { close(): Promise<void> }[] = []

  function computer(user: string, name = user, watches?: SessionWatches) {
    const folder = memoryFolder(disk, store, user, clock.now)
    const openFolder = () => folder
    const records: Store = openStore(mkdtempOnce(join(scratch, name)), silentLog)
    const told: string[] = []
    const watched: SessionWatch[] = []
    const finished: string[] = []
    const removed: string[] = []
    const desk = createDesk({ openFolder, clock, log: silentLog, ids: () => 'id', likelyUser: async () => user })
    const sessions = createSessions({
      watches: watches ?? {
        begin: async watch => void watched.push(watch),
        finish: name => void finished.push(name),
        remove: async name => void removed.push(name)
      },
      platform: { clock, log: silentLog, notify: title => void told.push(title) },
      stores: async () => [store],
      openFolder,
      connected: () => false,
      likelyUser: async () => user,
      sites: async () => [{ name: 'krios', hosts: [host] }],
      change: createBookingActs(desk).change,
      files: createFileSystems({ access: noSites, homeFolder: scratch }),
      records: records.sessions,
      notices: records.bookingNotices,
      tickMs: 20
    })
    const one = {
      ...{ sessions, folder, told, watched, finished, removed },
      close: async () => {
        await sessions.close()
        records.close()
        open.splice(open.indexOf(one), 1)
      }
    }
    open.push(one)
    return one
  }

  return {
    ...{ disk, store, data, computer },
    setClock: time => {
      now = new Date(time)
    },
    cutOff: name => {
      const database = new Database(join(scratch, name, 'farscope.db'))
      database.exec("DELETE FROM session_steps WHERE step IN ('watch', 'started')")
      database.exec("UPDATE session_steps SET state = 'running' WHERE step = 'folder'")
      database.close()
    },
    async close() {
      for (const one of [...open]) await one.close()
      rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

export const stepOf = (session: Session | undefined, name: string) => session?.steps.find(({ step }) => step === name)
/** Follows until `found` says so. */
export async function until<T>(follow: AsyncGenerator<T>, found: (item: T) => boolean): Promise<T> {
  for await (const sessions of follow) if (found(sessions)) return sessions
  throw new Error('The stream ended.')
}

/** Follows until its begin is logged. */
export async function untilBegun(sessions: Sessions): Promise<Session | undefined> {
  const stop = AbortSignal.timeout(10_000)
  const [one] = await until(sessions.watch(stop), ([first]) => stepOf(first, 'started')?.state === 'done')
  return one
}

const host = { name: 'main', host: 'krios.test', identityFiles: [], jumps: [], roles: [], hostKeys: [] }

const noSites = {
  connection: () => Promise.reject(new Failure('unknown-site', 'No sites here.'))
}

function mkdtempOnce(path: string): string {
  mkdirSync(path, { recursive: true })
  return path
}
