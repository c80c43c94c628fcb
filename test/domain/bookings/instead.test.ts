import type { Refusal } from '@contract/booking'
import { type ResourceRules, resourcesFileSchema } from '@contract/resources'
import { describe, expect, it } from 'vitest'
import type { Booking } from '../../../src/contract/booking'
import { besideOf } from '../../../src/domain/bookings/beside'
import { bookingRefusals } from '../../../src/domain/bookings/rules'
import { booking } from './booking-fixture'

const now = '2026-11-01T10:00:00Z'

function refusals(
  rules: ResourceRules,
  slot: [string, string],
  more: { others?: readonly Booking[]; zone?: string } = {}
): Refusal[] {
  const file = resourcesFileSchema.parse({
    ...{ version: 1, timeZone: more.zone ?? 'Europe/Berlin' },
    people: [
      {
        user: 'mlindq',
        training: [
          { name: 'krios', until: '2026-11-21' },
          { name: 'krios', until: '2026-11-10' }
        ]
      }
    ],
    resources: [{ name: 'krios1', rules }]
  })
  const [resource] = file.resources
  if (!resource) throw new Error('no resource')
  const one = booking({ start: slot[0], end: slot[1] })
  return bookingRefusals(one, {
    file,
    resource,
    beside: besideOf(more.others ?? []),
    waiting: [],
    caller: 'mlindq',
    now
  })
}

const instead = (...wish: Parameters<typeof refusals>): (readonly [string, string | undefined, string | undefined])[] =>
  refusals(...wish).map(one => [one.rule, one.instead?.start, one.instead?.end])

describe('a refusal names the nearest slot that its rule allows', () => {
  it.each<[string, ResourceRules, [string, string], [string, string, string]]>([
    [
      'made longer',
      { leastMinutes: 120 },
      ['2026-11-21T08:00:00Z', '2026-11-21T09:00:00Z'],
      ['leastMinutes', '2026-11-21T08:00:00Z', '2026-11-21T10:00:00Z']
    ],
    [
      'made shorter',
      { mostMinutes: 120 },
      ['2026-11-21T08:00:00Z', '2026-11-21T11:00:00Z'],
      ['mostMinutes', '2026-11-21T08:00:00Z', '2026-11-21T10:00:00Z']
    ],
    [
      'on the step of the wall',
      { stepMinutes: 30 },
      ['2026-11-21T08:10:00Z', '2026-11-21T09:20:00Z'],
      ['stepMinutes', '2026-11-21T08:00:00Z', '2026-11-21T09:30:00Z']
    ],
    [
      'at least one step long',
      { stepMinutes: 60 },
      ['2026-11-21T08:10:00Z', '2026-11-21T08:20:00Z'],
      ['stepMinutes', '2026-11-21T08:00:00Z', '2026-11-21T09:00:00Z']
    ],
    [
      'later, on the step',
      { leastAheadMinutes: 70, stepMinutes: 30 },
      ['2026-11-01T11:00:00Z', '2026-11-01T12:00:00Z'],
      ['leastAheadMinutes', '2026-11-01T11:30:00Z', '2026-11-01T12:30:00Z']
    ],
    [
      'earlier, at the last day',
      { mostAheadDays: 2 },
      ['2026-11-21T08:00:00Z', '2026-11-21T11:00:00Z'],
      ['mostAheadDays', '2026-11-03T10:00:00Z', '2026-11-03T13:00:00Z']
    ],
    [
      'what is left of the quota',
      { quota: { minutes: 90, per: 'month' } },
      ['2026-11-21T08:00:00Z', '2026-11-21T11:00:00Z'],
      ['quota', '2026-11-21T08:00:00Z', '2026-11-21T09:30:00Z']
    ],
    [
      'to the end of the longest training',
      { training: ['krios'] },
      ['2026-11-21T22:00:00Z', '2026-11-22T02:00:00Z'],
      ['training', '2026-11-21T22:00:00Z', '2026-11-21T23:00:00Z']
    ],
    [
      'after the hours of staff',
      { staffHours: [{ days: ['sat', 'sun'], from: '08:00', to: '24:00' }] },
      ['2026-11-21T06:30:00Z', '2026-11-21T07:30:00Z'],
      ['staffHours', '2026-11-21T23:00:00Z', '2026-11-22T00:00:00Z']
    ]
  ])('%s', (_title, rules, slot, expected) => {
    expect(instead(rules, slot)).toEqual([expected])
    const [, start, end] = expected
    expect(instead(rules, [start, end])).toEqual([])
  })

  it('the next free one of its length', () => {
    const others = [
      booking({ uid: 'a', start: '2026-11-21T09:00:00Z', end: '2026-11-21T12:00:00Z' }),
      booking({ uid: 'b', start: '2026-11-21T13:00:00Z', end: '2026-11-21T15:00:00Z' }),
      booking({ uid: 'c', start: '2026-11-21T12:00:00Z', end: '2026-11-21T13:00:00Z', status: 'cancelled' }),
      booking({ uid: 'd', start: '2026-11-21T08:00:00Z', end: '2026-11-21T23:00:00Z', resource: 'krios2' })
    ]
    expect(instead({}, ['2026-11-21T08:30:00Z', '2026-11-21T09:30:00Z'], { others })).toEqual([
      ['conflict', '2026-11-21T12:00:00Z', '2026-11-21T13:00:00Z']
    ])
    expect(instead({}, ['2026-11-21T08:30:00Z', '2026-11-21T10:00:00Z'], { others })).toEqual([
      ['conflict', '2026-11-21T15:00:00Z', '2026-11-21T16:30:00Z']
    ])
  })

  it('none where there is none', () => {
    expect(instead({ training: ['other'] }, ['2026-11-21T08:00:00Z', '2026-11-21T09:00:00Z'])).toEqual([
      ['training', undefined, undefined]
    ])
  })
})

describe('on the days when the clock changes', () => {
  it('steps count from local midnight as the wall shows them', () => {
    // Lord Howe goes forward by 30 min at 02:00 on 3 October 2027, which is 15:30 UTC of the day before.
    const zone = 'Australia/Lord_Howe'
    const day = { zone }
    expect(instead({ stepMinutes: 60 }, ['2027-10-02T16:00:00Z', '2027-10-02T17:00:00Z'], day)).toEqual([])
    expect(instead({ stepMinutes: 60 }, ['2027-10-02T16:30:00Z', '2027-10-02T17:00:00Z'], day)).toEqual([
      ['stepMinutes', '2027-10-02T17:00:00Z', '2027-10-02T18:00:00Z']
    ])
  })

  it('a quota of a week is that of the calendar, 167 or 169 hours long', () => {
    // Berlin's week of 22 to 28 March 2027 ends with the change; its Sunday evening still belongs to it.
    const rules: ResourceRules = { quota: { minutes: 120, per: 'week' } }
    const sunday = booking({ uid: 'a', start: '2027-03-28T20:30:00Z', end: '2027-03-28T21:30:00Z' })
    const monday = booking({ uid: 'a', start: '2027-03-28T22:30:00Z', end: '2027-03-28T23:30:00Z' })
    const wish: [string, string] = ['2027-03-23T08:00:00Z', '2027-03-23T09:30:00Z']
    expect(instead(rules, wish, { others: [sunday] })).toEqual([
      ['quota', '2027-03-23T08:00:00Z', '2027-03-23T09:00:00Z']
    ])
    expect(instead(rules, wish, { others: [monday] })).toEqual([])
  })

  it('hours of staff are those of the wall', () => {
    // 06:00 in Berlin is 04:00 UTC on the day of the change, 05:00 UTC a week before.
    const rules: ResourceRules = { staffHours: [{ days: ['sun'], from: '06:00', to: '10:00' }] }
    expect(refusals(rules, ['2027-03-28T04:00:00Z', '2027-03-28T05:00:00Z']).map(({ rule }) => rule)).toEqual([
      'staffHours'
    ])
    expect(refusals(rules, ['2027-03-28T03:00:00Z', '2027-03-28T04:00:00Z'])).toEqual([])
    expect(refusals(rules, ['2027-03-21T04:00:00Z', '2027-03-21T05:00:00Z'])).toEqual([])
  })
})
