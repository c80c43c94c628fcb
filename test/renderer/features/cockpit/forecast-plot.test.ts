import type { SessionBacklog, StoragePlace } from '@contract/cockpit'
import { describe, expect, it } from 'vitest'
import { backlogPlot, roomPlot } from '../../../../src/renderer/features/cockpit/forecast-plot'

const gib = 1024 ** 3
const hour = 3_600_000
const now = Date.parse('2026-11-22T12:00:00Z')
const when = { now, sessionEnd: now + 4 * hour, zone: 'Europe/Stockholm' }

const place = (known: Partial<StoragePlace> = {}): StoragePlace => ({
  ...{ site: 'scope', path: '/data/movies', holds: 'movies', totalBytes: 100 * gib, freeBytes: 80 * gib },
  ...{ quotaLeftBytes: null, bytesPerHour: 10 * gib, fullAt: null, beforeEnd: false, error: null, ...known }
})

const backlog = (known: Partial<SessionBacklog> = {}): SessionBacklog => ({
  ...{ watch: 'run', place: { kind: 'site', site: 'cluster', path: '/scratch/run' }, state: 'sending', verified: 1 },
  ...{ files: 9, bytes: 8 * gib, oldest: null, arrivingPerHour: 0, sentPerHour: gib },
  ...{ clearsAt: new Date(now + 8 * hour).toISOString(), beforeEnd: false, leftAtEndBytes: 4 * gib, ...known }
})

describe('what will be free', () => {
  it('is in the unit of its largest figure, named by its place, from now to the end of the session', () => {
    const data = roomPlot([place()], when)
    expect(data).toMatchObject({ unit: 'GiB', axis: { kind: 'time', zone: when.zone } })
    expect([data?.axis.values[0], data?.axis.values.at(-1)]).toEqual([now, when.sessionEnd])
    const [only] = data?.series ?? []
    expect(only?.label).toBe('scope:movies')
    expect([only?.values[0], only?.values.at(-1)]).toEqual([80, 40])
  })

  it('leaves out a place of which it is not known how fast it fills, and is nothing without any', () => {
    expect(roomPlot([place(), place({ site: null, bytesPerHour: null })], when)?.series).toHaveLength(1)
    expect(roomPlot([place({ freeBytes: null })], when)).toBeNull()
    expect(roomPlot([], when)).toBeNull()
  })
})

describe('what will wait', () => {
  it('is drawn until it is copied, beyond the end of the session', () => {
    const data = backlogPlot([backlog()], when)
    expect(data?.axis.values.at(-1)).toBe(now + 8 * hour)
    const [only] = data?.series ?? []
    expect(only?.label).toBe('cluster:run')
    expect([only?.values[0], only?.values.at(-1)]).toEqual([8, 0])
  })

  it('is of three places at most, the first ones, and nothing where nothing moves', () => {
    const four = ['a', 'b', 'c', 'd'].map(path => backlog({ place: { kind: 'local', path: `/${path}` } }))
    expect(backlogPlot(four, when)?.series.map(({ label }) => label)).toEqual([
      ...['this computer:a', 'this computer:b', 'this computer:c']
    ])
    expect(backlogPlot([backlog({ sentPerHour: null })], when)).toBeNull()
  })
})
