/** What was seen last of jobs that lived, so that events are found over restarts and reconnects. */

import { jobSchema } from '@contract/job'
import type { JobRecord } from '@domain/jobs/job-record'
import type Database from 'libsql'
import { z } from 'zod'
import type { Log } from '../platform'
import { prepareOnce, together } from './statements'

/** Times are milliseconds since 1970 UTC. `gone_at`: when it was missed in the queue; null while it is there. */
export const liveJobsMigration = `CREATE TABLE job_sites (
     site TEXT PRIMARY KEY,
     user TEXT NOT NULL,
     first_look INTEGER NOT NULL,
     swept_at INTEGER
   ) STRICT;
   CREATE TABLE live_jobs (
     site TEXT NOT NULL,
     id TEXT NOT NULL,
     submitted INTEGER NOT NULL,
     gone_at INTEGER,
     record TEXT NOT NULL,
     PRIMARY KEY (site, id, submitted)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE job_cancels (
     site TEXT NOT NULL,
     id TEXT NOT NULL,
     at INTEGER NOT NULL,
     PRIMARY KEY (site, id)
   ) STRICT, WITHOUT ROWID;`

/** A job as it was seen last; what waits of an array is one record. */
export interface LiveJob {
  readonly record: JobRecord
  /** Milliseconds; 0 where SLURM did not tell. With the id it names the job. */
  readonly submitted: number
  readonly goneAt: number | null
}

/** When a site's queue was first looked at and its accounting last gone through, milliseconds. */
export interface SeenSite {
  readonly site: string
  /** The login's name at the cluster. */
  readonly user: string
  readonly firstLook: number
  readonly sweptAt: number | null
}

export interface LiveJobs {
  sites(): SeenSite[]
  saveSite(site: SeenSite): void
  /** A row that cannot be read is left out and logged. */
  load(site: string): LiveJob[]
  /** Both or nothing. */
  change(site: string, saved: readonly LiveJob[], removed: readonly LiveJob[]): void
  /** Sites with a job that lives or whose end is not known yet. */
  livelySites(): string[]
  /** That they were cancelled from here; arrays by the array's id. */
  cancelled(site: string, ids: readonly string[], at: number): void
  /** That the scheduler refused to. */
  notCancelled(site: string, ids: readonly string[]): void
  /** When one of these ids was cancelled from here last; null: never. */
  cancelledAt(site: string, ids: readonly string[]): number | null
}

export function createLiveJobs(database: Database.Database, log: Log): LiveJobs {
  const prepared = prepareOnce(database)
  return {
    sites: () =>
      prepared('SELECT * FROM job_sites ORDER BY site')
        .all()
        .map(row => siteSchema.parse(row)),
    saveSite: ({ site, user, firstLook, sweptAt }) =>
      void prepared('INSERT OR REPLACE INTO job_sites (site, user, first_look, swept_at) VALUES (?, ?, ?, ?)').run(
        ...[site, user, firstLook, sweptAt]
      ),
    load: site =>
      prepared('SELECT * FROM live_jobs WHERE site = ?')
        .all(site)
        .flatMap(row => {
          const parsed = liveSchema.safeParse(row)
          if (!parsed.success) log.warn('A job that lived could not be read and is left out.')
          return parsed.success ? [parsed.data] : []
        }),
    change: (site, saved, removed) =>
      together(database, () => {
        const remove = prepared('DELETE FROM live_jobs WHERE site = ? AND id = ? AND submitted = ?')
        for (const { record, submitted } of removed) remove.run(site, record.id, submitted)
        const save = prepared(
          'INSERT OR REPLACE INTO live_jobs (site, id, submitted, gone_at, record) VALUES (?, ?, ?, ?, ?)'
        )
        for (const { record, submitted, goneAt } of saved)
          save.run(site, record.id, submitted, goneAt, JSON.stringify(record))
      }),
    livelySites: () =>
      prepared('SELECT DISTINCT site FROM live_jobs ORDER BY site')
        .all()
        .map(row => z.object({ site: z.string() }).parse(row).site),
    cancelled: (site, ids, at) =>
      together(database, () => {
        const save = prepared('INSERT OR REPLACE INTO job_cancels (site, id, at) VALUES (?, ?, ?)')
        for (const id of ids) save.run(site, id, at)
      }),
    notCancelled: (site, ids) =>
      together(database, () => {
        const remove = prepared('DELETE FROM job_cancels WHERE site = ? AND id = ?')
        for (const id of ids) remove.run(site, id)
      }),
    cancelledAt(site, ids) {
      const marks = ids.map(() => '?').join(', ')
      const row = prepared(`SELECT max(at) AS at FROM job_cancels WHERE site = ? AND id IN (${marks})`).get(
        site,
        ...ids
      )
      return z.object({ at: z.number().nullable() }).parse(row).at
    }
  }
}

const siteSchema = z
  .object({ site: z.string(), user: z.string(), first_look: z.number(), swept_at: z.number().nullable() })
  .transform(
    ({ site, user, first_look, swept_at }): SeenSite => ({ site, user, firstLook: first_look, sweptAt: swept_at })
  )

const recordSchema = jobSchema.extend({
  range: z.array(z.object({ first: z.number(), last: z.number(), step: z.number() })).nullable()
})

const liveSchema = z
  .object({
    submitted: z.number(),
    gone_at: z.number().nullable(),
    record: z
      .string()
      .transform((text): unknown => JSON.parse(text))
      .pipe(recordSchema)
  })
  .transform(({ submitted, gone_at, record }): LiveJob => ({ submitted, goneAt: gone_at, record }))
