import type { Watch, WatchDestination } from '@contract/watch'
import { sessionBacklogs } from '@domain/forecast/session-backlog'
import { describe, expect, it } from 'vitest'
import { slot } from '../sessions/session-fixture'

const store = { site: 'north', folder: '/b' }
const booking = slot()
const end = Date.parse(booking.end)
const hourMs = 3_600_000
const now = end - 4 * hourMs
const session = {
  ...{ store, booking, clockOffsetMs: 0, folder: { site: 'north', path: '/data/s1' } },
  movies: { site: 'scope', path: '/movies/s1' }
}

const to = (path: string, known: Partial<WatchDestination> = {}): WatchDestination => ({
  ...{ place: { kind: 'site', site: 'archive', path }, state: 'sending', rate: 0, pace: 100 },
  ...{ verified: { files: 0, bytes: 0 }, sizeOnly: { files: 0, bytes: 0 }, backlog: { files: 3, bytes: 360_000 } },
  ...{ oldest: null, failing: 0, lost: 0, error: null, errorAt: null },
  ...known
})
const watch = (known: Partial<Watch>): Watch =>
  ({
    ...{ name: 'w', source: { kind: 'site', site: 'scope', path: '/movies/s1/x' }, session: null },
    ...{ perHour: { files: 1, bytes: 0 }, destinations: [to('/a')] },
    ...known
  }) as Watch // Only what is looked at.

describe('the backlog of a session', () => {
  it('is that of its own watches, and of folders in its own', () => {
    const names = (...watches: Watch[]) => sessionBacklogs(session, watches, now).map(one => one.watch)
    const elsewhere = { kind: 'site', site: 'scope', path: '/movies/s2' } as const
    expect(names(watch({ name: 'inside' }))).toEqual(['inside'])
    expect(names(watch({ source: elsewhere }))).toEqual([])
    expect(names(watch({ name: 'own', source: elsewhere, session: { store, uid: booking.uid } }))).toEqual(['own'])
    expect(names(watch({ session: { store, uid: 'another' } }))).toEqual([])
  })

  it('tells when it clears, and whether that is before the end', () => {
    const [one] = sessionBacklogs(session, [watch({})], now)
    expect(one).toMatchObject({
      verified: 0,
      sentPerHour: 360_000,
      clearsAt: new Date(now + hourMs).toISOString(),
      beforeEnd: true
    })
    const [late] = sessionBacklogs(session, [watch({ perHour: { files: 9, bytes: 540_000 } })], now)
    expect(late).toMatchObject({ beforeEnd: false, clearsAt: new Date(end + 3 * hourMs).toISOString() })
    expect(late?.leftAtEndBytes).toBe(360_000 + 4 * 180_000)
  })

  it('foretells nothing while nothing moves, and is over where nothing waits', () => {
    const error = { code: 'unreachable', message: 'The link is lost.', hint: '' } as const
    const still = to('/still', { state: 'waiting', error })
    const unknown = to('/unknown', { pace: null })
    const none = to('/none', { state: 'idle', rate: 0, backlog: { files: 0, bytes: 0 } })
    const told = sessionBacklogs(session, [watch({ destinations: [none, to('/moves'), still, unknown] })], now)
    expect(told.map(one => [one.place.path, one.clearsAt === null, one.beforeEnd])).toEqual([
      ['/still', true, null],
      ['/unknown', true, null],
      ['/moves', false, true],
      ['/none', false, true]
    ])
  })

  it('foretells the same between two transfers, whatever the last seconds brought', () => {
    const known = [{ rate: 0 }, { rate: 1000 }, { state: 'waiting' as const, rate: 0 }]
    const ends = known.map(
      one => sessionBacklogs(session, [watch({ destinations: [to('/a', one)] })], now)[0]?.clearsAt
    )
    expect(new Set(ends)).toEqual(new Set([new Date(now + hourMs).toISOString()]))
  })
})
