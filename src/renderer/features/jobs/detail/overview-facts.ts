/** What the overview of a job says, as sentences and facts. Pure: the clock comes in. */
import type { Job } from '@contract/jobs'
import type { Explanation, JobEfficiency } from '@contract/jobs-insight'
import { isFinished } from '@domain/jobs/states'
import { countOf, formatBytes, formatClock, formatCount, formatDuration, formatPercent } from '../../../ui/format'
import { isWaiting, jobMark } from '../job-state'
import { arrayWords, exitWords, instantWords, reasonOrUse, startingWords, waitingWords } from '../job-words'
import { exitMeaning } from './exit-meaning'

/** A name and its words. */
export interface TextFact {
  readonly name: string
  readonly value: string
  readonly tone?: 'warn' | 'bad'
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** What the end says beyond the state that stands before it: `Failed, exit 42` after `Failed` is `exit 42`. */
function afterState(end: string, state: string): string {
  return end.toLowerCase().startsWith(state.toLowerCase()) ? end.slice(state.length).replace(/^[,\s]+/, '') : end
}

/** How the job stands: its state, then why or how it ended, and what that commonly means. */
export function stateWords(job: Job, now: number, zone?: string): { state: string; why: string[]; bad: boolean } {
  const state = sentence(jobMark(job).word)
  const waiting = waitingWords(job, now, zone)
  if (waiting !== null) return { state, why: [waiting], bad: false }
  if (job.tasks)
    return {
      state,
      why: [
        arrayWords(job.tasks)
          .map(({ text }) => text)
          .join(', ')
      ],
      bad: false
    }
  const starting = startingWords(job)
  if (starting !== null) return { state, why: [`${starting}. The job begins by itself when it is up.`], bad: false }
  if (!isFinished(job.state)) return { state, why: [], bad: false }
  const words = reasonOrUse(job)
  const end = words.map(({ text }) => text).join(', ')
  const exit = exitWords(job)
  // SLURM writes 0 for a job that was cancelled, and for one that ran out of time; that is no success.
  const silent = end.includes(exit) || (job.state !== 'COMPLETED' && exit === 'exit 0')
  const meaning = ['CANCELLED', 'TIMEOUT', 'OUT_OF_MEMORY'].includes(job.state) ? null : exitMeaning(job)
  const told = [afterState(end, state), silent ? '' : exit].filter(part => part !== '').join(', ')
  const why = [...(told === '' ? [] : [`${sentence(told)}.`]), ...(meaning === null ? [] : [meaning])]
  return { state, why, bad: words.some(({ bad }) => bad) }
}

/** What is left of the time limit of a running job; `share` of the limit that is used up. */
export function timeLeft(job: Job): { words: string; share: number; near: boolean } | null {
  const { elapsedSeconds: spent, limitSeconds: limit } = job
  if (isWaiting(job) || isFinished(job.state) || job.tasks || spent === null || limit === null || limit <= 0)
    return null
  const left = Math.max(0, limit - spent)
  const near = left < Math.max(600, limit * 0.1)
  return { words: `${formatDuration(left)} left of ${formatClock(limit)}`, share: spent / limit, near }
}

/** Place in the queue: `3 of 41 waiting jobs in gpu have a higher priority`. */
export function placeInQueue(known: Explanation): string | null {
  const { ahead, waiting, partition } = known
  if (ahead === null) return null
  const where = partition === null ? '' : ` in ${partition.name}`
  if (ahead === 0) return `None of the waiting jobs${where} has a higher priority`
  const of =
    waiting === null ? countOf(ahead, 'waiting job') : `${formatCount(ahead)} of ${countOf(waiting, 'waiting job')}`
  return `${of}${where} ${ahead === 1 ? 'has' : 'have'} a higher priority`
}

/** Where it stands among the others, while it waits. */
export function queueFacts(known: Explanation, now: number, zone?: string): TextFact[] {
  const facts: TextFact[] = []
  const start = known.expectedStart
  facts.push({
    name: 'Starts',
    value: start === null ? 'The scheduler has no guess yet' : startWords(start, now, zone)
  })
  const place = placeInQueue(known)
  if (place !== null) facts.push({ name: 'Place', value: place })
  if (known.priority !== null) facts.push({ name: 'Priority', value: formatCount(known.priority) })
  return facts
}

function startWords(start: string, now: number, zone?: string): string {
  const seconds = (Date.parse(start) - now) / 1000
  const far = seconds > 60 ? `, in ${formatDuration(seconds)}` : ''
  return `${instantWords(start, now, zone)}${far}. A guess: later jobs can move it`
}

/** Bounds of its partition and its accounts. */
export function limitFacts(known: Explanation): TextFact[] {
  const facts: TextFact[] = []
  const { partition, share } = known
  if (partition !== null) {
    const { total, idle } = partition.nodes
    const nodes =
      total === null ? '' : `, ${idle === null ? '' : `${formatCount(idle)} free of `}${countOf(total, 'node')}`
    const most =
      partition.maxTimeSeconds === null ? 'no time limit' : `at most ${formatDuration(partition.maxTimeSeconds)}`
    const up = partition.state === 'UP'
    const value = `${partition.name}${up ? '' : `, ${partition.state.toLowerCase()}`}: ${most}${nodes}`
    facts.push({ name: 'Partition', value, ...(!up && { tone: 'warn' as const }) })
    const bounds = mostOfAJob(partition)
    if (bounds.length > 0) facts.push({ name: 'A job', value: `at most ${bounds.join(', ')}` })
    if (partition.limits.length > 0) facts.push({ name: 'Who may', value: partition.limits.join(', ') })
  }
  if (known.reservation !== null) facts.push({ name: 'Reservation', value: known.reservation })
  if (share !== null)
    facts.push({
      name: 'Fair share',
      value: `${share.fairShare.toFixed(2)} of 1 in ${share.account}: ${fairWords(share.fairShare)}`
    })
  for (const { account, what, limitMinutes, usedMinutes } of known.allocations) {
    const left = Math.max(0, limitMinutes - usedMinutes)
    const value = `${hours(left)} ${unitOf(what)} h left of ${hours(limitMinutes)} in ${account}`
    facts.push({ name: 'Allocation', value, ...(left < limitMinutes * 0.1 && { tone: 'warn' as const }) })
  }
  return facts
}

/** `4 nodes`, `16 CPUs of each node`. */
function mostOfAJob(partition: NonNullable<Explanation['partition']>): string[] {
  const { maxNodes, maxCpusPerNode, maxMemoryBytesPerNode } = partition
  return [
    ...(maxNodes === null ? [] : [countOf(maxNodes, 'node')]),
    ...(maxCpusPerNode === null ? [] : [`${countOf(maxCpusPerNode, 'CPU')} of each node`]),
    ...(maxMemoryBytesPerNode === null ? [] : [`${formatBytes(maxMemoryBytesPerNode)} of each node`])
  ]
}

/** SLURM's fair share: 0.5 is what the account was promised (sshare(1)). */
function fairWords(value: number): string {
  if (value > 0.55) return 'you used less than your part, so you start sooner'
  return value < 0.45 ? 'you used more than your part, so you start later' : 'you used about your part'
}

const hours = (minutes: number): string => formatCount(Math.round(minutes / 60))
const unitOf = (what: string): string => (what === 'cpu' ? 'CPU' : what.replace(/^gres\//, '').toUpperCase())

/** What it used of what it was given, in short. */
export function usedWords(known: JobEfficiency): string {
  const parts = [
    known.cpu === null ? '' : `${formatPercent(known.cpu)} of its CPU time`,
    known.gpu === null ? '' : `${formatPercent(known.gpu)} of its GPUs`,
    known.memoryBytesUsed === null
      ? ''
      : `${formatBytes(known.memoryBytesUsed)} memory${known.memory === null ? '' : `, ${formatPercent(known.memory)}`}`
  ]
  return parts.filter(part => part !== '').join('; ') || 'not told by accounting'
}

/** Advice that the sentence about its state does not give already. */
export function furtherAdvice(job: Job, advice: readonly string[]): string[] {
  return advice.filter(text => text !== job.reasonText)
}
