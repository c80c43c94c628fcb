import type { Booking } from '@contract/booking'
import type { BookingWish } from '@contract/bookings'
import { type ResourcesFile, resourcesFileSchema } from '@contract/resources'
import { describe, expect, it } from 'vitest'
import {
  type Planned,
  type PlanState,
  planAdd,
  planApproval,
  planCancel,
  planChange
} from '../../../src/domain/bookings/plan'
import { refusalCode } from '../../../src/domain/bookings/refusal'
import { booking } from './booking-fixture'

const now = '2026-10-01T10:00:00Z'

function state(known: Partial<PlanState> & { file?: ResourcesFile } = {}): PlanState {
  return { file: file(), bookings: [], waiting: [], caller: 'mlindq', now, ...known }
}

function file(rules: { krios1?: object; dcv1?: object; talos?: object } = {}): ResourcesFile {
  return resourcesFileSchema.parse({
    ...{ version: 1, timeZone: 'Europe/Berlin', administrators: ['boss'] },
    resources: [
      { name: 'krios1', linked: ['dcv1', 'store1'], rules: rules.krios1 ?? {} },
      { name: 'dcv1', kind: 'display', linked: ['krios1'], rules: rules.dcv1 ?? {} },
      { name: 'store1', kind: 'storage' },
      { name: 'glacios', linked: ['dcv1'] },
      { name: 'talos', rules: rules.talos ?? {} }
    ]
  })
}

const ids = (letter = 'x'): (() => string) => {
  let count = 0
  return () => `${letter}${++count}`
}

const wish = (known: Partial<BookingWish> = {}): BookingWish => ({
  ...{
    resource: 'krios1',
    start: '2026-10-19T07:00:00Z',
    end: '2026-10-19T15:00:00Z',
    title: '',
    note: '',
    account: ''
  },
  ...known
})

const made = (known: Partial<BookingWish> = {}, where = state()): Booking[] =>
  planAdd(wish(known), where, ids('n'))
    .flat()
    .map(one => one.booking)

const words = (planned: readonly Planned[]): string[] =>
  planned.flatMap(one => one.refusals.map(({ rule }) => `${one.booking.resource} ${rule}`))

describe('linked resources', () => {
  it('are booked with the resource, under one group', () => {
    expect(made().map(({ uid, resource, group }) => [uid, resource, group])).toEqual([
      ['n1', 'krios1', 'n1'],
      ['n2', 'dcv1', 'n1'],
      ['n3', 'store1', 'n1']
    ])
    expect(made({ resource: 'talos' }).map(({ resource, group }) => [resource, group])).toEqual([['talos', null]])
  })

  it('refuse it by the rule `linked`, with what is in the way and the inner words', () => {
    const taken = booking({ uid: 't', resource: 'dcv1', start: '2026-10-19T14:00:00Z', end: '2026-10-19T18:00:00Z' })
    const [planned = []] = planAdd(wish(), state({ bookings: [taken] }), ids())
    expect(words(planned)).toEqual(['dcv1 linked'])
    const refusals = planned.flatMap(one => one.refusals)
    expect(refusals[0]).toMatchObject({ with: [taken], message: 'dcv1, which is booked with it: dcv1 is taken then.' })
    expect(refusalCode(refusals)).toBe('conflict')
    const rules = file({ dcv1: { mostMinutes: 60 } })
    const [long = []] = planAdd(wish(), state({ file: rules }), ids())
    expect(words(long)).toEqual(['dcv1 linked'])
    expect(refusalCode(long.flatMap(one => one.refusals))).toBe('rule')
  })

  it('move, change and are cancelled with it', () => {
    const bookings = made()
    const where = state({ bookings })
    const moved = planChange('n2', { start: '2026-10-19T08:00:00Z', title: 'x' }, 'one', where, ids())
    expect(moved.map(({ booking: { uid, start, title, sequence } }) => [uid, start, title, sequence])).toEqual([
      ['n2', '2026-10-19T08:00:00Z', 'x', 1],
      ['n1', '2026-10-19T08:00:00Z', 'x', 1],
      ['n3', '2026-10-19T08:00:00Z', 'x', 1]
    ])
    expect(words(moved)).toEqual([])
    const cancelled = planCancel('n3', 'one', 'no grids', where)
    expect(cancelled.map(({ booking: { uid, status } }) => [uid, status])).toEqual([
      ...[
        ['n3', 'cancelled'],
        ['n1', 'cancelled'],
        ['n2', 'cancelled']
      ]
    ])
  })

  it('are those of the other resource where it moves to one', () => {
    const moved = planChange('n1', { resource: 'glacios' }, 'one', state({ bookings: made() }), ids())
    expect(words(moved)).toEqual([])
    expect(moved.map(({ booking: { uid, resource, status, group } }) => [uid, resource, status, group])).toEqual([
      ['n1', 'glacios', 'confirmed', 'n1'],
      ['n2', 'dcv1', 'confirmed', 'n1'],
      // dcv1 is linked to krios1 in turn, and krios1 to store1.
      ['n3', 'store1', 'confirmed', 'n1'],
      ['x1', 'krios1', 'confirmed', 'n1']
    ])
  })
})

describe('consent', () => {
  const rules = file({ dcv1: { approval: true } })

  it('is waited for by all that is booked together, and the slot is kept', () => {
    const bookings = made({}, state({ file: rules }))
    expect(bookings.map(({ status }) => status)).toEqual(['waiting', 'waiting', 'waiting'])
    const [again = []] = planAdd(wish(), state({ file: rules, bookings }), ids())
    expect(words(again)).toEqual(['krios1 conflict', 'dcv1 linked', 'store1 linked'])
    expect(made({}, state({ file: rules, caller: 'boss' })).map(({ status }) => status)).toEqual([
      ...['confirmed', 'confirmed', 'confirmed']
    ])
  })

  it('is given or refused by administrators alone, to all of the group', () => {
    const bookings = made({}, state({ file: rules }))
    const where = state({ file: rules, bookings })
    expect(refusalCode(planApproval('n1', true, 'one', where).flatMap(one => one.refusals))).toBe('not-allowed')
    const boss = { ...where, caller: 'boss' }
    const yes = planApproval('n1', true, 'one', boss)
    expect(yes.map(one => [one.booking.status, one.refusals.length])).toEqual(yes.map(() => ['confirmed', 0]))
    const no = planApproval('n1', false, 'one', boss)
    expect(no.map(one => [one.booking.status, one.booking.freed.length])).toEqual(no.map(() => ['cancelled', 1]))
    expect(() => planApproval('n1', true, 'one', { ...boss, bookings: yes.map(one => one.booking) })).toThrow(
      expect.objectContaining({ code: 'usage' })
    )
  })

  it('is given to all of a series that wait, or to one and those after it, and to no other', () => {
    const at = (day: string) => ({ start: `2026-10-${day}T07:00:00Z`, end: `2026-10-${day}T15:00:00Z` })
    const waits = { resource: 'talos', series: 's', status: 'waiting' } as const
    const bookings = [
      ...['19', '26', '28'].map(day => booking({ ...waits, ...at(day), uid: day })),
      booking({ ...waits, ...at('27'), uid: '27', status: 'confirmed' })
    ]
    const boss = state({ bookings, caller: 'boss' })
    const uids = (scope: 'one' | 'following' | 'all'): string[] =>
      planApproval('26', true, scope, boss).map(one => one.booking.uid)
    expect([uids('one'), uids('following'), uids('all')]).toEqual([['26'], ['26', '28'], ['26', '19', '28']])
    expect(planApproval('26', true, 'all', { ...boss, caller: 'mlindq' }).map(one => one.refusals.length)).toEqual([
      ...[1, 1, 1]
    ])
  })

  it('is asked for again for more time, not for less', () => {
    const talos = file({ talos: { approval: true } })
    const one = booking({ uid: 't', resource: 'talos', start: '2026-10-19T07:00:00Z', end: '2026-10-19T15:00:00Z' })
    const status = (change: { start?: string; end?: string }, caller = 'mlindq') =>
      planChange('t', change, 'one', state({ file: talos, bookings: [one], caller }), ids())[0]?.booking.status
    expect(status({ end: '2026-10-19T16:00:00Z' })).toBe('waiting')
    expect(status({ end: '2026-10-19T14:00:00Z' })).toBe('confirmed')
    expect(status({ end: '2026-10-19T16:00:00Z' }, 'boss')).toBe('confirmed')
  })
})

describe('a slot that is offered', () => {
  it('is kept from a new booking, and from the one that gave it back', () => {
    const offered = { resource: 'talos', start: '2026-10-19T07:00:00Z', end: '2026-10-19T15:00:00Z' }
    const away = { start: '2026-10-20T07:00:00Z', end: '2026-10-20T15:00:00Z' }
    const moved = booking({
      ...offered,
      ...away,
      uid: 'm',
      freed: [{ start: offered.start, end: offered.end, at: now }]
    })
    const waiting = [{ ...offered, id: 'w', user: 'seo', title: '', since: '2026-09-30T10:00:00Z' }]
    const where = state({ bookings: [moved], waiting })
    expect(planAdd(wish({ resource: 'talos' }), where, ids()).map(words)).toEqual([['talos waitlist']])
    expect(words(planChange('m', { start: offered.start, end: offered.end }, 'one', where, ids()))).toEqual([
      'talos waitlist'
    ])
    expect(planAdd(wish({ resource: 'talos' }), { ...where, caller: 'seo' }, ids()).map(words)).toEqual([[]])
  })
})

describe('maintenance', () => {
  it('is entered by administrators alone, is nobody’s session and closes the slot', () => {
    const blocked = { resource: 'talos', status: 'blocked' as const }
    const [own = []] = planAdd(wish(blocked), state(), ids())
    expect(words(own)).toEqual(['talos hours'])
    expect(refusalCode(own.flatMap(one => one.refusals))).toBe('not-allowed')
    const [planned = []] = planAdd(wish(blocked), state({ caller: 'boss' }), ids('n'))
    expect(planned).toMatchObject([{ booking: { status: 'blocked', people: [] }, refusals: [] }])
    const bookings = planned.map(one => one.booking)
    const [closed = []] = planAdd(wish({ resource: 'talos' }), state({ bookings }), ids())
    expect(closed[0]?.refusals).toMatchObject([{ rule: 'conflict', message: 'talos is closed then.', with: bookings }])
    expect(words(planCancel('n1', 'one', '', state({ bookings })))).toEqual(['talos hours'])
    expect(words(planCancel('n1', 'one', '', state({ bookings, caller: 'boss' })))).toEqual([])
  })
})

describe('a series', () => {
  const weekly = { resource: 'talos', repeat: 'FREQ=WEEKLY;COUNT=4' }

  it('lists what stands against each date', () => {
    const taken = booking({ uid: 't', resource: 'talos', start: '2026-11-02T12:00:00Z', end: '2026-11-02T13:00:00Z' })
    const dates = planAdd(wish(weekly), state({ bookings: [taken] }), ids())
    expect(dates.map(words)).toEqual([[], [], ['talos conflict'], []])
    expect(new Set(dates.flat().map(one => one.booking.series)).size).toBe(1)
    expect(dates.flat().map(one => one.booking.start)).toEqual([
      ...['2026-10-19T07:00:00Z', '2026-10-26T08:00:00Z', '2026-11-02T08:00:00Z', '2026-11-09T08:00:00Z']
    ])
  })

  it('uses up the quota date by date', () => {
    const rules = file({ talos: { quota: { minutes: 960, per: 'month' } } })
    const dates = planAdd(wish({ ...weekly, repeat: 'FREQ=DAILY;COUNT=3' }), state({ file: rules }), ids())
    expect(dates.map(words)).toEqual([[], [], ['talos quota']])
  })

  it('is moved and cancelled as a whole or from one on, each by the clock', () => {
    const bookings = made(weekly)
    const where = state({ bookings })
    const uids = bookings.map(({ uid }) => uid)
    const second = uids[1] ?? ''
    const change = { start: '2026-10-26T09:00:00Z', end: '2026-10-26T17:00:00Z' }
    const starts = (scope: 'one' | 'following' | 'all') =>
      planChange(second, change, scope, where, ids()).map(one => one.booking.start)
    expect(starts('one')).toEqual(['2026-10-26T09:00:00Z'])
    expect(starts('following')).toEqual([...['2026-10-26T09:00:00Z', '2026-11-02T09:00:00Z', '2026-11-09T09:00:00Z']])
    // 10:00 in summer time is an hour earlier in UTC.
    expect(starts('all')).toContain('2026-10-19T08:00:00Z')
    const cancelled = planCancel(second, 'following', '', where)
    expect(cancelled.map(one => one.booking.uid)).toEqual(uids.slice(1))
  })

  it('may move onto its own dates', () => {
    const bookings = made({ ...weekly, repeat: 'FREQ=DAILY;COUNT=3' })
    const change = { start: '2026-10-20T07:00:00Z', end: '2026-10-20T15:00:00Z' }
    const [first] = bookings
    expect(words(planChange(first?.uid ?? '', change, 'all', state({ bookings }), ids()))).toEqual([])
    expect(words(planChange(first?.uid ?? '', change, 'one', state({ bookings }), ids()))).toEqual(['talos conflict'])
  })
})

describe('a change', () => {
  const running = booking({ uid: 'r', resource: 'talos', start: '2026-10-01T08:00:00Z', end: '2026-10-01T16:00:00Z' })
  const rules = file({ talos: { cancelMinutes: 1440, leastMinutes: 240, leastAheadMinutes: 60, mostMinutes: 600 } })
  const changed = (change: Parameters<typeof planChange>[1], known: Partial<PlanState> = {}) =>
    words(planChange('r', change, 'one', state({ file: rules, bookings: [running], ...known }), ids()))

  it('of a running session may end it now or make it longer, and no more than the rules allow', () => {
    expect(changed({ end: now })).toEqual([])
    expect(changed({ end: '2026-10-01T09:00:00Z' })).toEqual(['talos cancelMinutes'])
    expect(changed({ end: '2026-10-01T18:00:00Z' })).toEqual([])
    expect(changed({ end: '2026-10-01T18:00:01Z' })).toEqual(['talos mostMinutes'])
    expect(changed({ start: '2026-10-01T09:00:00Z' })).toEqual(['talos cancelMinutes'])
  })

  it('of its words is always possible, and is for its people', () => {
    expect(changed({ handOver: 'beam is low' })).toEqual([])
    expect(changed({ handOver: 'x' }, { caller: 'stranger' })).toEqual(['talos change'])
    expect(
      changed({
        people: [
          { user: 'x', role: 'operator' },
          { user: 'x', role: 'researcher' }
        ]
      })
    ).toEqual(['talos people'])
  })

  it('of who operates asks for the training of the new one', () => {
    const training = file({ talos: { training: ['krios'] } })
    const people: Booking['people'] = [{ user: 'x', role: 'operator' }]
    expect(changed({ people }, { file: training })).toEqual(['talos training'])
    expect(changed({ people: [...running.people, { user: 'x', role: 'collaborator' }] }, { file: training })).toEqual(
      []
    )
  })

  it('counts, and tells when it was made', () => {
    const [planned] = planChange('r', { title: 'x' }, 'one', state({ bookings: [running] }), ids())
    expect(planned?.booking).toMatchObject({ sequence: 1, changed: now, created: running.created, freed: [] })
  })

  it('of a booking that is not there, or of a resource that is none, says so', () => {
    expect(() => planChange('zz', {}, 'one', state(), ids())).toThrow(expect.objectContaining({ code: 'not-found' }))
    expect(() => made({ resource: 'zz' })).toThrow(expect.objectContaining({ code: 'not-found' }))
  })
})
