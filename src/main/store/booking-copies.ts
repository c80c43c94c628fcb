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

/** How old all that is kept of a store is. */
export interface CopyHead {
  /** ISO 8601 UTC. */
  readonly readAt: string
  /** Server's clock minus this computer's. Milliseconds. */
  readonly clockOffsetMs: number
}

export interface BookingCopies {
  /** Null: nothing is kept of it. */
  head(store: string): CopyHead | null
  /** A page of what is kept, by path: those behind `after`, at most `limit`. */
  files(store: string, after: string, limit: number): CopiedFile[]
  /**
   * Adds to what is kept; `removed`: paths that are gone. `copy` null: more comes before all is there, and what is kept
   * of the store so far stays as old as it is.
   */
  save(store: string, copy: CopyHead | null, written: readonly CopiedFile[], removed: readonly string[]): void
}

export function createBookingCopies(database: Database.Database): BookingCopies {
  const prepared = prepareOnce(database)
  return {
    head(store) {
      const row = prepared('SELECT read_at, clock_offset FROM booking_copies WHERE store = ?').get(store)
      return row === undefined ? null : headSchema.parse(row)
    },
    files(store, after, limit) {
      const rows = prepared(
        `SELECT path, stamp, owner, settled, record FROM booking_files
         WHERE store = ? AND path > ? ORDER BY path LIMIT ?`
      )
      return filesSchema.parse(rows.all(store, after, limit))
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
