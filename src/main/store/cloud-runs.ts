/** Runs on machines of the cloud: what the engine must know after a crash so that no machine is started twice or left. */
import { askedRunSchema, runSchema } from '@contract/cloud-runs'
import { type RunRecord, runRecordSchema } from '@domain/cloud/runs/run-record'
import { type UnreadableRun, unreadableRun } from '@domain/cloud/runs/unreadable-run'
import type Database from 'libsql'
import { z } from 'zod'
import type { Log } from '../platform'
import { prepareOnce } from './statements'

/**
 * `created`: milliseconds since 1970 UTC. `asked` (contract/cloud-runs) never changes and may name 10,000 inputs;
 * `record` is the rest, written many times.
 */
export const cloudRunsMigration = `CREATE TABLE cloud_runs (
     id TEXT PRIMARY KEY,
     key TEXT NOT NULL UNIQUE,
     created INTEGER NOT NULL,
     asked TEXT NOT NULL,
     record TEXT NOT NULL
   ) STRICT;`

export interface CloudRuns {
  /** Newest first, those that were forgotten too. One that cannot be read is left out, and stays in the file. */
  all(): RunRecord[]
  /** Those that are left out. */
  unreadable(): UnreadableRun[]
  /** False for one that was forgotten. */
  has(id: string): boolean
  /** On disk when it returns. Throws where another run has the key. */
  add(record: RunRecord): void
  /** Everything but `asked`. */
  save(record: RunRecord): void
  /** With `asked`, which is made smaller here alone (domain/cloud/runs/forgotten-run). */
  forget(record: RunRecord): void
}

const json = z.string().transform((text): unknown => JSON.parse(text))
const rowSchema = z.object({
  id: z.string(),
  asked: json.pipe(askedRunSchema),
  record: json.pipe(runRecordSchema.extend({ run: runSchema.omit({ asked: true }) }))
})

/** JSON that is none throws in the schema's own step. */
function isReadable(row: unknown): boolean {
  try {
    return rowSchema.safeParse(row).success
  } catch {
    return false
  }
}

function recordText({ run: { asked: _asked, ...run }, own }: RunRecord): string {
  return JSON.stringify({ run, own })
}

/** What cannot be read was not forgotten. */
const known = `SELECT 1 FROM cloud_runs WHERE id = ?
  AND NOT (json_valid(record) AND ifnull(json_extract(record, '$.own.forgotten'), 0))`

/** `file`: of the database, for the words about what cannot be read. */
export function createCloudRuns(database: Database.Database, log: Log, file: string): CloudRuns {
  const prepared = prepareOnce(database)
  const rows = () => prepared('SELECT id, asked, record FROM cloud_runs ORDER BY created DESC, id').all()
  const insert = 'INSERT INTO cloud_runs (id, key, created, asked, record) VALUES (?, ?, ?, ?, ?)'
  return {
    all: () =>
      rows().flatMap(row => {
        try {
          const { asked, record } = rowSchema.parse(row)
          return [{ run: { ...record.run, asked }, own: record.own }]
        } catch (thrown) {
          log.error('A run in the store cannot be read; its machine, if any, ends itself at its time', thrown)
          return []
        }
      }),
    unreadable: () =>
      rows()
        .filter(row => !isReadable(row))
        .map(row =>
          unreadableRun(file, z.object({ id: z.string(), asked: z.unknown(), record: z.unknown() }).parse(row))
        ),
    has: id => prepared(known).get(id) !== undefined,
    add: record => {
      const { run, own } = record
      prepared(insert).run(run.id, own.key, Date.parse(run.createdAt), JSON.stringify(run.asked), recordText(record))
    },
    save: record =>
      void prepared('UPDATE cloud_runs SET record = ? WHERE id = ?').run(recordText(record), record.run.id),
    forget: record => {
      const { run } = record
      prepared('UPDATE cloud_runs SET asked = ?, record = ? WHERE id = ?').run(
        ...[JSON.stringify(run.asked), recordText(record), run.id]
      )
    }
  }
}
