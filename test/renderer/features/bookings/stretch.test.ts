import { describe, expect, it } from 'vitest'
import { hourTicks, instantOf, otherDays, placeOf } from '../../../../src/renderer/features/bookings/scale'
import { shifted, stretchOf, stretchTitle } from '../../../../src/renderer/features/bookings/stretch'
import { spanWords } from '../../../../src/renderer/features/bookings/time-words'

const zone = 'Europe/Stockholm'
const iso = (at: number): string => new Date(at).toISOString()

describe('the stretch of a view', () => {
  it('is a week from Monday by the clock of its zone', () => {
    const { from, to, days } = stretchOf('week', '2026-11-19', zone)
    expect([iso(from), iso(to)]).toEqual(['2026-11-15T23:00:00.000Z', '2026-11-22T23:00:00.000Z'])
    expect(days.map(({ weekend }) => weekend)).toEqual([false, false, false, false, false, true, true])
  })

  it('has a day of 25 hours and one of 23 where the clock is changed', () => {
    const hours = (date: string): number[] => stretchOf('week', date, zone).days.map(day => day.hours)
    expect(hours('2026-10-25')).toEqual([24, 24, 24, 24, 24, 24, 25])
    expect(hours('2026-03-29')).toEqual([24, 24, 24, 24, 24, 24, 23])
  })

  it('has a day of 24 and a half hours on Lord Howe Island', () => {
    expect(stretchOf('day', '2026-04-05', 'Australia/Lord_Howe').days[0]?.hours).toBe(24.5)
  })

  it('goes to the next month from a long one without leaving one out', () => {
    expect(shifted('month', '2026-01-31', 1)).toBe('2026-02-01')
    expect(shifted('week', '2026-11-19', -1)).toBe('2026-11-12')
    expect(shifted('columns', '2026-11-19', 1)).toBe('2026-11-20')
  })

  it('is named by its week, and says once what both ends have in common', () => {
    expect(stretchTitle('week', '2026-11-19')).toEqual({ title: 'Week 47', detail: '16 to 22 November 2026' })
    expect(stretchTitle('week', '2026-12-31').detail).toBe('28 December 2026 to 3 January 2027')
    expect(stretchTitle('day', '2026-11-17')).toEqual({ title: 'Tuesday', detail: '17 November 2026' })
  })
})

describe('the scales', () => {
  const week = stretchOf('week', '2026-11-19', zone)

  it('place an instant by its share of the time that goes by', () => {
    expect(placeOf(week.from, week)).toBe(0)
    expect(instantOf(placeOf(week.to - 3_600_000, week), week)).toBe(week.to - 3_600_000)
  })

  it('have the days of another zone where they begin there', () => {
    const days = otherDays(week, 'America/New_York')
    expect(days.map(at => iso(at).slice(0, 13))).toEqual([16, 17, 18, 19, 20, 21, 22].map(day => `2026-11-${day}T05`))
    expect(otherDays(week, zone)).toEqual(week.days.map(({ start }) => start))
  })

  it('have the hours of a zone that stands half an hour apart', () => {
    const day = stretchOf('day', '2026-11-17', zone)
    const [first] = hourTicks(day, 'Asia/Kolkata', 2)
    expect([first?.label, first && iso(first.at)]).toEqual(['06:00', '2026-11-17T00:30:00.000Z'])
  })

  it('show an hour that comes twice twice, and one that does not come not at all', () => {
    const labels = (date: string): string[] =>
      hourTicks(stretchOf('day', date, zone), zone, 1).map(({ label }) => label)
    expect(labels('2026-10-25').filter(label => label === '02:00')).toHaveLength(2)
    expect(labels('2026-03-29')).not.toContain('02:00')
  })
})

describe('a slot in words', () => {
  const at = Date.parse
  it('names its zone, and the day once', () => {
    expect(spanWords(at('2026-11-17T08:00:00Z'), at('2026-11-17T12:00:00Z'), zone)).toBe(
      'Tue 17 Nov 09:00 to 13:00 CET'
    )
    expect(spanWords(at('2026-11-17T08:00:00Z'), at('2026-11-18T08:00:00Z'), zone)).toBe(
      'Tue 17 Nov 09:00 to Wed 18 Nov 09:00 CET'
    )
  })

  it('names both zones where the clock is changed in between', () => {
    expect(spanWords(at('2026-10-24T20:00:00Z'), at('2026-10-25T08:00:00Z'), zone)).toBe(
      'Sat 24 Oct 22:00 CEST to Sun 25 Oct 09:00 CET'
    )
  })
})
