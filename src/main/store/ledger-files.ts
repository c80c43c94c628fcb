/** Files of the ledger and their verified copies, one row a version of a file. */
import type { Place } from '@contract/files'
import type { LedgerChoice, LedgerCopy, VerifiedCopy } from '@contract/ledger'
import type { RecordedFile } from '@domain/ledger/recorded-file'
import type Database from 'libsql'
import type { z } from 'zod'
import { bytesOf, copyRowSchema, endOf, fileRowSchema, idRowSchema, originKeys, rangeOf } from './ledger-rows'
import { prepareOnce, together } from './statements'

/**
 * Paths are BLOBs of their exact bytes (domain/bytes-name), times milliseconds since 1970 UTC. `source_end`, `place`:
 * JSON of a place without its path. `digests`: JSON, hex by algorithm.
 */
export const ledgerFilesMigration = `CREATE TABLE ledger_files (
     id INTEGER PRIMARY KEY,
     origin TEXT NOT NULL,
     origin_id TEXT NOT NULL,
     origin_name TEXT NOT NULL,
     session TEXT,
     source_end TEXT NOT NULL,
     source BLOB NOT NULL,
     version INTEGER NOT NULL,
     size INTEGER NOT NULL,
     mtime INTEGER NOT NULL,
     digests TEXT NOT NULL,
     problem TEXT NOT NULL DEFAULT '',
     released_at INTEGER,
     UNIQUE (source_end, source, version)
   ) STRICT;
   CREATE TABLE ledger_copies (
     file INTEGER NOT NULL,
     place TEXT NOT NULL,
     path BLOB NOT NULL,
     state TEXT NOT NULL,
     verified_at INTEGER NOT NULL,
     checked_at INTEGER NOT NULL,
     message TEXT NOT NULL DEFAULT '',
     PRIMARY KEY (file, place, path)
   ) STRICT, WITHOUT ROWID;`

/** What looking at a file and its copies found. */
export interface CheckOutcome {
  readonly file: number
  /** Of the source; empty: nothing is wrong with it. Null: nothing new is known. */
  readonly problem: string | null
  /** Newly known of its content, hex by algorithm. */
  readonly digests: Readonly<Record<string, string>>
  readonly copies: readonly {
    readonly place: Place
    readonly state: LedgerCopy['state']
    readonly message: string
  }[]
}

export interface LedgerFiles {
  /**
   * All or none. What has another size, time or content than all versions that are known is the next one, whatever its
   * teller counts: two tellers of one source each count from 1.
   */
  record(copies: readonly VerifiedCopy[]): void
  /** In order of source and version, those behind `after`, at most `limit`. */
  page(choice: LedgerChoice, after: RecordedFile | undefined, limit: number): RecordedFile[]
  /** The last version of a source; undefined: it is not in the ledger. */
  latest(source: Place): RecordedFile | undefined
  /** What was found, `at` ISO 8601 UTC. A copy that could not be asked keeps when it was verified. */
  saveChecks(outcomes: readonly CheckOutcome[], at: string): void
  /** It is deleted at its source. */
  markReleased(file: number, at: string): void
}

type Prepared = ReturnType<typeof prepareOnce>

const fileColumns = `f.*, EXISTS (SELECT 1 FROM ledger_files n
  WHERE n.source_end = f.source_end AND n.source = f.source AND n.version > f.version) AS replaced`

export function createLedgerFiles(database: Database.Database): LedgerFiles {
  const prepared = prepareOnce(database)
  const withCopies = (rows: readonly unknown[]): RecordedFile[] =>
    rows.map(row => {
      const file = fileRowSchema.parse(row)
      const copies = prepared('SELECT * FROM ledger_copies WHERE file = ? ORDER BY place, path').all(file.id)
      return { ...file, copies: copies.map(copy => copyRowSchema.parse(copy)) }
    })
  return {
    record: copies =>
      together(database, () => {
        for (const copy of copies) recordOne(prepared, copy)
      }),
    page(choice, after, limit) {
      const { where, values } = conditions(choice, after)
      const sql = `SELECT ${fileColumns} FROM ledger_files f ${where} ORDER BY f.source_end, f.source, f.version LIMIT ?`
      return withCopies(prepared(sql).all(...values, limit))
    },
    latest(source) {
      const sql = `SELECT ${fileColumns} FROM ledger_files f WHERE f.source_end = ? AND f.source = ?
        ORDER BY f.version DESC LIMIT 1`
      return withCopies(prepared(sql).all(endOf(source), bytesOf(source.path)))[0]
    },
    saveChecks: (outcomes, at) =>
      together(database, () => {
        for (const outcome of outcomes) saveCheck(prepared, outcome, Date.parse(at))
      }),
    markReleased: (file, at) =>
      void prepared('UPDATE ledger_files SET released_at = ? WHERE id = ?').run(Date.parse(at), file)
  }
}

type Value = string | number | Buffer | null

/** The keys of the order are compared as one, so that a page goes on where the last ended. */
function conditions(choice: LedgerChoice, after: RecordedFile | undefined): { where: string; values: Value[] } {
  const parts: string[] = []
  const values: Value[] = []
  const add = (part: string, ...more: Value[]): void => {
    parts.push(part)
    values.push(...more)
  }
  if (choice.origin !== undefined) add('(f.origin_id = ? OR f.origin_name = ?)', choice.origin, choice.origin)
  if (choice.session !== undefined) add('f.session = ?', choice.session)
  if (choice.files) add('f.id IN (SELECT value FROM json_each(?))', JSON.stringify(choice.files))
  if (choice.under) {
    const [own, first, end] = rangeOf(choice.under.path)
    add('f.source_end = ? AND (f.source = ? OR (f.source >= ? AND f.source < ?))')
    values.push(endOf(choice.under), own, first, end)
  }
  if (after) {
    add('(f.source_end, f.source, f.version) > (?, ?, ?)', endOf(after.source), bytesOf(after.source.path))
    values.push(after.version)
  }
  return { where: parts.length > 0 ? `WHERE ${parts.join(' AND ')}` : '', values }
}

const wholeSeconds = (instant: string): number => Math.floor(Date.parse(instant) / 1000)

function recordOne(prepared: Prepared, copy: VerifiedCopy): void {
  const { source, version } = copy
  const digests: Record<string, string> = {
    [copy.checksum.algorithm]: copy.checksum.hex,
    ...(copy.sha256 !== null && { sha256: copy.sha256 })
  }
  const known = prepared(`SELECT ${fileColumns} FROM ledger_files f WHERE f.source_end = ? AND f.source = ?
    ORDER BY f.version`)
    .all(endOf(source), bytesOf(source.path))
    .map(row => fileRowSchema.parse(row))
  // What was proven before a release is of the file that was released, whenever it is told.
  const isThis = (row: FileRow): boolean =>
    isSame(row, copy, digests) && (row.releasedAt === null || Date.parse(copy.verifiedAt) <= Date.parse(row.releasedAt))
  const row = known.find(one => one.version === version && isThis(one)) ?? known.findLast(isThis)
  const next = Math.max(version, (known.at(-1)?.version ?? 0) + 1)
  const file = row ? renewFile(prepared, row, copy, digests) : insertFile(prepared, { ...copy, version: next }, digests)
  const verifiedAt = Date.parse(copy.verifiedAt)
  prepared(`INSERT INTO ledger_copies (file, place, path, state, verified_at, checked_at, message)
    VALUES (?, ?, ?, 'verified', ?, ?, '')
    ON CONFLICT (file, place, path) DO UPDATE SET
      state = iif(excluded.checked_at >= checked_at, 'verified', state),
      message = iif(excluded.checked_at >= checked_at, '', message),
      verified_at = max(verified_at, excluded.verified_at), checked_at = max(checked_at, excluded.checked_at)`).run(
    ...[file, endOf(copy.copy), bytesOf(copy.copy.path), verifiedAt, verifiedAt]
  )
}

function insertFile(prepared: Prepared, copy: VerifiedCopy, digests: Readonly<Record<string, string>>): number {
  const { origin, session, source, version, size, mtime } = copy
  const row = prepared(`INSERT INTO ledger_files
    (origin, origin_id, origin_name, session, source_end, source, version, size, mtime, digests)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`).get(
    ...[JSON.stringify(origin), ...originKeys(origin), session, endOf(source), bytesOf(source.path), version],
    ...[size, Date.parse(mtime), JSON.stringify(digests)]
  )
  return idRowSchema.parse(row).id
}

type FileRow = z.infer<typeof fileRowSchema>

/** Nothing that is known of both differs. */
function isSame(row: FileRow, copy: VerifiedCopy, digests: Readonly<Record<string, string>>): boolean {
  if (row.size !== copy.size || wholeSeconds(row.mtime) !== wholeSeconds(copy.mtime)) return false
  return Object.entries(digests).every(([algorithm, hex]) => (row.digests[algorithm] ?? hex) === hex)
}

/** A copy that was proven equal to its source since the last look also says that the source is what it was. */
function renewFile(
  prepared: Prepared,
  row: FileRow,
  copy: VerifiedCopy,
  digests: Readonly<Record<string, string>>
): number {
  prepared(`UPDATE ledger_files SET digests = ?2, session = COALESCE(session, ?3), problem =
    iif(?4 >= (SELECT COALESCE(max(checked_at), 0) FROM ledger_copies WHERE file = ?1), '', problem) WHERE id = ?1`).run(
    ...[row.id, JSON.stringify({ ...row.digests, ...digests }), copy.session, Date.parse(copy.verifiedAt)]
  )
  return row.id
}

function saveCheck(prepared: Prepared, { file, problem, digests, copies }: CheckOutcome, at: number): void {
  if (problem !== null) prepared('UPDATE ledger_files SET problem = ? WHERE id = ?').run(problem, file)
  if (Object.keys(digests).length > 0)
    prepared('UPDATE ledger_files SET digests = json_patch(digests, ?) WHERE id = ?').run(JSON.stringify(digests), file)
  for (const { place, state, message } of copies) {
    const key = [file, endOf(place), bytesOf(place.path)] as const
    prepared(
      'UPDATE ledger_copies SET state = ?, message = ?, checked_at = ? WHERE file = ? AND place = ? AND path = ?'
    ).run(...[state, message.toWellFormed(), at, ...key])
    if (state === 'verified')
      prepared('UPDATE ledger_copies SET verified_at = ? WHERE file = ? AND place = ? AND path = ?').run(at, ...key)
  }
}
