/** Which transfers of the queue run next. */
import { prioritySchema, type TransferPriority } from '@contract/transfers'

/** One of the queue, in queue order. */
export interface Queued {
  readonly id: string
  readonly priority: TransferPriority
  /** The places it works on; each takes part in so many at once. */
  readonly ends: readonly string[]
  readonly state: 'waiting' | 'running'
}

/** High before normal before low, within it by the queue; `atOnce` run on each place. Ids in the order of starting. */
export function nextToRun(queue: readonly Queued[], atOnce: number): string[] {
  const busy = new Map<string, number>()
  const take = (ends: readonly string[]): void => {
    for (const end of ends) busy.set(end, (busy.get(end) ?? 0) + 1)
  }
  for (const { ends, state } of queue) if (state === 'running') take(ends)
  const rank = ({ priority }: Queued): number => prioritySchema.options.indexOf(priority)
  const waiting = queue.filter(({ state }) => state === 'waiting').sort((one, other) => rank(one) - rank(other))
  const chosen: string[] = []
  for (const { id, ends } of waiting) {
    if (ends.some(end => (busy.get(end) ?? 0) >= atOnce)) continue
    take(ends)
    chosen.push(id)
  }
  return chosen
}
