/** What can be done to the chosen jobs, and why not. */
import { isFinished, taskColumn } from '@domain/jobs/states'
import { isOver, jobMark } from '../job-state'
import { type JobRow, jobKey, type ListRow, rowKeyOf } from '../list/list-row'

export const actKinds = ['cancel', 'hold', 'release', 'requeue', 'limit'] as const
export type ActKind = (typeof actKinds)[number]

/** One job, array or task that an act is done to, by the id that the scheduler takes. */
export interface ActTarget {
  readonly site: string
  readonly id: string
  readonly name: string
  /** Of an array: its tasks that still run or wait. */
  readonly tasksLeft: number | null
}

/** The jobs that an act applies to; with none, why. */
export interface ActChoice {
  readonly targets: readonly ActTarget[]
  /** How many jobs were chosen. */
  readonly chosen: number
  readonly disabledReason: string | undefined
}

/** The words of an act. `lower` begins inside a sentence. */
export const actWords: Readonly<
  Record<ActKind, { readonly label: string; readonly keys?: string; readonly none: string }>
> = {
  cancel: { label: 'Cancel…', keys: 'c', none: 'Nothing here can be cancelled any more' },
  hold: { label: 'Hold…', keys: 'h', none: 'Only a job that waits, and is not held, can be held' },
  release: { label: 'Release…', keys: 'u', none: 'Nothing here is held' },
  requeue: { label: 'Requeue…', none: 'Only a job that runs can wait again' },
  limit: { label: 'Change time limit…', keys: 't', none: 'What is over has no time limit any more' }
}

const inTheCloud = 'A run of the cloud is stopped in the cloud room'

function applies(kind: ActKind, row: JobRow): boolean {
  const { job, cancelling } = row
  // No scheduler knows a run of the cloud; its own acts stand in the cloud room.
  if (row.run || cancelling || isOver(job)) return false
  const { tasks } = job
  const held = jobMark(job).word === 'held'
  switch (kind) {
    case 'cancel':
    case 'limit':
      return true
    case 'hold':
      return !held && (tasks ? tasks.pending > 0 : taskColumn(job.state) === 'pending')
    case 'release':
      return held
    case 'requeue':
      return tasks ? tasks.running > 0 : taskColumn(job.state) === 'running' && !isFinished(job.state)
  }
}

/** The jobs of the chosen rows: a group stands for all of its jobs, a task goes with its array. */
export function chosenJobs(rows: readonly ListRow[]): readonly JobRow[] {
  const jobs = new Map<string, JobRow>()
  for (const row of rows) for (const one of row.kind === 'group' ? row.members : [row]) jobs.set(one.key, one)
  const isPartOf = ({ site, job, child }: JobRow): boolean => {
    const whole = job.arrayId ?? job.hetId
    if (!child || whole === null) return false
    // A heterogeneous job is chosen by its first part.
    return job.arrayId === null ? leaders.has(rowKeyOf(site, whole)) : jobs.has(rowKeyOf(site, whole))
  }
  const leaders = new Set(
    [...jobs.values()].flatMap(({ site, job, parts }) =>
      parts && job.hetId !== null ? [rowKeyOf(site, job.hetId)] : []
    )
  )
  return [...jobs.values()].filter(row => !isPartOf(row))
}

function target({ site, job, parts }: JobRow): ActTarget {
  const tasksLeft = job.tasks ? job.tasks.pending + job.tasks.running : null
  // The whole of a heterogeneous job goes by the number of its first part (scancel(1)).
  const id = parts && job.hetId !== null ? job.hetId : jobKey(job)
  return { site, id, name: job.name, tasksLeft }
}

/** Of the chosen jobs those that an act applies to. */
export function actChoice(kind: ActKind, rows: readonly ListRow[]): ActChoice {
  const jobs = chosenJobs(rows)
  const targets = jobs.filter(row => applies(kind, row)).map(target)
  const runs = jobs.length > 0 && jobs.every(({ run }) => run !== undefined)
  const none = jobs.length === 0 ? 'Choose a job first' : runs ? inTheCloud : actWords[kind].none
  return { targets, chosen: jobs.length, disabledReason: targets.length === 0 ? none : undefined }
}

/** Ids as the scheduler takes them, one a line. */
export function copiedIds(rows: readonly ListRow[]): string {
  return chosenJobs(rows)
    .map(row => target(row).id)
    .join('\n')
}
