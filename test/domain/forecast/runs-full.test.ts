import {
  type Coming,
  fillRate,
  moviesAtEnd,
  type RoomFacts,
  roomForecast,
  runsFullAt,
  seenToFill
} from '@domain/forecast/runs-full'
import { describe, expect, it } from 'vitest'

const hourMs = 3_600_000
const tb = 1e12

describe('when a place runs full', () => {
  it('follows from what is free and what comes', () => {
    expect(runsFullAt(2.8 * tb, 0.216 * tb, 0)).toBeCloseTo((2.8 / 0.216) * hourMs, 0)
    expect(runsFullAt(0, 1, 5)).toBe(5)
  })

  it('is unknown without both, and never where nothing comes or it takes years', () => {
    expect(runsFullAt(null, 1, 0)).toBeNull()
    expect(runsFullAt(1, null, 0)).toBeNull()
    expect(runsFullAt(1, 0, 0)).toBeNull()
    expect(runsFullAt(1, -5, 0)).toBeNull()
    expect(runsFullAt(1e15, 1, 0)).toBeNull()
  })
})

describe('how fast a place fills', () => {
  it('is seen over ten minutes at least', () => {
    const at = (minutes: number, freeBytes: number) => ({ at: minutes * 60_000, freeBytes })
    expect(seenToFill([at(0, 100), at(30, 40), at(60, 10)])).toBe(90)
    expect(seenToFill([at(0, 100), at(9, 40)])).toBeNull()
    expect(seenToFill([])).toBeNull()
  })

  it('is that before and after somebody freed space, which hides what came meanwhile', () => {
    // Twelve minutes each; 10 go in them.
    const free = [500, 490, 480, 900, 890, 880, 870]
    const samples = free.map((freeBytes, at) => ({ at: at * 0.2 * hourMs, freeBytes }))
    expect(seenToFill(samples)).toBeCloseTo(50)
    expect(seenToFill(samples.slice(2, 4))).toBeNull()
    expect(seenToFill(samples.slice(2, 5))).toBeCloseTo(50)
  })

  it('is nothing where it only became emptier, and not known from one look at that', () => {
    const at = (minutes: number, freeBytes: number) => ({ at: minutes * 60_000, freeBytes })
    expect(seenToFill([at(0, 10), at(30, 50), at(60, 100)])).toBe(0)
    expect(seenToFill([at(0, 10), at(60, 100)])).toBeNull()
  })

  it('does not follow what comes and goes within minutes', () => {
    const samples = Array.from({ length: 181 }, (_, at) => ({ at: at * 20_000, freeBytes: 1000 - (at % 2) * 100 }))
    expect(seenToFill(samples)).toBe(0)
  })

  it('is the more of what arrives and what is seen, as others fill it too', () => {
    expect(fillRate(10, 30)).toBe(30)
    expect(fillRate(10, -30)).toBe(10)
    expect(fillRate(null, 30)).toBe(30)
    expect(fillRate(null, -30)).toBe(0)
    expect(fillRate(10, null)).toBe(10)
    expect(fillRate(null, null)).toBeNull()
  })
})

describe('room for what watched folders bring', () => {
  const facts: RoomFacts = {
    ...{ freeBytes: 1000, arrivingPerHour: null, seenPerHour: 0, now: 0, sessionEnd: 10 * hourMs },
    coming: null
  }
  const coming: Coming = { backlogBytes: 0, arrivingPerHour: 0, linkPerHour: null }
  const told = (of: Partial<Coming>, more: Partial<RoomFacts> = {}) =>
    roomForecast({ ...facts, ...more, coming: { ...coming, ...of } })

  it('runs full by what waits, at the pace of its link, though nothing is seen to come while that is down', () => {
    expect(told({ backlogBytes: 2000, linkPerHour: 500 })).toEqual({
      ...{ bytesPerHour: 500, fullAt: 2 * hourMs, beforeEnd: true }
    })
    expect(told({ backlogBytes: 2000, linkPerHour: 50 })).toMatchObject({ fullAt: 20 * hourMs, beforeEnd: false })
  })

  it('is told to be too small where nobody knows when it comes', () => {
    expect(told({ backlogBytes: 2000 })).toEqual({ bytesPerHour: 0, fullAt: null, beforeEnd: true })
    expect(told({ backlogBytes: 900 })).toEqual({ bytesPerHour: 0, fullAt: null, beforeEnd: false })
    expect(told({ backlogBytes: 2000 }, { seenPerHour: null })).toMatchObject({ fullAt: null, beforeEnd: true })
  })

  it('is compared with what waits and what still arrives, not with what a quick link could bring', () => {
    expect(told({ backlogBytes: 900, linkPerHour: 5000 })).toEqual({ bytesPerHour: 0, fullAt: null, beforeEnd: false })
    // 900 and 20 an hour: the session brings 1100, and is over the thousand after five hours.
    const both = told({ backlogBytes: 900, arrivingPerHour: 20, linkPerHour: 5000 })
    expect(both).toEqual({ bytesPerHour: 200, fullAt: 5 * hourMs, beforeEnd: true })
    expect(told({ backlogBytes: 700, arrivingPerHour: 20, linkPerHour: 5000 })).toMatchObject({
      ...{ bytesPerHour: 20, fullAt: 50 * hourMs, beforeEnd: false }
    })
  })

  it('follows what is seen where that is faster, and knows nothing where nothing is known', () => {
    expect(told({ backlogBytes: 2000, linkPerHour: 100 }, { seenPerHour: 500 })).toMatchObject({
      ...{ bytesPerHour: 500, fullAt: 2 * hourMs }
    })
    expect(roomForecast({ ...facts, seenPerHour: null })).toEqual({ bytesPerHour: null, fullAt: null, beforeEnd: null })
    expect(told({ backlogBytes: 5, linkPerHour: 7 }, { freeBytes: 0 })).toEqual({
      ...{ bytesPerHour: 7, fullAt: 0, beforeEnd: true }
    })
  })
})

describe('movies at the end of a session', () => {
  it('are those of now and those to come', () => {
    expect(moviesAtEnd(3871, 348, 0, 12.44 * hourMs)).toBe(8200)
    expect(moviesAtEnd(100, 348, 10, 5)).toBe(100)
    expect(moviesAtEnd(100, null, 0, hourMs)).toBeNull()
  })
})
