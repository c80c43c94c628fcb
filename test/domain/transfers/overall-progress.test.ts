import { describe, expect, it } from 'vitest'
import {
  hasEnded,
  overallProgress,
  type ProgressFacts,
  shareDone
} from '../../../src/domain/transfers/overall-progress'

const running: ProgressFacts = {
  state: 'running',
  hold: null,
  totalBytes: 1000,
  doneBytes: 200,
  totalFiles: 10,
  doneFiles: 1,
  skipped: 1,
  scanning: false,
  rate: 100
}

describe('all transfers together', () => {
  it('are what has not ended; what is paused takes no time', () => {
    const all = overallProgress([
      running,
      { ...running, state: 'waiting', doneBytes: 0, rate: 0 },
      { ...running, state: 'paused', rate: 0 },
      { ...running, state: 'finished', rate: 0 }
    ])
    expect(all).toMatchObject({ moving: 1, waiting: 1, paused: 1, totalBytes: 3000, doneBytes: 400, doneFiles: 6 })
    expect(all.secondsLeft).toBe(18)
    expect(all.share).toBeCloseTo(400 / 3000)
  })

  it('have no time left that could be told while one is counted or all stand still', () => {
    expect(overallProgress([running, { ...running, scanning: true }]).secondsLeft).toBeNull()
    expect(overallProgress([{ ...running, rate: 0 }]).secondsLeft).toBeNull()
    expect(overallProgress([]).secondsLeft).toBeNull()
  })

  it('tell apart what moves and what is held', () => {
    expect(overallProgress([running, { ...running, hold: 'link', rate: 0 }])).toMatchObject({ moving: 1, held: 1 })
  })

  it('tell a pause by a person apart from one until somebody signs in', () => {
    const paused = { ...running, state: 'paused', rate: 0 } as const
    expect(overallProgress([paused, { ...paused, hold: 'sign-in' }])).toMatchObject({ held: 1, paused: 1 })
  })
})

describe('the share that is done', () => {
  it('goes by files where all of them are empty, and never beyond the whole', () => {
    expect(shareDone({ totalBytes: 0, doneBytes: 0, totalFiles: 4, doneFiles: 1, scanning: false })).toBe(0.25)
    expect(shareDone({ totalBytes: 10, doneBytes: 20, totalFiles: 1, doneFiles: 1, scanning: false })).toBe(1)
    expect(shareDone({ totalBytes: 0, doneBytes: 0, totalFiles: 0, doneFiles: 0, scanning: false })).toBe(0)
  })

  it('is never the whole while the total still grows, nor more than the files that arrived', () => {
    const counting = { totalBytes: 1000, doneBytes: 1000, totalFiles: 200, doneFiles: 0, scanning: true }
    expect(shareDone(counting)).toBe(0)
    expect(shareDone({ ...counting, doneFiles: 200 })).toBeLessThan(1)
  })
})

describe('a transfer', () => {
  it('has not ended while it can be resumed', () => {
    expect(hasEnded({ state: 'paused' })).toBe(false)
    expect(hasEnded({ state: 'failed' })).toBe(true)
  })
})
