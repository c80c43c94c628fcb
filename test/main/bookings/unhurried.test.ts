/** Long work in pieces. */
import { expect, it } from 'vitest'
import { createPace, inTurns, unhurried } from '../../../src/main/bookings/unhurried'

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

it('gives the result of work in steps, and does nothing more of it when its caller goes away', async () => {
  function* counting(): Generator<void, string, void> {
    for (const _ of work(3)) yield
    return 'counted'
  }
  expect(await inTurns(counting())).toBe('counted')
  await expect(inTurns(counting(), AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
})

it('does what comes up all at once in order, with turns of others in between', async () => {
  let turns = 0
  let going = true
  const count = (): void => {
    turns += 1
    if (going) setImmediate(count)
  }
  setImmediate(count)
  const pace = createPace()
  const done: number[] = []
  const all = Array.from({ length: 20 }, (_, at) =>
    pace.turn(() => {
      busy(6)
      done.push(at)
      return at
    })
  )
  expect(await Promise.all(all)).toEqual(done)
  going = false
  expect(turns).toBeGreaterThan(2)
  await expect(pace.turn(() => JSON.parse('{'))).rejects.toThrow(SyntaxError)
  expect(await pace.turn(() => 'again')).toBe('again')
})
