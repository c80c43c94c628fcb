/** The list of runs after an event of its stream. */
import type { Run, RunListEvent } from '@contract/cloud-runs'

/** Runs that are new come first, as the engine lists them; those that did not change stay the very objects that they were. */
export function changedRuns(before: readonly Run[], event: RunListEvent): readonly Run[] {
  if (event.type === 'all') return event.runs
  const gone = new Set(event.gone)
  const changed = new Map(event.runs.map(run => [run.id, run]))
  const kept = before
    .filter(({ id }) => !gone.has(id))
    .map(run => {
      const next = changed.get(run.id)
      changed.delete(run.id)
      return next ?? run
    })
  const fresh = [...changed.values()].filter(({ id }) => !gone.has(id))
  return [...fresh, ...kept]
}
