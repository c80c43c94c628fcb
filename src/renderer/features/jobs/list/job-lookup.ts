/** Which job another one names, and who waits for whom. */
import type { Job } from '@contract/jobs'
import { isWaiting } from '../job-state'
import { dependencyLinks, namesOf } from './dependency-links'
import { jobKey, rowKeyOf } from './list-row'

/** Jobs of a site, as they are looked up in. */
export interface LookupSource {
  readonly site: string
  readonly jobs: ReadonlyMap<string, Job>
  readonly tasks: ReadonlyMap<string, Job>
}

/** How a row stands to the selected ones. */
export type Relation = 'before' | 'after'

/** Answers about jobs by the ids with which others name them. */
export interface JobLookup {
  /** A job, an array by its number, a task; undefined where the list does not have it. */
  find(site: string, id: string): Job | undefined
  /** Place of a waiting job among those listed of its partition, the highest priority first; undefined where unknown. */
  placeOf(site: string, job: Job): { readonly place: number; readonly of: number } | undefined
  /** Keys of the rows that these jobs wait for (`before`) and that wait for them (`after`). */
  relations(chosen: readonly { readonly site: string; readonly job: Job }[]): ReadonlyMap<string, Relation>
}

/** Priorities of the waiting jobs by site and partition, the highest first. */
function waitingPriorities(sources: readonly LookupSource[]): ReadonlyMap<string, Float64Array> {
  const found = new Map<string, number[]>()
  for (const { site, jobs } of sources)
    for (const job of jobs.values()) {
      if (job.priority === null || !isWaiting(job)) continue
      const list = found.get(rowKeyOf(site, job.partition ?? ''))
      if (list) list.push(-job.priority)
      else found.set(rowKeyOf(site, job.partition ?? ''), [-job.priority])
    }
  return new Map([...found].map(([key, list]) => [key, Float64Array.from(list).sort()]))
}

/** How many of the ascending numbers are less than this one. */
function below(sorted: Float64Array, number: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < number) low = middle + 1
    else high = middle
  }
  return low
}

const noRelations: ReadonlyMap<string, Relation> = new Map()

/** Indexes nothing until it is asked: most jobs wait for no other. */
export function jobLookup(sources: readonly LookupSource[]): JobLookup {
  let arrays: Map<string, Job> | undefined
  let waiting: { readonly site: string; readonly job: Job }[] | undefined
  const arraysOf = (): Map<string, Job> => {
    arrays ??= new Map(
      sources.flatMap(({ site, jobs }) =>
        [...jobs.values()].flatMap(job =>
          (job.tasks && job.arrayId !== null) || job.hetId !== null
            ? [[rowKeyOf(site, job.tasks ? (job.arrayId ?? job.id) : (job.hetId ?? job.id)), job] as const]
            : []
        )
      )
    )
    return arrays
  }
  const waitingOnes = () => {
    waiting ??= sources.flatMap(({ site, jobs }) =>
      [...jobs.values()].filter(job => job.dependency !== null).map(job => ({ site, job }))
    )
    return waiting
  }
  const find = (site: string, id: string): Job | undefined => {
    const source = sources.find(one => one.site === site)
    return source?.jobs.get(id) ?? source?.tasks.get(id) ?? arraysOf().get(rowKeyOf(site, id))
  }
  let priorities: ReadonlyMap<string, Float64Array> | undefined
  return {
    find,
    placeOf(site, job) {
      if (job.priority === null || !isWaiting(job)) return undefined
      priorities ??= waitingPriorities(sources)
      const list = priorities.get(rowKeyOf(site, job.partition ?? ''))
      return list && { place: below(list, -job.priority) + 1, of: list.length }
    },
    relations(chosen) {
      const found = new Map<string, Relation>()
      for (const { site, job } of chosen)
        for (const { id } of dependencyLinks(job.dependency)) {
          const first = id === null ? undefined : find(site, id)
          if (first) found.set(rowKeyOf(site, jobKey(first)), 'before')
        }
      const named = new Set(chosen.flatMap(({ site, job }) => namesOf(job).map(name => rowKeyOf(site, name))))
      const arrays = new Set(chosen.flatMap(({ site, job }) => (job.tasks ? [rowKeyOf(site, jobKey(job))] : [])))
      const isNamed = (site: string, id: string): boolean =>
        named.has(rowKeyOf(site, id)) || arrays.has(rowKeyOf(site, id.replace(/_\d+$/, '')))
      for (const { site, job } of named.size === 0 ? [] : waitingOnes())
        if (dependencyLinks(job.dependency).some(({ id }) => id !== null && isNamed(site, id)))
          found.set(rowKeyOf(site, jobKey(job)), 'after')
      return found.size === 0 ? noRelations : found
    }
  }
}
