/** Plans that were saved: their questions, and their runs as they were then. */
import { type SavedPlan, savedPlanSchema } from '@contract/plan'
import type Database from 'libsql'
import { z } from 'zod'
import { prepareOnce } from './statements'

/** `changed`: milliseconds since 1970 UTC. `record`: JSON of contract/plan's savedPlanSchema. */
export const savedPlansMigration = `CREATE TABLE saved_plans (
     id TEXT PRIMARY KEY,
     name TEXT NOT NULL UNIQUE,
     changed INTEGER NOT NULL,
     record TEXT NOT NULL
   ) STRICT;`

export interface SavedPlans {
  /** Latest change first. */
  all(): SavedPlan[]
  show(id: string): SavedPlan | null
  named(name: string): SavedPlan | null
  /** Replaces what has the same id. Throws where another plan has the name. */
  save(plan: SavedPlan): void
  /** Whether there was one. */
  remove(id: string): boolean
}

const rowSchema = z.object({
  record: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(savedPlanSchema)
})

export function createSavedPlans(database: Database.Database): SavedPlans {
  const prepared = prepareOnce(database)
  const one = (sql: string, value: string): SavedPlan | null => {
    const row: unknown = prepared(sql).get(value)
    return row === undefined ? null : rowSchema.parse(row).record
  }
  const insert = `INSERT INTO saved_plans (id, name, changed, record) VALUES (?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, changed = excluded.changed, record = excluded.record`
  return {
    all: () =>
      prepared('SELECT record FROM saved_plans ORDER BY changed DESC, name')
        .all()
        .map(row => rowSchema.parse(row).record),
    show: id => one('SELECT record FROM saved_plans WHERE id = ?', id),
    named: name => one('SELECT record FROM saved_plans WHERE name = ?', name),
    save: plan => void prepared(insert).run(plan.id, plan.name, Date.parse(plan.changedAt), JSON.stringify(plan)),
    remove: id => prepared('DELETE FROM saved_plans WHERE id = ?').run(id).changes > 0
  }
}
