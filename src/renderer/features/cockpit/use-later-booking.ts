/** The next booking of the person after those that are near: beyond a day the engine tells of none. */
import type { Booking } from '@contract/booking'
import type { BookingStore } from '@contract/resources'
import type { ConnectionView } from '@contract/sites'
import { client } from '../../client/engine-link'
import { useAsked } from '../../client/use-asked'

/** How far ahead is looked. Milliseconds. */
const aheadMs = 60 * 86_400_000

export interface LaterBooking {
  readonly store: BookingStore
  readonly booking: Booking
  readonly label: string
  readonly timeZone: string
}

/** The earliest of the caller's own in one calendar; null: none, or it cannot be read. */
async function nextIn(store: BookingStore, now: number, signal: AbortSignal): Promise<LaterBooking | null> {
  const stretch = { from: new Date(now).toISOString(), to: new Date(now + aheadMs).toISOString() }
  const calendar = await client.bookings.calendar({ store, ...stretch }, { signal }).catch(() => null)
  const booking = calendar?.bookings.find(
    ({ status, start, owner, people }) =>
      (status === 'confirmed' || status === 'waiting') &&
      Date.parse(start) > now &&
      (owner === calendar.user || people.some(({ user }) => user === calendar.user))
  )
  if (!calendar || !booking) return null
  const resource = calendar.file?.resources.find(({ name }) => name === booking.resource)
  const timeZone = calendar.file?.timeZone ?? 'UTC'
  return { store, booking, label: resource?.label ?? booking.resource, timeZone }
}

/** Only calendars of this computer and of sites that are connected are asked: opening a room raises no question. */
export function useLaterBooking(wanted: boolean, links: readonly ConnectionView[]): LaterBooking | null {
  const connected = links.filter(({ state }) => state === 'connected').map(({ site }) => site)
  const key = wanted ? [...new Set(connected)].sort().join(' ') : null
  const { answer } = useAsked(key, async signal => {
    const stores = (await client.bookings.stores(undefined, { signal })).filter(
      ({ exists, store }) => exists !== false && (store.site === null || connected.includes(store.site))
    )
    const now = Date.now()
    const found = await Promise.all(stores.map(({ store }) => nextIn(store, now, signal)))
    const start = ({ booking }: LaterBooking): number => Date.parse(booking.start)
    return found.filter(one => one !== null).sort((a, b) => start(a) - start(b))[0] ?? null
  })
  return answer
}
