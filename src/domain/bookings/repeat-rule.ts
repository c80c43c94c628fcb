/** Whether a rule to repeat by can be followed: ical.js looks for ever for the next day of a rule that has none. */
import type ICAL from 'ical.js'
import { repeatTimes } from './repeat-times'

const frequencies: ReadonlySet<string> = new Set(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'])
const mostInterval = 1000
/** Days, weeks, months or years that are looked at: half a second, and more than a century of days. */
const mostRounds = 50_000

const tooSeldom = 'it never comes, or too seldom'

class TooManyRounds extends Error {}

/** An iterator that gives up instead of looking for ever. Errors of ical.js: the rule contradicts itself. */
function boundedIterator(recur: ICAL.Recur, first: ICAL.Time): ICAL.RecurIterator {
  const iterator = recur.iterator(first)
  const check = iterator.check_contracting_rules.bind(iterator)
  let rounds = 0
  // What `next` asks of each day that it comes to.
  iterator.check_contracting_rules = () => {
    rounds += 1
    if (rounds > mostRounds) throw new TooManyRounds()
    return check()
  }
  return iterator
}

/** ical.js looks for a fifth weekday before it begins; every twelfth month may be a February that never has one. */
const isFifthOfYear = (recur: ICAL.Recur): boolean =>
  recur.freq === 'MONTHLY' &&
  recur.interval >= 12 &&
  recur.getComponent('BYDAY').some(day => /^[+-]?[5-9]/.test(String(day)))

/** No day of the months that it names, neither from their begin nor from their end. */
function hasNoDay(recur: ICAL.Recur): boolean {
  const [days, months] = (['BYMONTHDAY', 'BYMONTH'] as const).map(part => recur.getComponent(part).map(Number))
  if (!days || days.length === 0) return false
  const lengths = (months && months.length > 0 ? months : [1]).map(month =>
    month === 2 ? 29 : isShort(month) ? 30 : 31
  )
  return days.every(day => day === 0 || lengths.every(length => Math.abs(day) > length))
}

const isShort = (month: number): boolean => [4, 6, 9, 11].includes(month)

/** So many are compared at least. */
const leastYears = 400

/** Seconds of the wall since 1970. */
const wallSeconds = ({ year, month, day, hour, minute, second }: ICAL.Time): number =>
  Date.UTC(year, month - 1, day, hour, minute, second) / 1000

/**
 * ical.js finds other times than RFC 5545 for many rules: a day counted from the end of a month in a daily rule, BYWEEKNO
 * with BYMONTH, BYSETPOS with weeks, months that are not in order. Each rule is compared with the RFC's letter.
 */
const misread = 'it names its days in a way that Farscope cannot follow reliably'

/**
 * What is wrong with the rule, in words that follow "because"; null: its first `most` times from `first` on are found in
 * bounded time, and are those that RFC 5545 means. Leaves the rule as it is.
 */
export function faultOfRule(recur: ICAL.Recur, first: ICAL.Time, most: number): string | null {
  if (!frequencies.has(recur.freq)) return 'it repeats more than once a day'
  if (recur.interval > mostInterval) return `its INTERVAL is more than ${mostInterval}`
  if (isFifthOfYear(recur) || hasNoDay(recur)) return tooSeldom
  try {
    const iterator = boundedIterator(recur.clone(), first.clone())
    const meant = repeatTimes(recur, first)
    for (let count = 0; count < most; count++) {
      const found = iterator.next()
      // RFC 5545 leaves open whether a first day that the rule does not name is one of its own.
      if (count === 0 && found && found.compare(first) === 0 && isNot(first, recur)) continue
      const wanted = meant.next()
      if (!found) return wanted.done || isOver(recur, count, wanted.value) ? null : misread
      // What comes after some centuries is not compared.
      if (wanted.done ? found.year < first.year + leastYears : wallSeconds(found) !== wanted.value) return misread
    }
    return null
  } catch (thrown) {
    if (!repeatTimes(recur, first).next().done) return misread
    return thrown instanceof TooManyRounds ? tooSeldom : 'it contradicts itself'
  }
}

const isNot = (first: ICAL.Time, recur: ICAL.Recur): boolean =>
  repeatTimes(recur, first).next().value !== wallSeconds(first)

/** Whether COUNT or UNTIL leaves out what would come next. `time`: seconds of the wall since 1970. */
function isOver({ count, until }: ICAL.Recur, found: number, time: number): boolean {
  if (count !== null && count !== undefined) return found >= count
  return until !== null && until !== undefined && time > wallSeconds(until)
}
