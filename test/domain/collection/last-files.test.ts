import { createLastFiles, graceMs } from '@domain/collection/last-files'
import { describe, expect, it } from 'vitest'

const hour = 3_600_000
const ended = 100 * hour
const whole = { seen: true, quiet: true }

describe('the folder of a session that is over', () => {
  it('is seen to its end by a look that is made some time after it', () => {
    const last = createLastFiles(ended, ended - hour)
    expect(last.lastLookMs(ended)).toBe(ended + graceMs)
    expect(last.isOver({ seen: false, quiet: true }, ended + graceMs)).toBe(false)
    expect(last.isOver(whole, ended + graceMs)).toBe(true)
  })

  it('is followed for as long again after each file that comes, also where an earlier engine saw it come', () => {
    const last = createLastFiles(ended, null)
    last.came(ended + 50_000)
    expect(last.lastLookMs(ended + 60_000)).toBe(ended + 50_000 + graceMs)
    expect(createLastFiles(ended, ended + 50_000).lastLookMs(ended + 60_000)).toBe(ended + 50_000 + graceMs)
  })

  it('is waited for while something in it is not finished, and not for ever', () => {
    const last = createLastFiles(ended, null)
    const restless = { seen: true, quiet: false }
    // The computer slept: nothing was looked at for long.
    const woke = ended + 8 * hour
    expect(last.isOver(restless, woke)).toBe(false)
    expect(last.isOver(restless, woke + graceMs - 1)).toBe(false)
    expect(last.isOver(restless, woke + graceMs)).toBe(true)
  })

  it('has its time to get quiet anew after what came, or when it is followed anew', () => {
    for (const anew of ['came', 'again'] as const) {
      const last = createLastFiles(ended, null)
      expect(last.isOver({ seen: true, quiet: false }, ended)).toBe(false)
      last[anew](ended + hour)
      expect(last.isOver({ seen: true, quiet: false }, ended + hour)).toBe(false)
    }
  })

  it('is not followed for ever by names that change for ever', () => {
    const last = createLastFiles(ended, null)
    for (let at = 0; at <= 24; at++) last.came(ended + at * (hour / 2))
    expect(last.lastLookMs(ended + 24 * hour)).toBeLessThanOrEqual(ended + 6 * hour + graceMs)
  })

  it('waits once more, and not for an hour, when the clock is set back', () => {
    const last = createLastFiles(ended, null)
    expect(last.lastLookMs(ended - hour)).toBe(ended - hour + graceMs)
    expect(last.lastLookMs(ended)).toBe(ended - hour + graceMs)
  })
})
