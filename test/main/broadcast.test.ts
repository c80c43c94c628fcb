import { describe, expect, it } from 'vitest'
import { createBroadcast, pause } from '../../src/main/broadcast'
import { within } from '../contract/world'

const limit = 5_000
const next = <T>(stream: AsyncGenerator<T, void, void>) => within(limit, 'a value', stream.next())

describe('a broadcast', () => {
  it('gives the present value first, then every newer one to who keeps up', async () => {
    let value = 0
    const broadcast = createBroadcast(() => value)
    const stop = new AbortController()
    const stream = broadcast.follow(stop.signal)
    expect((await next(stream)).value).toBe(0)
    for (value = 1; value <= 100; value++) {
      // Before the follower waits, or while it does: neither is missed.
      const waiting = value % 2 ? stream.next() : undefined
      if (waiting) await Promise.resolve()
      broadcast.publish()
      expect((await within(limit, 'a value', waiting ?? stream.next())).value).toBe(value)
    }
    stop.abort()
  })

  it('shows a slow follower the newest value, not a backlog', async () => {
    let value = 0
    const broadcast = createBroadcast(() => value)
    const stop = new AbortController()
    const stream = broadcast.follow(stop.signal)
    await next(stream)
    for (value = 1; value < 1000; value++) broadcast.publish()
    expect((await next(stream)).value).toBe(1000)
    const quiet = stream.next()
    stop.abort()
    expect((await within(limit, 'the end', quiet)).done).toBe(true)
  })

  it('ends on abort, also in the middle of a wait, and forgets its follower', async () => {
    const broadcast = createBroadcast(() => 'value', 60_000)
    const stop = new AbortController()
    const [waiting, paused] = [broadcast.follow(stop.signal), broadcast.follow(stop.signal)]
    await Promise.all([next(waiting), next(paused)])
    broadcast.publish()
    const ends = [waiting.next(), paused.next()]
    expect(broadcast.followers).toBe(2)
    stop.abort()
    for (const end of ends) expect((await within(limit, 'the end', end)).done).toBe(true)
    expect(broadcast.followers).toBe(0)
  })

  it('gives nothing to who aborted before', async () => {
    const stream = createBroadcast(() => 'value').follow(AbortSignal.abort())
    expect((await next(stream)).done).toBe(true)
  })

  it('lets a follower leave by itself', async () => {
    const broadcast = createBroadcast(() => 'value')
    for await (const value of broadcast.follow(undefined)) {
      expect(value).toBe('value')
      break
    }
    expect(broadcast.followers).toBe(0)
  })

  it('leaves the least time between two values', async () => {
    const broadcast = createBroadcast(() => Date.now(), 50)
    const stop = new AbortController()
    const stream = broadcast.follow(stop.signal)
    const first = (await next(stream)).value ?? 0
    broadcast.publish()
    expect(((await next(stream)).value ?? 0) - first).toBeGreaterThanOrEqual(45)
    stop.abort()
  })
})

describe('a pause', () => {
  it('ends at once when it is aborted', async () => {
    const stop = new AbortController()
    const long = pause(60_000, stop.signal)
    stop.abort()
    await within(limit, 'the end of the pause', long)
    await within(limit, 'the end of the pause', pause(60_000, stop.signal))
  })
})
