import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LinkPulse } from '../../../src/main/ssh/link-pulse'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A link whose far end answers or is silent, with the keep-alive of every day. */
function pulseOf(answers: boolean) {
  const link = { answers, bytes: 0, requests: 0, silent: 0 }
  const pulse = new LinkPulse({
    seconds: 5,
    request: async () => {
      link.requests++
      if (link.answers) link.bytes += 100
      else await new Promise(() => undefined)
    },
    bytesIn: () => link.bytes,
    silent: () => {
      link.silent++
    }
  })
  pulse.start()
  return { link, pulse }
}

const pass = (seconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(seconds * 1000)

describe('the pulse of a link', () => {
  it('is one request each interval as long as they are answered', async () => {
    const { link } = pulseOf(true)
    await pass(60)
    expect(link).toMatchObject({ requests: 12, silent: 0 })
  })

  it('ends after two requests and 12.5 seconds of silence, once', async () => {
    const { link } = pulseOf(false)
    await pass(9.9)
    expect(link.silent).toBe(0)
    await pass(2.6)
    expect(link).toMatchObject({ requests: 2, silent: 1 })
    await pass(60)
    expect(link).toMatchObject({ requests: 2, silent: 1 })
  })

  it('notices within 15 seconds, whenever the last byte came', async () => {
    for (let at = 0; at < 5; at += 0.5) {
      const { link, pulse } = pulseOf(true)
      await pass(20 + at)
      link.answers = false
      await pass(15)
      expect(link.silent, `silent from ${20 + at} s on`).toBe(1)
      pulse.pause()
    }
  })

  it('takes any byte as a sign of life, although no request is answered', async () => {
    const { link } = pulseOf(false)
    for (let second = 0; second < 60; second += 4) {
      link.bytes++
      await pass(4)
    }
    expect(link.silent).toBe(0)
  })

  it('does not judge the time for which the program was stopped', async () => {
    const { link } = pulseOf(false)
    await pass(12)
    // Timers of a stopped program fire once, late, before anything that came meanwhile is read.
    const { now } = performance
    performance.now = () => now.call(performance) + 300_000
    await pass(2)
    expect(link.silent).toBe(0)
    link.answers = true
    link.bytes++
    await pass(60)
    expect(link.silent).toBe(0)
    performance.now = now
  })

  it('rests while paused and counts silence anew after', async () => {
    const { link, pulse } = pulseOf(false)
    await pass(9)
    pulse.pause()
    await pass(600)
    expect(link).toMatchObject({ requests: 1, silent: 0 })
    pulse.start()
    await pass(9)
    expect(link.silent).toBe(0)
    await pass(6)
    expect(link.silent).toBe(1)
  })
})
