import type { Booking } from '@contract/booking'
import { memo, type ReactNode } from 'react'
import { classNames } from '../../../ui/class-names'
import { blockDetail, bookingKind, bookingTitle, isOf, spokenBooking } from '../booking-look'
import type { Placed } from '../lanes'
import { useRoom } from '../room-context'
import { spanStyle } from '../scale'
import type { Stretch } from '../stretch'
import styles from './blocks.module.css'
import type { TimeAxis } from './calendar-surface'

export interface BlockProps {
  readonly placed: Placed<Booking>
  readonly stretch: Stretch
  readonly axis: TimeAxis
  readonly selected: boolean
  /** The one that the Tab key comes to. */
  readonly reachable: boolean
  /** Its edges can be drawn. */
  readonly movable: boolean
  /** It is being drawn elsewhere. */
  readonly lifted: boolean
}

/** Room of the whole lane, in per cent, beside those that it meets. */
function laneStyle({ lane, lanes }: Placed<Booking>, axis: TimeAxis): Readonly<Record<string, string>> {
  if (lanes === 1) return {}
  const [from, to] = axis === 'x' ? ['top', 'bottom'] : ['left', 'right']
  const share = (part: number): string => `calc(8px + (100% - 16px) * ${part.toFixed(4)})`
  return { [from]: share(lane / lanes), [to]: share(1 - (lane + 1) / lanes) }
}

/** One booking. What it is stands in its shape as in its colour; its words show where there is room for them. */
export const BookingBlock = memo(function BookingBlock(props: BlockProps): ReactNode {
  const { placed, stretch, axis, selected, reachable, movable, lifted } = props
  const { file, user } = useRoom()
  const booking = placed.item
  const { at, size } = spanStyle(Date.parse(booking.start), Date.parse(booking.end), stretch)
  const kind = bookingKind(booking, user)
  const spoken = spokenBooking(booking, file, user)
  return (
    <button
      type='button'
      data-uid={booking.uid}
      data-kind={kind}
      tabIndex={reachable ? 0 : -1}
      aria-label={spoken}
      aria-pressed={selected}
      title={spoken}
      className={classNames(
        styles.block,
        styles[kind],
        axis === 'y' && styles.upright,
        kind === 'waiting' && isOf(booking, user) && styles.own,
        selected && styles.selected,
        lifted && styles.lifted
      )}
      style={{ ...(axis === 'x' ? { left: at, width: size } : { top: at, height: size }), ...laneStyle(placed, axis) }}
    >
      {movable && <span className={styles.edgeStart} data-edge='start' aria-hidden='true' />}
      <span className={styles.words}>
        <span className={styles.title}>{`${bookingTitle(booking)} `}</span>
        <span className={styles.detail}>{blockDetail(booking, file, user)}</span>
      </span>
      {movable && <span className={styles.edgeEnd} data-edge='end' aria-hidden='true' />}
    </button>
  )
})
