/** The calendar room: one store of bookings at a time, in time or as a list; its log, its use and its rules. */
import type { Booking } from '@contract/booking'
import type { BookingStore } from '@contract/resources'
import type { SiteView } from '@contract/sites'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { client } from '../../client/engine-link'
import { Button } from '../../ui/button'
import { Note } from '../../ui/note'
import styles from './calendar.module.css'
import { CalendarPage } from './calendar-page'
import { ConsentPage } from './consent/consent-page'
import { FirstRead } from './first-read'
import { LogPage } from './log/log-page'
import { NewStore, StoreSelect } from './new-store'
import { PeoplePage } from './people/people-page'
import { type BookingsRoom, RoomProvider } from './room-context'
import { useRoomView } from './room-view'
import { RulesPage } from './rules/rules-page'
import { dateAt, type Stretch, stretchOf } from './stretch'
import { UsagePage } from './usage/usage-page'
import { type CalendarState, type KnownCalendar, padded, useCalendar } from './use-calendar'
import { type Stores, storeKey, useStores } from './use-stores'
import { hereZone } from './zone-clock'

export interface CalendarRoomProps {
  readonly sites: readonly SiteView[]
  /** The site chosen in the top bar. */
  readonly site: string | null
  readonly visible: boolean
  /** A booking to show; `uid` null: the slot that begins at `start`. Another `nonce` asks again. */
  readonly bookingAt?:
    | { readonly store: BookingStore; readonly uid: string | null; readonly start: string; readonly nonce: number }
    | undefined
  /** What a booking does, drawn by who runs its session. */
  readonly sessionOf?: (store: BookingStore, booking: Booking) => ReactNode
}

/** What the room shows in the place of the calendar. */
export type RoomPage = 'calendar' | 'log' | 'usage' | 'rules' | 'people' | 'consent'

export function CalendarRoom({ sites, site, visible, sessionOf, bookingAt }: CalendarRoomProps): ReactNode {
  const { bookings } = client
  const withCalendar = sites.map(({ name, bookings: folder }) => `${name}:${folder ?? ''}`).join('\n')
  const stores = useStores(bookings, site, withCalendar)
  const { view, clock } = useRoomView()
  const here = useMemo(hereZone, [])
  const [zone, setZone] = useState(here)
  const [date, setDate] = useState(() => dateAt(Date.now(), here))
  const moved = useRef(false)
  const goTo = (day: string): void => {
    moved.current = true
    setDate(day)
  }
  const main = clock === 'facility' ? zone : here
  const stretch = useMemo(() => stretchOf(view, date, main), [view, date, main])
  const known = useMemo(() => (view === 'list' ? isoStretch(stretch) : padded(stretch)), [view, stretch])
  const store = stores.chosen?.store ?? null
  const { state, again } = useCalendar(bookings, store, known, visible)
  const calendar = state.is === 'known' ? state.calendar : null
  // Days are those of the facility, whose zone the calendar tells: it may be another day there, even another week.
  if (calendar && calendar.file.timeZone !== zone) {
    const { timeZone } = calendar.file
    setZone(timeZone)
    if (!moved.current && clock === 'facility') setDate(dateAt(Date.now() + calendar.clockOffsetMs, timeZone))
  }
  const [page, setPage] = useState<RoomPage>('calendar')
  const [selected, setSelected] = useState<string | null>(null)
  const show = ({ uid, start }: { uid: string | null; start: string }): void => {
    goTo(dateAt(Date.parse(start), main))
    setSelected(uid)
    setPage('calendar')
  }
  useAskedFor(bookingAt, stores, show)
  if (stores.chosen === null || calendar === null) return <UnknownRoom {...{ stores, state, here }} onAgain={again} />
  return (
    <KnownRoom
      {...{ calendar, stores, here, stretch, known, date, visible, page, sessionOf, selected }}
      onDate={goTo}
      onSelected={setSelected}
      onShow={show}
      onPage={setPage}
      onChanged={again}
    />
  )
}

/** Shows a booking that another part of the window asks for, once the stores are known. */
function useAskedFor(
  bookingAt: CalendarRoomProps['bookingAt'],
  { stores, choose }: Stores,
  show: (booking: { uid: string | null; start: string }) => void
): void {
  const shown = useRef(0)
  useEffect(() => {
    const info = bookingAt && stores?.find(({ store }) => storeKey(store) === storeKey(bookingAt.store))
    if (!bookingAt || !info || shown.current === bookingAt.nonce) return
    shown.current = bookingAt.nonce
    choose(info)
    show(bookingAt)
  }, [bookingAt, stores, choose, show])
}

/** In the place of a calendar that is not read yet, cannot be read, or is not there. */
function UnknownRoom(props: { stores: Stores; state: CalendarState; here: string; onAgain: () => void }): ReactNode {
  const { stores, state, here, onAgain } = props
  const failure = state.is === 'failed' ? state.failure : stores.failure
  return (
    <div className={styles.none}>
      <h1 className='spoken'>Calendar</h1>
      {state.is === 'missing' || stores.stores?.length === 0 ? (
        <NewStore {...{ stores, here }} bookings={client.bookings} onMade={onAgain} />
      ) : (
        <div className={styles.newStore}>
          <StoreSelect stores={stores} />
          {failure ? (
            <Note tone='error' what={failure.message} acts={<Button onClick={onAgain}>Try again</Button>}>
              {failure.hint}
            </Note>
          ) : (
            <FirstRead store={stores.chosen?.store ?? null} />
          )}
        </div>
      )}
    </div>
  )
}

const isoStretch = ({ from, to }: Stretch): { from: string; to: string } => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString()
})

interface KnownProps {
  readonly calendar: KnownCalendar
  readonly stores: Stores
  readonly here: string
  readonly stretch: Stretch
  readonly known: { readonly from: string; readonly to: string }
  readonly date: string
  readonly visible: boolean
  readonly page: RoomPage
  readonly sessionOf: CalendarRoomProps['sessionOf']
  readonly selected: string | null
  readonly onDate: (date: string) => void
  readonly onSelected: (uid: string | null) => void
  readonly onShow: (booking: { uid: string; start: string }) => void
  readonly onPage: (page: RoomPage) => void
  readonly onChanged: () => void
}

/** The room with a store that was read. */
function KnownRoom(props: KnownProps): ReactNode {
  const { calendar, stores, here, page, onPage, onChanged, onShow, sessionOf } = props
  const { file, user, administrator, offline, clockOffsetMs } = calendar
  const { chosen } = stores
  const store = chosen?.store
  const label = chosen?.label ?? ''
  const room = useMemo(
    (): BookingsRoom | null =>
      store === undefined
        ? null
        : {
            bookings: client.bookings,
            sessions: client.sessions,
            store,
            storeLabel: label,
            file,
            user,
            administrator,
            here,
            offline,
            clockOffsetMs
          },
    [store, label, file, user, administrator, here, offline, clockOffsetMs]
  )
  if (room === null) return null
  const back = (): void => onPage('calendar')
  return (
    <RoomProvider value={room}>
      {page === 'calendar' && <CalendarPage {...props} room={room} sessionOf={sessionOf} />}
      {page === 'log' && <LogPage onBack={back} />}
      {page === 'usage' && <UsagePage onBack={back} />}
      {page === 'rules' && <RulesPage onBack={back} onSaved={onChanged} />}
      {page === 'consent' && <ConsentPage waiting={calendar.forConsent} onBack={back} onShow={onShow} />}
      {page === 'people' && <PeoplePage onBack={back} onSaved={onChanged} />}
    </RoomProvider>
  )
}
