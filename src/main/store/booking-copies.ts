/** What was last read of each store of bookings: shown while it is away, and not read again where nothing changed. */
import type Database from 'libsql'
import { z } from 'zod'
import { prepareOnce, together } from './statements'

/** `store` names a store and the form of `record`. A path that ends with a slash is a folder's listing. */
export const bookingCopiesMigration = `CREATE TABLE booking_copies (
     store TEXT PRIMARY KEY,
     read_at TEXT NOT NULL,
     clock_offset INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE booking_files (
     store TEXT NOT NULL,
     path TEXT NOT NULL,
     stamp TEXT NOT NULL,
     owner TEXT NOT NULL,
     settled INTEGER NOT NULL,
     record TEXT NOT NULL,
     PRIMARY KEY (store, path)
   ) STRICT, WITHOUT ROWID;`

/** One file of a store, or the listing of one of its folders, as it was read last. */
export interface CopiedFile {
  /** Below the store's folder. */
  readonly path: string
  /** Differs when the file does. */
  readonly stamp: string
  /** Login name of its owner, as far as the place tells. */
  readonly owner: string
  /** Read so long after its last change that a later change must have another stamp. */
  readonly settled: boolean
  /** JSON. */
  readonly record: string
}

export interface BookingCopy {
  /** ISO 8601 UTC. */
  readonly readAt: string
  /** Server's clock minus this computer's. Milliseconds. */
  readonly clockOffsetMs: number
  readonly files: readonly CopiedFile[]
}

export interface BookingCopies {
  load(store: string): BookingCopy | null
  /**
   * Adds to what is kept; `removed`: paths that are gone. `copy` null: more comes before all is there, and what is kept
   * of the store so far stays as old as it is.
   */
  save(
    store: string,
    copy: Omit<BookingCopy, 'files'> | null,
    written: readonly CopiedFile[],
    removed: readonly string[]
  ): void
}

export function createBookingCopies(database: Database.Database): BookingCopies {
  const prepared = prepareOnce(database)
  return {
    load(store) {
      const row = prepared('SELECT read_at, clock_offset FROM booking_copies WHERE store = ?').get(store)
      if (row === undefined) return null
      const files = prepared('SELECT path, stamp, owner, settled, record FROM booking_files WHERE store = ?').all(store)
      return { ...headSchema.parse(row), files: filesSchema.parse(files) }
    },
    save(store, copy, written, removed) {
      together(database, () => {
        const insert = prepared('INSERT OR REPLACE INTO booking_files VALUES (?, ?, ?, ?, ?, ?)')
        for (const { path, stamp, owner, settled, record } of written)
          insert.run(store, path, stamp, owner, settled ? 1 : 0, record)
        const remove = prepared('DELETE FROM booking_files WHERE store = ? AND path = ?')
        for (const path of removed) remove.run(store, path)
        if (copy)
          prepared('INSERT OR REPLACE INTO booking_copies VALUES (?, ?, ?)').run(
            ...[store, copy.readAt, Math.round(copy.clockOffsetMs)]
          )
      })
    }
  }
}

const headSchema = z
  .object({ read_at: z.string(), clock_offset: z.number() })
  .transform(row => ({ readAt: row.read_at, clockOffsetMs: row.clock_offset }))
const filesSchema = z.array(
  z.object({
    ...{ path: z.string(), stamp: z.string(), owner: z.string(), record: z.string() },
    settled: z.number().transform(value => value !== 0)
  })
)
