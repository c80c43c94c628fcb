import type { JobWeek, PastJob } from '@contract/jobs-history'
import { job } from '../job-fixture'

/** A past job of which a test says only what it is about. */
export function pastJob(known: Partial<PastJob> = {}): PastJob {
  return {
    ...job({ state: 'COMPLETED', stateRaw: 'COMPLETED', exitCode: 0, endTime: '2026-11-17T11:05:00Z' }),
    ...{ site: 'north', source: 'accounting', cpuSecondsUsed: 28_800, cpuSecondsGiven: 57_600, cpuEfficiency: 0.5 },
    ...{ memoryBytesUsed: 16 * 2 ** 30, memoryEfficiency: 0.25, template: null },
    ...known
  }
}

/** Weeks from a Monday on; the jobs that ended in each. */
export function weeks(finished: readonly number[], known: Partial<JobWeek> = {}): readonly JobWeek[] {
  const first = Date.parse('2026-08-31T00:00:00Z')
  return finished.map((count, at) => ({
    ...{ week: `2026-W${36 + at}`, start: new Date(first + at * 7 * 86_400_000).toISOString(), finished: count },
    ...{ completed: count, failed: 0, cancelled: 0, cpuHours: count * 10, gpuHours: count * 2, waitSeconds: null },
    ...{ cpuEfficiency: count === 0 ? null : 0.5, memoryEfficiency: count === 0 ? null : 0.25 },
    ...known
  }))
}
