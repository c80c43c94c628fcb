import { describe, expect, it } from 'vitest'
import { type Draft, isUnchanged, type Snap } from '../../../../src/renderer/features/bookings/drag/draft'
import {
  arrowWay,
  draftOfBooking,
  gripOf,
  keyedDraft,
  newKeyDraft
} from '../../../../src/renderer/features/bookings/drag/draft-keys'
import { snapped } from '../../../../src/renderer/features/bookings/snap'
import { sample, sampleFile } from './booking-fixture'

const zone = sampleFile.timeZone
const hour = 3_600_000
const snap: Snap = { to: time => snapped(time, 60, zone), least: () => hour }
const start = Date.parse(sample.start)
const end = Date.parse(sample.end)
const rules = { snap, resources: sampleFile.resources, stretch: { from: start - 24 * hour, to: end + 24 * hour } }
const on = { by: 1, across: false } as const
const back = { by: -1, across: false } as const
const spanOf = ({ start: from, end: to }: Draft): number[] => [(from - start) / hour, (to - start) / hour]

describe('a booking drawn with keys', () => {
  const held = draftOfBooking(sample)

  it('is as it was until a key is pressed', () => {
    expect(isUnchanged(held)).toBe(true)
  })

  it('is moved by a step and keeps its length', () => {
    expect(spanOf(keyedDraft(held, on, 'move', rules))).toEqual([1, 25])
    expect(spanOf(keyedDraft(keyedDraft(held, back, 'move', rules), back, 'move', rules))).toEqual([-2, 22])
  })

  it('is stretched at either edge, and never shorter than a step', () => {
    expect(spanOf(keyedDraft(held, on, 'end', rules))).toEqual([0, 25])
    expect(spanOf(keyedDraft(held, on, 'start', rules))).toEqual([1, 24])
    const short = { ...held, end: start + hour }
    expect(keyedDraft(short, back, 'end', rules)).toBe(short)
    expect(keyedDraft(short, on, 'start', rules)).toBe(short)
  })

  it('goes to the next resource where there is one, with both of its edges', () => {
    const there = keyedDraft(held, { by: 1, across: true }, 'move', rules)
    expect([there.resource, ...spanOf(there)]).toEqual(['glacios', 0, 24])
    expect(keyedDraft(there, { by: 1, across: true }, 'move', rules)).toBe(there)
    expect(keyedDraft(held, { by: 1, across: true }, 'end', rules)).toBe(held)
  })

  it('comes to the steps of the rule, also from between them', () => {
    const odd = { ...held, start: start + 20 * 60_000, end: end + 20 * 60_000 }
    expect(spanOf(keyedDraft(odd, on, 'move', rules))).toEqual([1, 25])
    expect(spanOf(keyedDraft(odd, back, 'move', rules))).toEqual([-1, 23])
  })

  it('goes through the hour that comes twice a step at a time', () => {
    const night = Date.parse('2026-10-24T23:00:00Z')
    const week = { ...rules, stretch: { from: night - 48 * hour, to: night + 48 * hour } }
    let draft: Draft = { kind: 'new', booking: null, resource: 'krios1', start: night, end: night + hour }
    const begins = [1, 2, 3, 4].map(() => {
      draft = keyedDraft(draft, on, 'move', week)
      return (draft.start - night) / hour
    })
    expect(begins).toEqual([1, 2, 3, 4])
  })

  it('never leaves what is shown', () => {
    const last = { ...held, start: rules.stretch.to - hour, end: rules.stretch.to + 23 * hour }
    expect(keyedDraft(last, on, 'move', rules)).toBe(last)
  })

  it('is a new one as long as the rule asks for, from the next step on', () => {
    expect(spanOf(newKeyDraft('krios1', start + 10 * 60_000, rules))).toEqual([1, 9])
    expect(spanOf(newKeyDraft('glacios', start, rules))).toEqual([0, 1])
  })
})

describe('the keys', () => {
  it('lead along the time or across the resources, by the way the time goes', () => {
    expect(arrowWay('ArrowRight', 'x')).toEqual(on)
    expect(arrowWay('ArrowUp', 'x')).toEqual({ by: -1, across: true })
    expect(arrowWay('ArrowUp', 'y')).toEqual(back)
    expect(arrowWay('Enter', 'x')).toBeNull()
  })

  it('take hold of an edge with Shift, of the begin with Alt too', () => {
    expect(gripOf({ shiftKey: false, altKey: true })).toBe('move')
    expect(gripOf({ shiftKey: true, altKey: false })).toBe('end')
    expect(gripOf({ shiftKey: true, altKey: true })).toBe('start')
  })
})
