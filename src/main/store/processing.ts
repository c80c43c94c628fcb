/** Rules of pre-processing, and every file that each of them took: what keeps a file from being processed twice. */
import { decodeName, encodeName } from '@domain/bytes-name'
import type Database from 'libsql'
import { z } from 'zod'
import { prepareOnce, together } from './statements'

/**
 * Paths are BLOBs of their exact bytes (domain/bytes-name), times milliseconds since 1970 UTC. A file is known by its
 * path, size and time and not by the watch's number of it: a watch that is removed and added again counts anew.
 */
export const processingMigration = `CREATE TABLE processing_rules (
     id TEXT PRIMARY KEY,
     record TEXT NOT NULL
   ) STRICT;
   CREATE TABLE processing_files (
     rule TEXT NOT NULL,
     path BLOB NOT NULL,
     stamp TEXT NOT NULL,
     finished_at INTEGER NOT NULL,
     state TEXT NOT NULL,
     tries INTEGER NOT NULL,
     batch TEXT,
     task INTEGER,
     error TEXT,
     at INTEGER NOT NULL,
     PRIMARY KEY (rule, path, stamp)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX processing_files_state ON processing_files (rule, state, finished_at);
   CREATE INDEX processing_files_batch ON processing_files (rule, batch, task);
   CREATE TABLE processing_batches (
     rule TEXT NOT NULL,
     id TEXT NOT NULL,
     record TEXT NOT NULL,
     open INTEGER NOT NULL,
     at INTEGER NOT NULL,
     PRIMARY KEY (rule, id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX processing_batches_open ON processing_batches (rule, open, at);`

export const fileStates = ['waiting', 'submitted', 'done', 'failed', 'replaced'] as const
export type FileState = (typeof fileStates)[number]

export interface ArrivedFile {
  /** Below the place from which the rule takes its files. */
  readonly path: string
  /** Size and time, as the watch told them. */
  readonly stamp: string
  readonly finishedAt: number
}

export interface KeptFile extends ArrivedFile {
  readonly state: FileState
  readonly tries: number
  readonly batch: string | null
  readonly task: number | null
  readonly error: string | null
  readonly at: number
}

const batchSchema = z.object({
  id: z.string(),
  files: z.number(),
  /** Id of the array; null: not known yet. */
  job: z.string().nullable(),
  submittedAt: z.number().nullable(),
  /** Since when the queue has it no more. */
  goneSince: z.number().nullable()
})
export type KeptBatch = z.infer<typeof batchSchema>

export type FileChange = Pick<KeptFile, 'state' | 'tries' | 'error'>

/** What a call wrote outlives a killed process when it returns. */
export interface Processing {
  load(): { id: string; record: unknown }[]
  save(id: string, record: unknown): void
  remove(id: string): void
  /** Numbers of files of a watch that are there: finished, or at a destination. Those above `after`. */
  arrived(watch: string, destination: number | null, after: number): number[]
  /** Numbers of files of a watched folder that the rule does not know as they are now: new ones, and changed ones. */
  unnoted(rule: string, watch: string): number[]
  /** The first that may still arrive there, or come back; null: none. */
  firstOpen(watch: string, destination: number | null): number | null
  /** Notes a file that is there; those of the same path that still wait are `replaced`. False: it was known. */
  note(rule: string, file: ArrivedFile, refused: string | null, at: number): boolean
  together<T>(work: () => T): T
  counts(rule: string): Record<FileState, number>
  /** The newest first. */
  waiting(rule: string, limit: number): KeptFile[]
  /** When the oldest of them was written. */
  oldestWaiting(rule: string): number | null
  /** Since when one of them waits, by this computer's clock. */
  waitingSince(rule: string): number | null
  /** Waiting files that cannot be given to the template after all, with the reason. */
  refuse(rule: string, files: readonly (ArrivedFile & { readonly reason: string })[], at: number): void
  /** Gives files to a new array, tasks from 1 in this order. */
  begin(rule: string, batch: KeptBatch, files: readonly ArrivedFile[], at: number): void
  saveBatch(rule: string, batch: KeptBatch): void
  /** By task. */
  filesOf(rule: string, batch: string): KeptFile[]
  /** The array has ended: what became of its files. */
  end(rule: string, batch: KeptBatch, changes: ReadonlyMap<number, FileChange>, at: number): void
  /** Newest first. */
  openBatches(rule: string): KeptBatch[]
  batch(rule: string, id: string): KeptBatch | undefined
  lastJob(rule: string): string | null
  /** Whether a job of this name is an array of one of the rules, as domain/processing's `arrayName` makes them. */
  isArray(name: string): boolean
  /** What failed waits again. */
  retry(rule: string, at: number): void
  page(
    rule: string,
    states: readonly FileState[] | undefined,
    offset: number,
    limit: number
  ): { total: number; files: KeptFile[] }
}

const bytesOf = (path: string): Buffer => Buffer.from(encodeName(path))
const path = z
  .union([z.instanceof(ArrayBuffer), z.instanceof(Uint8Array)])
  .transform(value => decodeName(value instanceof Uint8Array ? value : new Uint8Array(value)))

const fileRow = z
  .object({
    ...{ path, stamp: z.string(), finished_at: z.number(), state: z.enum(fileStates), tries: z.number() },
    ...{ batch: z.string().nullable(), task: z.number().nullable(), error: z.string().nullable(), at: z.number() }
  })
  .transform(({ finished_at, ...row }): KeptFile => ({ ...row, finishedAt: finished_at }))
const fileColumns = 'path, stamp, finished_at, state, tries, batch, task, error, at'
const valueRow = z.object({ value: z.number().nullable() })
const recordRow = z.object({ id: z.string(), record: z.string() })
const countRow = z.object({ state: z.enum(fileStates), files: z.number() })
const arrivedStates = "('verified', 'size-only')"

export function createProcessing(database: Database.Database): Processing {
  const prepared = prepareOnce(database)
  const value = (row: unknown): number | null => valueRow.parse(row).value
  const files = (sql: string, ...values: (string | number)[]): KeptFile[] =>
    prepared(`SELECT ${fileColumns} FROM processing_files WHERE ${sql}`)
      .all(...values)
      .map(row => fileRow.parse(row))
  const batchOf = (row: unknown): KeptBatch => batchSchema.parse(JSON.parse(recordRow.parse(row).record))
  const batches = (sql: string, ...values: (string | number)[]): KeptBatch[] =>
    prepared(`SELECT id, record FROM processing_batches WHERE ${sql}`)
      .all(...values)
      .map(batchOf)
  const saveBatch = (rule: string, batch: KeptBatch, open: boolean): void =>
    void prepared('UPDATE processing_batches SET record = ?, open = ? WHERE rule = ? AND id = ?').run(
      ...[JSON.stringify(batch), open ? 1 : 0, rule, batch.id]
    )

  return {
    load: () =>
      prepared('SELECT id, record FROM processing_rules')
        .all()
        .map(row => recordRow.parse(row))
        .map(({ id, record }) => ({ id, record: JSON.parse(record) })),
    save: (id, record) =>
      void prepared('INSERT OR REPLACE INTO processing_rules (id, record) VALUES (?, ?)').run(
        ...[id, JSON.stringify(record)]
      ),
    remove: id =>
      together(database, () => {
        for (const table of ['processing_files', 'processing_batches'])
          prepared(`DELETE FROM ${table} WHERE rule = ?`).run(id)
        prepared('DELETE FROM processing_rules WHERE id = ?').run(id)
      }),
    arrived: (watch, destination, after) =>
      (destination === null
        ? prepared('SELECT id AS value FROM watch_files WHERE watch = ? AND id > ? ORDER BY id').all(watch, after)
        : prepared(
            `SELECT file AS value FROM watch_copies
             WHERE watch = ? AND destination = ? AND state IN ${arrivedStates} AND file > ? ORDER BY file`
          ).all(watch, destination, after)
      ).flatMap(row => value(row) ?? []),
    unnoted: (rule, watch) =>
      prepared(
        `SELECT f.id AS value FROM watch_files f WHERE f.watch = ? AND NOT EXISTS (
           SELECT 1 FROM processing_files p
           WHERE p.rule = ? AND p.path = f.path AND p.stamp = f.size || ' ' || f.mtime) ORDER BY f.id`
      )
        .all(watch, rule)
        .flatMap(row => value(row) ?? []),
    firstOpen: (watch, destination) =>
      destination === null
        ? null
        : value(
            prepared(
              `SELECT min(file) AS value FROM watch_copies
               WHERE watch = ? AND destination = ? AND state IN ('waiting', 'sending', 'gone')`
            ).get(watch, destination)
          ),
    note(rule, file, refused, at) {
      const name = bytesOf(file.path)
      const { changes } = prepared(
        `INSERT OR IGNORE INTO processing_files (rule, path, stamp, finished_at, state, tries, error, at)
         VALUES (?, ?, ?, ?, ?, 0, ?, ?)`
      ).run(rule, name, file.stamp, file.finishedAt, refused === null ? 'waiting' : 'failed', refused, at)
      if (changes === 0) return false
      prepared(
        `UPDATE processing_files SET state = 'replaced', at = ?
         WHERE rule = ? AND path = ? AND stamp <> ? AND state = 'waiting'`
      ).run(at, rule, name, file.stamp)
      return true
    },
    together: work => together(database, work),
    counts(rule) {
      const counts: Record<FileState, number> = { waiting: 0, submitted: 0, done: 0, failed: 0, replaced: 0 }
      const rows = prepared('SELECT state, count(*) AS files FROM processing_files WHERE rule = ? GROUP BY state')
      for (const row of rows.all(rule)) {
        const { state, files } = countRow.parse(row)
        counts[state] = files
      }
      return counts
    },
    waiting: (rule, limit) => files("rule = ? AND state = 'waiting' ORDER BY finished_at DESC LIMIT ?", rule, limit),
    oldestWaiting: rule =>
      value(
        prepared("SELECT min(finished_at) AS value FROM processing_files WHERE rule = ? AND state = 'waiting'").get(
          rule
        )
      ),
    waitingSince: rule =>
      value(prepared("SELECT min(at) AS value FROM processing_files WHERE rule = ? AND state = 'waiting'").get(rule)),
    refuse(rule, refused, at) {
      together(database, () => {
        const set = prepared(
          `UPDATE processing_files SET state = 'failed', error = ?, at = ?
           WHERE rule = ? AND path = ? AND stamp = ? AND state = 'waiting'`
        )
        for (const { path, stamp, reason } of refused) set.run(reason, at, rule, bytesOf(path), stamp)
      })
    },
    begin(rule, batch, taken, at) {
      together(database, () => {
        prepared('INSERT INTO processing_batches (rule, id, record, open, at) VALUES (?, ?, ?, 1, ?)').run(
          ...[rule, batch.id, JSON.stringify(batch), at]
        )
        const give = prepared(
          `UPDATE processing_files SET state = 'submitted', batch = ?, task = ?, at = ?
           WHERE rule = ? AND path = ? AND stamp = ?`
        )
        for (const [index, file] of taken.entries())
          give.run(batch.id, index + 1, at, rule, bytesOf(file.path), file.stamp)
      })
    },
    saveBatch: (rule, batch) => saveBatch(rule, batch, true),
    filesOf: (rule, batch) => files("rule = ? AND batch = ? AND state = 'submitted' ORDER BY task", rule, batch),
    end(rule, batch, changes, at) {
      together(database, () => {
        const set = prepared(
          `UPDATE processing_files SET state = ?, tries = ?, error = ?, at = ?
           WHERE rule = ? AND batch = ? AND task = ?`
        )
        for (const [task, { state, tries, error }] of changes) set.run(state, tries, error, at, rule, batch.id, task)
        saveBatch(rule, batch, false)
      })
    },
    openBatches: rule => batches('rule = ? AND open = 1 ORDER BY at DESC', rule),
    batch: (rule, id) => batches('rule = ? AND id = ?', rule, id)[0],
    lastJob: rule =>
      batches("rule = ? AND json_extract(record, '$.job') IS NOT NULL ORDER BY at DESC LIMIT 1", rule)[0]?.job ?? null,
    isArray(name) {
      const batch = name.slice(name.lastIndexOf('-') + 1)
      return name !== batch && batches('id = ? LIMIT 1', batch).length > 0
    },
    retry: (rule, at) =>
      void prepared(
        "UPDATE processing_files SET state = 'waiting', tries = 0, at = ? WHERE rule = ? AND state = 'failed'"
      ).run(at, rule),
    page(rule, states, offset, limit) {
      // Of a closed list of ours, never from outside, so they may stand in the statement.
      const some = states ? `AND state IN (${states.map(state => `'${state}'`).join(', ')})` : ''
      const where = `rule = ? ${some}`
      const total = value(prepared(`SELECT count(*) AS value FROM processing_files WHERE ${where}`).get(rule)) ?? 0
      return { total, files: files(`${where} ORDER BY finished_at DESC LIMIT ? OFFSET ?`, rule, limit, offset) }
    }
  }
}
