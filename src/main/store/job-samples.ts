/** What running jobs used while somebody looked: kept so that the plot is there when they have ended. */
import type { UsageSample } from '@contract/job-usage'
import type Database from 'libsql'
import { z } from 'zod'
import { prepareOnce, together } from './statements'

/** Times in milliseconds since 1970 UTC; `submitted` tells a job from a later one of the same id. */
export const jobSamplesMigration = `CREATE TABLE job_samples (
     site TEXT NOT NULL,
     job TEXT NOT NULL,
     submitted INTEGER NOT NULL,
     at INTEGER NOT NULL,
     cpu REAL,
     memory REAL,
     gpu REAL,
     PRIMARY KEY (site, job, submitted, at)
   ) STRICT, WITHOUT ROWID;`

/** A job by its site, its id and when it was submitted, in milliseconds (0: unknown). */
export interface SampledJob {
  readonly site: string
  readonly job: string
  readonly submitted: number
}

export interface JobSamples {
  /** Adds one; a job with more than 2,000 loses every second of its earlier half. */
  add(job: SampledJob, sample: UsageSample): void
  /** Oldest first. */
  of(job: SampledJob): UsageSample[]
}

const mostOfOne = 2000
/** Samples of all jobs together; the oldest jobs go first. */
const mostOfAll = 1_000_000

const rowSchema = z
  .object({ at: z.number(), cpu: z.number().nullable(), memory: z.number().nullable(), gpu: z.number().nullable() })
  .transform(({ at, cpu, memory, gpu }): UsageSample => {
    return { at: new Date(at).toISOString(), cpu, memoryBytes: memory, gpu }
  })
const timesSchema = z.array(z.object({ at: z.number() }))
const totalSchema = z.object({ total: z.number() })

const own = 'site = ? AND job = ? AND submitted = ?'

export function createJobSamples(database: Database.Database): JobSamples {
  const prepared = prepareOnce(database)
  const keyOf = ({ site, job, submitted }: SampledJob): [string, string, number] => [site, job, submitted]

  function thin(key: [string, string, number]): void {
    const times = timesSchema.parse(prepared(`SELECT at FROM job_samples WHERE ${own} ORDER BY at`).all(...key))
    const remove = prepared(`DELETE FROM job_samples WHERE ${own} AND at = ?`)
    for (let at = 1; at < times.length / 2; at += 2) remove.run(...key, times[at]?.at)
  }

  // Only when the store is opened: a running job adds no more than 2,000.
  const all = totalSchema.parse(prepared('SELECT count(*) AS total FROM job_samples').get()).total
  if (all > mostOfAll)
    prepared('DELETE FROM job_samples WHERE at <= (SELECT at FROM job_samples ORDER BY at LIMIT 1 OFFSET ?)').run(
      all - mostOfAll
    )

  return {
    add(job, { at, cpu, memoryBytes, gpu }) {
      const key = keyOf(job)
      together(database, () => {
        prepared('INSERT OR REPLACE INTO job_samples VALUES (?, ?, ?, ?, ?, ?, ?)').run(
          ...[...key, Date.parse(at), cpu, memoryBytes, gpu]
        )
        const row = prepared(`SELECT count(*) AS total FROM job_samples WHERE ${own}`).get(...key)
        if (totalSchema.parse(row).total > mostOfOne) thin(key)
      })
    },
    of: job =>
      z
        .array(rowSchema)
        .parse(prepared(`SELECT at, cpu, memory, gpu FROM job_samples WHERE ${own} ORDER BY at`).all(...keyOf(job)))
  }
}
