/** Releases of the ledger and their journal of deletions: each line is written before what it tells of is done. */
import { type Release, releaseSchema } from '@contract/ledger'
import { decodeName } from '@domain/bytes-name'
import type Database from 'libsql'
import { z } from 'zod'
import { bytesOf, instantRow } from './ledger-rows'
import { prepareOnce, together } from './statements'

/**
 * `record`: JSON of contract/ledger's releaseSchema without its counts. `aside`: the name that a file has between its
 * last verification and its deletion. `copies`: JSON, where it was verified just before.
 */
export const releasesMigration = `CREATE TABLE ledger_releases (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     record TEXT NOT NULL
   ) STRICT;
   CREATE TABLE ledger_deletions (
     release TEXT NOT NULL,
     seq INTEGER NOT NULL,
     file INTEGER NOT NULL,
     state TEXT NOT NULL,
     at INTEGER,
     message TEXT NOT NULL DEFAULT '',
     aside BLOB,
     copies TEXT NOT NULL DEFAULT '[]',
     PRIMARY KEY (release, seq)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX ledger_deletions_state ON ledger_deletions (release, state, seq);`

/** `aside`: it has its other name, nothing is deleted. `deleting`: its deletion may have been done. */
export const deletionStates = ['waiting', 'aside', 'deleting', 'deleted', 'refused'] as const
export type DeletionState = (typeof deletionStates)[number]

const provenSchema = z.array(z.object({ place: z.string(), verifiedAt: z.string() }))

/** One line of the journal. */
export interface Deletion {
  readonly seq: number
  readonly file: number
  readonly state: DeletionState
  readonly at: string | null
  readonly message: string
  readonly aside: string | null
  readonly copies: z.infer<typeof provenSchema>
}

/** What a release is, beside what its journal adds up to. */
const recordSchema = releaseSchema.omit({ deleted: true, refused: true })
export type ReleaseRecord = z.infer<typeof recordSchema>

export interface Releases {
  /** With its list, all or nothing. */
  begin(record: ReleaseRecord, files: readonly number[]): void
  save(record: ReleaseRecord): void
  show(id: string): Release | undefined
  /** Newest first. */
  all(): Release[]
  /** Those of one state, or all, behind `after` in their order, at most `limit`. */
  deletions(id: string, choice: { states?: readonly DeletionState[]; after?: number; limit: number }): Deletion[]
  /** Lines of one release in all. */
  count(id: string): number
  saveDeletion(id: string, deletion: Deletion): void
}

export function createReleases(database: Database.Database): Releases {
  const prepared = prepareOnce(database)
  const counted = (row: unknown): Release => {
    const { record } = recordRowSchema.parse(row)
    const of = (state: DeletionState): { files: number; bytes: number } =>
      countRowSchema.parse(
        prepared(`SELECT count(*) AS files, COALESCE(sum(f.size), 0) AS bytes FROM ledger_deletions d
          JOIN ledger_files f ON f.id = d.file WHERE d.release = ? AND d.state = ?`).get(record.id, state)
      )
    return { ...record, deleted: of('deleted'), refused: of('refused').files }
  }
  const write = (record: ReleaseRecord): string => JSON.stringify(recordSchema.parse(record))
  return {
    begin: (record, files) =>
      together(database, () => {
        prepared('INSERT INTO ledger_releases (id, record) VALUES (?, ?)').run(record.id, write(record))
        const insert = prepared("INSERT INTO ledger_deletions (release, seq, file, state) VALUES (?, ?, ?, 'waiting')")
        for (const [seq, file] of files.entries()) insert.run(record.id, seq, file)
      }),
    save: record => void prepared('UPDATE ledger_releases SET record = ? WHERE id = ?').run(write(record), record.id),
    show(id) {
      const row: unknown = prepared('SELECT record FROM ledger_releases WHERE id = ?').get(id)
      return row === undefined ? undefined : counted(row)
    },
    all: () => prepared('SELECT record FROM ledger_releases ORDER BY number DESC').all().map(counted),
    deletions: (id, { states = deletionStates, after = -1, limit }) =>
      prepared(`SELECT * FROM ledger_deletions WHERE release = ? AND seq > ?
        AND state IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ?`)
        .all(id, after, JSON.stringify(states), limit)
        .map(row => deletionRowSchema.parse(row)),
    count: id =>
      z
        .object({ total: z.number() })
        .parse(prepared('SELECT count(*) AS total FROM ledger_deletions WHERE release = ?').get(id)).total,
    saveDeletion(id, { seq, state, at, message, aside, copies }) {
      const values = [
        at === null ? null : Date.parse(at),
        message.toWellFormed(),
        aside === null ? null : bytesOf(aside)
      ]
      prepared(`UPDATE ledger_deletions SET state = ?, at = ?, message = ?, aside = ?, copies = ?
        WHERE release = ? AND seq = ?`).run(...[state, ...values, JSON.stringify(copies), id, seq])
    }
  }
}

const fromJson = z.string().transform((text): unknown => JSON.parse(text))
const recordRowSchema = z.object({ record: fromJson.pipe(recordSchema) })
const countRowSchema = z.object({ files: z.number(), bytes: z.number() })
const blob = z
  .union([z.instanceof(ArrayBuffer), z.instanceof(Uint8Array)])
  .transform(value => decodeName(value instanceof Uint8Array ? value : new Uint8Array(value)))
const deletionRowSchema = z.object({
  seq: z.number(),
  file: z.number(),
  state: z.enum(deletionStates),
  at: instantRow.nullable(),
  message: z.string(),
  aside: blob.nullable(),
  copies: fromJson.pipe(provenSchema)
})
