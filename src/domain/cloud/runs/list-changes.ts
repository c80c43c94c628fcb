/** What changed in the list of runs, and a list with the changes put in. Newest first. */
import type { Run, RunListEvent } from '@contract/cloud-runs'

/** The event that leads from one list to the next; undefined when nothing changed. */
export function runListChange(before: readonly Run[] | undefined, now: readonly Run[]): RunListEvent | undefined {
  if (before === undefined) return { type: 'all', runs: [...now] }
  const old = new Map(before.map(run => [run.id, run]))
  const ids = new Set(now.map(({ id }) => id))
  const gone = before.filter(({ id }) => !ids.has(id)).map(({ id }) => id)
  const runs = now.filter(run => !same(old.get(run.id), run))
  return runs.length + gone.length === 0 ? undefined : { type: 'changed', runs, gone }
}

/** What was asked never changes. */
function same(one: Run | undefined, other: Run): boolean {
  if (one === undefined || one === other) return one === other
  const { asked: _one, ...before } = one
  const { asked: _other, ...now } = other
  return JSON.stringify(before) === JSON.stringify(now)
}

/** The list after an event. Runs that did not change stay the very objects that they were. */
export function changedRunList(before: readonly Run[], event: RunListEvent): readonly Run[] {
  if (event.type === 'all') return event.runs
  const runs = new Map(before.map(run => [run.id, run]))
  for (const id of event.gone) runs.delete(id)
  for (const run of event.runs) runs.set(run.id, run)
  return [...runs.values()].toSorted(newestFirst)
}

export const newestFirst = (one: Run, other: Run): number =>
  one.createdAt === other.createdAt ? (one.id < other.id ? -1 : 1) : one.createdAt < other.createdAt ? 1 : -1

/** The lists of a stream as the changes between them. */
export async function* runListChanges(lists: AsyncIterable<readonly Run[]>): AsyncGenerator<RunListEvent, void, void> {
  let before: readonly Run[] | undefined
  for await (const now of lists) {
    const event = runListChange(before, now)
    before = now
    if (event) yield event
  }
}
