import { expect, it } from 'vitest'
import { Failure } from '../../../src/domain/failure'
import { createPoller, nextInterval } from '../../../src/main/jobs/poller'
import type { QueueReading } from '../../../src/main/jobs/queue-reader'
import type { QueueQuery } from '../../../src/main/jobs/scheduler'

const answer: QueueReading = { user: 'cryo', records: [], accounting: { available: true, message: '' } }
const query: QueueQuery = { allUsers: false, historyDays: 0 }

/** A clock that moves only when the poller sleeps. */
function fakeTiming() {
  let now = 1_000_000
  const slept: number[] = []
  let wake = (): void => {}
  return {
    slept,
    elapse: (): void => {
      now += slept.at(-1) ?? 0
      wake()
    },
    tick: (milliseconds: number): void => {
      now += milliseconds
    },
    timing: {
      now: () => new Date(now),
      random: () => 0,
      floorMs: 10_000,
      sleep: (milliseconds: number, signal: AbortSignal) =>
        new Promise<void>(resolve => {
          slept.push(milliseconds)
          wake = resolve
          signal.addEventListener('abort', () => resolve())
        })
    }
  }
}

it('doubles after a slow reply and with each failure, up to five minutes', () => {
  expect(nextInterval(10_000, 100, 0, 0)).toBe(10_000)
  expect(nextInterval(10_000, 2500, 0, 0)).toBe(20_000)
  expect(nextInterval(10_000, 100, 3, 0)).toBe(80_000)
  expect(nextInterval(10_000, 100, 50, 0)).toBe(300_000)
  expect(nextInterval(10_000, 100, 0, 1)).toBe(12_000)
})

it('serves two watchers with one question and stops when both are gone', async () => {
  const { timing } = fakeTiming()
  let asked = 0
  const poller = createPoller(async () => {
    asked += 1
    return answer
  }, timing)
  const stop = new AbortController()
  const first = poller.follow(query, stop.signal)
  const second = poller.follow(query, stop.signal)
  const values = await Promise.all([first.next(), second.next()])
  expect(values.map(one => one.value?.user)).toEqual(['cryo', 'cryo'])
  expect(asked).toBe(1)
  stop.abort()
  await Promise.all([first.next(), second.next()])
  expect(poller.watching).toBe(false)
})

it('keeps the last known jobs and their age when the controller dies', async () => {
  const { timing, elapse, slept } = fakeTiming()
  let down = false
  const poller = createPoller(async () => {
    if (down) throw new Failure('slurm-down', 'no controller')
    return answer
  }, timing)
  const stop = new AbortController()
  const watch = poller.follow(query, stop.signal)
  const before = (await watch.next()).value
  await expect.poll(() => slept.length).toBe(1)
  down = true
  elapse()
  const after = (await watch.next()).value
  expect(after?.error?.code).toBe('slurm-down')
  expect(after?.asOf).toBe(before?.asOf)
  stop.abort()
  await watch.next()
})

it('raises prompts only for a poll that a person asked for, which is deferred and never dropped', async () => {
  const { timing, elapse, slept, tick } = fakeTiming()
  const automatic: (boolean | undefined)[] = []
  const poller = createPoller(async (_, asking) => {
    automatic.push(asking.automatic)
    return answer
  }, timing)
  const stop = new AbortController()
  const watch = poller.follow(query, stop.signal)
  await watch.next()
  await expect.poll(() => slept).toEqual([10_000])
  tick(500)
  poller.refresh()
  poller.refresh()
  await expect.poll(() => slept).toEqual([10_000, 1500])
  elapse()
  await watch.next()
  expect(automatic).toEqual([true, false])
  await expect.poll(() => slept.length).toBe(3)
  elapse()
  await watch.next()
  expect(automatic).toEqual([true, false, true])
  stop.abort()
  await watch.next()
})

it('polls a few times in quick succession after something was done to a job', async () => {
  const { timing, elapse, slept, tick } = fakeTiming()
  const poller = createPoller(async () => answer, timing)
  const stop = new AbortController()
  const watch = poller.follow(query, stop.signal)
  await watch.next()
  await expect.poll(() => slept.length).toBe(1)
  tick(5000)
  poller.expectChange()
  for (let polls = 2; polls <= 4; polls++) {
    await expect.poll(() => slept.length).toBe(polls)
    elapse()
  }
  expect(slept).toEqual([10_000, 3000, 5000, 10_000])
  stop.abort()
  await watch.next()
})

it('does not slow down while it waits for a person to log in', async () => {
  const { timing, elapse, slept } = fakeTiming()
  const poller = createPoller(() => Promise.reject(new Failure('answer-needed', 'log in')), timing)
  const stop = new AbortController()
  const watch = poller.follow(query, stop.signal)
  expect((await watch.next()).value?.error?.code).toBe('answer-needed')
  for (let polls = 1; polls <= 3; polls++) {
    await expect.poll(() => slept.length).toBe(polls)
    elapse()
  }
  expect(slept).toEqual([10_000, 10_000, 10_000])
  stop.abort()
  await watch.next()
})

it('holds the link of its polls while somebody watches, and polls at once when it is back', async () => {
  const { timing, slept, tick } = fakeTiming()
  let asked = 0
  let held = 0
  let back = (): void => {}
  const poller = createPoller(
    async () => {
      asked += 1
      if (asked === 1) throw new Failure('unreachable', 'The link is gone.')
      return answer
    },
    timing,
    onBack => {
      held += 1
      back = onBack
      return () => {
        held -= 1
      }
    }
  )
  expect(held).toBe(0)
  const stop = new AbortController()
  const states = poller.follow(query, stop.signal)
  expect((await states.next()).value?.error?.code).toBe('unreachable')
  expect([held, slept]).toEqual([1, [20_000]])
  tick(3000)
  back()
  expect((await states.next()).value).toMatchObject({ error: null, user: 'cryo' })
  expect(asked).toBe(2)
  stop.abort()
  await states.next()
  expect(held).toBe(0)
})

it('rests while the computer sleeps, and polls at once when it is awake', async () => {
  const { timing, elapse, tick } = fakeTiming()
  let asked = 0
  const poller = createPoller(async () => {
    asked += 1
    return answer
  }, timing)
  const stop = new AbortController()
  const states = poller.follow(query, stop.signal)
  await states.next()
  poller.sleep()
  poller.sleep()
  elapse()
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(asked).toBe(1)
  tick(300_000)
  poller.wake()
  await states.next()
  expect(asked).toBe(2)
  stop.abort()
  await states.next()
})
