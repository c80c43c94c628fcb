import { describe, expect, it } from 'vitest'
import { draftAt, type Grab, isUnchanged, type Snap } from '../../../../src/renderer/features/bookings/drag/draft'
import { planRefusals } from '../../../../src/renderer/features/bookings/drag/judge'
import { insteadWords } from '../../../../src/renderer/features/bookings/drag/refusal-popover'
import { snapMinutes, snapped } from '../../../../src/renderer/features/bookings/snap'
import { limitOf } from '../../../../src/renderer/features/bookings/timeline/draft-block'
import { sample } from './booking-fixture'

const zone = 'Europe/Stockholm'
const hour = 3_600_000
const at = (text: string): number => Date.parse(text)
const iso = (time: number): string => new Date(time).toISOString().slice(0, 16)
const snap: Snap = { to: time => snapped(time, 60, zone), least: () => hour }

describe('a time that is drawn', () => {
  it('comes to the nearest step of the rule on the wall of the facility', () => {
    expect(iso(snapped(at('2026-11-17T08:20:00Z'), 60, zone))).toBe('2026-11-17T08:00')
    expect(iso(snapped(at('2026-11-17T08:20:00Z'), 240, zone))).toBe('2026-11-17T07:00')
    expect(iso(snapped(at('2026-11-17T22:50:00Z'), 60, zone))).toBe('2026-11-17T23:00')
  })

  it('comes to a half hour of a zone that stands half an hour apart', () => {
    expect(iso(snapped(at('2026-11-17T08:40:00Z'), 60, 'Asia/Kolkata'))).toBe('2026-11-17T08:30')
  })

  it('stays in the hour that was meant where one comes twice', () => {
    for (const text of ['2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z'])
      expect(iso(snapped(at(text) + 300_000, 60, zone))).toBe(text.slice(0, 16))
  })

  it('comes after the hour that the clock leaves out', () => {
    expect(iso(snapped(at('2026-03-29T01:20:00Z'), 60, zone))).toBe('2026-03-29T01:00')
  })

  it('moves by the rule’s own step, a quarter of an hour, or what the pointer can be moved by', () => {
    expect(snapMinutes(undefined, 1)).toBe(15)
    expect(snapMinutes(undefined, 14)).toBe(30)
    expect(snapMinutes(240, 14)).toBe(240)
    expect(snapMinutes(90, 60)).toBe(180)
    expect(snapMinutes(50, 60)).toBe(50)
  })
})

describe('a drag', () => {
  const start = at(sample.start)
  const grab = (kind: Grab['kind'], time: number): Grab => ({
    kind,
    booking: kind === 'new' ? null : sample,
    resource: 'krios1',
    at: time
  })

  it('makes a booking between both ends, whichever way it is drawn', () => {
    const there = draftAt(grab('new', start), { resource: 'krios1', at: start + 5 * hour }, snap)
    const back = draftAt(grab('new', start + 5 * hour), { resource: 'glacios', at: start }, snap)
    expect([there.start, there.end]).toEqual([start, start + 5 * hour])
    expect([back.start, back.end, back.resource]).toEqual([there.start, there.end, 'krios1'])
  })

  it('makes none that is shorter than a step', () => {
    const { start: from, end } = draftAt(grab('new', start), { resource: 'krios1', at: start + 60_000 }, snap)
    expect(end - from).toBe(hour)
  })

  it('moves a booking to another time and resource, and keeps its length over a change of the clock', () => {
    const moved = draftAt(
      grab('move', start + hour),
      { resource: 'glacios', at: start + hour - 23.5 * 24 * hour },
      snap
    )
    expect([moved.end - moved.start, moved.resource]).toEqual([24 * hour, 'glacios'])
  })

  it('stretches one edge, never past the other', () => {
    const longer = draftAt(grab('end', at(sample.end)), { resource: 'krios1', at: at(sample.end) + 3 * hour }, snap)
    expect([longer.start, longer.end]).toEqual([start, at(sample.end) + 3 * hour])
    const inside = draftAt(grab('start', start), { resource: 'krios1', at: at(sample.end) + 9 * hour }, snap)
    expect(inside.start).toBe(at(sample.end) - hour)
  })

  it('that ends where it began changes nothing', () => {
    expect(isUnchanged(draftAt(grab('move', start), { resource: 'krios1', at: start + 60_000 }, snap))).toBe(true)
  })
})

describe('a refused wish', () => {
  const draft = { kind: 'new', booking: null, resource: 'krios1', start: 0, end: 54 * hour } as const
  const instead = { start: new Date(0).toISOString(), end: new Date(48 * hour).toISOString() }
  const refusal = { rule: 'mostMinutes', message: 'Too long.', with: [], instead } as const

  it('has the limit marked where the rule would end it', () => {
    expect(limitOf(draft, [{ ...refusal, with: [] }])).toBe(48 * hour)
    expect(limitOf(draft, [])).toBeNull()
  })

  it('offers the length, or the time, that is allowed', () => {
    expect(insteadWords(draft, instead, zone)).toBe('Book 48 h instead')
    const later = { start: '2026-11-17T08:00:00Z', end: '2026-11-18T08:00:00Z' }
    expect(insteadWords(draft, later, zone)).toBe('Book Tue 17 Nov 09:00 instead')
    expect(insteadWords({ ...draft, kind: 'move', booking: sample }, later, zone)).toBe(
      'Move to Tue 17 Nov 09:00 instead'
    )
  })

  it('says what stands against several bookings once', () => {
    const plan = { bookings: [1, 2].map(() => ({ booking: sample, refusals: [{ ...refusal, with: [] }] })) }
    expect(planRefusals(plan)).toHaveLength(1)
  })
})
