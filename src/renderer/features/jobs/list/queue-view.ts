/** How a person looks at the queue: columns, order, grouping. Kept in this window's profile. */
import { z } from 'zod'
import { createStore } from 'zustand'
import type { Sort } from '../../../ui/data-table/sorting'
import { type Grouping, groupings } from './grouping'

/** Ids of the columns in their order; the name comes first and is not among them. */
export interface QueueView {
  readonly columns: readonly string[]
  readonly sort: Sort | undefined
  readonly grouping: Grouping
  readonly unfoldArrays: boolean
  readonly allUsers: boolean
  /** Jobs of all sites in one table. */
  readonly allSites: boolean
  /** Jobs of schedulers, runs of the cloud, or both. */
  readonly source: Source
}

export const sources = ['both', 'jobs', 'cloud'] as const
export type Source = (typeof sources)[number]

const storageKey = 'farscope.jobs-view'

/** What is shown before anything was chosen. */
export const firstColumns: readonly string[] = ['id', 'partition', 'elapsed', 'bar', 'reason']

const viewSchema = z.object({
  columns: z.array(z.string()).max(40),
  sort: z.object({ column: z.string(), direction: z.enum(['ascending', 'descending']) }).optional(),
  grouping: z.enum(groupings),
  unfoldArrays: z.boolean(),
  allUsers: z.boolean(),
  allSites: z.boolean(),
  source: z.enum(sources).default('both')
})

const firstView: QueueView = {
  ...{ columns: firstColumns, sort: undefined, grouping: 'none', unfoldArrays: false },
  ...{ allUsers: false, allSites: false, source: 'both' }
}

/** A view that was kept; the first one where it is another version's, or broken. */
export function parseView(text: string | null): QueueView {
  try {
    const { sort, ...rest } = viewSchema.parse(JSON.parse(text ?? ''))
    return { ...rest, sort }
  } catch {
    // How a table was arranged is not worth a question.
    return firstView
  }
}

/** A test or a private window may have no storage: then the view lasts as long as the window. */
const storage = typeof localStorage === 'undefined' ? undefined : localStorage

export const queueView = createStore<QueueView>(() => parseView(storage?.getItem(storageKey) ?? null))

/** Changes the view and keeps it. */
export function changeView(change: Partial<QueueView>): void {
  queueView.setState(change)
  try {
    storage?.setItem(storageKey, JSON.stringify(queueView.getState()))
  } catch {
    // A full storage only costs the memory of it.
  }
}

/** A column comes at the end, or goes. */
export function withColumn(columns: readonly string[], id: string, shown: boolean): readonly string[] {
  const others = columns.filter(column => column !== id)
  return shown ? [...others, id] : others
}

/** A column one place to the left (-1) or to the right (1). */
export function moveColumn(columns: readonly string[], id: string, step: -1 | 1): readonly string[] {
  const at = columns.indexOf(id)
  const other = columns[at + step]
  if (at < 0 || other === undefined) return columns
  return columns.map(column => (column === id ? other : column === other ? id : column))
}
