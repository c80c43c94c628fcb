import type { ResourceRules, ResourcesFile } from '@contract/resources'
import { resourcesFileSchema } from '@contract/resources'
import { describe, expect, it } from 'vitest'
import type { Booking } from '../../../src/contract/booking'
import { besideOf } from '../../../src/domain/bookings/beside'
import type { Judging } from '../../../src/domain/bookings/judging'
import { bookingRefusals, changeRefusals } from '../../../src/domain/bookings/rules'
import { booking } from './booking-fixture'

const now = '2026-11-01T10:00:00Z'

function file(rules: ResourceRules): ResourcesFile {
  return resourcesFileSchema.parse({
    ...{ version: 1, timeZone: 'Europe/Berlin', administrators: ['boss'] },
    people: [
      {
        ...{ user: 'mlindq', roles: ['operator'] },
        training: [{ name: 'krios', until: '2026-11-21' }],
        permits: [{ name: 'bsl2' }]
      },
      { user: 'staff1', roles: ['staff'] }
    ],
    resources: [{ name: 'krios1', label: 'Krios 1', rules }]
  })
}

function judged(rules: ResourceRules, others: readonly Booking[] = [], caller = 'mlindq'): Judging {
  const read = file(rules)
  const [resource] = read.resources
  if (!resource) throw new Error('no resource')
  return { file: read, resource, beside: besideOf(others), waiting: [], caller, now }
}

const broken = (one: Booking, judging: Judging): string[] => bookingRefusals(one, judging).map(({ rule }) => rule)
const at = (start: string, end: string, known: Partial<Booking> = {}): Booking => booking({ start, end, ...known })

describe('a booking', () => {
  it('may be made where there are no rules', () => {
    expect(broken(booking(), judged({}))).toEqual([])
  })

  it('is refused where another holds the slot, and stands back to back with it', () => {
    const other = at('2026-11-21T16:00:00Z', '2026-11-21T20:00:00Z', { uid: 'b2' })
    expect(broken(booking(), judged({}, [other]))).toEqual([])
    const longer = at('2026-11-21T08:00:00Z', '2026-11-21T16:00:01Z')
    expect(bookingRefusals(longer, judged({}, [other]))).toEqual([
      expect.objectContaining({ rule: 'conflict', with: [other] })
    ])
    expect(broken(longer, judged({}, [{ ...other, status: 'cancelled' }]))).toEqual([])
    expect(broken(longer, judged({}, [{ ...other, status: 'blocked' }], 'boss'))).toEqual(['conflict'])
  })

  it('that is moved is not in its own way', () => {
    expect(broken(booking(), judged({}, [booking()]))).toEqual([])
  })

  it.each<[ResourceRules, string]>([
    [{ leastMinutes: 481 }, 'leastMinutes'],
    [{ mostMinutes: 479 }, 'mostMinutes'],
    [{ stepMinutes: 720 }, 'stepMinutes'],
    [{ leastAheadMinutes: 30 * 1440 }, 'leastAheadMinutes'],
    [{ mostAheadDays: 14 }, 'mostAheadDays'],
    [{ roles: ['staff', 'researcher'] }, 'roles'],
    [{ permits: ['bsl3'] }, 'permits'],
    [{ staffHours: [{ days: ['sat'], from: '16:00', to: '24:00' }] }, 'staffHours'],
    [{ quota: { minutes: 479, per: 'week' } }, 'quota']
  ])('against the rule %j is refused by its name', (rules, name) => {
    expect(broken(booking(), judged(rules))).toEqual([name])
  })

  it('needs training to its end, by the day of the facility', () => {
    const rules = { training: ['krios'] }
    // In Berlin the 21st ends at 23:00 UTC.
    expect(broken(at('2026-11-21T08:00:00Z', '2026-11-21T23:00:00Z'), judged(rules))).toEqual([])
    const past = at('2026-11-21T08:00:00Z', '2026-11-21T23:00:01Z')
    expect(broken(past, judged(rules))).toEqual(['training'])
    expect(broken(past, judged(rules, [], 'boss'))).toEqual(['training'])
  })

  it('counts what the person has already booked that week, not what was cancelled', () => {
    const rules = { quota: { minutes: 600, per: 'week' as const } }
    const sunday = at('2026-11-22T08:00:00Z', '2026-11-22T10:01:00Z', { uid: 'b2' })
    const monday = at('2026-11-23T08:00:00Z', '2026-11-23T18:00:00Z', { uid: 'b3' })
    expect(broken(booking(), judged(rules, [sunday, monday]))).toEqual(['quota'])
    expect(broken(booking(), judged(rules, [{ ...sunday, status: 'cancelled' }, monday]))).toEqual([])
    expect(broken(booking(), judged(rules, [{ ...sunday, owner: 'other' }]))).toEqual([])
  })

  it('of an administrator is free of what binds the others', () => {
    const rules = { mostMinutes: 10, roles: ['staff' as const], mostAheadDays: 1 }
    expect(broken(booking(), judged(rules, [], 'boss'))).toEqual([])
  })

  it('cannot lie in the past or end before it begins', () => {
    expect(broken(at('2026-10-01T08:00:00Z', '2026-10-01T09:00:00Z'), judged({}))).toEqual(['past'])
    expect(broken(at('2026-11-21T08:00:00Z', '2026-11-21T08:00:00Z'), judged({}))).toEqual(['order'])
  })
})

describe('a change of a booking', () => {
  it('is for its owner, its operators and administrators', () => {
    const other = booking({ owner: 'x', people: [{ user: 'op', role: 'operator' }] })
    const rules = (caller: string): string[] =>
      changeRefusals(other, null, judged({}, [], caller)).map(({ rule }) => rule)
    expect([rules('mlindq'), rules('x'), rules('op'), rules('boss')]).toEqual([['change'], [], [], []])
  })

  it('is possible until the time that the rule names', () => {
    const soon = at('2026-11-02T10:00:00Z', '2026-11-02T12:00:00Z')
    const limit = (minutes: number): string[] =>
      changeRefusals(soon, null, judged({ cancelMinutes: minutes })).map(({ rule }) => rule)
    expect([limit(1440), limit(1441)]).toEqual([[], ['cancelMinutes']])
  })
})
