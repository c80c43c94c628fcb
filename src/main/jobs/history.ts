/** Jobs that ended, from the store: lists, sums by week, a table for other programs. */
import type { JobWeek, PastJob, Submission } from '@contract/jobs-history'
import { Failure } from '@domain/failure'
import { csvHeader, csvLine } from '@domain/jobs/csv'
import { isoWeek, weekNumber, weekStart } from '@domain/jobs/weeks'
import type { Clock } from '../platform'
import type { PastChoice, WeekSums } from '../store/past-jobs'
import type { Store } from '../store/store'

export interface History {
  list(choice: PastChoice, offset: number, limit: number): { total: number; jobs: PastJob[] }
  /** The latest week last; those without jobs too. */
  weeks(sites: readonly string[], count: number): JobWeek[]
  /** CSV in pieces of some hundred lines. */
  export(choice: PastChoice, signal: AbortSignal | undefined): AsyncGenerator<{ text: string }, void, void>
  /** `not-found` for a job that was not submitted from here. */
  submission(site: string, id: string): Submission
}

const linesOfPiece = 500

const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null)

function asWeek(week: number, sums: WeekSums | undefined): JobWeek {
  const { finished = 0, completed = 0, cancelled = 0, unknown = 0 } = sums ?? {}
  return {
    week: isoWeek(week),
    start: new Date(weekStart(week)).toISOString(),
    ...{ finished, completed, cancelled, failed: finished - completed - cancelled - unknown },
    cpuHours: (sums?.cpuSeconds ?? 0) / 3600,
    gpuHours: (sums?.gpuSeconds ?? 0) / 3600,
    cpuEfficiency: sums ? share(sums.cpuUsed, sums.cpuGiven) : null,
    memoryEfficiency: sums ? share(sums.memoryUsed, sums.memoryGiven) : null,
    waitSeconds: sums?.waitSeconds ?? null
  }
}

export function createHistory(store: Pick<Store, 'pastJobs' | 'submissions'>, clock: Clock): History {
  return {
    list: (choice, offset, limit) => store.pastJobs.page(choice, offset, limit),
    weeks(sites, count) {
      const last = weekNumber(clock.now().getTime())
      const first = last - count + 1
      const sums = new Map(store.pastJobs.weeks(sites, first, last).map(one => [one.week, one]))
      return Array.from({ length: count }, (_, at) => asWeek(first + at, sums.get(first + at)))
    },
    async *export(choice, signal) {
      yield { text: csvHeader }
      for (const jobs of store.pastJobs.pieces(choice, linesOfPiece)) {
        if (signal?.aborted) return
        yield { text: jobs.map(csvLine).join('') }
        // Each piece is read at once; between two the engine serves others.
        await new Promise(resolve => setImmediate(resolve))
      }
    },
    submission(site, id) {
      const found = store.submissions.find(site, id)
      if (found) return found
      throw new Failure('not-found', `Job ${id} of ${site} was not submitted from here.`, {
        hint: 'Scripts are kept of jobs that were submitted with Farscope on this computer.'
      })
    }
  }
}
