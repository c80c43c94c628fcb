/**
 * One engine per data folder. The lock is an exclusive SQLite transaction on a file of its own: the operating system
 * lets go of it at the instant the process dies, however it dies, so no stale lock can ever be left behind.
 */
import { join } from 'node:path'
import { Failure } from '@domain/failure'
import Database from 'libsql'

export interface EngineLock {
  release(): void
}

/** Null when another engine of this data folder is alive; `permission` when the folder cannot be written. */
export function takeEngineLock(dataFolder: string): EngineLock | null {
  let database: Database.Database | undefined
  try {
    database = new Database(join(dataFolder, 'engine.lock'), { timeout: 0 })
    database.pragma('journal_mode = DELETE')
    database.exec('BEGIN EXCLUSIVE')
    const held = database
    return { release: () => held.close() }
  } catch (thrown) {
    database?.close()
    if (isBusy(thrown)) return null
    throw new Failure('permission', `${dataFolder} cannot be used as a data folder: its lock cannot be written.`, {
      hint: 'Make the folder writable, or use another one with --data-dir.',
      cause: thrown
    })
  }
}

/** SQLite's word for "another connection holds the lock" (sqlite.org/rescode.html). */
const isBusy = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('SQLITE_BUSY')
