/** The journal of transfers: the queue, and each file of it. What a slice puts into a request or record is its own. */
import type { fileStates } from '@contract/transfers'
import { Failure } from '@domain/failure'
import type Database from 'libsql'
import type { Log } from '../platform'
import { fileOfRow, type JournalFile, rowOfFile } from './journal-file'

export interface StoredTransfer {
  readonly id: string
  /** Order in the queue. */
  readonly position: number
  /** Plain JSON of the slice, checked by it. */
  readonly request: unknown
  readonly record: unknown
}

/** Which rows are wanted. Unset: all. */
export interface FileChoice {
  readonly kinds?: readonly JournalFile['kind'][]
  readonly states?: readonly (typeof fileStates)[number][]
  /** Rows that have a part file. */
  readonly withPart?: boolean
  /** Files, and what else failed: what a person calls the files of a transfer. */
  readonly shown?: boolean
}

export interface StateCount {
  readonly kind: JournalFile['kind']
  readonly state: JournalFile['state']
  readonly files: number
  readonly bytes: number
  readonly doneBytes: number
}

/** Every call is one transaction; what it wrote outlives a killed process when it returns. */
export interface TransferJournal {
  /** In queue order. A row that is no JSON is left out and logged, never guessed at. */
  load(): StoredTransfer[]
  save(transfers: readonly StoredTransfer[]): void
  /** Puts the queue into this order. */
  reorder(ids: readonly string[]): void
  /** With its files. */
  forget(id: string): void
  /** New and changed rows, and the transfer's own record, together. Nothing when the transfer is not there. */
  saveFiles(id: string, record: unknown, files: readonly JournalFile[]): void
  removeFiles(id: string, seqs: readonly number[]): void
  /** Up to `limit` rows after `after`, in the order in which they were found. */
  page(id: string, choice: FileChoice, after: number, limit: number): JournalFile[]
  /** The same by position, for a list. */
  shownPage(id: string, choice: FileChoice, offset: number, limit: number): JournalFile[]
  count(id: string, choice: FileChoice): number
  /** Counts by kind and state. */
  totals(id: string): StateCount[]
  /** Highest `seq` given so far; -1 without rows. */
  lastSeq(id: string): number
}

const list = (values: readonly string[]): string => values.map(value => `'${value}'`).join(', ')

/** The values come from closed lists of ours, never from outside, so they may stand in the statement. */
function where({ kinds, states, withPart, shown }: FileChoice): string {
  return [
    'transfer = ?',
    ...(kinds ? [`kind IN (${list(kinds)})`] : []),
    ...(states ? [`state IN (${list(states)})`] : []),
    ...(withPart ? ['part IS NOT NULL'] : []),
    ...(shown ? ["(kind = 'file' OR state = 'failed')"] : [])
  ].join(' AND ')
}

export function createTransferJournal(database: Database.Database, log: Log): TransferJournal {
  const statements = new Map<string, Database.Statement>()
  const prepared = (sql: string): Database.Statement => {
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  const saveTransfer = ({ id, position, request, record }: StoredTransfer): void => {
    const row = [id, position, JSON.stringify(record)]
    prepared('INSERT OR REPLACE INTO transfers (id, position, record) VALUES (?, ?, ?)').run(...row)
    prepared('INSERT OR REPLACE INTO transfer_requests (id, request) VALUES (?, ?)').run(id, JSON.stringify(request))
  }
  const together = (work: () => void): void => {
    database.exec('BEGIN')
    try {
      work()
      database.exec('COMMIT')
    } catch (thrown) {
      // SQLite has rolled back by itself when there is no transaction any more (sqlite.org/lang_transaction.html).
      if (database.inTransaction) database.exec('ROLLBACK')
      throw journalFailure(thrown)
    }
  }

  return {
    load: () =>
      prepared('SELECT * FROM transfers JOIN transfer_requests USING (id) ORDER BY position, id')
        .all()
        .flatMap(row => {
          const transfer = transferOfRow(row)
          if (!transfer) log.warn('A transfer of the journal could not be read and is left out.')
          return transfer ? [transfer] : []
        }),
    save: transfers => together(() => transfers.forEach(saveTransfer)),
    reorder: ids =>
      together(() => {
        for (const [position, id] of ids.entries())
          prepared('UPDATE transfers SET position = ? WHERE id = ?').run(position, id)
      }),
    forget: id =>
      together(() => {
        for (const table of ['transfers', 'transfer_requests']) prepared(`DELETE FROM ${table} WHERE id = ?`).run(id)
        prepared('DELETE FROM transfer_files WHERE transfer = ?').run(id)
      }),
    saveFiles: (id, record, files) =>
      together(() => {
        const { changes } = prepared('UPDATE transfers SET record = ? WHERE id = ?').run(JSON.stringify(record), id)
        if (changes === 0) return
        const put = prepared(`INSERT OR REPLACE INTO transfer_files VALUES (${Array(17).fill('?').join(', ')})`)
        for (const file of files) put.run(...rowOfFile(id, file))
      }),
    removeFiles: (id, seqs) =>
      together(() => {
        for (const seq of seqs) prepared('DELETE FROM transfer_files WHERE transfer = ? AND seq = ?').run(id, seq)
      }),
    page: (id, choice, after, limit) =>
      prepared(`SELECT * FROM transfer_files WHERE ${where(choice)} AND seq > ? ORDER BY seq LIMIT ?`)
        .all(id, after, limit)
        .map(fileOfRow),
    shownPage: (id, choice, offset, limit) =>
      prepared(`SELECT * FROM transfer_files WHERE ${where(choice)} ORDER BY seq LIMIT ? OFFSET ?`)
        .all(id, limit, offset)
        .map(fileOfRow),
    count: (id, choice) =>
      numberOf(prepared(`SELECT count(*) AS value FROM transfer_files WHERE ${where(choice)}`).get(id), 'value'),
    totals: id =>
      prepared(
        `SELECT kind, state, count(*) AS files, sum(size) AS bytes, sum(done) AS done FROM transfer_files
         WHERE transfer = ? GROUP BY kind, state`
      )
        .all(id)
        .map(stateCountOf),
    lastSeq: id =>
      numberOf(
        prepared('SELECT coalesce(max(seq), -1) AS value FROM transfer_files WHERE transfer = ?').get(id),
        'value'
      )
  }
}

/** sqlite.org/rescode.html */
function journalFailure(thrown: unknown): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  if (!/^SQLITE_(FULL|IOERR)/.test(code)) return thrown
  return new Failure('disk-full', 'The journal of the transfers could not be written: no room in the data folder.', {
    hint: 'Make room on the disk of this computer, then go on with the transfer.',
    cause: thrown
  })
}

function numberOf(row: unknown, column: string): number {
  return Number(fieldOf(row, column))
}

function fieldOf(row: unknown, column: string): unknown {
  // The shape of a row is that of the statement beside it; a missing column reads as undefined.
  return typeof row === 'object' && row !== null ? (row as Record<string, unknown>)[column] : undefined
}

function stateCountOf(row: unknown): StateCount {
  return {
    // Only kinds and states of the closed lists are ever written.
    kind: String(fieldOf(row, 'kind')) as JournalFile['kind'],
    state: String(fieldOf(row, 'state')) as JournalFile['state'],
    files: numberOf(row, 'files'),
    bytes: numberOf(row, 'bytes'),
    doneBytes: numberOf(row, 'done')
  }
}

function transferOfRow(row: unknown): StoredTransfer | undefined {
  try {
    return {
      id: String(fieldOf(row, 'id')),
      position: numberOf(row, 'position'),
      request: JSON.parse(String(fieldOf(row, 'request'))),
      record: JSON.parse(String(fieldOf(row, 'record')))
    }
  } catch {
    return undefined
  }
}
