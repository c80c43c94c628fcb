import { resourcesFileSchema } from '@contract/resources'
import { describe, expect, it } from 'vitest'
import { exportCalendar } from '../../../src/domain/bookings/ics'
import { planImport } from '../../../src/domain/bookings/import'
import type { PlanState } from '../../../src/domain/bookings/plan'
import { readCalendar } from '../../../src/domain/bookings/read-ics'
import { booking } from './booking-fixture'

const state = (known: Partial<PlanState> = {}): PlanState => ({
  file: resourcesFileSchema.parse({
    ...{ version: 1, timeZone: 'Europe/Berlin', administrators: ['boss'] },
    resources: [{ name: 'krios1', rules: { mostMinutes: 600 } }, { name: 'talos' }]
  }),
  ...{ bookings: [], waiting: [], caller: 'mlindq', now: '2026-10-01T10:00:00Z' },
  ...known
})

const uids = (bookings: readonly { uid: string }[]): string[] => bookings.map(({ uid }) => uid)

describe('an import', () => {
  it('judges an event beside those of its resource, also those that it moved itself', () => {
    const other = { start: '2026-11-22T08:00:00Z', end: '2026-11-22T16:00:00Z' }
    const there = state({ bookings: [booking({ uid: 'a' }), booking({ uid: 'b', resource: 'talos', ...other })] })
    const events = [
      booking({ uid: 'c', resource: 'talos' }),
      booking({ uid: 'd' }),
      booking({ uid: 'a', sequence: 1, ...other }),
      booking({ uid: 'e' }),
      booking({ uid: 'f', ...other }),
      booking({ uid: 'g', resource: 'talos', ...other })
    ]
    const { taken, refused } = planImport(events, 'talos', there)
    expect(uids(taken)).toEqual(['c', 'a', 'e'])
    expect(uids(refused.map(one => one.booking))).toEqual(['d', 'f', 'g'])
  })

  it('of more than 2000 events is refused before it is judged', () => {
    const start = Date.parse('2026-11-21T08:00:00Z')
    const many = Array.from({ length: 2001 }, (_, at) => {
      const [from, to] = [at, at + 1].map(hour => new Date(start + hour * 3600e3).toISOString())
      return booking({ uid: `b${at}`, start: from, end: to })
    })
    const read = (count: number) =>
      readCalendar(exportCalendar(many.slice(0, count), 'UTC'), { resource: 'krios1', owner: 'mlindq', zone: 'UTC' })
    expect(read(2000)).toHaveLength(2000)
    expect(() => read(2001)).toThrow(expect.objectContaining({ code: 'limit-exceeded' }))
  })

  it('takes what is new or newer, and nothing twice', () => {
    const first = planImport([booking({ owner: 'other' })], 'talos', state())
    expect(first.taken).toMatchObject([{ uid: 'b1@farscope', owner: 'mlindq', resource: 'krios1' }])
    const there = state({ bookings: first.taken })
    expect(planImport([booking()], 'talos', there)).toMatchObject({ taken: [], unchanged: 1, refused: [] })
    const newer = booking({ sequence: 1, end: '2026-11-21T15:00:00Z' })
    expect(planImport([newer], 'talos', there).taken).toMatchObject([
      {
        ...{ end: '2026-11-21T15:00:00Z', sequence: 1 },
        freed: [{ start: '2026-11-21T15:00:00Z', end: '2026-11-21T16:00:00Z', at: '2026-10-01T10:00:00Z' }]
      }
    ])
  })

  it('judges each by itself and by those before it', () => {
    const events = [
      booking({ uid: 'a' }),
      booking({ uid: 'b' }),
      booking({ uid: 'c', start: '2026-11-22T00:00:00Z', end: '2026-11-22T10:00:01Z' }),
      booking({ uid: 'd', resource: 'unknown' }),
      booking({ uid: 'e', status: 'cancelled' })
    ]
    const { taken, unchanged, refused } = planImport(events, 'talos', state())
    expect([uids(taken), unchanged]).toEqual([['a', 'd'], 1])
    expect(taken[1]?.resource).toBe('talos')
    expect(refused.map(one => [one.booking.uid, ...one.refusals.map(({ rule }) => rule)])).toEqual([
      ['b', 'conflict'],
      ['c', 'mostMinutes']
    ])
  })

  it('changes what belongs to others for administrators alone, who keep its owner', () => {
    const there = [booking({ owner: 'seo', people: [] })]
    const newer = [booking({ sequence: 4, title: 'new' })]
    expect(planImport(newer, 'talos', state({ bookings: there })).refused).toMatchObject([
      { refusals: [{ rule: 'change' }] }
    ])
    expect(planImport(newer, 'talos', state({ bookings: there, caller: 'boss' })).taken).toMatchObject([
      { owner: 'seo', title: 'new', sequence: 4 }
    ])
    const cancelled = [booking({ sequence: 4, status: 'cancelled' })]
    expect(planImport(cancelled, 'talos', state({ bookings: there, caller: 'boss' })).taken).toMatchObject([
      { status: 'cancelled', freed: [{ start: '2026-11-21T08:00:00Z' }] }
    ])
  })

  it('of an export into another calendar gives the same bookings', () => {
    const bookings = [booking({ title: 'a, b; c', note: 'line\nline' }), booking({ uid: 'z', resource: 'talos' })]
    const text = exportCalendar(bookings, 'Europe/Berlin')
    const events = readCalendar(text, { resource: 'talos', owner: 'mlindq', zone: 'America/Los_Angeles' })
    expect(planImport(events, 'talos', state()).taken).toEqual(bookings)
  })
})
