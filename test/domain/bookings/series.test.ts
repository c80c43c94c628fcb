import { describe, expect, it } from 'vitest'
import { inScope, movedAlike, seriesSlots } from '../../../src/domain/bookings/series'
import { zoned } from '../../../src/domain/bookings/zone'
import { booking } from './booking-fixture'

const wall = (instant: string, zone: string): string => zoned(instant, zone).toPlainDateTime().toString()
const hoursOf = ({ start, end }: { start: string; end: string }): number =>
  (Date.parse(end) - Date.parse(start)) / 3600e3

describe('a series', () => {
  it.each([
    ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;COUNT=2', ['2026-11-02', '2028-02-29']],
    ['FREQ=MONTHLY;BYMONTHDAY=31;COUNT=2', ['2026-12-31', '2027-01-31']],
    ['FREQ=MONTHLY;BYDAY=5MO;COUNT=2', ['2026-11-30', '2027-03-29']],
    ['FREQ=YEARLY;BYMONTH=2;BYDAY=-1MO;COUNT=1', ['2027-02-22']]
  ])('may come seldom: %s', (repeat, days) => {
    const first = { start: '2026-11-02T10:00:00Z', end: '2026-11-02T12:00:00Z' }
    expect(seriesSlots(first, repeat, 'UTC').map(({ start }) => start.slice(0, 10))).toEqual(days)
  })

  it.each([
    ['Europe/Berlin', '2026-10-17T07:00:00Z', '09:00'],
    ['America/Los_Angeles', '2026-10-24T16:00:00Z', '09:00'],
    ['Asia/Kolkata', '2026-10-17T03:30:00Z', '09:00'],
    ['Australia/Lord_Howe', '2026-09-26T22:30:00Z', '09:00']
  ])('keeps its time by the clock and its length over the change in %s', (zone, start, clock) => {
    const end = new Date(Date.parse(start) + 8 * 3600e3).toISOString()
    const slots = seriesSlots({ start, end }, 'FREQ=WEEKLY;COUNT=4', zone)
    expect(slots).toHaveLength(4)
    expect(slots.map(slot => wall(slot.start, zone).slice(11, 16))).toEqual(slots.map(() => clock))
    expect(slots.map(hoursOf)).toEqual([8, 8, 8, 8])
  })

  it('keeps the length of a night in which the clock changes', () => {
    const night = { start: '2026-10-17T18:00:00Z', end: '2026-10-18T06:00:00Z' }
    const slots = seriesSlots(night, 'FREQ=WEEKLY;COUNT=3', 'Europe/Berlin')
    expect(slots.map(({ start }) => start)).toEqual([
      '2026-10-17T18:00:00Z',
      '2026-10-24T18:00:00Z',
      '2026-10-31T19:00:00Z'
    ])
    expect(slots.map(hoursOf)).toEqual([12, 12, 12])
  })

  it('begins after the gap where the clock skips its time, and is back the week after', () => {
    const slots = seriesSlots(
      { start: '2027-03-21T01:30:00Z', end: '2027-03-21T03:30:00Z' },
      'FREQ=WEEKLY;COUNT=3',
      'Europe/Berlin'
    )
    expect(slots.map(({ start }) => wall(start, 'Europe/Berlin'))).toEqual([
      ...['2027-03-21T02:30:00', '2027-03-28T03:30:00', '2027-04-04T02:30:00']
    ])
  })

  it('ends with UNTIL, whose instant is one of the facility and whose date is a whole day', () => {
    const first = { start: '2026-11-02T22:30:00Z', end: '2026-11-03T00:30:00Z' }
    const count = (until: string): number => seriesSlots(first, `FREQ=DAILY;UNTIL=${until}`, 'Asia/Kolkata').length
    // In Kolkata it begins on the 3rd at 04:00.
    expect([count('20261105T222959Z'), count('20261105T223000Z'), count('20261106')]).toEqual([3, 4, 4])
  })

  it.each([
    ...['FREQ=WEEKLY', 'nonsense', 'FREQ=SOMETIMES;COUNT=2', 'FREQ=DAILY;COUNT=501'],
    ...[
      'FREQ=SECONDLY;COUNT=2',
      'FREQ=MINUTELY;COUNT=2',
      'FREQ=HOURLY;COUNT=2',
      'FREQ=DAILY;INTERVAL=99999999;COUNT=2'
    ],
    ...['DAILY', 'MONTHLY', 'YEARLY'].map(freq => `FREQ=${freq};BYMONTH=2;BYMONTHDAY=30;COUNT=2`),
    ...['FREQ=DAILY;BYMONTH=13;COUNT=2', 'FREQ=WEEKLY;BYMONTH=14;COUNT=2', 'FREQ=MONTHLY;BYMONTHDAY=-32;COUNT=2'],
    ...['FREQ=DAILY;INTERVAL=7;BYDAY=TU;COUNT=2', 'FREQ=MONTHLY;INTERVAL=4800;BYDAY=5MO;COUNT=2']
  ])('that cannot be is refused: %s', repeat => {
    const first = { start: '2026-11-02T10:00:00Z', end: '2026-11-02T12:00:00Z' }
    expect(() => seriesSlots(first, repeat, 'UTC')).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})

describe('a change of a series', () => {
  const of = (uid: string, start: string, known = {}) =>
    booking({ uid, series: 's', start, end: new Date(Date.parse(start) + 8 * 3600e3).toISOString(), ...known })
  const all = [
    of('c', '2026-11-02T08:00:00Z'),
    of('a', '2026-10-19T07:00:00Z'),
    of('b', '2026-10-26T08:00:00Z'),
    of('d', '2026-11-09T08:00:00Z', { status: 'cancelled' }),
    of('e', '2026-10-05T07:00:00Z')
  ]
  const uids = (scope: 'one' | 'following' | 'all', uid = 'b'): string[] => {
    const target = all.find(one => one.uid === uid)
    return target ? inScope(target, scope, all, '2026-10-10T00:00:00Z').map(one => one.uid) : []
  }

  it('means one, this and the following, or all that are not over', () => {
    expect([uids('one'), uids('following'), uids('all')]).toEqual([['b'], ['b', 'c'], ['b', 'a', 'c']])
  })

  it('moves the others by the clock, over its change', () => {
    const [before, after] = [
      { start: '2026-10-19T07:00:00Z', end: '2026-10-19T15:00:00Z' },
      { start: '2026-10-20T08:30:00Z', end: '2026-10-20T15:30:00Z' }
    ]
    const other = { start: '2026-10-26T08:00:00Z', end: '2026-10-26T16:00:00Z' }
    expect(movedAlike(other, before, after, 'Europe/Berlin')).toEqual({
      start: '2026-10-27T09:30:00Z',
      end: '2026-10-27T16:30:00Z'
    })
    // From summer into winter: 09:00 to 09:00 though it is an hour more.
    const moved = { start: '2026-10-26T08:00:00Z', end: '2026-10-26T16:00:00Z' }
    expect(movedAlike(other, before, moved, 'Europe/Berlin').start).toBe('2026-11-02T08:00:00Z')
  })
})
