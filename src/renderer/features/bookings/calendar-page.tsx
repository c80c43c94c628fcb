/** The calendar itself: bookings in time or as a list, one of them in the drawer, and what is asked over them. */
import type { Booking, Slot } from '@contract/booking'
import type { BookingStore } from '@contract/resources'
import { isoSeconds } from '@domain/bookings/booking'
import { type ReactNode, useState } from 'react'
import styles from './calendar.module.css'
import { CalendarBar } from './calendar-bar'
import { CalendarNotes } from './calendar-notes'
import { CalendarQuestions } from './calendar-questions'
import type { RoomPage } from './calendar-room'
import { ColumnsView } from './columns/columns-view'
import type { DragPoint } from './drag/draft'
import { RefusalPopover } from './drag/refusal-popover'
import { BookingDrawer } from './drawer/booking-drawer'
import { BookingsList } from './list/bookings-list'
import { NoResources } from './no-resources'
import type { Question } from './questions'
import { type BookingsRoom, useRoom } from './room-context'
import { changeRoomView, useRoomView } from './room-view'
import { snapped } from './snap'
import { type CalendarView, calendarViews, dateAt, type Stretch, shifted } from './stretch'
import { Timeline } from './timeline/timeline'
import type { KnownCalendar } from './use-calendar'
import { useCalendarKeys } from './use-calendar-keys'
import { useMenuActs } from './use-menu-acts'
import { useNow } from './use-now'
import { type Picked, usePicked } from './use-pick'
import { type Stores, storeKey } from './use-stores'
import { useWishes, type Wishes } from './use-wishes'

export interface CalendarPageProps {
  readonly room: BookingsRoom
  readonly calendar: KnownCalendar
  readonly stores: Stores
  readonly stretch: Stretch
  /** From when to when the bookings are known. */
  readonly known: { readonly from: string; readonly to: string }
  readonly date: string
  readonly visible: boolean
  readonly sessionOf: ((store: BookingStore, booking: Booking) => ReactNode) | undefined
  readonly onDate: (date: string) => void
  readonly onPage: (page: RoomPage) => void
  /** The booking in the drawer. */
  readonly selected: string | null
  readonly onSelected: (uid: string | null) => void
}

/** A booking that nobody drew: as long as the rule asks for, else an hour. */
function usualSlot(room: BookingsRoom, resource: string, at: number): Slot {
  const rules = room.file.resources.find(({ name }) => name === resource)?.rules
  const minutes = Math.max(rules?.leastMinutes ?? 60, rules?.stepMinutes ?? 15)
  return { start: isoSeconds(at), end: isoSeconds(at + minutes * 60_000) }
}

/** The next full hour, in the day that is shown unless that is over. */
function usualStart(room: BookingsRoom, stretch: Stretch, now: number): number {
  const at = now >= stretch.from && now < stretch.to ? now : Math.max(now, stretch.from + 9 * 3_600_000)
  const step = 60
  return snapped(at + (step * 60_000) / 2, step, room.file.timeZone)
}

/** The question that is open, and the ways to ask one. */
function useQuestions(props: CalendarPageProps, picked: Picked, now: number, onShow: (uid: string) => void) {
  const { room, stretch } = props
  const [question, setQuestion] = useState<Question | null>(null)
  const wishes = useWishes(
    room,
    draft => {
      const slot = { start: isoSeconds(draft.start), end: isoSeconds(draft.end) }
      setQuestion({ is: 'book', resource: draft.resource, slot })
    },
    onShow
  )
  const book = (resource: string, at: number): void =>
    setQuestion({ is: 'book', resource, slot: usualSlot(room, resource, at) })
  const onBook = (): void => {
    const first = picked.resources[0]?.name ?? room.file.resources[0]?.name
    if (first !== undefined && room.offline === null) book(first, usualStart(room, stretch, now))
  }
  const close = (): void => {
    setQuestion(null)
    wishes.drop()
  }
  return { question, setQuestion, wishes, onBook, onNew: ({ resource, at }: DragPoint) => book(resource, at), close }
}

export function CalendarPage(props: CalendarPageProps): ReactNode {
  const { room, calendar, stores, stretch, known, date, visible, sessionOf, onDate, onPage } = props
  const { selected, onSelected: setSelected } = props
  const { view, clock } = useRoomView()
  const now = useNow(calendar.clockOffsetMs, calendar.bookings)
  const picked = usePicked(calendar, stretch, known, storeKey(room.store), now)
  const { question, setQuestion, wishes, onBook, onNew, close } = useQuestions(props, picked, now, setSelected)
  const main = clock === 'facility' ? room.file.timeZone : room.here
  const go = (to: 'before' | 'today' | 'after'): void =>
    onDate(to === 'today' ? dateAt(now, main) : shifted(view, date, to === 'before' ? -1 : 1))
  const chosen = calendar.bookings.find(({ uid }) => uid === selected)
  const acts = useMenuActs({ room, stretch, onPage, onAsk: setQuestion })
  useCalendarKeys(visible && question === null, {
    ...viewKeys(),
    ...{ t: () => go('today'), ArrowLeft: () => go('before'), ArrowRight: () => go('after'), b: onBook },
    // Arrow keys go between bookings once one of them has the focus; what scrolls has these keys for itself.
    ...(scrolls(view) ? {} : { PageUp: () => go('before'), PageDown: () => go('after') }),
    ...(chosen && { e: () => setQuestion({ is: 'edit', booking: chosen }) })
  })
  return (
    <>
      <CalendarBar {...{ date, stretch, stores, acts, onBook }} onGo={go} />
      <CalendarNotes {...{ calendar, wishes, onPage }} onBook={setQuestion} />
      <div className={styles.body}>
        <Picture
          {...{ view, picked, stretch, now, wishes, onNew, onBook, onPage, main }}
          // One that is far from what is shown is not selected in it.
          selected={chosen?.uid ?? null}
          active={visible && question === null && wishes.held === null}
          onSelect={setSelected}
        />
        {chosen && (
          <BookingDrawer
            key={chosen.uid}
            {...{ booking: chosen, calendar, known, now }}
            session={sessionOf?.(room.store, chosen)}
            onAsk={setQuestion}
            onShow={setSelected}
            onClose={() => setSelected(null)}
          />
        )}
      </div>
      <CalendarQuestions {...{ question, wishes }} bookings={calendar.bookings} onShow={setSelected} onClose={close} />
    </>
  )
}

const scrolls = (view: CalendarView): boolean => view === 'columns' || view === 'list'

/** The letter with which each view begins. */
function viewKeys(): Readonly<Record<string, () => void>> {
  const to = (view: CalendarView) => [view[0] ?? '', () => changeRoomView({ view })] as const
  return Object.fromEntries(calendarViews.map(to))
}

interface PictureProps {
  readonly view: CalendarView
  readonly picked: Picked
  readonly stretch: Stretch
  readonly now: number
  readonly main: string
  readonly selected: string | null
  readonly wishes: Wishes
  readonly onSelect: (uid: string | null) => void
  readonly onNew: (at: DragPoint) => void
  readonly onBook: () => void
  readonly onPage: (page: RoomPage) => void
  /** It is in sight, and nothing is asked over it. */
  readonly active: boolean
}

/** What is shown, after a count of bookings. */
const shownWords: Readonly<Record<CalendarView, string>> = {
  day: 'on this day',
  week: 'in this week',
  month: 'in this month',
  columns: 'on this day',
  list: 'in this year'
}

/** The bookings as the view shows them, with the refusal at the wish that is refused. */
function Picture(props: PictureProps): ReactNode {
  const { view, picked, stretch, now, main, selected, wishes, active, onSelect, onNew, onBook, onPage } = props
  const { file, here } = useRoom()
  const [anchor, setAnchor] = useState<HTMLDivElement | null>(null)
  const { held } = wishes
  if (view === 'list') return <BookingsList {...{ now, selected, onSelect, onBook }} bookings={picked.list} />
  if (picked.resources.length === 0) return <NoResources onPage={onPage} />
  const zones = { main, other: main === file.timeZone ? here : file.timeZone }
  const View = view === 'columns' ? ColumnsView : Timeline
  const asConflict = held?.refusals.some(({ rule }) => rule === 'conflict') && held.draft.booking === null
  return (
    <>
      <View
        {...{ ...picked, stretch, now, selected, zones, active, onSelect, onNew }}
        shownWords={shownWords[view]}
        label={view === 'columns' ? 'Bookings of the day by resource' : `Bookings of the ${view}`}
        held={held?.draft ?? null}
        heldRefusals={held?.refusals ?? []}
        heldRef={setAnchor}
        onDrop={wishes.propose}
        onPast={wishes.propose}
      />
      {held?.at === 'refused' && (
        <RefusalPopover
          draft={held.draft}
          refusals={held.refusals}
          anchor={anchor}
          onInstead={wishes.instead}
          onWait={asConflict ? wishes.wait : undefined}
          onClose={wishes.drop}
        />
      )}
    </>
  )
}
