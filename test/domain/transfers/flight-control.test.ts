import { describe, expect, it } from 'vitest'
import {
  createFlightControl,
  downloadFlight,
  type Flight,
  type FlightControl,
  uploadFlight
} from '../../../src/domain/transfers/flight-control'

interface Link {
  /** Bytes per millisecond. */
  rate: number
  /** Milliseconds there and back when nothing is queued. */
  bareMs: number
  /** Further delay of one reply, which is no queue. Milliseconds. */
  jitter(nowMs: number): number
}

interface Outcome {
  /** Bytes per millisecond that arrived in the second half. */
  readonly rate: number
  /** Median of the queue that a key would have met in the second half. Milliseconds. */
  readonly queueMs: number
  readonly windows: readonly number[]
}

/** One bottleneck with a queue without end; the sender always has more. `change` may alter the link as time goes by. */
function simulate(
  control: FlightControl,
  link: Link,
  forMs: number,
  change: (nowMs: number) => void = () => undefined
): Outcome {
  let inFlight = 0
  let freeAt = 0
  let arrived = 0
  const queues: number[] = []
  const windows: number[] = []
  const flights: { flight: Flight; dueMs: number }[] = []
  for (let now = 0; now < forMs; now += 0.5) {
    change(now)
    for (let next = flights[0]; next && next.dueMs <= now; next = flights[0]) {
      flights.shift()
      inFlight -= next.flight.bytes
      if (now > forMs / 2) arrived += next.flight.bytes
      control.arrived(next.flight, next.dueMs, true)
    }
    while (inFlight < control.windowBytes) {
      const flight = control.sent(control.pieceBytes, now)
      freeAt = Math.max(freeAt, now) + flight.bytes / link.rate
      const dueMs = Math.max(flights.at(-1)?.dueMs ?? 0, freeAt + link.bareMs + link.jitter(now))
      flights.push({ flight, dueMs })
      inFlight += flight.bytes
    }
    if (now > forMs / 2) {
      queues.push(Math.max(0, freeAt - now))
      windows.push(control.windowBytes)
    }
  }
  queues.sort((one, other) => one - other)
  return { rate: arrived / (forMs / 2), queueMs: queues[Math.floor(queues.length / 2)] ?? 0, windows }
}

const still = (): number => 0

describe('the window of bytes in flight', () => {
  it.each([
    { what: 'a path of 50 ms at 1 Gbit/s', rate: 60_000, bareMs: 50 },
    { what: 'a path of 150 ms at 1 Gbit/s', rate: 100_000, bareMs: 150 },
    { what: 'loopback', rate: 400_000, bareMs: 0.5 },
    { what: 'a line of 100 Mbit/s and 20 ms', rate: 12_000, bareMs: 20 },
    { what: 'a line of 20 Mbit/s and 30 ms', rate: 2_400, bareMs: 30 }
  ])('fills $what and queues little', ({ rate, bareMs }) => {
    const link = { rate, bareMs, jitter: still }
    const outcome = simulate(createFlightControl({ ...uploadFlight, bareMs }), link, 20_000)
    expect(outcome.rate).toBeGreaterThan(0.9 * link.rate)
    // One request is a queue by itself where the line is slow.
    expect(outcome.queueMs).toBeLessThan(Math.max(12, bareMs * 0.3) + (32 * 1024) / link.rate)
  })

  it('allows more in the direction in which keys overtake the data', () => {
    const link = { rate: 60_000, bareMs: 50, jitter: still }
    const up = simulate(createFlightControl({ ...uploadFlight, bareMs: 50 }), link, 10_000)
    const down = simulate(createFlightControl({ ...downloadFlight, bareMs: 50 }), link, 10_000)
    expect(down.queueMs).toBeGreaterThan(up.queueMs)
  })

  it('needs no first idea of the path', () => {
    const link = { rate: 60_000, bareMs: 50, jitter: still }
    const outcome = simulate(createFlightControl(uploadFlight), link, 20_000)
    expect(outcome.rate).toBeGreaterThan(0.85 * link.rate)
    expect(outcome.queueMs).toBeLessThan(20)
  })

  it('takes replies that are late now and then for no queue', () => {
    const link = { rate: 60_000, bareMs: 50, jitter: (now: number) => (Math.floor(now / 100) % 10 === 0 ? 60 : 0) }
    const outcome = simulate(createFlightControl({ ...uploadFlight, bareMs: 50 }), link, 20_000)
    expect(outcome.rate).toBeGreaterThan(0.8 * link.rate)
  })

  it('finds a path that became longer, and one that became slower', () => {
    const longer = { rate: 30_000, bareMs: 20, jitter: still }
    const first = simulate(createFlightControl({ ...uploadFlight, bareMs: 20 }), longer, 80_000, now => {
      if (now > 10_000) longer.bareMs = 80
    })
    expect(first.rate).toBeGreaterThan(0.85 * 30_000)
    const slower = { rate: 60_000, bareMs: 50, jitter: still }
    const second = simulate(createFlightControl({ ...uploadFlight, bareMs: 50 }), slower, 40_000, now => {
      if (now > 10_000) slower.rate = 10_000
    })
    expect(second.rate).toBeGreaterThan(0.9 * 10_000)
    expect(second.queueMs).toBeLessThan(30)
  })

  it('does not creep up while it only ever sees its own queue', () => {
    const link = { rate: 60_000, bareMs: 50, jitter: still }
    const outcome = simulate(createFlightControl({ ...uploadFlight, bareMs: 50 }), link, 200_000)
    expect(outcome.windows.reduce((most, window) => Math.max(most, window), 0)).toBeLessThan(60_000 * 50 * 2)
  })

  it('does not grow while less is sent than it allows', () => {
    const control = createFlightControl({ ...uploadFlight, bareMs: 50 })
    for (let now = 0; now < 5000; now += 10) control.arrived(control.sent(10_000, now), now + 50, false)
    expect(control.windowBytes).toBe(uploadFlight.firstBytes)
  })

  it('moves less in one request where that takes long', () => {
    const control = createFlightControl({ ...uploadFlight, bareMs: 30 })
    simulate(control, { rate: 1000, bareMs: 30, jitter: still }, 10_000)
    expect(control.pieceBytes).toBe(32 * 1024)
  })
})
