/** The watched folders, and every file that each of them took: what keeps a file from being sent twice, or never. */
import { decodeName, encodeName } from '@domain/bytes-name'
import type Database from 'libsql'
import { z } from 'zod'
import { prepareOnce, together } from './statements'

export const copyStates = ['waiting', 'sending', 'verified', 'size-only', 'gone', 'replaced'] as const
export type CopyState = (typeof copyStates)[number]

export interface StoredFile {
  readonly id: number
  readonly path: string
  readonly version: number
  readonly size: number
  readonly mtime: string
  /** When it was written, by the clock of its host and not after now; and when it was found, by ours. */
  readonly finishedAt: number
  readonly seenAt: number
}

/** One version of a file at one destination. */
export interface StoredCopy extends StoredFile {
  readonly destination: number
  readonly state: CopyState
  /** Below the destination. */
  readonly target: string
  readonly transfer: string | null
  /** Tries in a row that failed. */
  readonly tries: number
  readonly replaces: boolean
  readonly due: number
  /** Plain JSON of the slice, checked by it. */
  readonly error: unknown
  readonly at: number
}

export interface StateTotal {
  readonly destination: number
  readonly state: CopyState
  readonly files: number
  readonly bytes: number
}

export type CopyChange = Partial<
  Pick<StoredCopy, 'state' | 'target' | 'transfer' | 'tries' | 'replaces' | 'due' | 'error'>
> & { readonly at: number }

export interface CopyChoice {
  readonly states: readonly CopyState[]
  readonly order: 'oldest' | 'newest' | 'name'
  /** Only those that may be tried at this time. */
  readonly dueAt: number
  readonly limit: number
}

/** What a call wrote outlives a killed process when it returns. */
export interface Watches {
  load(): { id: string; record: unknown }[]
  save(id: string, record: unknown): void
  remove(id: string): void
  /** All or none of what `work` writes. */
  together<T>(work: () => T): T
  /** The newest version of a path. */
  latest(watch: string, path: string): StoredFile | undefined
  file(id: number): StoredFile | undefined
  addFile(watch: string, file: Omit<StoredFile, 'id'>): number
  /** A version that nobody has a copy of yet is another one now. */
  changeFile(id: number, change: Pick<StoredFile, 'size' | 'mtime' | 'finishedAt' | 'seenAt'>): void
  addCopy(watch: string, file: number, destination: number, target: string, at: number): void
  changeCopy(file: number, destination: number, change: CopyChange): void
  copiesOf(file: number): StoredCopy[]
  copies(watch: string, destination: number, choice: CopyChoice): StoredCopy[]
  inTransfer(watch: string, destination: number, transfer: string): StoredCopy[]
  transfersOf(watch: string, destination: number): string[]
  totals(watch: string): StateTotal[]
  /** Finished since. */
  fileTotals(watch: string, sinceMs: number): { files: number; bytes: number }
  /** When the first of its files was finished, and when the first was found. */
  firstFinished(watch: string): number | null
  firstSeen(watch: string): number | null
  /** Of those found since: the shortest time from the one to the other. Milliseconds; null: none was. */
  leastDelay(watch: string, sinceMs: number): number | null
  /** The one that was finished last. */
  newest(watch: string): StoredFile | undefined
  /** When the first of those that are still to be copied was found. */
  oldestOpen(watch: string, destination: number): number | null
  /** Of those that wait: when the first may be tried. */
  nextDue(watch: string, destination: number): number | null
  failing(watch: string, destination: number): number
  /** All that wait may be tried at once. */
  hurry(watch: string, destination: number): void
  /** Newest first; `states`: at least one copy is in one of them. */
  page(
    watch: string,
    states: readonly CopyState[] | undefined,
    offset: number,
    limit: number
  ): { total: number; files: StoredFile[] }
}

const bytesOf = (path: string): Buffer => Buffer.from(encodeName(path))
const path = z
  .union([z.instanceof(ArrayBuffer), z.instanceof(Uint8Array)])
  .transform(value => decodeName(value instanceof Uint8Array ? value : new Uint8Array(value)))

const fileColumns = {
  ...{ id: z.number(), path, version: z.number(), size: z.number(), mtime: z.string() },
  ...{ finished_at: z.number(), seen_at: z.number() }
}
const fileRow = z
  .object(fileColumns)
  .transform(({ finished_at, seen_at, ...row }): StoredFile => ({ ...row, finishedAt: finished_at, seenAt: seen_at }))

const copyRow = z
  .object({
    ...fileColumns,
    destination: z.number(),
    state: z.enum(copyStates),
    target: path,
    transfer: z.string().nullable(),
    tries: z.number(),
    replaces: z.number(),
    due: z.number(),
    error: z.string().nullable(),
    at: z.number()
  })
  .transform(
    ({ finished_at, seen_at, replaces, error, ...row }): StoredCopy => ({
      ...row,
      ...{ finishedAt: finished_at, seenAt: seen_at },
      replaces: replaces === 1,
      error: error === null ? null : JSON.parse(error)
    })
  )

const totalRow = z.object({
  destination: z.number(),
  state: z.enum(copyStates),
  files: z.number(),
  bytes: z.number()
})
const amountRow = z.object({ files: z.number(), bytes: z.number().nullable() })
const valueRow = z.object({ value: z.number().nullable() })
const watchRow = z.object({ id: z.string(), record: z.string() })

const joined = 'SELECT f.*, c.* FROM watch_copies c JOIN watch_files f ON f.id = c.file'
/** Files are numbered as they were finished. */
const orders = { oldest: 'c.file', newest: 'c.file DESC', name: 'f.path, f.version' } as const
/** Of a closed list of ours, never from outside, so they may stand in the statement. */
const oneOf = (states: readonly CopyState[]): string => states.map(state => `'${state}'`).join(', ')
const openStates: readonly CopyState[] = ['waiting', 'sending']

export function createWatches(database: Database.Database): Watches {
  const prepared = prepareOnce(database)
  const value = (row: unknown): number | null => valueRow.parse(row).value
  const copiesWhere = (where: string, ...values: (string | number)[]): StoredCopy[] =>
    prepared(`${joined} WHERE ${where}`)
      .all(...values)
      .map(row => copyRow.parse(row))
  const firstFile = (row: unknown): StoredFile | undefined => (row ? fileRow.parse(row) : undefined)

  return {
    load: () =>
      prepared('SELECT id, record FROM watches')
        .all()
        .map(row => watchRow.parse(row))
        .map(({ id, record }) => ({ id, record: JSON.parse(record) })),
    save: (id, record) =>
      void prepared('INSERT OR REPLACE INTO watches (id, record) VALUES (?, ?)').run(id, JSON.stringify(record)),
    remove: id =>
      together(database, () => {
        for (const table of ['watch_copies', 'watch_files']) prepared(`DELETE FROM ${table} WHERE watch = ?`).run(id)
        prepared('DELETE FROM watches WHERE id = ?').run(id)
      }),
    together: work => together(database, work),
    latest: (watch, name) =>
      firstFile(
        prepared('SELECT * FROM watch_files WHERE watch = ? AND path = ? ORDER BY version DESC LIMIT 1').get(
          watch,
          bytesOf(name)
        )
      ),
    file: id => firstFile(prepared('SELECT * FROM watch_files WHERE id = ?').get(id)),
    addFile: (watch, { path: name, version, size, mtime, finishedAt, seenAt }) =>
      Number(
        prepared(
          'INSERT INTO watch_files (watch, path, version, size, mtime, finished_at, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)'
        ).run(watch, bytesOf(name), version, size, mtime, finishedAt, seenAt).lastInsertRowid
      ),
    changeFile: (id, { size, mtime, finishedAt, seenAt }) =>
      void prepared('UPDATE watch_files SET size = ?, mtime = ?, finished_at = ?, seen_at = ? WHERE id = ?').run(
        ...[size, mtime, finishedAt, seenAt, id]
      ),
    addCopy: (watch, file, destination, target, at) =>
      void prepared(
        `INSERT INTO watch_copies (file, watch, destination, state, target, transfer, tries, replaces, due, error, at)
         VALUES (?, ?, ?, 'waiting', ?, NULL, 0, 0, 0, NULL, ?)`
      ).run(file, watch, destination, bytesOf(target), at),
    changeCopy(file, destination, change) {
      const columns = columnsOf(change)
      const set = columns.map(([name]) => `${name} = ?`).join(', ')
      const values = columns.map(([, changed]) => changed)
      prepared(`UPDATE watch_copies SET ${set} WHERE file = ? AND destination = ?`).run(...values, file, destination)
    },
    copiesOf: file => copiesWhere('c.file = ? ORDER BY c.destination', file),
    copies: (watch, destination, { states, order, dueAt, limit }) =>
      copiesWhere(
        `c.watch = ? AND c.destination = ? AND c.state IN (${oneOf(states)}) AND c.due <= ?
         ORDER BY ${orders[order]} LIMIT ?`,
        ...[watch, destination, dueAt, limit]
      ),
    inTransfer: (watch, destination, transfer) =>
      copiesWhere(
        "c.watch = ? AND c.destination = ? AND c.state = 'sending' AND c.transfer = ? ORDER BY c.file",
        ...[watch, destination, transfer]
      ),
    transfersOf: (watch, destination) =>
      prepared(
        "SELECT DISTINCT transfer AS id FROM watch_copies WHERE watch = ? AND destination = ? AND state = 'sending'"
      )
        .all(watch, destination)
        .flatMap(row => z.object({ id: z.string().nullable() }).parse(row).id ?? []),
    totals: watch =>
      prepared(
        `SELECT c.destination, c.state, count(*) AS files, sum(f.size) AS bytes
         FROM watch_copies c JOIN watch_files f ON f.id = c.file WHERE c.watch = ? GROUP BY c.destination, c.state`
      )
        .all(watch)
        .map(row => totalRow.parse(row)),
    fileTotals(watch, sinceMs) {
      const sum = 'SELECT count(*) AS files, sum(size) AS bytes FROM watch_files WHERE watch = ? AND finished_at >= ?'
      const { files, bytes } = amountRow.parse(prepared(sum).get(watch, sinceMs))
      return { files, bytes: bytes ?? 0 }
    },
    firstFinished: watch =>
      value(prepared('SELECT min(finished_at) AS value FROM watch_files WHERE watch = ?').get(watch)),
    firstSeen: watch => value(prepared('SELECT min(seen_at) AS value FROM watch_files WHERE watch = ?').get(watch)),
    leastDelay: (watch, sinceMs) =>
      value(
        prepared('SELECT min(seen_at - finished_at) AS value FROM watch_files WHERE watch = ? AND seen_at >= ?').get(
          watch,
          sinceMs
        )
      ),
    newest: watch =>
      firstFile(
        prepared('SELECT * FROM watch_files WHERE watch = ? ORDER BY finished_at DESC, id DESC LIMIT 1').get(watch)
      ),
    oldestOpen: (watch, destination) =>
      value(
        prepared(
          `SELECT seen_at AS value FROM watch_files WHERE id = (SELECT min(file) FROM watch_copies
           WHERE watch = ? AND destination = ? AND state IN (${oneOf(openStates)}))
           UNION ALL SELECT NULL LIMIT 1`
        ).get(watch, destination)
      ),
    nextDue: (watch, destination) =>
      value(
        prepared(
          "SELECT min(due) AS value FROM watch_copies WHERE watch = ? AND destination = ? AND state = 'waiting'"
        ).get(watch, destination)
      ),
    failing: (watch, destination) =>
      value(
        prepared(
          `SELECT count(*) AS value FROM watch_copies
           WHERE watch = ? AND destination = ? AND state IN (${oneOf(openStates)}) AND tries > 0`
        ).get(watch, destination)
      ) ?? 0,
    hurry: (watch, destination) =>
      void prepared(
        "UPDATE watch_copies SET due = 0 WHERE watch = ? AND destination = ? AND state = 'waiting' AND due > 0"
      ).run(watch, destination),
    page: (watch, states, offset, limit) => pageOf(prepared, watch, states, offset, limit)
  }
}

/** Names of columns are those of the type, so they may stand in the statement. */
function columnsOf(change: CopyChange): [name: string, value: string | number | Buffer | null][] {
  const { target, replaces, error, ...plain } = change
  return [
    ...Object.entries(plain),
    ...(target === undefined ? [] : [['target', bytesOf(target)] satisfies [string, Buffer]]),
    ...(replaces === undefined ? [] : [['replaces', replaces ? 1 : 0] satisfies [string, number]]),
    ...(error === undefined
      ? []
      : [['error', error === null ? null : JSON.stringify(error)] satisfies [string, string | null]])
  ]
}

function pageOf(
  prepared: (sql: string) => Database.Statement,
  watch: string,
  states: readonly CopyState[] | undefined,
  offset: number,
  limit: number
): { total: number; files: StoredFile[] } {
  const some = states
    ? `AND EXISTS (SELECT 1 FROM watch_copies c WHERE c.file = f.id AND c.state IN (${oneOf(states)}))`
    : ''
  const where = `FROM watch_files f WHERE f.watch = ? ${some}`
  const total = valueRow.parse(prepared(`SELECT count(*) AS value ${where}`).get(watch)).value ?? 0
  const rows = prepared(`SELECT f.* ${where} ORDER BY f.finished_at DESC, f.id DESC LIMIT ? OFFSET ?`)
  return { total, files: rows.all(watch, limit, offset).map(row => fileRow.parse(row)) }
}
