import type { ReactNode } from 'react'
import { classNames } from '../../../ui/class-names'
import { useRoom } from '../room-context'
import { hourTicks, otherDays, placeStyle } from '../scale'
import type { Day, Stretch } from '../stretch'
import { shortDayWords } from '../time-words'
import { sameClocks, zoneNameAt, zonePlace } from '../zone-clock'
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
    return `${place}, ${zoneNameAt(stretch.from, zone)}`
  }
  const same = sameClocks(zones.main, zones.other, stretch.from, stretch.to)
  return (
    <div className={styles.scaleNames}>
      <span className='cut'>{name(zones.main)}</span>
      <span className={classNames(styles.otherName, 'cut')}>{same ? 'The same here' : name(zones.other)}</span>
    </div>
  )
}

/** A day of the main scale; one of 23 or 25 hours says so. */
function DayName({ day, today, left, width }: { day: Day; today: boolean; left: string; width: string }): ReactNode {
  const { weekday, number } = splitDay(day.date)
  return (
    <div className={classNames(styles.day, today && styles.today)} style={{ left, width }}>
      <b>
        <span className={styles.weekday}>{`${weekday} `}</span>
        {number}
      </b>
      {today && <span className={styles.aside}> today</span>}
      {day.hours !== 24 && (
        <span className={classNames(styles.changed, 'warn')} title='The clock is changed on this day'>
          {` ${day.hours} h`}
        </span>
      )}
    </div>
  )
}

function splitDay(date: string): { weekday: string; number: number } {
  const at = Date.parse(`${date}T12:00:00Z`)
  return { weekday: shortDayWords(at, 'UTC').slice(0, 3), number: Number(date.slice(8)) }
}

/** Each second, third … hour, so that the labels do not touch. */
const hoursEvery = 2

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
            today={day.start <= now && now < day.end}
            left={placeStyle(day.start, stretch)}
            width={`${(((day.end - day.start) / (stretch.to - stretch.from)) * 100).toFixed(3)}%`}
          />
        ))
      )}
      {!same && hours && <HourNames stretch={stretch} zone={zones.other} className={styles.otherDay} />}
      {!same &&
        !hours &&
        otherDays(stretch, zones.other).map(at => (
          <div key={at} className={styles.otherDay} style={{ left: placeStyle(at, stretch) }}>
            <span className={styles.weekday}>{`${shortDayWords(at + 43_200_000, zones.other).slice(0, 4)}`}</span>
            {shortDayWords(at + 43_200_000, zones.other).slice(4)}
          </div>
        ))}
    </div>
  )
}

/** Lines of the days behind the rows; weekends are sunk. */
export function TimelineGround({ stretch, zones }: { stretch: Stretch; zones: Zones }): ReactNode {
  const hours = stretch.days.length === 1
  const lines = hours
    ? hourTicks(stretch, zones.main, hoursEvery).map(({ at }) => at)
    : stretch.days.map(({ start }) => start)
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
      {lines.map(at => (
        <i key={at} className={styles.dayLine} style={{ left: placeStyle(at, stretch) }} />
      ))}
    </div>
  )
}

/** Now, over the rows. */
export function NowLine({ stretch, now }: { stretch: Stretch; now: number }): ReactNode {
  if (now < stretch.from || now >= stretch.to) return null
  return (
    <div className={classNames(styles.ground, styles.over)} aria-hidden='true'>
      <i className={styles.nowLine} style={{ left: placeStyle(now, stretch) }} />
    </div>
  )
}
