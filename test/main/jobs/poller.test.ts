import { expect, it } from 'vitest'
import { Failure } from '../../../src/domain/failure'
import { jobRecord } from '../../../src/domain/jobs/job-record'
import { nextInterval, usualInterval } from '../../../src/main/jobs/poll-pace'
import { createPoller, type PollerDependencies, type PollTiming } from '../../../src/main/jobs/poller'
import type { QueueReading, ReadQueue } from '../../../src/main/jobs/queue-reader'
import type { QueueQuery } from '../../../src/main/jobs/scheduler'

const answer: QueueReading = {
  user: 'cryo',
  records: [jobRecord({ id: '1', stateRaw: 'RUNNING', user: 'cryo' })],
  queue: [],
  cluster: null,
  accounting: { available: true, message: '' }
}
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

const poll = (read: ReadQueue, timing: PollTiming, more: Partial<PollerDependencies> = {}) =>
  createPoller({ read, timing, pollSeconds: () => 10, ...more })

it('doubles after a slow reply and with each failure, up to five minutes, and is never under its floor', () => {
  const next = (usual: number, replyMs: number, failures: number, random = 0) =>
    nextInterval(usual, { replyMs, failures }, random, 10_000)
  expect(next(30_000, 100, 0)).toBe(30_000)
  expect(next(30_000, 2500, 0)).toBe(60_000)
  expect(next(10_000, 100, 3)).toBe(80_000)
  expect(next(10_000, 100, 50)).toBe(300_000)
  expect(next(30_000, 100, 0, 1)).toBe(24_000)
  expect(next(10_000, 100, 0, 1)).toBe(10_000)
})

it('asks often only where a person looks at jobs that live', () => {
  const every = (front: boolean, lives: boolean, pollSeconds = 30) =>
    usualInterval({ front, lives, pollSeconds }) / 1000
  expect([every(true, true), every(true, false), every(false, true), every(false, false)]).toEqual([30, 60, 60, 300])
  expect([every(true, true, 120), every(true, false, 120)]).toEqual([120, 120])
})

it('serves two watchers with one question and stops when both are gone', async () => {
  const { timing } = fakeTiming()
  let asked = 0
  const poller = poll(async () => {
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
  const poller = poll(async () => {
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
  const poller = poll(async (_, asking) => {
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
  const poller = poll(async () => answer, timing)
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
  const poller = poll(() => Promise.reject(new Failure('answer-needed', 'log in')), timing)
  const stop = new AbortController()
  const watch = poller.follow(query, stop.signal)
  expect((await watch.next()).value?.error?.code).toBe('answer-needed')
  for (let polls = 1; polls <= 3; polls++) {
    await expect.poll(() => slept.length).toBe(polls)
    elapse()
  }
  expect(slept).toEqual([60_000, 60_000, 60_000])
  stop.abort()
  await watch.next()
})

it('holds the link of its polls while somebody watches, and polls at once when it is back', async () => {
  const { timing, slept, tick } = fakeTiming()
  let asked = 0
  let held = 0
  let back = (): void => {}
  const poller = poll(
    async () => {
      asked += 1
      if (asked === 1) throw new Failure('unreachable', 'The link is gone.')
      return answer
    },
    timing,
    {
      hold: onBack => {
        held += 1
        back = onBack
        return () => {
          held -= 1
        }
      }
    }
  )
  expect(held).toBe(0)
  const stop = new AbortController()
  const states = poller.follow(query, stop.signal)
  expect((await states.next()).value?.error?.code).toBe('unreachable')
  expect([held, slept]).toEqual([1, [120_000]])
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
  const poller = poll(async () => {
    asked += 1
    return answer
  }, timing)
  const stop = new AbortController()
  const states = poller.follow(query, stop.signal)
  await states.next()
  poller.rest('asleep')
  poller.rest('asleep')
  expect((await states.next()).value?.nextPoll).toBeNull()
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

it('lets a person ask at most every ten seconds, and defers what comes sooner', async () => {
  const { timing, elapse, slept, tick } = fakeTiming()
  let asked = 0
  const poller = poll(async () => {
    asked += 1
    return answer
  }, timing)
  const stop = new AbortController()
  const states = poller.follow(query, stop.signal)
  await states.next()
  tick(5000)
  poller.refresh()
  await states.next()
  expect(asked).toBe(2)
  await expect.poll(() => slept).toEqual([10_000, 10_000])
  tick(1000)
  for (let press = 0; press < 20; press++) poller.refresh()
  await expect.poll(() => slept).toEqual([10_000, 10_000, 9000])
  expect(asked).toBe(2)
  elapse()
  await states.next()
  expect(asked).toBe(3)
  stop.abort()
  await states.next()
})

it('goes slower while no follower is in front, tells when it asks next, and catches up when one comes', async () => {
  const { timing, slept, tick } = fakeTiming()
  let front = false
  let asked = 0
  const poller = poll(async () => {
    asked += 1
    return answer
  }, timing)
  const stop = new AbortController()
  const states = poller.follow(query, stop.signal, () => front)
  const leave = poller.keep(query)
  const first = (await states.next()).value
  expect(Date.parse(first?.nextPoll ?? '') - Date.parse(first?.asOf ?? '')).toBe(60_000)
  await expect.poll(() => slept).toEqual([60_000])
  tick(30_000)
  front = true
  poller.reconsider()
  await expect.poll(() => asked).toBe(2)
  await expect.poll(() => slept).toEqual([60_000, 10_000])
  stop.abort()
  await states.next()
  expect(poller.watching, 'the background watch stays').toBe(true)
  leave()
  expect(poller.watching).toBe(false)
})

it('asks nothing while the computer is offline, says so, and lets a person try all the same', async () => {
  const { timing } = fakeTiming()
  let asked = 0
  const poller = poll(async () => {
    asked += 1
    return answer
  }, timing)
  poller.rest('offline')
  const stop = new AbortController()
  const states = poller.follow(query, stop.signal)
  expect((await states.next()).value).toMatchObject({ error: { code: 'unreachable' }, nextPoll: null })
  expect(asked).toBe(0)
  poller.refresh()
  await expect.poll(() => asked).toBe(1)
  stop.abort()
  await states.next()
})

it('does not poll more often for those who open and close a page again and again', async () => {
  const { timing } = fakeTiming()
  let asked = 0
  const poller = poll(async () => {
    asked += 1
    return answer
  }, timing)
  for (let visit = 0; visit < 5; visit++) {
    const stop = new AbortController()
    const states = poller.follow(query, stop.signal)
    expect((await states.next()).value?.user).toBe('cryo')
    stop.abort()
    await states.next()
  }
  expect(asked).toBe(1)
})

it('tells who wants more than was read that the computer is offline, with what is known', async () => {
  const { timing } = fakeTiming()
  const poller = poll(async () => answer, timing)
  const stop = new AbortController()
  const narrow = poller.follow(query, stop.signal)
  await narrow.next()
  poller.rest('offline')
  const wide = poller.follow({ allUsers: true, historyDays: 7 }, stop.signal)
  const first = await Promise.race([wide.next(), new Promise(resolve => setTimeout(resolve, 1000, 'nothing'))])
  expect(first).toMatchObject({ value: { error: { code: 'unreachable' }, user: 'cryo' } })
  stop.abort()
  await Promise.all([narrow.next(), wide.next()])
})

it('goes on when the clock of the computer is set back', async () => {
  const { slept, tick, timing } = fakeTiming()
  const poller = poll(async () => answer, timing)
  const stop = new AbortController()
  const states = poller.follow(query, stop.signal)
  await states.next()
  await expect.poll(() => slept.length).toBe(1)
  tick(-3_600_000)
  poller.reconsider()
  await expect.poll(() => slept.length).toBe(2)
  expect(slept[1]).toBeLessThanOrEqual(300_000)
  stop.abort()
  await states.next()
})
