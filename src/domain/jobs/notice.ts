/** What is told of an event in a job's life: one sentence, exit code and signal in words. */
import type { JobEvent } from '@contract/jobs-history'
import type { JobRecord } from './job-record'
import { isFinished } from './states'

type Told = Pick<
  JobRecord,
  'state' | 'exitCode' | 'signal' | 'nodes' | 'elapsedSeconds' | 'limitSeconds' | 'memoryBytes' | 'startTime'
>

const events: Readonly<Record<string, JobEvent>> = {
  COMPLETED: 'completed',
  TIMEOUT: 'timeout',
  DEADLINE: 'timeout',
  OUT_OF_MEMORY: 'out-of-memory',
  NODE_FAIL: 'node-fail',
  CANCELLED: 'cancelled',
  PREEMPTED: 'cancelled',
  REVOKED: 'cancelled'
}

/** The event that a state at the end of a job is; `ended` for what is no state of an end. */
export function endEvent(state: string): JobEvent {
  return events[state] ?? (isFinished(state) ? 'failed' : 'ended')
}

/** signal(7): the numbers that are alike on all of Linux's processors but Alpha, MIPS and PA-RISC. */
const signals: Readonly<Record<number, string>> = {
  1: 'hang-up',
  2: 'interrupt',
  3: 'quit',
  4: 'illegal instruction',
  6: 'abort',
  7: 'bus error',
  8: 'arithmetic error',
  9: 'kill',
  11: 'segmentation fault',
  13: 'broken pipe',
  14: 'alarm',
  15: 'termination',
  24: 'CPU time limit',
  25: 'file size limit'
}

const signalWords = (signal: number): string => {
  const name = signals[signal]
  return name === undefined ? `signal ${signal}` : `signal ${signal} (${name})`
}

/** POSIX.1-2017 XCU 2.8.2: what a shell means by its exit status. */
function exitWords(code: number): string {
  if (code === 126) return 'exit code 126: a command could not be run'
  if (code === 127) return 'exit code 127: a command was not found'
  if (code > 128 && code <= 192) return `exit code ${code}: a command was ended by ${signalWords(code - 128)}`
  return `exit code ${code}`
}

/** `2 d 3 h`, `1 h 5 min`, `45 s`. */
export function durationWords(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [Math.floor(seconds) % 60, 's']
  ] as const
  const first = parts.findIndex(([count]) => count > 0)
  if (first < 0) return '0 s'
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}

const after = ({ elapsedSeconds }: Told): string =>
  elapsedSeconds === null || elapsedSeconds === 0 ? '' : ` after ${durationWords(elapsedSeconds)}`

function failedWords(job: Told): string {
  if (job.state === 'BOOT_FAIL') return 'failed because its nodes did not boot'
  if (job.state === 'LAUNCH_FAILED') return 'could not be launched on its nodes'
  if (job.signal !== null) return `was ended by ${signalWords(job.signal)}${after(job)}`
  if (job.exitCode !== null && job.exitCode !== 0) return `failed with ${exitWords(job.exitCode)}${after(job)}`
  return `failed${after(job)}`
}

function cancelledWords(job: Told): string {
  if (job.state === 'PREEMPTED') return `had to make way for a job of higher priority${after(job)}`
  return `was cancelled, but not from here${after(job)}`
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(bytes < 2 ** 30 ? 2 : 1)} GiB`

/** What happened, to stand behind a name: `failed with exit code 42 after 3 s`. */
export function eventWords(event: JobEvent, job: Told): string {
  const { nodes, limitSeconds, memoryBytes } = job
  switch (event) {
    case 'started':
      return nodes === null ? 'started' : `started on ${nodes}`
    case 'completed':
      return `completed${after(job)}`
    case 'failed':
      return failedWords(job)
    case 'timeout':
      if (job.state === 'DEADLINE') return 'did not end before its deadline'
      return `reached its time limit${limitSeconds === null ? '' : ` of ${durationWords(limitSeconds)}`} and was ended`
    case 'out-of-memory':
      return `used more memory than ${memoryBytes === null ? 'it was given' : `the ${gibibytes(memoryBytes)} it was given`} and was ended`
    case 'node-fail':
      return `lost a node that failed${nodes === null ? '' : ` (${nodes})`}${after(job)}`
    case 'cancelled':
      return cancelledWords(job)
    case 'ended':
      return 'left the queue while nobody looked; SLURM does not say how it ended'
  }
}

/** The words as a sentence about `subject`, for instance `Task 7`. */
export const sentence = (subject: string, words: string): string => `${subject} ${words}.`

/** From what a person wants to know first of a whole array. */
const order: readonly JobEvent[] = [
  'node-fail',
  'out-of-memory',
  'timeout',
  'failed',
  'cancelled',
  'ended',
  'completed'
]

const counted: Readonly<Record<JobEvent, string>> = {
  started: 'started',
  completed: 'completed',
  failed: 'failed',
  timeout: 'out of time',
  'out-of-memory': 'out of memory',
  'node-fail': 'lost with a node',
  cancelled: 'cancelled',
  ended: 'ended unseen'
}

/** The one notice of an array that has ended: the event of most of what went wrong, and how many tasks ended how. */
export function arrayEnd(states: ReadonlyMap<string, number>): { event: JobEvent; words: string } {
  const counts = new Map<JobEvent, number>()
  for (const [state, count] of states) counts.set(endEvent(state), (counts.get(endEvent(state)) ?? 0) + count)
  const number = (count: number): string => count.toLocaleString('en')
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const wrong = order.slice(0, 4).filter(event => counts.has(event))
  const worst = wrong.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))[0]
  const event = worst ?? order.find(one => counts.has(one)) ?? 'ended'
  const parts = [...order].reverse().flatMap(one => {
    const count = counts.get(one)
    return count === undefined ? [] : [`${number(count)} ${counted[one]}`]
  })
  const tasks = total === 1 ? 'its task ended' : `all ${number(total)} tasks ended`
  return { event, words: `${tasks}: ${parts.join(', ')}` }
}
