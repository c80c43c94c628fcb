import { eachAtOnce } from '@domain/each-at-once'
import { describe, expect, it } from 'vitest'

describe('work on many things at once', () => {
  it('keeps its order and its width', async () => {
    let [busy, most] = [0, 0]
    const done = await eachAtOnce([5, 1, 4, 2], 2, async item => {
      most = Math.max(most, ++busy)
      await new Promise(wait => setTimeout(wait, item))
      busy--
      return item * 10
    })
    expect(done).toEqual([50, 10, 40, 20])
    expect(most).toBe(2)
  })

  it('begins nothing more when one has failed', async () => {
    const begun: number[] = []
    const working = eachAtOnce([1, 2, 3, 4], 1, async item => {
      begun.push(item)
      if (item === 2) throw new Error('no')
    })
    await expect(working).rejects.toThrow('no')
    expect(begun).toEqual([1, 2])
  })
})
