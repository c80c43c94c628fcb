import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createPartBuffers } from '../../../../src/main/files/s3/part-buffers'

const data = randomBytes(35)

describe('the parts of a file', () => {
  it('are put together from pieces of any size in any order', () => {
    for (const piece of [1, 3, 10, 35]) {
      const buffers = createPartBuffers(10, data.length)
      const starts = Array.from({ length: Math.ceil(data.length / piece) }, (_, index) => index * piece)
      const whole = starts.toReversed().flatMap(at => buffers.add(at, data.subarray(at, at + piece)))
      const bodies = whole.toSorted((one, other) => one.number - other.number).map(({ body }) => body)
      expect(bodies.map(({ length }) => length)).toEqual([10, 10, 10, 5])
      expect(Buffer.concat(bodies).equals(data)).toBe(true)
      expect(buffers.rest()).toEqual([])
    }
  })

  it('end where the data ends when nobody knew the size', () => {
    const buffers = createPartBuffers(10)
    expect(buffers.add(0, data).map(({ number }) => number)).toEqual([1, 2, 3])
    const [last] = buffers.rest()
    expect(last?.number).toBe(4)
    expect(Buffer.from(last?.body ?? []).equals(data.subarray(30))).toBe(true)
    expect(buffers.end).toBe(35)
  })

  it('take no more than the file was to have', () => {
    expect(() => createPartBuffers(10, 35).add(30, data.subarray(0, 6))).toThrow('More was written')
  })

  it('let more come only when little is on its way', async () => {
    const buffers = createPartBuffers(10)
    await buffers.room(undefined)
    const sending = buffers.sending(129 * 1024 * 1024)
    let free = false
    const room = buffers.room(undefined).then(() => {
      free = true
    })
    await Promise.resolve()
    expect(free).toBe(false)
    sending.done()
    await room
    const stuck = buffers.sending(129 * 1024 * 1024)
    const giveUp = new AbortController()
    const waiting = buffers.room(giveUp.signal)
    giveUp.abort()
    await waiting
    stuck.done()
  })
})
