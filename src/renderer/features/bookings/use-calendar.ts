import type { Booking } from '@contract/booking'
import type { Calendar, CalendarItem } from '@contract/bookings'
import type { BookingStore, ResourcesFile } from '@contract/resources'
import { Failure } from '@domain/failure'
import { startTransition, useEffect, useMemo, useRef, useState } from 'react'
import { useEngineStream } from '../../client/use-engine-stream'
import type { BookingsClient } from './room-context'
import type { Stretch } from './stretch'
import { storeKey } from './use-stores'

/** A calendar with the rules that its stream told last. */
export interface KnownCalendar extends Omit<Calendar, 'file'> {
  readonly file: ResourcesFile
}

/** How the store stands: not asked yet, not there, not readable, or there. */
export type CalendarState =
  | { readonly is: 'reading' }
  | { readonly is: 'missing' }
  | { readonly is: 'failed'; readonly failure: Failure }
  | { readonly is: 'known'; readonly calendar: KnownCalendar }

/** One more of itself on either side, so that the next week is there when it is turned to. */
export function padded({ from, to }: Pick<Stretch, 'from' | 'to'>): { from: string; to: string } {
  const width = to - from
  return { from: new Date(from - width).toISOString(), to: new Date(to + width).toISOString() }
}

/** Follows the bookings of a store that meet a stretch while the room is in sight. */
export function useCalendar(
  bookings: BookingsClient,
  store: BookingStore | null,
  stretch: { readonly from: string; readonly to: string },
  visible: boolean
): { state: CalendarState; again(): void } {
  const key = store === null ? null : storeKey(store)
  const [known, setKnown] = useState<{ key: string; calendar: KnownCalendar } | null>(null)
  const [round, setRound] = useState(0)
  const parts = useRef(createParts())
  const file = useRef<{ key: string; file: ResourcesFile } | null>(null)
  const stream = key === null || !visible ? null : `${key} ${stretch.from} ${stretch.to} ${round}`
  const thrown = useEngineStream(
    stream,
    signal => {
      if (store === null) throw new Failure('internal', 'No calendar is chosen.')
      return bookings.watch({ store, from: stretch.from, to: stretch.to }, { signal })
    },
    item => {
      if (key === null) return
      if (item.file) file.current = { key, file: item.file }
      const rules = file.current
      const whole = parts.current.take(item)
      if (!whole || rules?.key !== key) return
      const show = (): void => setKnown({ key, calendar: { ...whole, file: rules.file } })
      // Hundreds of blocks are worked out in pieces, between which the window answers; few are there at once.
      if (whole.bookings.length > atOnce) startTransition(show)
      else show()
    }
  )
  const failure = useFailureOf(thrown, stream)
  const again = (): void => setRound(before => before + 1)
  const calendar = useMemo(() => known && withFailure(known.calendar, failure), [known, failure])
  if (calendar && known?.key === key) return { state: { is: 'known', calendar }, again }
  if (failure?.code === 'not-found') return { state: { is: 'missing' }, again }
  return { state: failure ? { is: 'failed', failure } : { is: 'reading' }, again }
}

/** So many bookings are drawn without a pause that anybody feels. */
const atOnce = 300

/** A calendar without its rules. */
type Told = Omit<Calendar, 'file'>

/**
 * Puts together what a watched calendar tells in several items. A booking that is as it was stays the same object, so
 * that it is not drawn anew.
 */
export function createParts(): { take(item: CalendarItem): Told | null } {
  let known = new Map<string, { booking: Booking; text: string }>()
  let next = new Map<string, { booking: Booking; text: string }>()
  let bookings: Booking[] = []
  let head: Omit<CalendarItem, 'file' | 'bookings'> | null = null

  const keep = (told: readonly Booking[]): Booking[] =>
    told.map(booking => {
      const text = JSON.stringify(booking)
      const before = known.get(booking.uid)
      const kept = before?.text === text ? before : { booking, text }
      next.set(booking.uid, kept)
      return kept.booking
    })

  return {
    take: ({ file: _file, bookings: told, continues, more, ...rest }) => {
      if (!continues) {
        head = rest
        if (told) next = new Map()
      }
      if (told) bookings = continues ? [...bookings, ...keep(told)] : keep(told)
      if (more || head === null) return null
      known = next
      // The same list as long as none was told: what hangs on it is not worked out again.
      return { ...head, bookings }
    }
  }
}

/** A stream that ended leaves what was read last: as of a store that is away. */
const withFailure = (calendar: KnownCalendar, failure: Failure | null): KnownCalendar =>
  failure === null ? calendar : { ...calendar, offline: calendar.offline ?? failure.toData() }

/** The failure, unless it is of another stream than the one that is open now. */
function useFailureOf(thrown: Failure | null, stream: string | null): Failure | null {
  const of = useRef<{ failure: Failure; stream: string | null } | null>(null)
  if (thrown !== null && of.current?.failure !== thrown) of.current = { failure: thrown, stream }
  useEffect(() => {
    if (thrown === null) of.current = null
  }, [thrown])
  return thrown !== null && of.current?.stream === stream ? thrown : null
}
