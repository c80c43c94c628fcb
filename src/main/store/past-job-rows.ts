/** The tables of jobs that ended: their schema and their rows. */
import { type PastJob, pastJobSchema } from '@contract/jobs-history'
import { weekNumber } from '@domain/jobs/weeks'
import { z } from 'zod'

/**
 * Key: site, id and submit time, because SLURM's ids begin again after a reinstall. Times are milliseconds since 1970
 * UTC; `ended` is the end of the job or, where it is unknown, when it was missed. `words` is what a search looks in.
 * `week` counts from Monday 1969-12-29. Each index holds all that its question needs (page and count; sums; median).
 */
export const pastJobsMigration = `CREATE TABLE past_jobs (
     number INTEGER PRIMARY KEY,
     site TEXT NOT NULL,
     id TEXT NOT NULL,
     submitted INTEGER NOT NULL,
     array_id TEXT,
     ended INTEGER NOT NULL,
     week INTEGER NOT NULL,
     state TEXT NOT NULL,
     source TEXT NOT NULL,
     words TEXT NOT NULL,
     wait INTEGER,
     cpu_used REAL,
     cpu_given REAL,
     memory_used REAL,
     memory_given REAL,
     gpu_seconds REAL,
     record TEXT NOT NULL,
     UNIQUE (site, id, submitted)
   ) STRICT;
   CREATE INDEX past_jobs_end ON past_jobs (ended, number, site, state);
   CREATE INDEX past_jobs_words ON past_jobs (ended, number, site, state, words);
   CREATE INDEX past_jobs_array ON past_jobs (site, array_id, submitted) WHERE array_id IS NOT NULL;
   CREATE INDEX past_jobs_wait ON past_jobs (week, wait, site) WHERE wait IS NOT NULL;
   CREATE TABLE past_weeks (
     site TEXT NOT NULL,
     week INTEGER NOT NULL,
     finished INTEGER NOT NULL,
     completed INTEGER NOT NULL,
     cancelled INTEGER NOT NULL,
     unknown INTEGER NOT NULL,
     waited INTEGER NOT NULL,
     cpu_seconds REAL NOT NULL,
     gpu_seconds REAL NOT NULL,
     cpu_used REAL NOT NULL,
     cpu_given REAL NOT NULL,
     memory_used REAL NOT NULL,
     memory_given REAL NOT NULL,
     PRIMARY KEY (site, week)
   ) STRICT, WITHOUT ROWID;
   ${['INSERT', 'DELETE'].map(weekTrigger).join('\n')}`

/** Keeps the sums of a week true. A changed row is deleted and written anew, so there is no trigger for updates. */
function weekTrigger(event: string): string {
  const row = event === 'INSERT' ? 'NEW' : 'OLD'
  const sign = event === 'INSERT' ? '' : '-'
  const known = (pair: string, column: string): string =>
    `iif(${row}.${pair}_used IS NULL OR ${row}.${pair}_given IS NULL, 0, ${row}.${column})`
  const values = {
    finished: '1',
    completed: `${row}.state = 'COMPLETED'`,
    cancelled: `${row}.state IN ('CANCELLED', 'PREEMPTED', 'REVOKED')`,
    unknown: `${row}.state = 'UNKNOWN'`,
    waited: `${row}.wait IS NOT NULL`,
    cpu_seconds: `coalesce(${row}.cpu_given, 0)`,
    gpu_seconds: `coalesce(${row}.gpu_seconds, 0)`,
    cpu_used: known('cpu', 'cpu_used'),
    cpu_given: known('cpu', 'cpu_given'),
    memory_used: known('memory', 'memory_used'),
    memory_given: known('memory', 'memory_given')
  }
  const names = Object.keys(values)
  return `CREATE TRIGGER past_weeks_${event.toLowerCase()} AFTER ${event} ON past_jobs BEGIN
     INSERT INTO past_weeks (site, week, ${names.join(', ')})
     VALUES (${row}.site, ${row}.week, ${Object.values(values)
       .map(value => `${sign}(${value})`)
       .join(', ')})
     ON CONFLICT (site, week) DO UPDATE SET ${names.map(name => `${name} = ${name} + excluded.${name}`).join(', ')};
   END;`
}

/** The row of a job; `missed`: milliseconds to list it under where its end is unknown. */
export function rowOf(job: PastJob, submitted: number, missed: number) {
  const { cpus, gpus, elapsedSeconds, startTime, memoryBytes, cpuSecondsGiven } = job
  const ended = job.endTime === null ? missed : Date.parse(job.endTime)
  const given = cpuSecondsGiven ?? (cpus === null || elapsedSeconds === null ? null : cpus * elapsedSeconds)
  const known = [job.id, job.name, job.user, job.workDir ?? '', job.partition ?? '']
  return {
    site: job.site,
    id: job.id,
    submitted,
    array_id: job.arrayId,
    ended,
    week: weekNumber(ended),
    state: job.state,
    source: job.source,
    words: known.join('\n').toLowerCase().toWellFormed(),
    wait:
      startTime === null || submitted === 0
        ? null
        : Math.max(0, Math.round((Date.parse(startTime) - submitted) / 1000)),
    cpu_used: job.cpuSecondsUsed,
    cpu_given: given,
    memory_used: job.memoryBytesUsed,
    memory_given: memoryBytes,
    gpu_seconds: gpus === null || elapsedSeconds === null ? null : gpus * elapsedSeconds,
    // JSON escapes what is no whole letter, so paths that are not UTF-8 come back as they were.
    record: JSON.stringify(job)
  }
}

/** The columns of past_weeks that are added up. */
export const sumColumns = [
  'finished',
  'completed',
  'cancelled',
  'unknown',
  'waited',
  'cpu_seconds',
  'gpu_seconds',
  'cpu_used',
  'cpu_given',
  'memory_used',
  'memory_given'
] as const

/** What the statements' rows are, each by the names of its columns. */
export const numberSchema = z.object({ number: z.number() })
export const totalSchema = z.object({ total: z.number() })
export const stateSchema = z.object({ id: z.string(), state: z.string() })
export const placeSchema = z.object({ ended: z.number(), number: z.number() })
export const rowSchema = z.object({
  record: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(pastJobSchema)
})
export const sumSchema = z
  .object({
    week: z.number(),
    finished: z.number(),
    completed: z.number(),
    cancelled: z.number(),
    unknown: z.number(),
    waited: z.number(),
    cpu_seconds: z.number(),
    gpu_seconds: z.number(),
    cpu_used: z.number(),
    cpu_given: z.number(),
    memory_used: z.number(),
    memory_given: z.number()
  })
  .transform(row => ({
    ...{ week: row.week, finished: row.finished, completed: row.completed, cancelled: row.cancelled },
    ...{ unknown: row.unknown, waited: row.waited, cpuSeconds: row.cpu_seconds, gpuSeconds: row.gpu_seconds },
    ...{ cpuUsed: row.cpu_used, cpuGiven: row.cpu_given },
    ...{ memoryUsed: row.memory_used, memoryGiven: row.memory_given }
  }))
