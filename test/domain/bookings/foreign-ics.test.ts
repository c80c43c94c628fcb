import { describe, expect, it } from 'vitest'
import { readCalendar } from '../../../src/domain/bookings/read-ics'

const defaults = { resource: 'krios1', owner: 'mlindq', zone: 'Europe/Berlin' }

/** One calendar of another program around these lines. */
const calendar = (...lines: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Other//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n')

const event = (...lines: string[]): string[] => [
  ...['BEGIN:VEVENT', 'UID:e', 'DTSTAMP:20260101T000000Z', ...lines, 'END:VEVENT']
]

const slots = (text: string): string[][] =>
  readCalendar(text, defaults).map(({ uid, start, end, status }) => [uid, start, end, status])

/** Outlook's: a name of its own, described in the file. */
const customZone = [
  ...['BEGIN:VTIMEZONE', 'TZID:W. Europe Standard Time', 'BEGIN:STANDARD', 'DTSTART:16010101T030000'],
  ...['TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100', 'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10', 'END:STANDARD'],
  ...['BEGIN:DAYLIGHT', 'DTSTART:16010101T020000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200'],
  ...['RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3', 'END:DAYLIGHT', 'END:VTIMEZONE']
]

describe('an event of another program', () => {
  it('without a zone is by the facility’s clock', () => {
    expect(slots(calendar(...event('DTSTART:20260701T090000', 'DTEND:20260701T110000')))).toEqual([
      ['e', '2026-07-01T07:00:00Z', '2026-07-01T09:00:00Z', 'confirmed']
    ])
  })

  it('in a zone that only the file describes is by its rules, also where begin and end differ', () => {
    const text = calendar(
      ...customZone,
      ...event(
        'DTSTART;TZID=W. Europe Standard Time:20260701T090000',
        'DTEND;TZID=America/New_York:20260701T050000',
        'STATUS:TENTATIVE'
      )
    )
    expect(slots(text)).toEqual([['e', '2026-07-01T07:00:00Z', '2026-07-01T09:00:00Z', 'waiting']])
    expect(() => slots(calendar(...event('DTSTART;TZID=Nowhere:20260701T090000')))).toThrow(
      expect.objectContaining({ code: 'corrupt', message: expect.stringContaining('Nowhere') })
    )
  })

  it('of whole days is from midnight to midnight, 25 hours where the day has as many', () => {
    expect(slots(calendar(...event('DTSTART;VALUE=DATE:20261025', 'DTEND;VALUE=DATE:20261027')))).toEqual([
      ['e', '2026-10-24T22:00:00Z', '2026-10-26T23:00:00Z', 'confirmed']
    ])
    expect(slots(calendar(...event('DTSTART;VALUE=DATE:20261025')))).toEqual([
      ['e', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 'confirmed']
    ])
    const weekly = calendar(...event('DTSTART;VALUE=DATE:20261018', 'RRULE:FREQ=WEEKLY;COUNT=2'))
    expect(slots(weekly).map(([, start, end]) => [start, end])).toEqual([
      ['2026-10-17T22:00:00Z', '2026-10-18T22:00:00Z'],
      ['2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z']
    ])
  })

  it('with a length of days ends at the same time of the wall, of hours after so many', () => {
    const start = 'DTSTART;TZID=Europe/Berlin:20261024T120000'
    expect(slots(calendar(...event(start, 'DURATION:P1D')))[0]?.[2]).toBe('2026-10-25T11:00:00Z')
    expect(slots(calendar(...event(start, 'DURATION:PT24H')))[0]?.[2]).toBe('2026-10-25T10:00:00Z')
  })

  it('that repeats has names that stay when others of it go, and a last one by UNTIL', () => {
    const lines = [
      ...['DTSTART;TZID=Europe/Berlin:20261019T003000', 'DURATION:PT1H'],
      'RRULE:FREQ=WEEKLY;UNTIL=20261101T233000Z'
    ]
    expect(slots(calendar(...event(...lines))).map(([uid, start]) => [uid, start])).toEqual([
      ['e-20261018T223000Z', '2026-10-18T22:30:00Z'],
      ['e-20261025T233000Z', '2026-10-25T23:30:00Z'],
      ['e-20261101T233000Z', '2026-11-01T23:30:00Z']
    ])
    const without = [...lines, 'EXDATE:20261018T223000Z']
    expect(slots(calendar(...event(...without))).map(([uid]) => uid)).toEqual([
      'e-20261025T233000Z',
      'e-20261101T233000Z'
    ])
  })

  it('that repeats may have instances that were moved or cancelled', () => {
    const text = calendar(
      ...event('DTSTART:20261019T070000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=3', 'SUMMARY:whole'),
      ...event('RECURRENCE-ID:20261020T070000Z', 'DTSTART:20261020T120000Z', 'DURATION:PT2H', 'SUMMARY:moved'),
      ...event('RECURRENCE-ID:20261021T070000Z', 'DTSTART:20261021T070000Z', 'DURATION:PT1H', 'STATUS:CANCELLED')
    )
    expect(slots(text)).toEqual([
      ['e-20261019T070000Z', '2026-10-19T07:00:00Z', '2026-10-19T08:00:00Z', 'confirmed'],
      ['e-20261020T070000Z', '2026-10-20T12:00:00Z', '2026-10-20T14:00:00Z', 'confirmed'],
      ['e-20261021T070000Z', '2026-10-21T07:00:00Z', '2026-10-21T08:00:00Z', 'cancelled']
    ])
    expect(readCalendar(text, defaults).map(({ title }) => title)).toEqual(['whole', 'moved', ''])
  })

  it('whose rule, or that of its zone, never comes is called damaged', () => {
    const [start, never] = ['20261019T070000', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30']
    const zone = customZone.map(line => (line.startsWith('RRULE') ? never : line))
    for (const text of [
      calendar(...event(`DTSTART:${start}Z`, 'DURATION:PT1H', never)),
      calendar(...event(`DTSTART:${start}Z`, 'DURATION:PT1H', 'RRULE:FREQ=SECONDLY')),
      calendar(...zone, ...event(`DTSTART;TZID=W. Europe Standard Time:${start}`, 'DURATION:PT1H'))
    ])
      expect(() => slots(text)).toThrow(expect.objectContaining({ code: 'corrupt' }))
  })

  it('that repeats is not one booking', () => {
    const text = calendar(...event('DTSTART:20261019T070000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY'))
    expect(() => readCalendar(text, { ...defaults, single: true })).toThrow(/repeats/)
  })

  it('that never ends becomes 500', () => {
    expect(slots(calendar(...event('DTSTART:20261019T070000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY')))).toHaveLength(500)
  })

  it('may stand in one of several calendars of a file, after a byte order mark', () => {
    const one = calendar(...event('DTSTART:20261019T070000Z', 'DURATION:PT1H'))
    expect(slots(`\uFEFF${one}${one.replace('UID:e', 'UID:f')}`).map(([uid]) => uid)).toEqual(['e', 'f'])
  })

  it('with times or names that are none is called damaged', () => {
    const damaged = (...lines: string[]) =>
      expect(() => slots(calendar(...event(...lines)))).toThrow(expect.objectContaining({ code: 'corrupt' }))
    damaged('DTSTART:20261319T070000Z')
    damaged('DTSTART:20261019T070000Z', 'X-FARSCOPE-OWNER:a b')
    damaged('SUMMARY:no time')
  })
})
