import type { Booking, Overrun } from '@contract/booking'
import { resourcesFileSchema } from '@contract/resources'
import { describe, expect, it } from 'vitest'
import { answerOverrun, askForTime, type OverrunState, withAgreedTime } from '../../../src/domain/bookings/overrun'
import { booking } from './booking-fixture'

const file = resourcesFileSchema.parse({
  ...{ version: 1, timeZone: 'Europe/Berlin', administrators: ['boss'] },
  people: [{ user: 'mlindq', training: [{ name: 'krios', until: '2026-11-21' }] }],
  resources: [{ name: 'krios1' }, { name: 'dcv1', rules: {} }]
})

const mine = booking({ uid: 'mine', start: '2026-11-21T08:00:00Z', end: '2026-11-21T16:00:00Z' })
const next = booking({
  ...{ uid: 'next', owner: 'seo', people: [{ user: 'seo', role: 'operator' }] },
  ...{ start: '2026-11-21T16:00:00Z', end: '2026-11-21T20:00:00Z' }
})

const state = (known: Partial<OverrunState> = {}): OverrunState => ({
  ...{ file, bookings: [mine, next], waiting: [], overruns: [], caller: 'mlindq', now: '2026-11-21T15:00:00Z' },
  ...known
})

const asked = (minutes: number, known: Partial<OverrunState> = {}): Overrun =>
  askForTime({ uid: 'mine', minutes, message: 'last grid' }, state(known), 'o1').overrun

function answered(minutes: number, yes: boolean, known: Partial<OverrunState> = {}) {
  const overruns = [asked(minutes, { bookings: known.bookings ?? [mine, next] })]
  return answerOverrun('o1', yes, state({ overruns, caller: 'seo', now: '2026-11-21T15:10:00Z', ...known }))
}

/** The next after it gave half an hour. */
const given = { ...next, start: '2026-11-21T16:30:00Z', changed: '2026-11-21T15:10:00Z', sequence: 1 }

const slots = (bookings: readonly Booking[]): string[][] => bookings.map(({ uid, start, end }) => [uid, start, end])

describe('asking the next for time', () => {
  it('tells whom, and until when', () => {
    expect(asked(30)).toMatchObject({
      ...{ asks: 'mlindq', asked: 'seo', next: 'next', end: '2026-11-21T16:30:00Z', answer: null }
    })
  })

  it('is for the people of the booking, once, and where somebody is in the way', () => {
    const ask = (minutes: number, known: Partial<OverrunState>) => () =>
      askForTime({ uid: 'mine', minutes, message: '' }, state(known), 'o2')
    expect(ask(30, { caller: 'seo' })().refusals.map(({ rule }) => rule)).toEqual(['change'])
    expect(ask(30, { overruns: [asked(10)] })).toThrow(expect.objectContaining({ code: 'exists' }))
    expect(ask(30, { bookings: [mine] })).toThrow(expect.objectContaining({ code: 'usage' }))
    const later = { ...next, start: '2026-11-21T16:30:00Z' }
    expect(ask(30, { bookings: [mine, later] })).toThrow(expect.objectContaining({ code: 'usage' }))
    expect(ask(31, { bookings: [mine, later] })().overrun.asked).toBe('seo')
  })

  it('is answered by who was asked or an administrator', () => {
    expect(answered(30, true, { caller: 'mlindq' }).refusals.map(({ rule }) => rule)).toEqual(['change'])
    expect(answered(30, true, { caller: 'boss' }).refusals).toEqual([])
    const done = answered(30, false)
    expect([done.overrun.answer, done.planned, done.refusals]).toEqual(['no', [], []])
    expect(() => answerOverrun('o1', true, state({ overruns: [done.overrun], caller: 'seo' }))).toThrow(
      expect.objectContaining({ code: 'exists' })
    )
    expect(() => answerOverrun('o9', true, state())).toThrow(expect.objectContaining({ code: 'not-found' }))
  })

  it('with yes lets the next begin later and the one before end later', () => {
    const { overrun, planned, refusals } = answered(30, true)
    expect(refusals).toEqual([])
    expect(slots(planned.map(one => one.booking))).toEqual([
      ['next', '2026-11-21T16:30:00Z', '2026-11-21T20:00:00Z'],
      ['mine', '2026-11-21T08:00:00Z', '2026-11-21T16:30:00Z']
    ])
    // Who answers writes his own file; the other's end follows from the answer.
    const written = planned.filter(one => one.booking.uid === 'next').map(one => one.booking)
    expect(slots(withAgreedTime([mine, ...written], [overrun]))).toEqual([
      ['mine', '2026-11-21T08:00:00Z', '2026-11-21T16:30:00Z'],
      ['next', '2026-11-21T16:30:00Z', '2026-11-21T20:00:00Z']
    ])
    expect(withAgreedTime([mine], [answered(30, false).overrun])).toEqual([mine])
  })

  it('counts until the one who got it changes his booking', () => {
    const { overrun } = answered(30, true)
    const ended = { ...mine, end: '2026-11-21T15:40:00Z', changed: '2026-11-21T15:40:00Z' }
    expect(withAgreedTime([ended, given], [overrun])).toEqual([ended, given])
    const [longer] = withAgreedTime([mine, given], [overrun])
    expect(longer).toMatchObject({ sequence: mine.sequence + 1, changed: '2026-11-21T15:10:00Z' })
    expect(withAgreedTime(longer ? [longer, given] : [], [overrun])).toEqual([longer, given])
  })

  it('takes what is linked along, on either side', () => {
    const dcv = { ...mine, uid: 'dcv', resource: 'dcv1', group: 'g' }
    const bookings = [{ ...mine, group: 'g' }, dcv, next]
    const { overrun, planned } = answered(30, true, { bookings })
    expect(planned.map(one => one.booking.uid).sort()).toEqual(['dcv', 'mine', 'next'])
    expect(withAgreedTime([...bookings.slice(0, 2), given], [overrun]).map(({ end }) => end)).toEqual([
      ...['2026-11-21T16:30:00Z', '2026-11-21T16:30:00Z', '2026-11-21T20:00:00Z']
    ])
  })

  it('cannot take all of the next, what a third holds, or more than the training allows', () => {
    const rules = (minutes: number, known: Partial<OverrunState> = {}): string[] =>
      answered(minutes, true, known).refusals.map(({ rule }) => rule)
    expect(rules(240)).toEqual(['order'])
    const dcv = { ...mine, uid: 'dcv', resource: 'dcv1', group: 'g' }
    const third = booking({ uid: 'third', resource: 'dcv1', start: mine.end, end: next.end, owner: 'x' })
    expect(rules(30, { bookings: [{ ...mine, group: 'g' }, dcv, next, third] })).toEqual(['linked'])
    const trained = {
      ...file,
      resources: file.resources.map(one => ({ ...one, rules: { training: ['krios'] } }))
    }
    const late = { ...mine, end: '2026-11-21T22:50:00Z' }
    const after = { ...next, start: '2026-11-21T22:50:00Z', end: '2026-11-22T06:00:00Z' }
    expect(rules(10, { file: trained, bookings: [late, after] })).toContain('training')
    expect(rules(30, { now: '2026-11-21T16:00:00Z' })).toContain('past')
  })
})

describe('time that was given', () => {
  const { overrun } = answered(30, true)
  const end = (...others: Booking[]): string | undefined => withAgreedTime([mine, ...others], [overrun])[0]?.end

  it('is nobody’s where who gave it does not follow on the same resource', () => {
    expect(end(given)).toBe(overrun.end)
    expect(end()).toBe(mine.end)
    expect(end(next)).toBe(mine.end)
    expect(end({ ...given, resource: 'dcv1' })).toBe(mine.end)
    expect(end({ ...given, start: '2026-11-28T16:30:00Z', end: '2026-11-28T20:00:00Z' })).toBe(mine.end)
  })

  it('stays given when who gave it goes elsewhere later, or is cancelled', () => {
    const changed = '2026-11-21T15:20:00Z'
    const slot = { start: given.start, end: given.end, at: changed, resource: 'krios1' }
    expect(end({ ...given, changed, resource: 'dcv1', freed: [slot] })).toBe(overrun.end)
    expect(end({ ...given, changed, status: 'cancelled' })).toBe(overrun.end)
  })

  it('is not given where somebody else has part of it, or of what is linked', () => {
    const third = booking({ uid: 'third', owner: 'x', start: '2026-11-21T16:10:00Z', end: '2026-11-21T16:20:00Z' })
    expect(end(given, third)).toBe(mine.end)
    expect(end(given, { ...third, status: 'cancelled' })).toBe(overrun.end)
    const linked = { ...mine, uid: 'dcv', resource: 'dcv1', group: 'g' }
    const ends = (...others: Booking[]): string[] =>
      withAgreedTime([{ ...mine, group: 'g' }, linked, given, ...others], [overrun]).map(one => one.end)
    expect(ends().slice(0, 2)).toEqual([overrun.end, overrun.end])
    expect(ends({ ...third, resource: 'dcv1' }).slice(0, 2)).toEqual([mine.end, mine.end])
  })

  it('needs no answer any more when the next begins later by itself', () => {
    const later = { ...next, start: '2026-11-21T17:00:00Z' }
    const overruns = [asked(30)]
    const answer = () => answerOverrun('o1', true, state({ overruns, bookings: [mine, later], caller: 'seo' }))
    expect(answer).toThrow(expect.objectContaining({ code: 'usage' }))
    expect(answerOverrun('o1', false, state({ overruns, bookings: [mine, later], caller: 'seo' })).refusals).toEqual([])
  })
})
