import { describe, expect, it } from 'vitest'
import {
  countOf,
  formatAge,
  formatBytes,
  formatClock,
  formatCount,
  formatDate,
  formatDayTime,
  formatDollars,
  formatDuration,
  formatMoment,
  formatPercent,
  formatRate,
  formatTime,
  zoneName
} from '../../../src/renderer/ui/format'

const evening = Date.UTC(2026, 10, 17, 19, 18, 7)

describe('sizes and rates', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [38 * 1024, '38 KiB'],
    [134.2 * 1024 ** 2, '134.2 MiB'],
    [2.4 * 1024 ** 4, '2.40 TiB'],
    [41.6 * 1024 ** 4, '41.6 TiB'],
    [-1536, '−1.5 KiB']
  ])('writes %d bytes as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

  it('goes to the next unit instead of writing 1024', () => {
    expect(formatBytes(1024 ** 2 - 1)).toBe('1.0 MiB')
    expect(formatBytes(1024 ** 3 - 1)).toBe('1.0 GiB')
  })

  it('says that a size is unknown, never 0', () => {
    expect(formatBytes(undefined)).toBe('unknown')
    expect(formatRate(undefined)).toBe('unknown')
    expect(formatRate(1024 ** 2)).toBe('1.0 MiB/s')
  })
})

describe('counts, shares and money', () => {
  it('groups thousands and bends the noun', () => {
    expect(formatCount(3871)).toBe('3,871')
    expect(countOf(1, 'job')).toBe('1 job')
    expect(countOf(0, 'copy', 'copies')).toBe('0 copies')
    expect(formatDollars(48.859)).toBe('$48.86')
  })

  it('never says all before it is all, nor nothing when it is something', () => {
    expect(formatPercent(0.999)).toBe('99 %')
    expect(formatPercent(1)).toBe('100 %')
    expect(formatPercent(0.001)).toBe('<1 %')
    expect(formatPercent(0)).toBe('0 %')
  })
})

describe('spans of time', () => {
  it.each([
    [9.9, '9 s', '0:09'],
    [252, '4 min', '4:12'],
    [11_220, '3 h 07 min', '3:07:00'],
    [187_200, '2 d 4 h', '2 d 04:00:00'],
    [-5, '0 s', '0:00']
  ])('writes %d seconds in words and as a clock', (seconds, words, clock) => {
    expect(formatDuration(seconds)).toBe(words)
    expect(formatClock(seconds)).toBe(clock)
  })

  it('says how old data is', () => {
    expect(formatAge(0.2)).toBe('now')
    expect(formatAge(6)).toBe('6 s old')
    expect(formatAge(undefined)).toBe('age unknown')
  })
})

describe('instants', () => {
  it('names the zone as people there do', () => {
    expect(zoneName(evening, 'Europe/Stockholm')).toBe('CET')
    expect(zoneName(evening, 'America/New_York')).toBe('EST')
    expect(zoneName(evening, 'Asia/Kolkata')).toBe('GMT+5:30')
  })

  it('writes times with their zone', () => {
    expect(formatTime(evening, 'Europe/Stockholm', true)).toBe('20:18:07 CET')
    expect(formatDayTime(evening, 'America/New_York')).toBe('Tue 14:18 EST')
  })

  it('writes a date short, with the year only when it is another one', () => {
    expect(formatDate(evening, evening, 'Europe/Stockholm')).toBe('17 Nov 20:18')
    expect(formatDate(Date.UTC(2025, 8, 5), evening, 'UTC')).toBe('05 Sep 2025')
    expect(formatDate(undefined, evening)).toBe('unknown')
  })

  it('writes a moment by its weekday only while that says which day it is', () => {
    const zone = 'Europe/Stockholm'
    expect(formatMoment(evening - 5 * 86_400_000, evening, zone)).toBe('Thu 20:18 CET')
    expect(formatMoment(evening - 7 * 86_400_000, evening, zone)).toBe('10 Nov 20:18 CET')
    expect(formatMoment(Date.UTC(2025, 4, 17, 10, 7), evening, zone)).toBe('17 May 2025 12:07 CEST')
  })
})
