import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { paced } from '../../../../../src/renderer/features/files/queue/use-paced'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('drawing at a pace', () => {
  it('draws the first change at once, then at most four a second, and the last one always', () => {
    const show = vi.fn()
    const { call } = paced(show)
    for (let change = 0; change < 100; change++) {
      call()
      vi.advanceTimersByTime(10)
    }
    vi.advanceTimersByTime(250)
    expect(show.mock.calls.length).toBeGreaterThanOrEqual(4)
    expect(show.mock.calls.length).toBeLessThanOrEqual(6)
    const drawn = show.mock.calls.length
    vi.advanceTimersByTime(1000)
    expect(show).toHaveBeenCalledTimes(drawn)
  })

  it('does not leave out the last change', () => {
    const show = vi.fn()
    const { call } = paced(show)
    call()
    call()
    expect(show).toHaveBeenCalledOnce()
    vi.advanceTimersByTime(250)
    expect(show).toHaveBeenCalledTimes(2)
  })

  it('draws nothing after it was stopped', () => {
    const show = vi.fn()
    const { call, stop } = paced(show)
    call()
    call()
    stop()
    vi.advanceTimersByTime(1000)
    expect(show).toHaveBeenCalledOnce()
  })
})
