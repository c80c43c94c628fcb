/** What was sent to sbatch from here. */
import { type Submission, submissionSchema } from '@contract/jobs-history'
import type Database from 'libsql'
import { z } from 'zod'
import { prepareOnce } from './statements'

/** `at` in milliseconds since 1970 UTC; an id may come again after a reinstall. */
export const submissionsMigration = `CREATE TABLE submissions (
     site TEXT NOT NULL,
     id TEXT NOT NULL,
     at INTEGER NOT NULL,
     record TEXT NOT NULL,
     PRIMARY KEY (site, id, at)
   ) STRICT, WITHOUT ROWID;`

export interface Submissions {
  save(submission: Submission): void
  /** The latest of that id, of a task the array's. */
  find(site: string, id: string): Submission | undefined
}

/** The job or array that an id of a task, of a part of a het job or of a folded array belongs to. */
export const baseId = (id: string): string => id.replace(/[_+].*$/, '')

export function createSubmissions(database: Database.Database): Submissions {
  const prepared = prepareOnce(database)
  return {
    save: submission =>
      void prepared('INSERT OR REPLACE INTO submissions (site, id, at, record) VALUES (?, ?, ?, ?)').run(
        ...[submission.site, submission.id, Date.parse(submission.at), JSON.stringify(submission)]
      ),
    find(site, id) {
      const row = prepared('SELECT record FROM submissions WHERE site = ? AND id = ? ORDER BY at DESC LIMIT 1').get(
        ...[site, baseId(id)]
      )
      return row === undefined ? undefined : rowSchema.parse(row).record
    }
  }
}

const rowSchema = z.object({
  record: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(submissionSchema)
})
