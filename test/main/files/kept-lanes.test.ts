import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createKeptLanes } from '../../../src/main/files/kept-lanes'

const keepMs = 20_000

function fakeLanes() {
  const lanes = { idle: true, closed: 0, close: () => void lanes.closed++ }
  return lanes
}

function fakeConnection() {
  const listeners = new Set<() => void>()
  const listen = (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const tell = (): void => {
    for (const listener of [...listeners]) listener()
  }
  return { connected: true, onChannelWanted: listen, onLost: listen, listeners, tell }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('Lanes that a transfer has left', () => {
  it('go to the next transfer of the same site, and to one only', () => {
    const [kept, lanes, connection] = [createKeptLanes(keepMs), fakeLanes(), fakeConnection()]
    kept.leave(lanes, connection, 'far')
    expect(kept.take(connection, 'other')).toBeUndefined()
    expect(kept.take(fakeConnection(), 'far')).toBeUndefined()
    expect(kept.take(connection, 'far')).toBe(lanes)
    expect(kept.take(connection, 'far')).toBeUndefined()
    vi.advanceTimersByTime(2 * keepMs)
    expect(lanes.closed).toBe(0)
    expect(connection.listeners.size).toBe(0)
  })

  it('are closed after their time, and at once when somebody wants a channel or the link is lost', () => {
    const [kept, connection] = [createKeptLanes(keepMs), fakeConnection()]
    const [late, inTheWay] = [fakeLanes(), fakeLanes()]
    kept.leave(late, connection, 'far')
    vi.advanceTimersByTime(keepMs)
    expect(late.closed).toBe(1)
    kept.leave(inTheWay, connection, 'far')
    connection.tell()
    expect(inTheWay.closed).toBe(1)
    expect(kept.take(connection, 'far')).toBeUndefined()
  })

  it('are not handed on while something of the transfer before is still on its way', () => {
    const [kept, lanes, connection] = [createKeptLanes(keepMs), fakeLanes(), fakeConnection()]
    lanes.idle = false
    kept.leave(lanes, connection, 'far')
    expect(kept.take(connection, 'far')).toBeUndefined()
    lanes.idle = true
    expect(kept.take(connection, 'far')).toBe(lanes)
  })

  it('are closed at once where nothing is kept, where others wait already, or where the link is gone', () => {
    const connection = fakeConnection()
    const never = fakeLanes()
    createKeptLanes(0).leave(never, connection, 'far')
    const kept = createKeptLanes(keepMs)
    const [one, two, cut] = [fakeLanes(), fakeLanes(), fakeLanes()]
    kept.leave(one, connection, 'far')
    kept.leave(two, connection, 'far')
    kept.leave(cut, { ...fakeConnection(), connected: false }, 'far')
    expect([never.closed, one.closed, two.closed, cut.closed]).toEqual([1, 0, 1, 1])
  })
})
