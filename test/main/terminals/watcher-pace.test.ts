import { describe, expect, it } from 'vitest'
import { createWatcherPace } from '../../../src/main/terminals/watcher-pace'

/** What may wait after a second in which the watcher took so many units, ten times a second. */
function aheadAt(unitsPerSecond: number): number {
  let time = 0
  const pace = createWatcherPace(() => time)
  for (let turn = 0; turn < 10; turn++) {
    time += 100
    pace.took(unitsPerSecond / 10)
  }
  return pace.ahead
}

describe('what may wait for a watcher', () => {
  it('is 60 ms of what it takes', () => expect(aheadAt(10_000_000)).toBe(600_000))

  it('has an upper and a lower bound', () => {
    expect(aheadAt(1_000)).toBe(384 * 1024)
    expect(aheadAt(1_000_000_000)).toBe(1024 * 1024)
  })

  it('is little again when the watcher becomes slow', () => {
    let time = 0
    const pace = createWatcherPace(() => time)
    time = 100
    pace.took(3_000_000)
    time = 1_000
    pace.took(64 * 1024)
    expect(pace.ahead).toBe(384 * 1024)
  })
})
