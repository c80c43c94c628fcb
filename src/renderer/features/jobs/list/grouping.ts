/** What the jobs of a group have in common. */
import type { Job } from '@contract/jobs'
import { compareValues } from '../../../ui/data-table/sorting'
import { unknown } from '../../../ui/format'
import { inGroup, jobMark, type StateGroup, stateGroups, stateRank } from '../job-state'
import type { JobRow, StateCounts } from './list-row'
import { projectFolder } from './project-folder'
import type { Sliced } from './slices'

export const groupings = ['none', 'state', 'partition', 'name', 'project', 'user', 'site'] as const
/** What the list is grouped by. */
export type Grouping = (typeof groupings)[number]

/** One group, in the order of its jobs. */
export interface JobGroup {
  readonly label: string
  readonly rows: readonly JobRow[]
}

function labelOf(row: JobRow, by: Exclude<Grouping, 'none'>, siteLabel: (site: string) => string): string {
  const { job } = row
  switch (by) {
    case 'state':
      return jobMark(job).word
    case 'partition':
      return job.partition ?? unknown
    case 'name':
      return job.name
    case 'project':
      return projectFolder(job.workDir) ?? unknown
    case 'user':
      return job.user
    case 'site':
      return siteLabel(row.site)
  }
}

/** The groups by their names; those of states as states are ordered everywhere: running, waiting, over. */
export function* groupRows(
  rows: readonly JobRow[],
  by: Exclude<Grouping, 'none'>,
  siteLabel: (site: string) => string
): Sliced<readonly JobGroup[]> {
  const groups = new Map<string, JobRow[]>()
  for (const [at, row] of rows.entries()) {
    const label = labelOf(row, by, siteLabel)
    const group = groups.get(label)
    if (group) group.push(row)
    else groups.set(label, [row])
    if (at % 1_000 === 0) yield
  }
  const rank = ([first]: readonly JobRow[]): number => (by === 'state' && first ? stateRank(first.job) : 0)
  return [...groups]
    .map(([label, group]) => ({ label, rows: group }))
    .sort((a, b) => rank(a.rows) - rank(b.rows) || compareValues(a.label, b.label))
}

const counted = stateGroups.filter(group => group !== 'any')

/** Counts nothing yet. */
export function noCounts(): Record<keyof StateCounts, number> {
  return { running: 0, waiting: 0, done: 0, failed: 0, cancelled: 0 }
}

/** Adds a job, or each task of an array, to the groups that it is in. */
export function countStates(counts: Record<keyof StateCounts, number>, job: Job): void {
  const { tasks } = job
  if (!tasks) {
    for (const group of counted) if (inGroup(job, group)) counts[group] += 1
    return
  }
  counts.running += tasks.running
  counts.waiting += tasks.pending
  counts.done += tasks.done
  // How many of the tasks that did not end well were cancelled, a folded array does not tell.
  counts[job.state === 'CANCELLED' ? 'cancelled' : 'failed'] += tasks.failed
}

/** Whether a job is in one of the groups; all are in none chosen. */
export function inAnyGroup(job: Job, chosen: ReadonlySet<StateGroup>): boolean {
  if (chosen.size === 0) return true
  for (const group of chosen) if (inGroup(job, group)) return true
  return false
}
