/**
 * One engine per data folder. The lock is an exclusive SQLite transaction on a file of its own: the operating system
 * lets go of it at the instant the process dies, however it dies, so no stale lock can ever be left behind.
 */
import { join } from 'node:path'
import Database from 'libsql'

export interface EngineLock {
  release(): void
}

/** Null when another engine of this data folder is alive. */
export function takeEngineLock(dataFolder: string): EngineLock | null {
  const database = new Database(join(dataFolder, 'engine.lock'), { timeout: 0 })
  try {
    database.pragma('journal_mode = DELETE')
    database.exec('BEGIN EXCLUSIVE')
  } catch {
    database.close()
    return null
  }
  return { release: () => database.close() }
}
