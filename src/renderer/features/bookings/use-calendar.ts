import type { Calendar } from '@contract/bookings'
import type { BookingStore, ResourcesFile } from '@contract/resources'
import { Failure } from '@domain/failure'
import { useEffect, useMemo, useRef, useState } from 'react'
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
      if (rules?.key === key) setKnown({ key, calendar: { ...item, file: rules.file } })
    }
  )
  const failure = useFailureOf(thrown, stream)
  const again = (): void => setRound(before => before + 1)
  const calendar = useMemo(() => known && withFailure(known.calendar, failure), [known, failure])
  if (calendar && known?.key === key) return { state: { is: 'known', calendar }, again }
  if (failure?.code === 'not-found') return { state: { is: 'missing' }, again }
  return { state: failure ? { is: 'failed', failure } : { is: 'reading' }, again }
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
