import { describe, expect, it } from 'vitest'
import { createRateHistory, historySeconds } from '../../../../../src/renderer/features/files/queue/rate-history'

const at = (second: number): number => second * 1000

describe('the memory of the rates', () => {
  it('has one value a second, of each transfer and of all together', () => {
    const history = createRateHistory()
    history.add(
      new Map([
        ['a', 10],
        ['b', 5]
      ]),
      at(1)
    )
    history.add(new Map([['a', 99]]), at(1) + 250)
    history.add(new Map([['a', 20]]), at(2))
    expect(history.of('a').map(({ rate }) => rate)).toEqual([10, 20])
    expect(history.of('b').map(({ rate }) => rate)).toEqual([5, 0])
    expect(history.of().map(({ rate }) => rate)).toEqual([15, 20])
  })

  it('begins with the first movement, and keeps of a standstill only its ends', () => {
    const history = createRateHistory()
    for (const [second, rate] of [0, 0, 7, 0, 0, 0, 0, 8].entries()) history.add(new Map([['a', rate]]), at(second))
    expect(history.of('a')).toEqual([
      { at: at(2), rate: 7 },
      { at: at(3), rate: 0 },
      { at: at(6), rate: 0 },
      { at: at(7), rate: 8 }
    ])
  })

  it('forgets what is too old, and a transfer that has not moved for as long', () => {
    const history = createRateHistory()
    history.add(new Map([['a', 1]]), at(0))
    for (let second = 1; second <= historySeconds + 2; second++) history.add(new Map([['b', 2]]), at(second))
    expect(history.of('a')).toEqual([])
    expect(history.of('b').length).toBeLessThanOrEqual(historySeconds + 1)
    expect(history.of('b')[0]?.at).toBeGreaterThanOrEqual(at(2))
  })
})
