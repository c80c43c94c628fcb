import { fillRate, moviesAtEnd, runsFullAt, seenToFill } from '@domain/forecast/runs-full'
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
    expect(seenToFill([at(0, 10), at(60, 100)])).toBe(-90)
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

describe('movies at the end of a session', () => {
  it('are those of now and those to come', () => {
    expect(moviesAtEnd(3871, 348, 0, 12.44 * hourMs)).toBe(8200)
    expect(moviesAtEnd(100, 348, 10, 5)).toBe(100)
    expect(moviesAtEnd(100, null, 0, hourMs)).toBeNull()
  })
})
