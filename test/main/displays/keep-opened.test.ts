import { connect } from 'node:net'
import type { Launch } from '@contract/display'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Forward, openForward } from '../../../src/main/displays/forward'
import { closeWhenEnded, keepOpened } from '../../../src/main/displays/keep-opened'

const launch: Launch = {
  ...{ kind: 'dcv', way: 'web', host: '127.0.0.1', port: 1, sessionId: 's1', right: 'control' },
  ...{ url: null, channel: null, file: null }
}

const forwards: Forward[] = []
afterEach(async () => {
  await Promise.all(forwards.splice(0).map(one => one.close()))
})

async function forward(): Promise<Forward> {
  const made = await openForward(() => Promise.reject(new Error('Nobody listens there.')))
  forwards.push(made)
  return made
}

/** Whether the port of loopback takes a connection. */
const listens = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

/** Answers one after the other, the last one again and again. */
function answers(...told: (boolean | Error)[]) {
  return vi.fn(async () => {
    const next = told.length > 1 ? told.shift() : told[0]
    if (next instanceof Error) throw next
    return next ?? false
  })
}

describe('What was opened', () => {
  it('closes its port and cleans up once, however often it is closed', async () => {
    const road = await forward()
    const after = vi.fn(async () => undefined)
    const opened = keepOpened(launch, road, undefined, after)
    expect(await listens(road.port)).toBe(true)
    await Promise.all([opened.close(), opened.close()])
    await opened.ended
    expect(await listens(road.port)).toBe(false)
    expect(after).toHaveBeenCalledOnce()
  })

  it('ends with its client when nothing goes through any more, and ends a client when it is closed', async () => {
    const idle = { port: 1, open: 0, idleMs: () => 60_000, close: vi.fn(async () => undefined) }
    let leave: (told: { code: number }) => void = () => undefined
    const ended = new Promise<{ code: number }>(resolve => {
      leave = resolve
    })
    const end = vi.fn()
    const opened = keepOpened(launch, idle, { ended, end })
    await new Promise(resolve => setTimeout(resolve, 30))
    expect(idle.close).not.toHaveBeenCalled()
    leave({ code: 0 })
    await opened.ended
    expect(idle.close).toHaveBeenCalledOnce()
    const other = keepOpened(launch, { ...idle, idleMs: () => 0 }, { ended: new Promise(() => undefined), end })
    end.mockClear()
    await other.close()
    expect(end).toHaveBeenCalledOnce()
  })

  it('stays open for a browser that comes back, and not for one that stays away', async () => {
    const idle = { port: 1, open: 0, idleMs: () => 29 * 60_000, close: vi.fn(async () => undefined) }
    const opened = keepOpened(launch, idle, undefined)
    await new Promise(resolve => setTimeout(resolve, 30))
    expect(idle.close).not.toHaveBeenCalled()
    await opened.close()
    const abandoned = keepOpened(launch, { ...idle, idleMs: () => 30 * 60_000 }, undefined)
    await abandoned.ended
  })
})

describe('A display that ended by itself', () => {
  it('closes its port of loopback', async () => {
    const road = await forward()
    const opened = keepOpened(launch, road, undefined)
    const isThere = answers(true, true, false)
    await closeWhenEnded(opened, isThere, 5)
    await opened.ended
    expect(isThere).toHaveBeenCalledTimes(4)
    expect(await listens(road.port)).toBe(false)
  })

  it('is not one that is missing in a single list, or whose server cannot be asked', async () => {
    const road = await forward()
    const opened = keepOpened(launch, road, undefined)
    const isThere = answers(true, false, true, new Error('No way there.'), false, new Error('No way there.'), true)
    const watched = closeWhenEnded(opened, isThere, 2)
    await vi.waitFor(() => expect(isThere.mock.calls.length).toBeGreaterThan(10))
    expect(await listens(road.port)).toBe(true)
    await opened.close()
    // Nobody asks for what is closed.
    await watched
    const asked = isThere.mock.calls.length
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(isThere).toHaveBeenCalledTimes(asked)
  })

  it('is not one that the server never listed for this account', async () => {
    const road = await forward()
    const opened = keepOpened(launch, road, undefined)
    await closeWhenEnded(opened, answers(false), 2)
    expect(await listens(road.port)).toBe(true)
    await opened.close()
  })
})
