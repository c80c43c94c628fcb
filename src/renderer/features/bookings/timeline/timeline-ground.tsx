/** What lies under the bookings: days, weekends, what is over, changes of the clock, now. */
import type { ReactNode } from 'react'
import { hourTicks, placeStyle } from '../scale'
import type { Stretch } from '../stretch'
import { clockChanges } from '../zone-clock'
import styles from './timeline.module.css'
import { hoursEvery, type Zones } from './timeline-head'

/** The part of a stretch that is over, in per cent of it; null where nothing is. */
export function pastStyle({ from, to }: Pick<Stretch, 'from' | 'to'>, now: number): string | null {
  return now <= from ? null : placeStyle(Math.min(now, to), { from, to })
}

/** Lines of the days behind the rows; weekends are sunk, and what is over is as the frame: nothing is booked there. */
export function TimelineGround(props: { stretch: Stretch; zones: Zones; now: number }): ReactNode {
  const { stretch, zones, now } = props
  const hours = stretch.days.length === 1
  const lines = hours
    ? hourTicks(stretch, zones.main, hoursEvery).map(({ at }) => at)
    : stretch.days.map(({ start }) => start)
  const past = pastStyle(stretch, now)
  return (
    <div className={styles.ground} aria-hidden='true'>
      {stretch.days
        .filter(({ weekend }) => weekend && !hours)
        .map(({ date, start, end }) => (
          <i
            key={date}
            className={styles.weekend}
            style={{ left: placeStyle(start, stretch), right: `calc(100% - ${placeStyle(end, stretch)})` }}
          />
        ))}
      {past !== null && <i className={styles.past} style={{ width: past }} />}
      {lines.map(at => (
        <i key={at} className={styles.dayLine} style={{ left: placeStyle(at, stretch) }} />
      ))}
      {clockChanges(stretch.from, stretch.to, zones.main).map(({ at }) => (
        <i key={at} className={styles.changeLine} style={{ left: placeStyle(at, stretch) }} />
      ))}
      {stretch.from <= now && now < stretch.to && (
        <i className={styles.nowLine} style={{ left: placeStyle(now, stretch) }} />
      )}
    </div>
  )
}
