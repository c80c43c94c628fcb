/** What this computer has done for sessions, and told of them: each once, also over restarts. */
import { failureSchema } from '@contract/errors'
import { sessionStepSchema } from '@contract/sessions'
import type { StepRecord } from '@domain/sessions/steps'
import type Database from 'libsql'
import { z } from 'zod'
import { prepareOnce } from './statements'

/** `session`: store, booking and begin; a booking that was moved to another day is another session. */
export const sessionRecordsMigration = `CREATE TABLE session_steps (
     session TEXT NOT NULL,
     step TEXT NOT NULL,
     state TEXT NOT NULL,
     at TEXT NOT NULL,
     path TEXT,
     error TEXT,
     made TEXT NOT NULL,
     PRIMARY KEY (session, step)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE session_notices (
     session TEXT NOT NULL,
     notice TEXT NOT NULL,
     PRIMARY KEY (session, notice)
   ) STRICT, WITHOUT ROWID;`

export interface SessionRecords {
  steps(session: string): StepRecord[]
  /** Replaces what was there of that step. */
  save(session: string, record: StepRecord): void
  /** As if it had never been done here. */
  forget(session: string, step: StepRecord['step']): void
  /** Those that were not told yet; from now on they were. */
  tell(session: string, notices: readonly string[]): string[]
}

/** Paths may hold lone surrogates (domain/bytes-name), which SQLite's text does not keep: JSON escapes them. */
const json = (value: unknown): string => JSON.stringify(value)
const fromJson = z.string().transform((text): unknown => JSON.parse(text))

const rowSchema = z.object({
  step: sessionStepSchema.shape.step,
  state: sessionStepSchema.shape.state.exclude(['to-come']),
  at: z.string(),
  path: fromJson.pipe(z.string().nullable()),
  error: fromJson.pipe(failureSchema.nullable()),
  made: fromJson.pipe(z.array(z.string()))
})

export function createSessionRecords(database: Database.Database): SessionRecords {
  const prepared = prepareOnce(database)
  const insert =
    'INSERT OR REPLACE INTO session_steps (session, step, state, at, path, error, made) VALUES (?, ?, ?, ?, ?, ?, ?)'
  const told = 'INSERT INTO session_notices (session, notice) VALUES (?, ?) ON CONFLICT DO NOTHING'
  return {
    steps: session =>
      prepared('SELECT * FROM session_steps WHERE session = ?')
        .all(session)
        .map(row => rowSchema.parse(row)),
    save: (session, { step, state, at, path, error, made }) =>
      void prepared(insert).run(session, step, state, at, json(path), json(error), json(made)),
    forget: (session, step) =>
      void prepared('DELETE FROM session_steps WHERE session = ? AND step = ?').run(session, step),
    tell: (session, notices) => notices.filter(notice => prepared(told).run(session, notice).changes > 0)
  }
}
