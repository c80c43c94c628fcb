/** The ledger of verified copies: what was proven equal to its source, and when. Rows are added, never changed. */
import { endpointSchema, type LedgerEntry } from '@contract/transfers'
import { decodeName, encodeName } from '@domain/bytes-name'
import type Database from 'libsql'
import { z } from 'zod'
import type { Log } from '../platform'

/** Paths are BLOBs of their exact bytes (domain/bytes-name), times milliseconds since 1970 UTC. */
export const ledgerMigration = `CREATE TABLE ledger (
     id INTEGER PRIMARY KEY,
     transfer TEXT NOT NULL,
     source_end TEXT NOT NULL,
     source BLOB NOT NULL,
     copy_end TEXT NOT NULL,
     copy BLOB NOT NULL,
     size INTEGER NOT NULL,
     mtime INTEGER NOT NULL,
     algorithm TEXT NOT NULL,
     hex TEXT NOT NULL,
     verified_at INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX ledger_source ON ledger (source);
   CREATE INDEX ledger_copy ON ledger (copy);`

export interface LedgerQuery {
  /** Absolute; selects entries whose source or copy is it or lies below it. Unset: all. */
  readonly path?: string | undefined
  readonly offset: number
  readonly limit: number
}

export interface Ledger {
  /** All or none; they outlive a killed process when it returns. */
  record(entries: readonly LedgerEntry[]): void
  /** Newest first; `total` counts all that are selected. A row that cannot be read is left out and logged. */
  query(query: LedgerQuery): { total: number; entries: LedgerEntry[] }
  /** Oldest first, those of a transfer or all, behind the row `after`; with their rows, at most `limit`. */
  recorded(transfer: string | undefined, after: number, limit: number): { row: number; entry: LedgerEntry }[]
}

/** Rows that are put in order faster than others are looked through. */
const few = 20_000

type Range = [own: Buffer, first: Buffer, end: Buffer]

export function createLedger(database: Database.Database, log: Log): Ledger {
  const insert = database.prepare(`INSERT INTO ledger
    (transfer, source_end, source, copy_end, copy, size, mtime, algorithm, hex, verified_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const countAll = database.prepare('SELECT count(*) AS total FROM ledger')
  const pageOfAll = database.prepare('SELECT * FROM ledger ORDER BY id DESC LIMIT ? OFFSET ?')
  const pageOfRecorded = database.prepare(
    'SELECT * FROM ledger WHERE (?1 IS NULL OR transfer = ?1) AND id > ?2 ORDER BY id LIMIT ?3'
  )
  const inRange = (column: 'source' | 'copy'): string => `(${column} = ?1 OR (${column} >= ?2 AND ${column} < ?3))`
  const count = (from: string, where: string): Database.Statement =>
    database.prepare(`SELECT count(*) AS total FROM ${from} WHERE ${where}`)
  const countSources = count('ledger', inRange('source'))
  const countCopies = count('ledger', inRange('copy'))
  const countBoth = {
    bySource: count('ledger INDEXED BY ledger_source', `${inRange('source')} AND ${inRange('copy')}`),
    byCopy: count('ledger INDEXED BY ledger_copy', `${inRange('source')} AND ${inRange('copy')}`)
  }
  // Few are found by the indexes and then put in order; many soon turn up on the way down from the newest.
  const pageOfFew = database.prepare(
    `SELECT * FROM ledger WHERE id IN (
       SELECT id FROM ledger WHERE ${inRange('source')} UNION SELECT id FROM ledger WHERE ${inRange('copy')}
       ORDER BY id DESC LIMIT ?4 OFFSET ?5
     ) ORDER BY id DESC`
  )
  const pageOfMany = database.prepare(
    `SELECT * FROM ledger NOT INDEXED WHERE ${inRange('source')} OR ${inRange('copy')} ORDER BY id DESC LIMIT ?4 OFFSET ?5`
  )

  function countBelow(range: Range): number {
    const sources = totalOf(countSources.get(...range))
    const copies = totalOf(countCopies.get(...range))
    if (sources === 0 || copies === 0) return sources + copies
    return sources + copies - totalOf((sources < copies ? countBoth.bySource : countBoth.byCopy).get(...range))
  }

  function entriesOf(rows: readonly unknown[]): LedgerEntry[] {
    return rows.flatMap(row => {
      const parsed = rowSchema.safeParse(row)
      if (!parsed.success) log.warn('An entry of the ledger of verified copies could not be read and is left out.')
      return parsed.success ? [parsed.data] : []
    })
  }

  return {
    record(entries) {
      database.exec('BEGIN')
      try {
        for (const entry of entries) insert.run(...rowOf(entry))
        database.exec('COMMIT')
      } catch (thrown) {
        database.exec('ROLLBACK')
        throw thrown
      }
    },
    query({ path, offset, limit }) {
      if (path === undefined)
        return { total: totalOf(countAll.get()), entries: entriesOf(pageOfAll.all(limit, offset)) }
      const range = rangeOf(path)
      const total = countBelow(range)
      const page = total < few ? pageOfFew : pageOfMany
      return { total, entries: entriesOf(page.all(...range, limit, offset)) }
    },
    recorded: (transfer, after, limit) =>
      pageOfRecorded
        .all(transfer ?? null, after, limit)
        .flatMap(row => entriesOf([row]).map(entry => ({ row: numberSchema.parse(row).id, entry })))
  }
}

/** The path itself, and the first and last bound of what lies below it: `0` is the byte after `/`. */
function rangeOf(path: string): Range {
  const own = path.length > 1 ? path.replace(/\/+$/, '') : path
  const folder = own.endsWith('/') ? own.slice(0, -1) : own
  return [bytesOf(own), bytesOf(`${folder}/`), bytesOf(`${folder}0`)]
}

const bytesOf = (path: string): Buffer => Buffer.from(encodeName(path))

function rowOf(entry: LedgerEntry): (string | number | Buffer)[] {
  return [
    entry.transfer,
    JSON.stringify(entry.source.end),
    bytesOf(entry.source.path),
    JSON.stringify(entry.copy.end),
    bytesOf(entry.copy.path),
    entry.size,
    Date.parse(entry.mtime),
    entry.algorithm,
    entry.hex,
    Date.parse(entry.verifiedAt)
  ]
}

const numberSchema = z.object({ id: z.number() })
const totalOf = (row: unknown): number => z.object({ total: z.number() }).parse(row).total

const path = z
  .union([z.instanceof(ArrayBuffer), z.instanceof(Uint8Array)])
  .transform(value => decodeName(value instanceof Uint8Array ? value : new Uint8Array(value)))
const end = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(endpointSchema)
const instant = z.number().transform(milliseconds => new Date(milliseconds).toISOString())

const rowSchema = z
  .object({
    transfer: z.string(),
    source_end: end,
    source: path,
    copy_end: end,
    copy: path,
    size: z.number(),
    mtime: instant,
    algorithm: z.string(),
    hex: z.string(),
    verified_at: instant
  })
  .transform(
    (row): LedgerEntry => ({
      transfer: row.transfer,
      source: { end: row.source_end, path: row.source },
      copy: { end: row.copy_end, path: row.copy },
      size: row.size,
      mtime: row.mtime,
      algorithm: row.algorithm,
      hex: row.hex,
      verifiedAt: row.verified_at
    })
  )
