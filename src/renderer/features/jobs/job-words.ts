/** What is said of a job: why it waits, what it uses, how it ended. */
import type { Job } from '@contract/jobs'
import { isFinished } from '@domain/jobs/states'
import {
  formatBytes,
  formatClock,
  formatCount,
  formatDate,
  formatDuration,
  formatTime,
  unknown,
  zoneName
} from '../../ui/format'
import { visibleName } from '../../ui/visible-name'
import { isWaiting } from './job-state'

/** A piece of a sentence; `bad` is drawn so. */
export interface Words {
  readonly text: string
  readonly bad?: boolean
}

/** Names of the signals that end jobs (signal(7), x86 and ARM numbers). */
const signals: Readonly<Record<number, string>> = {
  ...{ 1: 'HUP', 2: 'INT', 3: 'QUIT', 4: 'ILL', 6: 'ABRT', 7: 'BUS', 8: 'FPE', 9: 'KILL' },
  ...{ 10: 'USR1', 11: 'SEGV', 12: 'USR2', 13: 'PIPE', 14: 'ALRM', 15: 'TERM', 24: 'XCPU', 25: 'XFSZ' }
}

/** Exit status and signal in words: `exit 3`, `ended by signal 9 (KILL)`. */
export function exitWords(job: Pick<Job, 'exitCode' | 'signal'>): string {
  if (job.signal !== null && job.signal !== 0) {
    const name = signals[job.signal]
    return `ended by signal ${job.signal}${name === undefined ? '' : ` (${name})`}`
  }
  return job.exitCode === null ? 'exit status unknown' : `exit ${job.exitCode}`
}

/** What was asked for: `8 GPU, 64 CPU, 512.0 GiB`. */
export function askedWords(job: Job): string {
  const parts = [
    job.gpus ? `${formatCount(job.gpus)} GPU` : '',
    job.cpus === null ? '' : `${formatCount(job.cpus)} CPU`,
    job.memoryBytes === null ? '' : formatBytes(job.memoryBytes)
  ].filter(part => part !== '')
  return parts.length === 0 ? unknown : parts.join(', ')
}

function endWords(job: Job): Words {
  switch (job.state) {
    case 'COMPLETED':
      return { text: exitWords(job) }
    case 'CANCELLED':
      return { text: job.startTime === null ? 'Cancelled before it started' : 'Cancelled' }
    case 'TIMEOUT':
      return { text: `Hit its time limit of ${formatClock(job.limitSeconds ?? undefined)}`, bad: true }
    case 'OUT_OF_MEMORY':
      return {
        text: job.memoryBytes === null ? 'Out of memory' : `Out of memory at ${formatBytes(job.memoryBytes)}`,
        bad: true
      }
    case 'NODE_FAIL':
      return { text: 'A node failed while it ran', bad: true }
    case 'PREEMPTED':
      return { text: 'Another job took its place', bad: true }
    case 'FAILED':
      return { text: `Failed, ${exitWords(job)}`, bad: true }
    default:
      return { text: `${visibleName(job.stateRaw)}, ${exitWords(job)}`, bad: true }
  }
}

/** An array in one sentence: `71 of 96 done, 1 failed, 20 waiting`. */
export function arrayWords(tasks: NonNullable<Job['tasks']>): readonly Words[] {
  const words: Words[] = [{ text: `${formatCount(tasks.done)} of ${formatCount(tasks.total)} done` }]
  if (tasks.failed > 0) words.push({ text: `${formatCount(tasks.failed)} failed`, bad: true })
  if (tasks.pending > 0) words.push({ text: `${formatCount(tasks.pending)} waiting` })
  return words
}

/** A waiting job has a reason from the first time on that the scheduler looks at it. */
const noReason = 'The scheduler has not looked at it yet.'

/** `Node starting for 2 min: gpu07`: SLURM counts the time from when the job was given its nodes. Null unless it is so. */
export function startingWords({ state, nodes, elapsedSeconds }: Job): string | null {
  if (state !== 'CONFIGURING' && state !== 'POWER_UP_NODE') return null
  const spent = elapsedSeconds === null || elapsedSeconds < 1 ? '' : ` for ${formatDuration(elapsedSeconds)}`
  const several = nodes !== null && /[,[]/.test(nodes)
  return `${several ? 'Nodes' : 'Node'} starting${spent}${nodes === null ? '' : `: ${visibleName(nodes)}`}`
}

/** The last column of the table. */
export function reasonOrUse(job: Job): readonly Words[] {
  if (job.tasks) {
    // An array of which nothing started waits as a job does.
    const { total, pending } = job.tasks
    return total === pending && job.reasonText !== null ? [{ text: job.reasonText }] : arrayWords(job.tasks)
  }
  if (isFinished(job.state)) return [endWords(job)]
  if (isWaiting(job)) return [{ text: job.reasonText ?? noReason }]
  const starting = startingWords(job)
  if (starting !== null) return [{ text: starting }]
  return [{ text: [job.nodes === null ? '' : visibleName(job.nodes), askedWords(job)].filter(Boolean).join(', ') }]
}

const at = (instant: string | null): number | undefined => (instant === null ? undefined : Date.parse(instant))

/** An instant with its day and zone: `17 Nov 20:16 CET`. */
export function instantWords(instant: string | null, now: number, zone?: string): string {
  const time = at(instant)
  return time === undefined ? unknown : `${formatDate(time, now, zone)} ${zoneName(time, zone)}`
}

/** Elapsed against the limit, and when a running job ends at the latest. */
export function timeWords(job: Job, zone?: string): string {
  if (isWaiting(job))
    return `asked for ${job.limitSeconds === null ? 'no limit, or unknown' : formatClock(job.limitSeconds)}`
  const spent = formatClock(job.elapsedSeconds ?? undefined)
  if (job.limitSeconds === null) return spent
  const start = at(job.startTime)
  const within = `${spent} of ${formatClock(job.limitSeconds)}`
  if (isFinished(job.state) || start === undefined || job.tasks) return within
  return `${within}, ends by ${formatTime(start + job.limitSeconds * 1000, zone)}`
}

/** Why a job waits and, where the scheduler foresees it, when it starts. Null for a job that does not wait. */
export function waitingWords(job: Job, now: number, zone?: string): string | null {
  if (!isWaiting(job)) return null
  const why = job.reasonText ?? noReason
  const start = at(job.startTime)
  const forecast =
    start !== undefined && start > now
      ? ` The scheduler expects it to start on ${instantWords(job.startTime, now, zone)}.`
      : ''
  return `${why}${/[.!?)]$/.test(why) ? '' : '.'}${forecast}`
}
