/** Who has the demo facility's instruments around now. */
import type { BookedPerson, Booking, LogEntry, Waiter } from '@contract/booking'
import { aquilos, glacios, krios1, krios2 } from './facility'

const hourMs = 3_600_000

const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

/** What is said of a booking; times are hours from the last full hour. */
interface Slot {
  readonly uid: string
  readonly resource: string
  readonly from: number
  readonly hours: number
  readonly title: string
  readonly people: readonly BookedPerson[]
  readonly status?: Booking['status']
  readonly note?: string
  readonly handOver?: string
  readonly account?: string
}

const operator = (user: string): BookedPerson => ({ user, role: 'operator' })
const collaborator = (user: string): BookedPerson => ({ user, role: 'collaborator' })

function slots(user: string): Slot[] {
  const running: Slot = {
    ...{ uid: 'gaba-a', resource: krios1, from: -11, hours: 24, title: 'GABA-A nanodisc', account: 'NAISS 5-118' },
    people: [operator(user), collaborator('tunde'), collaborator('jseo'), { user: 'iferreira', role: 'collaborator' }],
    note: 'Grid 3 of 4. EPU, EER 0.73 A per pixel, 40 e/A^2, -0.8 to -2.0 um.'
  }
  return [
    {
      ...{
        uid: 'ribosome-ires',
        resource: krios1,
        from: -35,
        hours: 24,
        title: 'Ribosome IRES',
        account: 'NAISS 5-031'
      },
      people: [operator('tunde')],
      handOver: 'Slot 4 of the autoloader is empty. The stage drifts for ten minutes after a refill.'
    },
    running,
    {
      ...{ uid: 'trpv5', resource: krios1, from: 17, hours: 24, title: 'TRPV5 + calmodulin', account: 'VR 2023-1187' },
      people: [operator('vdbroek')]
    },
    {
      ...{ uid: 'krios1-cold-cycle', resource: krios1, from: 65, hours: 12, title: 'Cold cycle', status: 'blocked' },
      people: []
    },
    {
      ...{ uid: 'apoferritin', resource: krios2, from: -9, hours: 20, title: 'Apoferritin, 1.2 A', account: 'core' },
      people: [operator('jseo')]
    },
    {
      ...{
        uid: 'gaba-a-tilt',
        resource: krios2,
        from: 39,
        hours: 24,
        title: 'GABA-A, tilt series',
        account: 'NAISS 5-118'
      },
      ...{ status: 'waiting' as const, people: [operator(user), collaborator('tunde')] }
    },
    {
      ...{ uid: 'spike', resource: glacios, from: -3, hours: 12, title: 'Spike + nanobody', account: 'SciLife 22-4' },
      people: [operator('mhorvat')]
    },
    {
      ...{
        uid: 'grid-screening',
        resource: glacios,
        from: 20,
        hours: 6,
        title: 'Grid screening',
        account: 'NAISS 5-118'
      },
      people: [operator('jseo'), collaborator(user)]
    },
    {
      ...{ uid: 'vacuum-pump', resource: aquilos, from: -27, hours: 76, title: 'Out of service: vacuum pump' },
      ...{ status: 'blocked' as const, people: [], note: 'Ticket 1182.' }
    },
    {
      ...{ uid: 'lamella', resource: aquilos, from: 50, hours: 18, title: 'Lamella, yeast', account: 'VR 2023-1187' },
      people: [operator('iferreira')]
    }
  ]
}

/** The last full hour. Milliseconds. */
const fullHour = (now: number): number => Math.floor(now / hourMs) * hourMs

/** `now`: milliseconds since 1970. */
export function demoBookings(user: string, now: number): Booking[] {
  const zero = fullHour(now)
  return slots(user).map(slot => {
    const start = zero + slot.from * hourMs
    // Booked when people book: some days before.
    const made = iso(start - 9 * 24 * hourMs)
    return {
      uid: `${slot.uid}@demo.farscope`,
      ...{ resource: slot.resource, start: iso(start), end: iso(start + slot.hours * hourMs), title: slot.title },
      ...{ status: slot.status ?? 'confirmed', owner: slot.people[0]?.user ?? 'ehakan', people: [...slot.people] },
      ...{ group: null, series: null, note: slot.note ?? '', handOver: slot.handOver ?? '' },
      ...{ account: slot.account ?? '', freed: [], created: made, changed: made, sequence: 0 }
    }
  })
}

/** Somebody waits for time on Krios 1. */
export function demoWaiting(now: number): Omit<Waiter, 'offer'>[] {
  const start = fullHour(now) + 41 * hourMs
  return [
    {
      ...{ id: 'jseo-waits@demo.farscope', resource: krios1, user: 'jseo', title: 'Apoferritin, once more' },
      ...{ start: iso(start), end: iso(start + 12 * hourMs), since: iso(now - 20 * hourMs) }
    }
  ]
}

/** What was logged of those that are over, or run by somebody else's hand. */
export function demoLog(bookings: readonly Booking[], user: string, now: number): LogEntry[] {
  const entry = (booking: Booking, by: string, act: LogEntry['act'], at: number, text = ''): LogEntry => ({
    ...{ at: iso(at), user: by, act, granted: true, rule: null, text },
    ...{ resource: booking.resource, uid: booking.uid }
  })
  return bookings.flatMap(booking => {
    const [start, end] = [Date.parse(booking.start), Date.parse(booking.end)]
    const added = entry(booking, booking.owner, 'add', Date.parse(booking.created), booking.title)
    if (booking.status !== 'confirmed' || booking.owner === user || start > now) return [added]
    const begun = entry(booking, booking.owner, 'start', start + 4 * 60_000)
    return end > now ? [added, begun] : [added, begun, entry(booking, booking.owner, 'end', end - 21 * 60_000)]
  })
}
