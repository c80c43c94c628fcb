/** Task lists of job arrays, `0-95%3` or `1,3,5-9:2`, counted without one object a task (sbatch(1), --array). */

import type { taskCountsSchema } from '@contract/jobs'
import type { z } from 'zod'

export type TaskCounts = z.infer<typeof taskCountsSchema>

/** Tasks from `first` to `last`, every `step`th. */
export interface TaskRange {
  readonly first: number
  readonly last: number
  readonly step: number
}

/** The ranges of a task list; brackets and the throttle (`%3`) are dropped. Null when it is none. */
export function parseTaskList(text: string): TaskRange[] | null {
  const list = text.replace(/^\[|\]$/g, '').replace(/%\d+$/, '')
  const ranges: TaskRange[] = []
  for (const part of list.split(',')) {
    const match = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(part)
    if (!match) return null
    const first = Number(match[1])
    const step = Math.max(1, Number(match[3] ?? 1))
    const end = Number(match[2] ?? match[1])
    if (end < first) return null
    ranges.push({ first, last: first + Math.floor((end - first) / step) * step, step })
  }
  return ranges
}

export function countTasks(ranges: readonly TaskRange[]): number {
  return ranges.reduce((sum, range) => sum + (range.last - range.first) / range.step + 1, 0)
}

export function holdsTask(ranges: readonly TaskRange[], task: number): boolean {
  return ranges.some(range => task >= range.first && task <= range.last && (task - range.first) % range.step === 0)
}

/** The shortest list of these tasks, neighbours joined: `0-3,7,9-13:2`. */
export function formatTaskList(ranges: readonly TaskRange[]): string {
  const sorted = [...ranges].sort((a, b) => a.first - b.first)
  const joined: TaskRange[] = []
  for (const range of sorted) {
    const before = joined.at(-1)
    const dense = (one: TaskRange): boolean => one.step === 1 || one.first === one.last
    if (before && dense(before) && dense(range) && range.first <= before.last + 1)
      joined[joined.length - 1] = { first: before.first, last: Math.max(before.last, range.last), step: 1 }
    else joined.push(range)
  }
  return joined
    .map(({ first, last, step }) => (first === last ? `${first}` : `${first}-${last}${step > 1 ? `:${step}` : ''}`))
    .join(',')
}
