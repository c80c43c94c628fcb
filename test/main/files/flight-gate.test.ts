import { describe, expect, it } from 'vitest'
import type { FlightControl } from '../../../src/domain/transfers/flight-control'
import { createFlightGate } from '../../../src/main/files/flight-gate'

/** A controller whose window the test sets, and which notes what it is told. */
function fixed(windowBytes: number): FlightControl & { windowBytes: number; readonly told: [number, boolean][] } {
  const told: [number, boolean][] = []
  return {
    windowBytes,
    pieceBytes: 100,
    told,
    sent: (bytes, sentMs) => ({ bytes, sentMs }),
    arrived: (flight, nowMs, held) => void told.push([nowMs - flight.sentMs, held])
  }
}

/** Work that ends when the test says so. */
function work(): { start: () => Promise<string>; begun: () => boolean; end(): void; fail(): void } {
  let begun = false
  let settle: { resolve(value: string): void; reject(error: Error): void } | undefined
  return {
    start: () => {
      begun = true
      return new Promise((resolve, reject) => {
        settle = { resolve, reject }
      })
    },
    begun: () => begun,
    end: () => settle?.resolve('done'),
    fail: () => settle?.reject(new Error('broken'))
  }
}

const turns = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

describe('what is in flight on one connection', () => {
  it('waits in order while the window is full', async () => {
    const gate = createFlightGate(fixed(100))
    const [one, two, three] = [work(), work(), work()]
    const first = gate.run(100, one.start, undefined)
    const second = gate.run(100, two.start, undefined)
    void gate.run(100, three.start, undefined)
    await turns()
    expect([one.begun(), two.begun(), three.begun()]).toEqual([true, false, false])
    one.end()
    expect(await first).toBe('done')
    await turns()
    expect([two.begun(), three.begun()]).toEqual([true, false])
    two.fail()
    await expect(second).rejects.toThrow('broken')
    await turns()
    expect(three.begun()).toBe(true)
  })

  it('is of many requests of one transfer, which share its signal, without a warning of a leak', async () => {
    const warnings: Error[] = []
    const note = (warning: Error): void => void warnings.push(warning)
    process.on('warning', note)
    const control = new AbortController()
    const gate = createFlightGate(fixed(1))
    const all = Array.from({ length: 20 }, () => gate.run(1, work().start, control.signal).catch(() => 'given up'))
    await turns()
    control.abort()
    expect((await Promise.all(all.slice(1))).every(one => one === 'given up')).toBe(true)
    await turns()
    process.off('warning', note)
    expect(warnings).toEqual([])
  })

  it('is one even where the window is smaller than any', async () => {
    const gate = createFlightGate(fixed(1))
    const [one, two] = [work(), work()]
    void gate.run(1000, one.start, undefined)
    void gate.run(1000, two.start, undefined)
    await turns()
    expect([one.begun(), two.begun()]).toEqual([true, false])
  })

  it('is left by an abort, which holds up nobody behind it', async () => {
    const gate = createFlightGate(fixed(100))
    const [one, two, three] = [work(), work(), work()]
    const stopping = new AbortController()
    void gate.run(100, one.start, undefined)
    const second = gate.run(100, two.start, stopping.signal)
    void gate.run(100, three.start, undefined)
    stopping.abort()
    await expect(second).rejects.toMatchObject({ code: 'cancelled' })
    one.end()
    await turns()
    expect([two.begun(), three.begun()]).toEqual([false, true])
  })

  it('tells the controller each delay, and whether more was waiting', async () => {
    const control = fixed(100)
    let now = 0
    const gate = createFlightGate(control, { now: () => now })
    const [one, two] = [work(), work()]
    const first = gate.run(100, one.start, undefined)
    const second = gate.run(100, two.start, undefined)
    await turns()
    now = 30
    one.end()
    await first
    await turns()
    now = 50
    two.end()
    await second
    expect(control.told).toEqual([
      [30, true],
      [20, false]
    ])
  })

  it('of small files is judged by probes of the connection, not by how long a server takes to make them', async () => {
    const control = fixed(1000)
    let now = 0
    const probe = work()
    const gate = createFlightGate(control, { now: () => now, probe: probe.start })
    const file = work()
    const copied = gate.runSmall(100, file.start)
    now = 500
    file.end()
    await copied
    expect([probe.begun(), control.told]).toEqual([true, []])
    now = 510
    probe.end()
    await turns()
    expect(control.told).toEqual([[10, false]])
  })
})
