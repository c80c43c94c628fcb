/** How the tasks of an array ended: by what each wrote down itself, and by what SLURM says. */
import { splitId } from '../jobs/job-record'
import { isFinished, stateWord } from '../jobs/states'

/** What the login node told of one array. */
export interface ArrayAnswer {
  /** States of its tasks that the queue still has; none when it knows the array no more. */
  readonly queue: readonly string[]
  /** `TASK:STATUS` of each that wrote its end down. */
  readonly written: string
  /** `ARRAY_TASK|STATE` a line; null where accounting does not answer. */
  readonly accounted: string | null
}

export interface TaskEnd {
  /** Why it failed; null: it was done. */
  readonly failed: string | null
  /** Whether somebody ended it, so that it is not tried again by itself. */
  readonly cancelled: boolean
}

export interface ArrayEnds {
  /** It waits or runs. */
  readonly lives: boolean
  /** By number of the task, from 1. */
  readonly ends: ReadonlyMap<number, TaskEnd>
}

const words: Readonly<Record<string, string>> = {
  CANCELLED: 'It was cancelled.',
  TIMEOUT: 'It reached its time limit.',
  OUT_OF_MEMORY: 'It ran out of memory.',
  NODE_FAIL: 'Its node failed.',
  PREEMPTED: 'Another job took its place.',
  DEADLINE: 'It could not end before its deadline.'
}

const stopped = new Set(Object.values(words))

const done: TaskEnd = { failed: null, cancelled: false }

/** Of one line of accounting: the tasks that it speaks of, by number. */
function tasksOf(id: string): number[] {
  const { arrayTask, range } = splitId(id)
  if (arrayTask !== null) return [arrayTask]
  return (range ?? []).flatMap(({ first, last, step }) =>
    Array.from({ length: (last - first) / step + 1 }, (_, at) => first + at * step)
  )
}

/** A status of its own counts before accounting, whose last second may be missing. */
export function arrayEnds({ queue, written, accounted }: ArrayAnswer): ArrayEnds {
  const ends = new Map<number, TaskEnd>()
  for (const line of (accounted ?? '').split('\n')) {
    const [id = '', raw = ''] = line.split('|')
    const state = stateWord(raw)
    if (!isFinished(state)) continue
    const failed = words[state] ?? `SLURM says ${state}.`
    const end = state === 'COMPLETED' ? done : { failed, cancelled: state === 'CANCELLED' }
    for (const task of tasksOf(id)) ends.set(task, end)
  }
  for (const line of written.split('\n')) {
    const [, task, status] = /^(\d+)\.exit:(\d+)$/.exec(line) ?? []
    if (task === undefined || status === undefined) continue
    // One that was told to stop has a status of its own; why it was is SLURM's to say.
    if (status === '0') ends.set(Number(task), done)
    // Of one that a signal ended accounting may speak a moment later: cancelled is not failed.
    else if (Number(status) > 128 && accounted !== null && !ends.has(Number(task))) continue
    else if (!stopped.has(ends.get(Number(task))?.failed ?? ''))
      ends.set(Number(task), { failed: `It ended with status ${status}.`, cancelled: false })
  }
  return { lives: queue.some(state => !isFinished(stateWord(state))), ends }
}
