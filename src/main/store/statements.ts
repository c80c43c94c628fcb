/** What the tables of the store share. */
import type Database from 'libsql'

/** Prepares each statement once. */
export function prepareOnce(database: Database.Database): (sql: string) => Database.Statement {
  const statements = new Map<string, Database.Statement>()
  return sql => {
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
}

/** All or nothing of what `work` writes; it outlives a killed process when this returns. */
export function together<T>(database: Database.Database, work: () => T): T {
  database.exec('BEGIN')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (thrown) {
    // SQLite has rolled back by itself when there is no transaction any more (sqlite.org/lang_transaction.html).
    if (database.inTransaction) database.exec('ROLLBACK')
    throw thrown
  }
}
