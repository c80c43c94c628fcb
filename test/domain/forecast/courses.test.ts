import { backlogCourse, forecastEnd, forecastTimes, freeCourse } from '@domain/forecast/courses'
import { describe, expect, it } from 'vitest'

const hour = 3_600_000
const now = Date.parse('2026-11-22T12:00:00Z')
const sessionEnd = now + 4 * hour
const times = forecastTimes(now, now + 8 * hour, 9)
const during = { now, sessionEnd }

it('the moments of a forecast begin now and end at its end', () => {
  expect(times.map(at => (at - now) / hour)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
})

describe('a forecast is drawn', () => {
  it('to the end of the session where everything is copied by then', () => {
    expect(forecastEnd(now, sessionEnd, [now + hour, null])).toBe(sessionEnd)
  })
  it('until the last backlog clears, and at most as long again', () => {
    expect(forecastEnd(now, sessionEnd, [sessionEnd + hour])).toBe(sessionEnd + hour)
    expect(forecastEnd(now, sessionEnd, [sessionEnd + 100 * hour])).toBe(sessionEnd + 4 * hour)
  })
  it('an hour on when the session is over', () => {
    expect(forecastEnd(now, now - hour, [])).toBe(now + hour)
  })
})

describe('what is free', () => {
  it('falls by what is written until the session ends, and not below nothing', () => {
    expect(freeCourse(times, { freeBytes: 250, bytesPerHour: 100 }, during)).toEqual([
      ...[250, 150, 50, 0, 0],
      ...[null, null, null, null]
    ])
  })
  it('is not foretold where it is not known how fast it fills', () => {
    expect(freeCourse(times, { freeBytes: 250, bytesPerHour: null }, during)).toEqual(times.map(() => null))
  })
})

describe('a backlog', () => {
  it('grows while more comes than goes, and falls by what goes after the end', () => {
    const backlog = { bytes: 100, arrivingPerHour: 300, sentPerHour: 200 }
    expect(backlogCourse(times, backlog, during)).toEqual([100, 200, 300, 400, 500, 300, 100, 0, 0])
  })
  it('that shrinks is nothing from then on', () => {
    const backlog = { bytes: 150, arrivingPerHour: 100, sentPerHour: 200 }
    expect(backlogCourse(times, backlog, during)).toEqual([150, 50, 0, 0, 0, 0, 0, 0, 0])
  })
  it('is not foretold while nothing moves', () => {
    expect(backlogCourse(times, { bytes: 1, arrivingPerHour: 1, sentPerHour: null }, during)).toEqual(
      times.map(() => null)
    )
  })
})
