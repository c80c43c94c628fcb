import type { ReactNode } from 'react'
import { classNames } from '../../../ui/class-names'
import { useRoom } from '../room-context'
import { hourTicks, otherDays, placeStyle } from '../scale'
import { type Day, dateAt, type Stretch, stretchOf } from '../stretch'
import { changeWords, shortDayWords } from '../time-words'
import { clockChanges, sameClocks, zoneNamesIn, zonePlace } from '../zone-clock'
import styles from './timeline.module.css'

/** The zones of the two scales: that of the solid one first. */
export interface Zones {
  readonly main: string
  readonly other: string
}

/** What the two scales are of, at the left of the head. */
export function ScaleNames({ stretch, zones }: { stretch: Stretch; zones: Zones }): ReactNode {
  const { file } = useRoom()
  const name = (zone: string): string => {
    const place = zone === file.timeZone ? zonePlace(zone) : 'Here'
    return `${place}, ${zoneNamesIn(stretch.from, stretch.to, zone)}`
  }
  const same = sameClocks(zones.main, zones.other, stretch.from, stretch.to)
  return (
    <div className={styles.scaleNames}>
      <span className='cut' title={name(zones.main)}>
        {name(zones.main)}
      </span>
      <span className={classNames(styles.otherName, 'cut')}>{same ? 'The same here' : name(zones.other)}</span>
    </div>
  )
}

/** A day of the main scale; one on which the clock is changed says how long it is, and when and by how much it is. */
function DayName(props: { day: Day; zone: string; today: boolean; left: string; width: string }): ReactNode {
  const { day, zone, today, left, width } = props
  const { weekday, number } = splitDay(day.date)
  return (
    <div className={classNames(styles.day, today && styles.today)} style={{ left, width }}>
      <b>
        <span className={styles.weekday}>{`${weekday} `}</span>
        {number}
      </b>
      {today && <span className={styles.aside}> today</span>}
      <ChangedClock {...day} zone={zone} />
    </div>
  )
}

/** `25 h`, where the clock of a zone is changed on a day. `start`, `end`: milliseconds since 1970. */
function ChangedClock({ start, end, zone }: { start: number; end: number; zone: string }): ReactNode {
  const hours = (end - start) / 3_600_000
  return clockChanges(start, end, zone).map(change => (
    <span
      key={change.at}
      className={classNames(styles.changed, 'warn')}
      title={`${changeWords(change, zone)}: this day has ${hours} h`}
    >
      {` ${hours} h`}
    </span>
  ))
}

/** A day of the other scale, from its begin there. */
function OtherDay({ at, zone, stretch }: { at: number; zone: string; stretch: Stretch }): ReactNode {
  // Noon is in the same day whatever the clock does in the night.
  const noon = at + 43_200_000
  const words = shortDayWords(noon, zone)
  return (
    <div className={styles.otherDay} style={{ left: placeStyle(at, stretch) }}>
      <span className={styles.weekday}>{words.slice(0, 4)}</span>
      {words.slice(4)}
      <ChangedClock start={at} end={stretchOf('day', dateAt(noon, zone), zone).to} zone={zone} />
    </div>
  )
}

function splitDay(date: string): { weekday: string; number: number } {
  const at = Date.parse(`${date}T12:00:00Z`)
  return { weekday: shortDayWords(at, 'UTC').slice(0, 3), number: Number(date.slice(8)) }
}

/** Each second, third … hour, so that the labels do not touch. */
export const hoursEvery = 2

function HourNames({ stretch, zone, className }: { stretch: Stretch; zone: string; className: string | undefined }) {
  return hourTicks(stretch, zone, hoursEvery).map(({ at, label }) => (
    <div key={at} className={className} style={{ left: placeStyle(at, stretch) }}>
      {label}
    </div>
  ))
}

/** Two scales: that which divides the calendar solid, the other one dotted. One day is divided by its hours. */
export function TimelineHead({ stretch, zones, now }: { stretch: Stretch; zones: Zones; now: number }): ReactNode {
  const same = sameClocks(zones.main, zones.other, stretch.from, stretch.to)
  const hours = stretch.days.length === 1
  return (
    <div className={classNames(styles.scales, stretch.days.length > 7 && styles.narrow)}>
      {hours ? (
        <HourNames stretch={stretch} zone={zones.main} className={styles.day} />
      ) : (
        stretch.days.map(day => (
          <DayName
            key={day.date}
            day={day}
            zone={zones.main}
            today={day.start <= now && now < day.end}
            left={placeStyle(day.start, stretch)}
            width={`${(((day.end - day.start) / (stretch.to - stretch.from)) * 100).toFixed(3)}%`}
          />
        ))
      )}
      {!same && hours && <HourNames stretch={stretch} zone={zones.other} className={styles.otherDay} />}
      {!same &&
        !hours &&
        otherDays(stretch, zones.other).map(at => <OtherDay key={at} {...{ at, stretch }} zone={zones.other} />)}
    </div>
  )
}
