/** The finished tasks of arrays that are still in the queue, so that an array's counts stay whole without a history. */
import { holdsTask } from '@domain/jobs/array-tasks'
import type { JobRecord } from '@domain/jobs/job-record'
import { isFinished } from '@domain/jobs/states'

/** Milliseconds for which accounting's answer about an array is good. */
const goodForMs = 30_000
/** Arrays of one question; the newest come first, the others' counts are of the queue alone. */
const mostArrays = 50

interface Remembered {
  readonly askedAt: number
  readonly finished: readonly JobRecord[]
  /** Tasks as the queue showed them last, of this array, by id. */
  readonly seen: Map<string, JobRecord>
}

export interface FinishedTasks {
  /** Arrays in this queue of which accounting has not spoken for 30 s, the newest 50. */
  wanted(queue: readonly JobRecord[]): string[]
  /** What accounting said of these arrays; null where it did not answer. */
  learn(arrays: readonly string[], records: readonly JobRecord[] | null): void
  /**
   * Those of the arrays in this queue, as far as they were told. A task that left the queue since is given as it was last
   * seen, so the total does not shrink in between.
   */
  of(queue: readonly JobRecord[]): JobRecord[]
}

/** One of a site. `now` in milliseconds. */
export function createFinishedTasks(now: () => number): FinishedTasks {
  const memory = new Map<string, Remembered>()
  const isOld = (array: string): boolean =>
    now() - (memory.get(array)?.askedAt ?? Number.NEGATIVE_INFINITY) >= goodForMs

  return {
    wanted: queue => newest(byArray(queue)).filter(isOld),
    learn(arrays, records) {
      const askedAt = now()
      for (const array of arrays) {
        const finished = (records ?? []).filter(record => record.arrayId === array && isFinished(record.state))
        memory.set(array, { askedAt, finished, seen: new Map() })
      }
    },
    of(queue) {
      const groups = byArray(queue)
      for (const array of memory.keys()) if (!groups.has(array)) memory.delete(array)
      const tasks: JobRecord[] = []
      for (const array of newest(groups)) {
        const known = memory.get(array)
        if (known) tasks.push(...absent(known, groups.get(array) ?? []))
      }
      return tasks
    }
  }
}

function newest(groups: ReadonlyMap<string, unknown>): string[] {
  return [...groups.keys()].sort((a, b) => Number(b) - Number(a)).slice(0, mostArrays)
}

function byArray(queue: readonly JobRecord[]): Map<string, JobRecord[]> {
  const groups = new Map<string, JobRecord[]>()
  for (const record of queue) {
    if (record.arrayId === null) continue
    const group = groups.get(record.arrayId)
    if (group) group.push(record)
    else groups.set(record.arrayId, [record])
  }
  return groups
}

/** What is remembered of an array and not in the queue; what is in it is remembered for the next time. */
function absent({ finished, seen }: Remembered, present: readonly JobRecord[]): JobRecord[] {
  for (const record of present) if (record.arrayTask !== null) seen.set(record.id, record)
  const here = new Set(present.map(record => record.id))
  const waits = ({ arrayTask }: JobRecord): boolean =>
    arrayTask !== null && present.some(({ range }) => range !== null && holdsTask(range, arrayTask))
  const told = new Set(finished.map(record => record.id))
  const left = [...seen.values()].filter(record => !told.has(record.id))
  return [...finished, ...left].filter(record => !here.has(record.id) && !waits(record))
}
