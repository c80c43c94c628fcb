/** What changed in the list of transfers, and a list with the changes put in. */
import type { Transfer, TransferListEvent } from '@contract/transfers'

/** Whether both say the same. Fields that hold more than one value are compared by what is in them. */
function same(a: Transfer, b: Transfer): boolean {
  for (const key of Object.keys(b)) if (!sameValue(Reflect.get(a, key), Reflect.get(b, key))) return false
  return true
}

const sameValue = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))

/**
 * The event that leads from one list to the next; undefined when nothing changed. New transfers stand at the end:
 * where one stands elsewhere, or the order is another one, it is the whole list.
 */
export function listChange(
  before: readonly Transfer[] | undefined,
  now: readonly Transfer[]
): TransferListEvent | undefined {
  if (before === undefined) return { type: 'all', transfers: [...now] }
  const ids = new Set(now.map(({ id }) => id))
  const kept = before.filter(({ id }) => ids.has(id))
  if (kept.some(({ id }, at) => now[at]?.id !== id)) return { type: 'all', transfers: [...now] }
  const gone = before.filter(({ id }) => !ids.has(id)).map(({ id }) => id)
  const changed = now.filter((transfer, at) => {
    const known = kept[at]
    return known === undefined || !same(known, transfer)
  })
  return changed.length + gone.length === 0 ? undefined : { type: 'changed', transfers: changed, gone }
}

/** The list after an event. Transfers that did not change stay the very objects that they were. */
export function changedList(before: readonly Transfer[], event: TransferListEvent): readonly Transfer[] {
  if (event.type === 'all') return event.transfers
  const gone = new Set(event.gone)
  const changed = new Map(event.transfers.map(transfer => [transfer.id, transfer]))
  const list: Transfer[] = []
  for (const transfer of before) {
    if (gone.has(transfer.id)) continue
    list.push(changed.get(transfer.id) ?? transfer)
    changed.delete(transfer.id)
  }
  return [...list, ...changed.values()]
}

/** The lists of a stream as the changes between them. */
export async function* listChanges(
  lists: AsyncIterable<readonly Transfer[]>
): AsyncGenerator<TransferListEvent, void, void> {
  let before: readonly Transfer[] | undefined
  for await (const now of lists) {
    const event = listChange(before, now)
    before = now
    if (event) yield event
  }
}
