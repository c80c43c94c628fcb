/** What the calendar draws of what it knows: the bookings and waiters that meet the stretch, by resource. */
import type { Booking, Waiter } from '@contract/booking'
import type { Resource } from '@contract/resources'
import { holdsSlot } from '@domain/bookings/booking'
import { useMemo } from 'react'
import { type ResourceStatus, resourceStatus } from './resource-status'
import { useRoomView } from './room-view'
import { meets, timesOf } from './slot-times'
import type { Stretch } from './stretch'
import type { KnownCalendar } from './use-calendar'

interface Span {
  readonly resource: string
  readonly start: string
  readonly end: string
}

function grouped<T extends Span>(items: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(item.resource)
    if (group) group.push(item)
    else groups.set(item.resource, [item])
  }
  return groups
}

/** The bookings that are in sight, in the engine's order: by begin. `names`: the resources that are shown. */
export function inSight(
  bookings: readonly Booking[],
  stretch: Stretch,
  names: ReadonlySet<string>,
  cancelled: boolean
): readonly Booking[] {
  return bookings.filter(
    booking => names.has(booking.resource) && (cancelled || holdsSlot(booking)) && meets(booking, stretch)
  )
}

export interface Picked {
  readonly resources: readonly Resource[]
  readonly list: readonly Booking[]
  readonly byResource: ReadonlyMap<string, readonly Booking[]>
  readonly waiters: ReadonlyMap<string, readonly Waiter[]>
  readonly statusOf: (resource: string) => ResourceStatus | null
}

/** `known`: from when to when the bookings are known; a state of now is told only where now is between. */
export function usePicked(
  calendar: KnownCalendar,
  stretch: Stretch,
  known: { readonly from: string; readonly to: string },
  store: string,
  now: number
): Picked {
  const { bookings, file } = calendar
  const { hidden, showCancelled } = useRoomView()
  const left = hidden[store]
  const resources = useMemo(() => file.resources.filter(({ name }) => !left?.includes(name)), [file, left])
  const names = useMemo(() => new Set(resources.map(({ name }) => name)), [resources])
  const list = useMemo(
    () => inSight(bookings, stretch, names, showCancelled),
    [bookings, stretch, names, showCancelled]
  )
  const byResource = useMemo(() => grouped(list), [list])
  const waiters = useMemo(
    () => grouped(calendar.waiters.filter(waiter => waiter.offer === null && meets(waiter, stretch))),
    [calendar.waiters, stretch]
  )
  const minute = Math.floor(now / 60_000) * 60_000
  const told = Date.parse(known.from) <= minute && minute < Date.parse(known.to)
  const statuses = useMemo(() => {
    if (!told) return null
    // What was over long ago says nothing of now.
    const around = grouped(bookings.filter(booking => timesOf(booking).end > minute))
    return new Map(
      file.resources.map(({ name }) => [name, resourceStatus(around.get(name) ?? [], minute, file.timeZone)])
    )
  }, [bookings, file, minute, told])
  return { resources, list, byResource, waiters, statusOf: name => statuses?.get(name) ?? null }
}
