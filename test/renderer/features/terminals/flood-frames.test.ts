import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { paceRefresh } from '../../../../src/renderer/features/terminals/flood-frames'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** What a program prints in each 10 ms, and how often that is drawn in a second. */
function drawingsOf(units: number): number {
  const refresh = vi.fn()
  const frames = paceRefresh(refresh, () => performance.now())
  for (let at = 0; at < 100; at++) {
    frames.refresh(3, 5, 24)
    frames.took(units)
    vi.advanceTimersByTime(10)
  }
  return refresh.mock.calls.length
}

it('draws what a person may read whenever the screen asks for it', () => {
  expect(drawingsOf(200)).toBe(100)
})

it('draws a flood twenty times a second', () => {
  const drawings = drawingsOf(200_000)
  expect(drawings).toBeGreaterThan(15)
  expect(drawings).toBeLessThan(25)
})

it('draws the end of a flood, all rows of it', () => {
  const refresh = vi.fn()
  const frames = paceRefresh(refresh, () => performance.now())
  for (let at = 0; at < 4; at++) {
    frames.refresh(at, at, 24)
    frames.took(200_000)
    vi.advanceTimersByTime(5)
  }
  refresh.mockClear()
  frames.refresh(7, 7, 24)
  expect(refresh).not.toHaveBeenCalled()
  vi.advanceTimersByTime(100)
  expect(refresh).toHaveBeenCalledExactlyOnceWith(0, 23, 24)
})

it('draws a key at once when the flood is over', () => {
  const refresh = vi.fn()
  const frames = paceRefresh(refresh, () => performance.now())
  frames.refresh(0, 23, 24)
  frames.took(200_000)
  frames.refresh(0, 23, 24)
  vi.advanceTimersByTime(200)
  refresh.mockClear()
  frames.took(1)
  frames.refresh(4, 4, 24)
  expect(refresh).toHaveBeenCalledExactlyOnceWith(4, 4, 24)
})
