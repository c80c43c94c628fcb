import { nextBatch, secondsToBatch } from '@domain/processing/next-batch'
import { describe, expect, it } from 'vitest'

const pace = { batch: 20, waitSeconds: 120, queued: 50 }
const state = { waiting: 0, waitedSeconds: 0, open: 0 }

describe('the next array of a rule', () => {
  it('goes when it is full', () => {
    expect(nextBatch({ ...state, waiting: 19 }, pace)).toBe(0)
    expect(nextBatch({ ...state, waiting: 20 }, pace)).toBe(20)
    expect(nextBatch({ ...state, waiting: 900 }, pace)).toBe(20)
  })

  it('goes with fewer files when the oldest has waited for long enough', () => {
    expect(nextBatch({ ...state, waiting: 3, waitedSeconds: 119 }, pace)).toBe(0)
    expect(nextBatch({ ...state, waiting: 3, waitedSeconds: 120 }, pace)).toBe(3)
    expect(secondsToBatch({ ...state, waiting: 3, waitedSeconds: 119 }, pace)).toBe(1)
    expect(secondsToBatch(state, pace)).toBeNull()
  })

  it('waits for room for a whole one, so that a slow cluster gets no arrays of single files', () => {
    expect(nextBatch({ waiting: 900, waitedSeconds: 9999, open: 31 }, pace)).toBe(0)
    expect(nextBatch({ waiting: 900, waitedSeconds: 9999, open: 30 }, pace)).toBe(20)
    expect(nextBatch({ waiting: 2, waitedSeconds: 9999, open: 48 }, pace)).toBe(2)
  })
})
