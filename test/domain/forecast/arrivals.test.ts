import { type Arrival, arrivalRate, arrivalSpans } from '@domain/forecast/arrivals'
import { describe, expect, it } from 'vitest'

const minuteMs = 60_000
/** One movie of 10 bytes in each of so many minutes from `from` on. */
const steady = (from: number, minutes: number, movies = 1): Arrival[] =>
  Array.from({ length: minutes }, (_none, at) => ({ minute: from + at, movies, bytes: movies * 10 }))

describe('the rate of arriving movies', () => {
  it('is that of the last hour', () => {
    const all = [...steady(0, 600, 9), ...steady(600, 60, 4)]
    const { moviesPerHour, bytesPerHour } = arrivalRate(all, 660 * minuteMs)
    expect(moviesPerHour).toBeCloseTo(240, 0)
    expect(bytesPerHour).toBeCloseTo(2400, 0)
  })

  it('is reckoned over less while the collection is young', () => {
    expect(arrivalRate(steady(100, 10, 5), 110 * minuteMs).moviesPerHour).toBeCloseTo(300, 0)
  })

  it('is unknown before two movies, and in the first half minute', () => {
    expect(arrivalRate([], 0).moviesPerHour).toBeNull()
    expect(arrivalRate(steady(5, 1), 7 * minuteMs).moviesPerHour).toBeNull()
    expect(arrivalRate(steady(5, 1, 3), 5 * minuteMs + 10_000).moviesPerHour).toBeNull()
  })

  it('falls to nothing an hour after the last one', () => {
    expect(arrivalRate(steady(0, 30), 100 * minuteMs)).toEqual({ moviesPerHour: 0, bytesPerHour: 0 })
  })

  it('counts a pause in', () => {
    const all = [...steady(0, 20, 6), ...steady(40, 20, 6)]
    expect(arrivalRate(all, 60 * minuteMs).moviesPerHour).toBeCloseTo(240, 0)
  })
})

describe('movies by spans', () => {
  it('are those up to now, oldest first, empty ones included', () => {
    const spans = arrivalSpans([...steady(2, 1), ...steady(11, 2)], 13 * minuteMs, 5 * minuteMs, 10)
    expect(spans).toEqual([
      { from: 0, movies: 1 },
      { from: 5 * minuteMs, movies: 0 },
      { from: 10 * minuteMs, movies: 2 }
    ])
  })

  it('are at most as many as asked for, and none without movies', () => {
    expect(arrivalSpans(steady(0, 100), 100 * minuteMs, 5 * minuteMs, 3).map(({ movies }) => movies)).toEqual([5, 5, 0])
    expect(arrivalSpans([], 0, 1, 3)).toEqual([])
  })
})
