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

/**
 * High before normal before low, within it by the queue; `atOnce` run on each place. What runs at a lower priority keeps
 * nobody waiting: it may take hours, as what follows a collection does. Ids in the order of starting.
 */
export function nextToRun(queue: readonly Queued[], atOnce: number): string[] {
  const rank = ({ priority }: Queued): number => prioritySchema.options.indexOf(priority)
  /** Of each place, by the rank of what runs there. */
  const busy = new Map<string, number[]>()
  const take = (one: Queued): void => {
    for (const end of one.ends) {
      const counts = busy.get(end) ?? prioritySchema.options.map(() => 0)
      counts[rank(one)] = (counts[rank(one)] ?? 0) + 1
      busy.set(end, counts)
    }
  }
  const inTheWay = (one: Queued, end: string): number =>
    (busy.get(end) ?? []).slice(0, rank(one) + 1).reduce((sum, count) => sum + count, 0)
  for (const one of queue) if (one.state === 'running') take(one)
  const waiting = queue.filter(({ state }) => state === 'waiting').sort((one, other) => rank(one) - rank(other))
  const chosen: string[] = []
  for (const one of waiting) {
    if (one.ends.some(end => inTheWay(one, end) >= atOnce)) continue
    take(one)
    chosen.push(one.id)
  }
  return chosen
}
