import type { Transfer } from '@contract/transfers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPower, type Power } from '../../../src/main/app/power'
import { silentLog } from '../../../src/main/platform'

type Row = Pick<Transfer, 'id' | 'state'>

/** What rests and wakes, in the order in which it was told. */
function setUp(rows: Row[], linksWake: () => Promise<void> = async () => undefined) {
  const told: string[] = []
  const state = (id: string, next: Transfer['state']): void => {
    rows = rows.map(row => (row.id === id ? { ...row, state: next } : row))
  }
  let nowMs = 0
  const power = createPower({
    clock: { now: () => new Date(nowMs) },
    log: silentLog,
    links: {
      sleep: () => void told.push('links sleep'),
      wake: async () => {
        await linksWake()
        told.push('links wake')
      },
      networkBack: () => void told.push('network back')
    },
    transfers: {
      list: () => rows,
      pause: async id => {
        told.push(`pause ${id}`)
        state(id, 'paused')
      },
      resume: (id, automatic) => {
        told.push(`resume ${id} ${automatic}`)
        state(id, 'waiting')
      }
    },
    jobs: {
      sleep: () => void told.push('jobs sleep'),
      wake: () => void told.push('jobs wake'),
      offline: () => void told.push('jobs offline'),
      online: () => void told.push('jobs online')
    },
    collection: { wake: () => undefined }
  })
  powers.push(power)
  return { power, told, state, pass: (ms: number) => (nowMs += ms) }
}

const powers: Power[] = []
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
})
afterEach(() => {
  for (const power of powers.splice(0)) power.close()
  vi.useRealTimers()
})

const rows: Row[] = [
  { id: 'a', state: 'running' },
  { id: 'b', state: 'waiting' },
  { id: 'by-hand', state: 'paused' },
  { id: 'over', state: 'finished' }
]

describe('falling asleep', () => {
  it('rests polls, then transfers, then links; waking brings them back the other way round, and nothing else', async () => {
    const { power, told } = setUp(rows)
    await power.event('sleep')
    expect(told.splice(0)).toEqual(['jobs sleep', 'pause a', 'pause b', 'links sleep'])
    await power.event('wake')
    expect(told).toEqual(['links wake', 'resume a true', 'resume b true', 'jobs wake'])
  })

  it('twice before waking forgets nothing, and waking twice resumes nothing twice', async () => {
    const { power, told } = setUp(rows)
    await Promise.all([power.event('sleep'), power.event('sleep'), power.event('wake')])
    expect(told.filter(one => one.startsWith('resume'))).toEqual(['resume a true', 'resume b true'])
    told.length = 0
    await power.event('wake')
    expect(told).toEqual(['links wake', 'jobs wake'])
  })

  it('leaves alone what somebody cancelled meanwhile', async () => {
    const { power, told, state } = setUp(rows)
    await power.event('sleep')
    state('a', 'cancelled')
    await power.event('wake')
    expect(told.filter(one => one.startsWith('resume'))).toEqual(['resume b true'])
  })

  it('goes on with transfers and polls although the links fail', async () => {
    const { power, told } = setUp(rows, () => Promise.reject(new Error('no network')))
    await power.event('sleep')
    await power.event('wake')
    expect(told.slice(-3)).toEqual(['resume a true', 'resume b true', 'jobs wake'])
  })
})

describe('the engine', () => {
  it('notices by its own clock that it was stopped', async () => {
    const { told, pass } = setUp(rows)
    pass(2000)
    await vi.advanceTimersByTimeAsync(2000)
    expect(told).toEqual([])
    pass(300_000)
    await vi.advanceTimersByTimeAsync(2000)
    expect(told).toEqual(['links wake', 'jobs wake'])
  })

  it('leaves waking to the door that told of the sleep', async () => {
    const { power, told, pass } = setUp([])
    await power.event('sleep')
    pass(300_000)
    await vi.advanceTimersByTimeAsync(2000)
    expect(told).toEqual(['jobs sleep', 'links sleep'])
  })

  it('rests polls without a network; dials lost links at once when it is back', async () => {
    const { power, told } = setUp([])
    await power.event('offline')
    expect(told).toEqual(['jobs offline'])
    await power.event('online')
    expect(told).toEqual(['jobs offline', 'network back', 'jobs online'])
  })

  it('hears of the same network from several windows, and again from one that is loaded anew, as one change', async () => {
    const { power, told } = setUp([])
    await power.event('online')
    expect(told).toEqual([])
    for (const event of ['offline', 'offline', 'online', 'online'] as const) await power.event(event)
    expect(told).toEqual(['jobs offline', 'network back', 'jobs online'])
  })
})
