/** Long work in pieces. */
import { expect, it } from 'vitest'
import { unhurried } from '../../../src/main/bookings/unhurried'

/** Keeps the processor for so long. Milliseconds. */
function busy(milliseconds: number): void {
  for (const until = performance.now() + milliseconds; performance.now() < until; );
}

function* work(count: number): Generator<number, void, void> {
  for (let at = 0; at < count; at++) {
    busy(6)
    yield at
  }
}

it('gives all in order, and lets others have their turn in between', async () => {
  let turns = 0
  const timer = setInterval(() => {
    turns += 1
  }, 1)
  const all = await unhurried(work(20))
  clearInterval(timer)
  expect(all).toEqual(Array.from({ length: 20 }, (_, at) => at))
  expect(turns).toBeGreaterThan(2)
})

it('ends when its caller goes away', async () => {
  const end = new AbortController()
  setTimeout(() => end.abort(new Error('gone')), 1)
  await expect(unhurried(work(1000), end.signal)).rejects.toThrow('gone')
})
