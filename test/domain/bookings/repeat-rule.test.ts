/** Rules to repeat by, against the examples of RFC 5545, 3.8.5.3. */
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { readCalendar } from '../../../src/domain/bookings/read-ics'
import { faultOfRule } from '../../../src/domain/bookings/repeat-rule'
import { repeatTimes } from '../../../src/domain/bookings/repeat-times'
import { seriesSlots } from '../../../src/domain/bookings/series'

const nine = (day: string): ICAL.Time => ICAL.Time.fromDateTimeString(`${day}T09:00:00`)

function days(rule: string, first: string, count: number): string[] {
  const found: string[] = []
  for (const time of repeatTimes(ICAL.Recur.fromString(rule), nine(first))) {
    if (found.length === count) break
    expect(time % 86_400).toBe(9 * 3600)
    found.push(new Date(time * 1000).toISOString().slice(0, 10))
  }
  return found
}

/** `MM-DD` of the year before them. */
const dates = (...all: (number | string)[]): string[] => {
  let year = 0
  return all.flatMap(one => {
    if (typeof one === 'string') return `${year}-${one}`
    year = one
    return []
  })
}

const examples: [rule: string, expected: string[]][] = [
  ['FREQ=MONTHLY;BYDAY=1FR', dates(1997, '09-05', '10-03', '11-07', '12-05', 1998, '01-02')],
  ['FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU,-1SU', dates(1997, '09-07', '09-28', '11-02', '11-30', 1998, '01-04', '01-25')],
  ['FREQ=MONTHLY;BYDAY=-2MO', dates(1997, '09-22', '10-20', '11-17', '12-22', 1998, '01-19', '02-16')],
  ['FREQ=MONTHLY;BYMONTHDAY=-3', dates(1997, '09-28', '10-29', '11-28', '12-29', 1998, '01-29', '02-26')],
  ['FREQ=MONTHLY;BYMONTHDAY=1,-1', dates(1997, '09-30', '10-01', '10-31', '11-01', '11-30', '12-01', '12-31')],
  ['FREQ=MONTHLY;INTERVAL=18;BYMONTHDAY=10,11,12', dates(1997, '09-10', '09-11', '09-12', 1999, '03-10', '03-11')],
  [
    'FREQ=YEARLY;INTERVAL=3;BYYEARDAY=1,100,200',
    dates(1997, '01-01', '04-10', '07-19', 2000, '01-01', '04-09', '07-18')
  ],
  ['FREQ=YEARLY;BYDAY=20MO', dates(1997, '05-19', 1998, '05-18', 1999, '05-17')],
  ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', dates(1997, '05-12', 1998, '05-11', 1999, '05-17')],
  ['FREQ=YEARLY;BYMONTH=3;BYDAY=TH', dates(1997, '03-13', '03-20', '03-27', 1998, '03-05', '03-12')],
  ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', dates(1998, '02-13', '03-13', '11-13', 1999, '08-13', 2000, '10-13')],
  [
    'FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13',
    dates(1997, '09-13', '10-11', '11-08', '12-13', 1998, '01-10')
  ],
  [
    'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
    dates(1996, '11-05', 2000, '11-07', 2004, '11-02')
  ],
  ['FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3', dates(1997, '09-04', '10-07', '11-06')],
  ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2', dates(1997, '09-29', '10-30', '11-27', '12-30', 1998, '01-29')],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO', dates(1997, '08-05', '08-10', '08-19', '08-24')],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU', dates(1997, '08-05', '08-17', '08-19', '08-31')],
  ['FREQ=MONTHLY;BYMONTHDAY=15,30', dates(2007, '01-15', '01-30', '02-15', '03-15', '03-30')],
  // Days that the rule does not name are those of the first.
  ['FREQ=YEARLY;BYWEEKNO=20', dates(1997, '05-14', 1998, '05-13')],
  ['FREQ=YEARLY', dates(2024, '02-29', 2028, '02-29')],
  ['FREQ=YEARLY;BYMONTH=1,6', dates(1997, '06-10', 1998, '01-10', '06-10')]
]

describe('a rule to repeat by', () => {
  it.each(examples)('%s comes on the days that RFC 5545 says', (rule, expected) => {
    expect(days(rule, expected[0] ?? '', expected.length)).toEqual(expected)
  })

  it('comes at each of several times of a day', () => {
    const times = repeatTimes(ICAL.Recur.fromString('FREQ=DAILY;BYHOUR=14,8;BYMINUTE=30'), nine('1997-09-02'))
    const found = [times.next(), times.next(), times.next()].map(({ value }) =>
      value === undefined ? '' : new Date(value * 1000).toISOString().slice(0, 16)
    )
    expect(found).toEqual(['1997-09-02T14:30', '1997-09-03T08:30', '1997-09-03T14:30'])
  })

  // Of 21 of them a handful are not followed; of those that people's calendars have, none.
  it.each([
    'FREQ=DAILY;COUNT=10',
    'FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20260301T000000Z',
    'FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH;COUNT=8',
    'FREQ=MONTHLY;BYDAY=-1FR',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    'FREQ=MONTHLY;BYMONTHDAY=31;COUNT=7',
    'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
    'FREQ=YEARLY',
    'FREQ=DAILY;BYHOUR=9,14;COUNT=6'
  ])('%s is followed', rule => {
    expect(faultOfRule(ICAL.Recur.fromString(rule), nine('2026-01-05'), 500)).toBeNull()
  })

  it.each([
    ['FREQ=DAILY;BYMONTHDAY=-1', '2026-01-31'],
    ['FREQ=WEEKLY;BYDAY=MO,FR;BYSETPOS=1', '2026-01-05'],
    ['FREQ=YEARLY;BYWEEKNO=1,20;BYMONTH=12,7;BYDAY=SA,WE', '2025-12-31'],
    ['FREQ=YEARLY;BYYEARDAY=100,200;BYMONTHDAY=10', '2026-04-10'],
    ['FREQ=MONTHLY;BYMONTH=6,3;BYDAY=MO', '2026-03-02']
  ])('%s, of which other days would be shown, is not', (rule, first) => {
    const fault = faultOfRule(ICAL.Recur.fromString(rule), nine(first), 500)
    expect(fault).toContain('cannot follow reliably')
    const compact = first.replaceAll('-', '')
    const event = [`UID:e1`, `DTSTART:${compact}T090000Z`, 'DURATION:PT1H', `RRULE:${rule}`]
    const text = ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...event, 'END:VEVENT', 'END:VCALENDAR'].join('\r\n')
    const as = { resource: 'krios1', owner: 'mlindq', zone: 'UTC' }
    expect(() => readCalendar(text, as)).toThrow(/cannot follow reliably/)
    const slot = { start: `${first}T09:00:00Z`, end: `${first}T10:00:00Z` }
    expect(() => seriesSlots(slot, `${rule};COUNT=20`, 'UTC')).toThrow(/cannot follow reliably/)
  })
})
