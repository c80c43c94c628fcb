/** The lines of the jobs table. */
import type { Run } from '@contract/cloud-runs'
import type { Job } from '@contract/jobs'
import type { StateGroup } from '../job-state'

/** A job, one task of an unfolded array, or one part of a heterogeneous job. */
export interface JobRow {
  readonly kind: 'job'
  /** Stays while the job lives: an array's id says which tasks are left, so its number is taken. */
  readonly key: string
  readonly site: string
  readonly job: Job
  /** 0 for what stands by itself, 1 for a task or a part under its job; one more under the head of a group. */
  readonly depth: number
  /** Whether it stands under its array or under the first part of its heterogeneous job. */
  readonly child: boolean
  /** Undefined for what does not unfold. */
  readonly expanded: boolean | undefined
  /** Its cancellation was asked for and is not yet confirmed. */
  readonly cancelling: boolean
  /** Of the first part of a heterogeneous job: all parts, itself among them. */
  readonly parts?: readonly Job[]
  /** It is a run of the cloud: no scheduler knows it. */
  readonly run?: Run
}

/** Jobs by state: how many stand in each group of the filter. */
export type StateCounts = Readonly<Record<Exclude<StateGroup, 'any'>, number>>

/** The head of a group: what its jobs have in common, and how many there are of each state. */
export interface GroupRow {
  readonly kind: 'group'
  readonly key: string
  readonly label: string
  readonly expanded: boolean
  readonly counts: StateCounts
  /** Its jobs, arrays folded. */
  readonly members: readonly JobRow[]
}

export type ListRow = JobRow | GroupRow

/** Key of a job inside its site; for an array also what `scancel` takes for the whole of it. */
export function jobKey(job: Job): string {
  return job.tasks && job.arrayId !== null ? job.arrayId : job.id
}

/** Key of a job's row among those of all sites. Names of sites have no slash. */
export function rowKeyOf(site: string, key: string): string {
  return `${site}/${key}`
}
