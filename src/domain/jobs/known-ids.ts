/** Which of the ids that a person named a queue's records stand for. */
import { holdsTask } from './array-tasks'
import type { JobRecord } from './job-record'

/**
 * The ids that no record stands for. A bare number is a job, or an array with any of its tasks; `123_4` is that task,
 * alone or inside the record of those that still wait.
 */
export function unknownIds(ids: readonly string[], records: readonly JobRecord[]): string[] {
  const single = new Set(records.flatMap(record => [record.id, record.id.replace(/[_+].*/, '')]))
  const waiting = records.filter(record => record.range !== null)
  const inRange = (id: string): boolean => {
    const [, array, task] = /^(\d+)_(\d+)$/.exec(id) ?? []
    return (
      task !== undefined &&
      waiting.some(({ arrayId, range }) => arrayId === array && holdsTask(range ?? [], Number(task)))
    )
  }
  return ids.filter(id => !single.has(id.replace(/_\[.*/, '')) && !inRange(id))
}
