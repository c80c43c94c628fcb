import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import { describe, expect, it } from 'vitest'
import { createStorageRoom } from '../../../src/main/cockpit/storage-room'

const hourMs = 3_600_000
const question = { site: 'north', path: '/data', holds: 'movies', coming: null, sessionEnd: 10 * hourMs } as const

/** One whose `space` tells this; nothing else is asked of it. */
const withSpace = (freeBytes: number | null): (() => Promise<FileSystem>) => {
  const files: Pick<FileSystem, 'space'> = { space: async () => ({ freeBytes, totalBytes: 1000 }) }
  // Nothing but `space` is called.
  return async () => files as FileSystem
}

describe('room for a session', () => {
  it('runs full by what arrives, and says whether before the end', async () => {
    const room = createStorageRoom({ now: () => 0, quotaLeft: async () => null })
    const place = await room.look({ ...question, bytesPerHour: 100 }, withSpace(500), undefined)
    expect(place).toMatchObject({ freeBytes: 500, totalBytes: 1000, beforeEnd: true, error: null })
    expect(Date.parse(place.fullAt ?? '')).toBe(5 * hourMs)
    const slow = await room.look({ ...question, bytesPerHour: 10 }, withSpace(500), undefined)
    expect(slow).toMatchObject({ beforeEnd: false, fullAt: new Date(50 * hourMs).toISOString() })
  })

  it('is what the quota leaves where that is less', async () => {
    const room = createStorageRoom({ now: () => 0, quotaLeft: async () => 200 })
    const place = await room.look({ ...question, bytesPerHour: 100 }, withSpace(500), undefined)
    expect(place).toMatchObject({ freeBytes: 200, quotaLeftBytes: 200, fullAt: new Date(2 * hourMs).toISOString() })
  })

  it('fills as it is seen to fill where that is faster, and asks for the quota seldom', async () => {
    let now = 0
    let asked = 0
    const quotaLeft = async (): Promise<null> => {
      asked += 1
      return null
    }
    const room = createStorageRoom({ now: () => now, quotaLeft })
    await room.look({ ...question, bytesPerHour: 10 }, withSpace(600), undefined)
    now = 60_000
    await room.look({ ...question, bytesPerHour: 10 }, withSpace(600), undefined)
    expect(asked).toBe(1)
    now = hourMs
    const place = await room.look({ ...question, bytesPerHour: 10 }, withSpace(500), undefined)
    expect(place.bytesPerHour).toBe(100)
    expect(Date.parse(place.fullAt ?? '')).toBe(6 * hourMs)
  })

  it('runs full though somebody freed space a while ago', async () => {
    let [now, free] = [0, 100]
    const room = createStorageRoom({ now: () => now, quotaLeft: async () => null })
    const asked = { ...question, holds: 'session', bytesPerHour: null } as const
    const look = () => room.look(asked, withSpace(free), undefined)
    await look()
    free = 2000
    let place = await look()
    for (let minute = 5; minute <= 65; minute += 5) {
      now = minute * 60_000
      free -= 50
      place = await look()
    }
    // 600 an hour, and 1350 are free.
    expect(place.bytesPerHour).toBeCloseTo(600)
    expect(Date.parse(place.fullAt ?? '')).toBeCloseTo(65 * 60_000 + 2.25 * hourMs, -1)
    expect(place.beforeEnd).toBe(true)
  })

  it('runs full by what waits to be copied there, while its link is down', async () => {
    let now = 0
    const room = createStorageRoom({ now: () => now, quotaLeft: async () => null })
    const coming = { backlogBytes: 900, arrivingPerHour: 100, linkPerHour: 250 }
    const asked = { ...question, holds: 'session', bytesPerHour: null, coming } as const
    await room.look(asked, withSpace(500), undefined)
    now = 30 * 60_000
    const place = await room.look(asked, withSpace(500), undefined)
    expect(place).toMatchObject({ bytesPerHour: 250, fullAt: new Date(2.5 * hourMs).toISOString(), beforeEnd: true })
  })

  it('is unknown where the place does not say, and tells why it could not be asked', async () => {
    const room = createStorageRoom({ now: () => 0, quotaLeft: async () => null })
    const silent = await room.look({ ...question, bytesPerHour: 10 }, withSpace(null), undefined)
    expect(silent).toMatchObject({ freeBytes: null, fullAt: null, beforeEnd: null, error: null })
    const away = await room.look(
      { ...question, bytesPerHour: 10 },
      () => Promise.reject(new Failure('unreachable', 'No way.')),
      undefined
    )
    expect(away).toMatchObject({ freeBytes: null, error: { code: 'unreachable' } })
  })

  it('does not run full because a quota was told only now, or could not be asked for meanwhile', async () => {
    let now = 0
    const answers: (number | null | Failure)[] = [null, 300, 290, new Failure('timeout', 'No answer.'), 280, null, 270]
    const quotaLeft = async (): Promise<number | null> => {
      const answer = answers.shift() ?? null
      if (answer instanceof Failure) throw answer
      return answer
    }
    const room = createStorageRoom({ now: () => now, quotaLeft })
    const free: (number | null)[] = []
    const rates: (number | null)[] = []
    for (; answers.length > 0; now += 0.5 * hourMs) {
      const place = await room.look({ ...question, bytesPerHour: 5 }, withSpace(5000), undefined)
      free.push(place.freeBytes)
      rates.push(place.bytesPerHour)
    }
    expect(free).toEqual([5000, 300, 290, 290, 280, 280, 270])
    expect(Math.max(...rates.map(rate => rate ?? 0))).toBeLessThanOrEqual(20)
  })
})
