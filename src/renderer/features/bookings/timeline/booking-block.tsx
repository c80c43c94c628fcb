import type { Booking } from '@contract/booking'
import { memo, type ReactNode } from 'react'
import { classNames } from '../../../ui/class-names'
import { blockDetail, blockTimes, bookingKind, bookingTitle, isOf, spokenBooking } from '../booking-look'
import type { TimeAxis } from '../drag/draft-keys'
import type { Placed } from '../lanes'
import { useRoom } from '../room-context'
import { placeOf, spanStyle } from '../scale'
import { timesOf } from '../slot-times'
import type { Stretch } from '../stretch'
import styles from './blocks.module.css'

export interface BlockProps {
  readonly placed: Placed<Booking>
  readonly stretch: Stretch
  readonly axis: TimeAxis
  /** Whose days divide the calendar: the times in the block are of it. */
  readonly zone: string
  /** Now, where it runs now; milliseconds since 1970. */
  readonly now: number | null
  /** What there is room for along the time. */
  readonly room: BlockRoom
  /** How many lines of a block that is too narrow for them stand beside it, where nothing is booked after it. */
  readonly beside: number
  readonly selected: boolean
  /** The one that the Tab key comes to. */
  readonly reachable: boolean
  /** Its edges can be drawn. */
  readonly movable: boolean
  /** It is being drawn elsewhere. */
  readonly lifted: boolean
}

/** `none`: it is a mark. `edges`: it can be taken hold of by them. `narrow`: words stand upright in it. */
export type BlockRoom = 'none' | 'edges' | 'narrow' | 'wide'

/** From so many CSS pixels along the time on. */
const least = { edges: 12, narrow: 20, wide: 68 } as const

/** `pixels`: along the time, of what is drawn of a block. */
export function blockRoom(pixels: number): BlockRoom {
  if (pixels < least.edges) return 'none'
  if (pixels < least.narrow) return 'edges'
  return pixels < least.wide ? 'narrow' : 'wide'
}

/** CSS pixels of an upright line beside a block, and between the two. */
const besideLine = 14
const besideGap = 3

/** How many lines a block of such room has beside it in so many free CSS pixels: its title, or its times in two, too. */
export function linesBeside(room: BlockRoom, pixels: number): number {
  if (room === 'narrow' || room === 'wide') return 0
  const lines = Math.floor((pixels - besideGap) / besideLine)
  return lines >= 3 ? 3 : Math.min(1, Math.max(0, lines))
}

/** Room of the whole lane, in per cent, beside those that it meets. */
function laneStyle({ lane, lanes }: Placed<Booking>, axis: TimeAxis): Readonly<Record<string, string>> {
  if (lanes === 1) return {}
  const [from, to] = axis === 'x' ? ['top', 'bottom'] : ['left', 'right']
  const share = (part: number): string => `calc(8px + (100% - 16px) * ${part.toFixed(4)})`
  return { [from]: share(lane / lanes), [to]: share(1 - (lane + 1) / lanes) }
}

/** Where in its block now is, in per cent of what is drawn of it. */
function nowStyle(start: number, end: number, now: number, stretch: Stretch, axis: TimeAxis) {
  const drawn = { from: Math.max(start, stretch.from), to: Math.min(end, stretch.to) }
  const at = `${(placeOf(now, drawn) * 100).toFixed(2)}%`
  return axis === 'x' ? { left: at } : { top: at }
}

/** One booking. What it is stands in its shape as in its colour; its words show where there is room for them. */
export const BookingBlock = memo(function BookingBlock(props: BlockProps): ReactNode {
  const { placed, stretch, axis, zone, now, room, beside, selected, reachable, movable, lifted } = props
  const { file, user } = useRoom()
  const booking = placed.item
  const { start, end } = timesOf(booking)
  const { at, size } = spanStyle(start, end, stretch)
  const kind = bookingKind(booking, user)
  const spoken = spokenBooking(booking, file, user, zone, stretch.from)
  const edges = movable && room !== 'none'
  // Along the hours a block is as broad as its column: its height alone says whether a line fits.
  const inside = axis === 'y' || room === 'narrow' || room === 'wide'
  return (
    <button
      type='button'
      data-uid={booking.uid}
      data-kind={kind}
      tabIndex={reachable ? 0 : -1}
      aria-label={spoken}
      aria-pressed={selected}
      title={inside && room === 'wide' ? undefined : spoken}
      className={classNames(
        styles.block,
        styles[kind],
        inside && styles.measured,
        !inside && styles.mark,
        !inside && beside === 1 && styles.oneBeside,
        axis === 'x' && room === 'narrow' && styles.narrow,
        axis === 'y' && styles.upright,
        kind === 'waiting' && isOf(booking, user) && styles.own,
        selected && styles.selected,
        lifted && styles.lifted
      )}
      style={{ ...(axis === 'x' ? { left: at, width: size } : { top: at, height: size }), ...laneStyle(placed, axis) }}
    >
      {edges && <span className={styles.edgeStart} data-edge='start' aria-hidden='true' />}
      {now !== null && (
        <i
          className={axis === 'x' ? styles.now : styles.nowDown}
          style={nowStyle(start, end, now, stretch, axis)}
          aria-hidden='true'
        />
      )}
      {(inside || beside > 0) && <BlockWords {...{ booking, zone }} shown={stretch.from} />}
      {edges && <span className={styles.edgeEnd} data-edge='end' aria-hidden='true' />}
    </button>
  )
})

/** What it is, when, and whose: as many of the three as the block has room for. */
function BlockWords({ booking, zone, shown }: { booking: Booking; zone: string; shown: number }): ReactNode {
  const { file, user } = useRoom()
  return (
    <span className={styles.words}>
      <span className={styles.title}>
        <span className={styles.ink}>{bookingTitle(booking)}</span>{' '}
      </span>
      <span className={styles.times}>
        <span className={styles.ink}>{blockTimes(timesOf(booking), zone, shown)}</span>{' '}
      </span>
      <span className={styles.detail}>
        <span className={styles.ink}>{blockDetail(booking, file, user)}</span>
      </span>
    </span>
  )
}
