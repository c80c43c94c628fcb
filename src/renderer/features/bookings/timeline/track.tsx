import type { Booking, Refusal, Waiter } from '@contract/booking'
import { memo, type ReactNode, type Ref, useMemo } from 'react'
import { personName } from '../booking-look'
import type { Draft } from '../drag/draft'
import type { TimeAxis } from '../drag/draft-keys'
import { inLanes, type Placed } from '../lanes'
import { useRoom } from '../room-context'
import { shareOf, spanStyle } from '../scale'
import { type Times, timesOf } from '../slot-times'
import type { Stretch } from '../stretch'
import { slotWords } from '../time-words'
import { BookingBlock, blockRoom, linesBeside } from './booking-block'
import { DraftBlock } from './draft-block'
import styles from './timeline.module.css'

export interface TrackProps {
  readonly resource: string
  readonly bookings: readonly Booking[]
  readonly waiters: readonly Waiter[]
  readonly stretch: Stretch
  readonly axis: TimeAxis
  /** Whose days divide the calendar. */
  readonly zone: string
  /** Where one of its bookings runs now; milliseconds since 1970. */
  readonly now: number | null
  /** CSS pixels along the time; undefined before it is measured. */
  readonly extent: number | undefined
  /** Of this resource, or null. */
  readonly selected: string | null
  readonly reachable: string | null
  readonly movable: (booking: Booking) => boolean
  /** Drawn on this resource, or null. */
  readonly draft: Draft | null
  /** A booking of this resource that is drawn somewhere. */
  readonly lifted: string | null
  readonly refusals: readonly Refusal[] | null
  readonly draftRef?: Ref<HTMLDivElement>
}

/** Whether it has begun and is not over. `now`: milliseconds since 1970. */
export const runs = ({ start, end }: Times, now: number): boolean => start <= now && now < end

/** What of its words a block has room for, in itself and after it. */
function roomOf({ item, free }: Placed<Booking>, { stretch, axis, extent }: TrackProps) {
  if (extent === undefined) return { room: 'none', beside: 0 } as const
  const times = timesOf(item)
  const room = blockRoom(shareOf(times, stretch) * extent)
  if (axis === 'y') return { room, beside: 0 }
  const pixels = shareOf({ start: times.end, end: times.end + free }, stretch) * extent
  return { room, beside: linesBeside(room, pixels) }
}

/** The bookings of one resource. Drawn anew only when something of it changes. */
export const Track = memo(function Track(props: TrackProps): ReactNode {
  const { resource, bookings, waiters, stretch, axis, zone, now, draft, refusals, draftRef } = props
  const placed = useMemo(() => inLanes(bookings), [bookings])
  return (
    <div className={styles.track} data-resource={resource}>
      {placed.map(one => (
        <BookingBlock
          key={one.item.uid}
          {...{ placed: one, stretch, axis, zone, ...roomOf(one, props) }}
          now={now !== null && runs(timesOf(one.item), now) ? now : null}
          selected={one.item.uid === props.selected}
          reachable={one.item.uid === props.reachable}
          movable={props.movable(one.item)}
          lifted={one.item.uid === props.lifted}
        />
      ))}
      {waiters.map(waiter => (
        <Waiting key={waiter.id} {...{ waiter, stretch, axis }} />
      ))}
      {draft && <DraftBlock {...{ draft, refusals, stretch, axis, zone, blockRef: draftRef }} />}
    </div>
  )
})

/** Somebody waits for the slot: a dotted line at its edge. */
function Waiting({ waiter, stretch, axis }: { waiter: Waiter; stretch: Stretch; axis: TimeAxis }): ReactNode {
  const { file, user } = useRoom()
  const { at, size } = spanStyle(Date.parse(waiter.start), Date.parse(waiter.end), stretch)
  const words = `${waiter.user === user ? 'You wait' : `${personName(file, waiter.user)} waits`} for ${slotWords(waiter, file.timeZone)}`
  return (
    <span
      className={axis === 'x' ? styles.waiting : styles.waitingDown}
      style={axis === 'x' ? { left: at, width: size } : { top: at, height: size }}
      title={words}
    >
      <span className='spoken'>{words}</span>
    </span>
  )
}
