/**
 * When a rule to repeat by comes, by the letter of RFC 5545, 3.3.10: every day of a period that all its parts allow. It
 * is slower than ical.js, and is what ical.js is checked against (repeat-rule).
 */
import type ICAL from 'ical.js'

/** A day of the wall's calendar. */
interface Day {
  /** Since 1970-01-01. */
  readonly number: number
  readonly year: number
  readonly month: number
  readonly day: number
}

const dayMs = 86_400_000

const numberOf = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) / dayMs
const monthLength = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()
const yearLength = (year: number): number => numberOf(year + 1, 1, 1) - numberOf(year, 1, 1)

function dayOf(number: number): Day {
  const date = new Date(number * dayMs)
  return { number, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** 0: Sunday. 1970-01-01 was a Thursday. */
const weekdayOf = (number: number): number => (((number + 4) % 7) + 7) % 7
const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']

function daysOfMonth(year: number, month: number): Day[] {
  const first = numberOf(year, month, 1)
  return Array.from({ length: monthLength(year, month) }, (_, at) => ({ number: first + at, year, month, day: at + 1 }))
}

const daysOfWeek = (begin: number): Day[] => Array.from({ length: 7 }, (_, at) => dayOf(begin + at))

/** Months of a year in which the rule can come. */
function monthsOf(recur: ICAL.Recur): number[] {
  const named = numbersOf(recur, 'BYMONTH')
  const all = Array.from({ length: 12 }, (_, at) => at + 1)
  return named.length > 0 ? all.filter(month => named.includes(month)) : all
}

/** Days of the period in which `first` lies, and of each that the rule comes to after it. */
function* periods(recur: ICAL.Recur, first: Day): Generator<Day[], void, void> {
  const { freq, interval, wkst } = recur
  const months = monthsOf(recur)
  for (let step = 0; ; step += interval) {
    if (freq === 'YEARLY') yield months.flatMap(month => daysOfMonth(first.year + step, month))
    else if (freq === 'MONTHLY') {
      const month = first.month - 1 + step
      yield daysOfMonth(first.year + Math.floor(month / 12), (month % 12) + 1)
    } else if (freq === 'WEEKLY') yield daysOfWeek(weekBegin(first.number, wkst - 1) + step * 7)
    else yield [dayOf(first.number + step)]
  }
}

/** `begin`: weekday on which weeks begin. */
const weekBegin = (number: number, begin: number): number => number - ((weekdayOf(number) - begin + 7) % 7)

/** Week and number of weeks of the year to which most of the day's week belongs (RFC 5545: the first has four days). */
function weekOf(number: number, begin: number): { week: number; weeks: number } {
  const middle = dayOf(weekBegin(number, begin) + 3)
  const weekIn = (day: number): number => Math.floor((day - numberOf(middle.year, 1, 1)) / 7) + 1
  return {
    week: weekIn(middle.number),
    // The week of 28 December is the last of its year, wherever weeks begin.
    weeks: weekIn(weekBegin(numberOf(middle.year, 12, 28), begin) + 3)
  }
}

/** Whether the place from the begin, or from the end, is among those that are wanted. */
const isAmong = (wanted: readonly number[], place: number, length: number): boolean =>
  wanted.includes(place) || wanted.includes(place - length - 1)

type Allows = (day: Day) => boolean

function byDay(recur: ICAL.Recur, parts: readonly string[]): Allows {
  const wanted = parts.map(part => ({ weekday: weekdays.indexOf(part.slice(-2)), nth: Number(part.slice(0, -2)) }))
  const ofYear = recur.freq === 'YEARLY' && numbersOf(recur, 'BYMONTH').length === 0
  return ({ number, year, month, day }) => {
    const [at, length] = ofYear
      ? [number - numberOf(year, 1, 1) + 1, yearLength(year)]
      : [day, monthLength(year, month)]
    const nth = Math.ceil(at / 7)
    const last = -Math.ceil((length - at + 1) / 7)
    return wanted.some(
      one => one.weekday === weekdayOf(number) && (one.nth === 0 || one.nth === nth || one.nth === last)
    )
  }
}

const numbersOf = (recur: ICAL.Recur, part: string): number[] => recur.getComponent(part).map(Number)

/** What the parts of the rule ask of a day; what none of them says is as with the first. */
function conditions(recur: ICAL.Recur, first: Day): Allows[] {
  const [months, weeks, yearDays, monthDays] = ['BYMONTH', 'BYWEEKNO', 'BYYEARDAY', 'BYMONTHDAY'].map(part =>
    numbersOf(recur, part)
  )
  const days = recur.getComponent('BYDAY').map(String)
  const namesDays = [yearDays, monthDays, days].some(part => (part?.length ?? 0) > 0)
  const byWeek = recur.freq === 'WEEKLY' || (weeks?.length ?? 0) > 0
  const found: Allows[] = []
  const add = (
    wanted: readonly number[] | undefined,
    allows: (wanted: readonly number[], day: Day) => boolean
  ): void => {
    if (wanted && wanted.length > 0) found.push(day => allows(wanted, day))
  }
  add(months, (wanted, { month }) => wanted.includes(month))
  add(weeks, (wanted, { number }) => {
    const of = weekOf(number, recur.wkst - 1)
    return isAmong(wanted, of.week, of.weeks)
  })
  add(yearDays, (wanted, { number, year }) => isAmong(wanted, number - numberOf(year, 1, 1) + 1, yearLength(year)))
  add(monthDays, (wanted, { year, month, day }) => isAmong(wanted, day, monthLength(year, month)))
  if (days.length > 0) found.push(byDay(recur, days))
  if (namesDays || recur.freq === 'DAILY') return found
  if (byWeek) return [...found, ({ number }) => weekdayOf(number) === weekdayOf(first.number)]
  const isMonth: Allows = ({ month }) => recur.freq === 'MONTHLY' || (months?.length ?? 0) > 0 || month === first.month
  return [...found, isMonth, ({ day }) => day === first.day]
}

/** Seconds of the day at which it comes. */
function timesOfDay(recur: ICAL.Recur, first: ICAL.Time): number[] {
  const of = (part: string, own: number): number[] => {
    const named = numbersOf(recur, part)
    return named.length > 0 ? named : [own]
  }
  return of('BYHOUR', first.hour)
    .flatMap(hour => of('BYMINUTE', first.minute).map(minute => hour * 60 + minute))
    .flatMap(minutes => of('BYSECOND', first.second).map(second => minutes * 60 + second))
    .sort((a, b) => a - b)
}

/** Days that are looked at: some centuries, and a tenth of a second. */
const mostDays = 150_000

/**
 * Its times from `first` on, in seconds of the wall since 1970, without regard to COUNT and UNTIL, of the first
 * centuries. Of a rule that repeats by days, weeks, months or years.
 */
export function* repeatTimes(recur: ICAL.Recur, first: ICAL.Time): Generator<number, void, void> {
  const begin = dayOf(numberOf(first.year, first.month, first.day))
  const from = begin.number * 86_400 + (first.hour * 60 + first.minute) * 60 + first.second
  const allowed = conditions(recur, begin)
  const seconds = timesOfDay(recur, first)
  const places = numbersOf(recur, 'BYSETPOS')
  let looked = 0
  for (const days of periods(recur, begin)) {
    // A period without any day, of a month that there is not, counts too, or it would go on for ever.
    looked += Math.max(1, days.length)
    if (looked > mostDays) return
    const all = days
      .filter(day => allowed.every(allows => allows(day)))
      .flatMap(({ number }) => seconds.map(second => number * 86_400 + second))
    const wanted = places.length === 0 ? all : all.filter((_, at) => isAmong(places, at + 1, all.length))
    for (const time of wanted) {
      if (time >= from) yield time
    }
  }
}
