/** The SQLite file of the data folder: what must survive a crash. Records are checked when they are read. */
import { join } from 'node:path'
import { type Transfer, transferSchema } from '@contract/transfers'
import { Failure } from '@domain/failure'
import Database from 'libsql'
import type { Log } from '../platform'

/**
 * Each entry takes the file one version further (PRAGMA user_version) and is never changed after a release.
 * Records are kept as JSON of their contract schema, beside the columns that queries need.
 */
const migrations: readonly string[] = [
  `CREATE TABLE transfers (
     id TEXT PRIMARY KEY,
     added_at TEXT NOT NULL,
     record TEXT NOT NULL
   ) STRICT;`
]

export interface TransferHistory {
  /** Newest last. A record that can no longer be read is left out and logged, never guessed at. */
  load(): Transfer[]
  save(transfer: Transfer): void
  forget(id: string): void
}

export interface Store {
  readonly transfers: TransferHistory
  close(): void
}

/**
 * Opens `farscope.db`, making and migrating it. `corrupt`: not a database; `unsupported`: written by a newer Farscope;
 * `permission`: it cannot be opened.
 */
export function openStore(dataFolder: string, log: Log): Store {
  const file = join(dataFolder, 'farscope.db')
  const database = open(file)
  return {
    transfers: createTransferHistory(database, log),
    close: () => database.close()
  }
}

function open(file: string): Database.Database {
  let database: Database.Database | undefined
  try {
    database = new Database(file)
    database.pragma('journal_mode = WAL')
    migrate(database, file)
    return database
  } catch (thrown) {
    database?.close()
    if (thrown instanceof Failure) throw thrown
    if (isDamaged(thrown))
      throw new Failure('corrupt', `${file} cannot be read.`, {
        cause: thrown,
        hint: 'Move it away; Farscope then starts with an empty history.'
      })
    throw new Failure('permission', `${file} cannot be opened.`, {
      cause: thrown,
      hint: 'Make it and its folder readable and writable for you, or use another folder with --data-dir.'
    })
  }
}

/** SQLite's words for a file that is not a database, or no longer one (sqlite.org/rescode.html). */
const isDamaged = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && /^SQLITE_(NOTADB|CORRUPT)/.test(String(thrown.code))

function migrate(database: Database.Database, file: string): void {
  const row = database.prepare('PRAGMA user_version').get()
  const version = typeof row === 'object' && row !== null && 'user_version' in row ? Number(row.user_version) : 0
  if (version > migrations.length)
    throw new Failure('unsupported', `${file} was written by a newer Farscope (version ${version}).`, {
      hint: 'Update Farscope, or use another data folder.'
    })
  migrations.slice(version).forEach((statements, index) => {
    database.exec(`BEGIN; ${statements} PRAGMA user_version = ${version + index + 1}; COMMIT;`)
  })
}

function createTransferHistory(database: Database.Database, log: Log): TransferHistory {
  const select = database.prepare('SELECT record FROM transfers ORDER BY added_at, id')
  const upsert = database.prepare(
    'INSERT INTO transfers (id, added_at, record) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record'
  )
  const remove = database.prepare('DELETE FROM transfers WHERE id = ?')
  return {
    load: () =>
      select.all().flatMap(row => {
        const parsed = transferSchema.safeParse(jsonOf(row))
        if (!parsed.success) log.warn('A transfer of the history could not be read and is left out.')
        return parsed.success ? [parsed.data] : []
      }),
    save: transfer => {
      upsert.run(transfer.id, transfer.addedAt, JSON.stringify(transfer))
    },
    forget: id => {
      remove.run(id)
    }
  }
}

function jsonOf(row: unknown): unknown {
  if (typeof row !== 'object' || row === null || !('record' in row)) return undefined
  try {
    return JSON.parse(String(row.record))
  } catch {
    return undefined
  }
}
