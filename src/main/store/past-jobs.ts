/** Jobs that ended, kept after SLURM forgot them. */
import { type PastJob, pastJobSchema } from '@contract/jobs-history'
import { countTasks } from '@domain/jobs/array-tasks'
import { splitId } from '@domain/jobs/job-record'
import type Database from 'libsql'
import type { Log } from '../platform'
import {
  numberSchema,
  placeSchema,
  rowOf,
  rowSchema,
  stateSchema,
  sumColumns,
  sumSchema,
  totalSchema
} from './past-job-rows'
import { prepareOnce, together } from './statements'

/** Which finished jobs; empty lists, an empty text and unset times: all. Times by the end of the job. */
export interface PastChoice {
  readonly sites: readonly string[]
  readonly states: readonly string[]
  readonly text: string
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** Sums of one week: seconds and bytes; `used` and `given` of the jobs of which both are known. */
export interface WeekSums {
  /** Weeks since Monday 1969-12-29 (`weekNumber`). */
  readonly week: number
  readonly finished: number
  readonly completed: number
  readonly cancelled: number
  readonly unknown: number
  readonly cpuSeconds: number
  readonly gpuSeconds: number
  readonly cpuUsed: number
  readonly cpuGiven: number
  readonly memoryUsed: number
  readonly memoryGiven: number
  /** Median; null without a job that started. */
  readonly waitSeconds: number | null
}

export interface PastJobKey {
  readonly site: string
  readonly id: string
  /** Submit time in milliseconds; 0 where SLURM did not tell it. */
  readonly submitted: number
}

export interface PastJobs {
  /**
   * Writes them, all or none. One that is there is replaced by what knows more: `accounting` over `seen`, and what is
   * known over what is not. `missedAt`: the time to list a job under whose end is unknown. Returns those that are new.
   */
  record(jobs: readonly PastJob[], missedAt: string): PastJob[]
  get(key: PastJobKey): PastJob | undefined
  /** The newest of that id. */
  latest(site: string, id: string): PastJob | undefined
  /** Newest end first. A row that cannot be read is left out and logged. */
  page(choice: PastChoice, offset: number, limit: number): { total: number; jobs: PastJob[] }
  /** The same in pieces, each newest end first; rows written meanwhile may be missing, none comes twice. */
  pieces(choice: PastChoice, size: number): Generator<PastJob[], void, void>
  /** How the tasks of an array that was submitted at that time (milliseconds) or later ended: state to count. */
  arrayStates(site: string, arrayId: string, since: number): Map<string, number>
  /** Weeks that have jobs. */
  weeks(sites: readonly string[], first: number, last: number): WeekSums[]
}

/** Milliseconds; 0 where it is unknown. */
export const submittedMs = (job: { readonly submitTime: string | null }): number =>
  job.submitTime === null ? 0 : Date.parse(job.submitTime)

/** Rows that are found in one walk with how many there are. */
const few = 2000

export function createPastJobs(database: Database.Database, log: Log): PastJobs {
  const prepared = prepareOnce(database)

  function jobsOf(rows: readonly unknown[]): PastJob[] {
    return rows.flatMap(row => {
      const parsed = rowSchema.safeParse(row)
      if (!parsed.success) log.warn('A job of the history could not be read and is left out.')
      return parsed.success ? [parsed.data.record] : []
    })
  }

  const get = ({ site, id, submitted }: PastJobKey): PastJob | undefined =>
    jobsOf(
      prepared('SELECT record FROM past_jobs WHERE site = ? AND id = ? AND submitted = ?').all(site, id, submitted)
    )[0]

  /** The rows of a page whose place in the list is known. */
  function pageRows(first: readonly unknown[], offset: number, limit: number, total: number): unknown[] | undefined {
    if (offset + limit > first.length && first.length < total) return undefined
    const one = prepared('SELECT record FROM past_jobs WHERE number = ?')
    return first.slice(offset, offset + limit).map(row => one.get(numberSchema.parse(row).number))
  }

  function write(job: PastJob, missedAt: string): boolean {
    const submitted = submittedMs(job)
    const before = get({ site: job.site, id: job.id, submitted })
    const merged = before ? better(before, job) : job
    if (merged === before) return false
    if (before)
      prepared('DELETE FROM past_jobs WHERE site = ? AND id = ? AND submitted = ?').run(job.site, job.id, submitted)
    const row = rowOf(merged, submitted, Date.parse(missedAt))
    prepared(
      `INSERT INTO past_jobs (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row)
        .map(() => '?')
        .join(', ')})`
    ).run(...Object.values(row))
    return before === undefined
  }

  return {
    record: (jobs, missedAt) => together(database, () => jobs.filter(job => write(job, missedAt))),
    get,
    latest: (site, id) =>
      jobsOf(
        prepared('SELECT record FROM past_jobs WHERE site = ? AND id = ? ORDER BY submitted DESC LIMIT 1').all(site, id)
      )[0],
    page(choice, offset, limit) {
      const { from, values } = selection(choice)
      const order = 'ORDER BY ended DESC, number DESC'
      // Few are counted with the same walk through the index that finds the page; many are found early on.
      const first = prepared(`SELECT number FROM ${from} ${order} LIMIT ?`).all(...values, few)
      const total =
        first.length < few
          ? first.length
          : totalSchema.parse(prepared(`SELECT count(*) AS total FROM ${from}`).get(...values)).total
      const page = `SELECT record FROM past_jobs WHERE number IN (SELECT number FROM ${from} ${order} LIMIT ? OFFSET ?)
        ${order}`
      return {
        total,
        jobs: jobsOf(pageRows(first, offset, limit, total) ?? prepared(page).all(...values, limit, offset))
      }
    },
    *pieces(choice, size) {
      const { from, values } = selection(choice)
      let last: [ended: number, number: number] = [Number.MAX_SAFE_INTEGER, 0]
      for (;;) {
        const rows = prepared(
          `SELECT record, ended, number FROM ${from} AND (ended < ? OR (ended = ? AND number < ?)) ORDER BY ended DESC, number DESC LIMIT ?`
        ).all(...values, last[0], last[0], last[1], size)
        if (rows.length > 0) yield jobsOf(rows)
        const end = placeSchema.safeParse(rows.at(-1))
        if (!end.success || rows.length < size) return
        last = [end.data.ended, end.data.number]
      }
    },
    arrayStates(site, arrayId, since) {
      const counts = new Map<string, number>()
      // The greatest submit time is that of the last life; its state stands beside it (sqlite.org/lang_select.html#bareagg).
      const rows = prepared(
        `SELECT id, state, max(submitted) FROM past_jobs WHERE site = ? AND array_id = ? AND submitted >= ? GROUP BY id`
      ).all(site, arrayId, since)
      for (const row of rows) {
        const { id, state } = stateSchema.parse(row)
        counts.set(state, (counts.get(state) ?? 0) + Math.max(1, countTasks(splitId(id).range ?? [])))
      }
      return counts
    },
    weeks(sites, first, last) {
      const place = sites.length > 0 ? `AND site IN (${sites.map(() => '?').join(', ')})` : ''
      const sums = prepared(
        `SELECT week, ${sumColumns.map(name => `sum(${name}) AS ${name}`).join(', ')} FROM past_weeks
         WHERE week BETWEEN ? AND ? ${place} GROUP BY week HAVING sum(finished) > 0 ORDER BY week`
      ).all(first, last, ...sites)
      const median = `SELECT wait AS total FROM past_jobs WHERE week = ? AND wait IS NOT NULL ${place}
        ORDER BY wait LIMIT 2 OFFSET ?`
      return sums.map(row => {
        const { waited, ...rest } = sumSchema.parse(row)
        return { ...rest, waitSeconds: medianOf(waited, offset => prepared(median).all(rest.week, ...sites, offset)) }
      })
    }
  }
}

function medianOf(count: number, from: (offset: number) => unknown[]): number | null {
  if (count === 0) return null
  const [low = 0, high = low] = from(Math.floor((count - 1) / 2)).map(row => totalSchema.parse(row).total)
  return count % 2 === 1 ? low : (low + high) / 2
}

/** Conditions in words of ours, and the caller's values for their marks. */
function selection({ sites, states, text, from, to }: PastChoice): { from: string; values: (string | number)[] } {
  const marks = (values: readonly string[]): string => values.map(() => '?').join(', ')
  const sought = text.trim().toLowerCase().toWellFormed()
  const parts: (readonly [string, ...(string | number)[]])[] = [
    ...(sites.length > 0 ? [[`site IN (${marks(sites)})`, ...sites] as const] : []),
    ...(states.length > 0 ? [[`state IN (${marks(states)})`, ...states] as const] : []),
    ...(from === undefined ? [] : [['ended >= ?', Date.parse(from)] as const]),
    ...(to === undefined ? [] : [['ended < ?', Date.parse(to)] as const]),
    ...(sought === '' ? [] : [['instr(words, ?) > 0', sought] as const])
  ]
  const index = sought === '' ? 'past_jobs_end' : 'past_jobs_words'
  const where = parts.map(([sql]) => ` AND ${sql}`).join('')
  return { from: `past_jobs INDEXED BY ${index} WHERE 1${where}`, values: parts.flatMap(([, ...values]) => values) }
}

/** What is known of both; the new one says how the job ended unless only it guesses. The same object: nothing is new. */
function better(before: PastJob, after: PastJob): PastJob {
  const guesses = after.state === 'UNKNOWN' || (after.source === 'seen' && before.source === 'accounting')
  const [base, rest] = guesses ? [before, after] : [after, before]
  const known = Object.fromEntries(Object.entries(base).filter(([, value]) => value !== null && value !== ''))
  const merged = pastJobSchema.parse({ ...rest, ...known, reason: base.reason, reasonText: base.reasonText })
  return JSON.stringify(sorted(merged)) === JSON.stringify(sorted(before)) ? before : merged
}

const sorted = (job: PastJob): unknown => Object.entries(job).sort(([a], [b]) => (a < b ? -1 : 1))
