import type { Booking, Refusal, Waiter } from '@contract/booking'
import { memo, type ReactNode, type Ref, useMemo } from 'react'
import type { Draft } from '../drag/draft'
import { inLanes } from '../lanes'
import { useRoom } from '../room-context'
import { spanStyle } from '../scale'
import type { Stretch } from '../stretch'
import { slotWords } from '../time-words'
import { BookingBlock } from './booking-block'
import type { TimeAxis } from './calendar-surface'
import { DraftBlock } from './draft-block'
import styles from './timeline.module.css'

export interface TrackProps {
  readonly resource: string
  readonly bookings: readonly Booking[]
  readonly waiters: readonly Waiter[]
  readonly stretch: Stretch
  readonly axis: TimeAxis
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

/** The bookings of one resource. Drawn anew only when something of it changes. */
export const Track = memo(function Track(props: TrackProps): ReactNode {
  const { resource, bookings, waiters, stretch, axis, draft, refusals, draftRef } = props
  const placed = useMemo(() => inLanes(bookings), [bookings])
  return (
    <div className={styles.track} data-resource={resource}>
      {placed.map(one => (
        <BookingBlock
          key={one.item.uid}
          {...{ placed: one, stretch, axis }}
          selected={one.item.uid === props.selected}
          reachable={one.item.uid === props.reachable}
          movable={props.movable(one.item)}
          lifted={one.item.uid === props.lifted}
        />
      ))}
      {waiters.map(waiter => (
        <Waiting key={waiter.id} {...{ waiter, stretch, axis }} />
      ))}
      {draft && <DraftBlock {...{ draft, refusals, stretch, axis, blockRef: draftRef }} />}
    </div>
  )
})

/** Somebody waits for the slot: a dotted line at its edge. */
function Waiting({ waiter, stretch, axis }: { waiter: Waiter; stretch: Stretch; axis: TimeAxis }): ReactNode {
  const { file, user } = useRoom()
  const { at, size } = spanStyle(Date.parse(waiter.start), Date.parse(waiter.end), stretch)
  const words = `${waiter.user === user ? 'You wait' : `${waiter.user} waits`} for ${slotWords(waiter, file.timeZone)}`
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
