import { expect, it } from 'vitest'
import { createHandleRoom, smallHandles } from '../../../src/main/files/handle-room'

it('never has more open than the server keeps, and lets everybody in', async () => {
  const room = createHandleRoom(3)
  let open = 0
  let most = 0
  const work = async (number: number): Promise<number> => {
    most = Math.max(most, ++open)
    await new Promise(resolve => setImmediate(resolve))
    open--
    if (number % 5 === 0) throw new Error('broken')
    return number
  }
  const done = await Promise.allSettled(Array.from({ length: 20 }, (_, number) => room.run(() => work(number))))
  expect(most).toBe(3)
  expect(done.filter(({ status }) => status === 'rejected')).toHaveLength(4)
})

it('believes what the server says, and is careful where it says nothing', () => {
  expect([1019, 10, 0].map(maxOpenHandles => smallHandles({ maxOpenHandles }))).toEqual([987, 1, 48])
})
