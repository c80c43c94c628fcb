import type { Booking } from '@contract/booking'
import type { ResourcesFile } from '@contract/resources'

/** A booking, or a series of them, with what stands and falls with it. */
export interface ConsentRow {
  /** The first that waits. */
  readonly booking: Booking
  /** Resources that were booked with it. */
  readonly linked: readonly string[]
  /** How many dates of the series wait; 1 without one. */
  readonly count: number
}

/** What of a group was asked for: the resource that names the others. */
function mainOf(group: readonly Booking[], { resources }: ResourcesFile): Booking | undefined {
  const linked = new Set(group.flatMap(({ resource }) => resources.find(({ name }) => name === resource)?.linked ?? []))
  return group.find(({ resource }) => !linked.has(resource)) ?? group[0]
}

function groupedBy(bookings: readonly Booking[], key: (booking: Booking) => string): Booking[][] {
  const groups = new Map<string, Booking[]>()
  for (const booking of bookings) {
    const group = groups.get(key(booking))
    if (group) group.push(booking)
    else groups.set(key(booking), [booking])
  }
  return [...groups.values()]
}

/** One row a wish: what is booked together is one; a series is, too, where `together`. In the order of `waiting`. */
export function consentRows(waiting: readonly Booking[], file: ResourcesFile, together: boolean): ConsentRow[] {
  const rows = groupedBy(waiting, ({ group, uid }) => group ?? uid).flatMap((group): ConsentRow[] => {
    const booking = mainOf(group, file)
    if (!booking) return []
    return [{ booking, count: 1, linked: group.filter(one => one !== booking).map(({ resource }) => resource) }]
  })
  if (!together) return rows
  const bySeries = new Map<string, ConsentRow>()
  for (const row of rows) {
    const key = row.booking.series ?? row.booking.uid
    const first = bySeries.get(key)
    bySeries.set(key, first ? { ...first, count: first.count + 1 } : row)
  }
  return [...bySeries.values()]
}
