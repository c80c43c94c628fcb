/** Bookings found by resource and time, against looking through all of them. */
import { describe, expect, it } from 'vitest'
import type { Booking } from '../../../src/contract/booking'
import { resourcesFileSchema } from '../../../src/contract/resources'
import { besideOf, Overlay, overlapping } from '../../../src/domain/bookings/beside'
import { conflictsOf, isoSeconds } from '../../../src/domain/bookings/booking'
import { planAdd } from '../../../src/domain/bookings/plan'
import { booking } from './booking-fixture'

const hourMs = 3_600_000
const first = Date.parse('2026-11-01T00:00:00Z')

/** The same numbers each time, from 0 to below `most`. */
function numbers(seed: number): (most: number) => number {
  let state = seed
  return most => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * most)
  }
}

function some(seed: number, count: number, prefix: string): Booking[] {
  const random = numbers(seed)
  return Array.from({ length: count }, (_, at) => {
    const start = first + random(400) * hourMs
    const end = start + (1 + random(random(10) === 0 ? 200 : 8)) * hourMs
    const resource = random(2) === 0 ? 'krios1' : 'glacios'
    const status = random(5) === 0 ? ('cancelled' as const) : ('confirmed' as const)
    const freed = { start: isoSeconds(start), end: isoSeconds(end), at: isoSeconds(start) }
    return booking({
      ...{ uid: `${prefix}${at}`, resource, status, start: isoSeconds(start), end: isoSeconds(end) },
      freed: random(6) === 0 ? [{ ...freed, ...(random(2) === 0 && { resource: 'krios1' }) }] : []
    })
  })
}

const uids = (bookings: readonly Booking[]): string[] => bookings.map(({ uid }) => uid).sort()

describe('bookings by time', () => {
  it('are those that looking through all finds, also with some in another form', () => {
    const [there, written] = [some(1, 300, 'b'), some(2, 60, 'b')]
    const beside = new Overlay(besideOf(there))
    for (const one of [...written, ...some(3, 60, 'n')]) beside.put(one)
    for (const { uid } of written.slice(0, 20)) beside.takeOut(uid)
    const kept = new Map([...there, ...written.slice(20), ...some(3, 60, 'n')].map(one => [one.uid, one]))
    const all = [...kept.values()]
    for (const wish of some(4, 200, 'w')) {
      const at = Date.parse(wish.start)
      expect(uids(overlapping(beside, wish.resource, wish))).toEqual(uids(conflictsOf(wish, all)))
      const begin = all.filter(
        one =>
          one.resource === wish.resource &&
          one.status !== 'cancelled' &&
          one.start >= wish.start &&
          one.start < wish.end
      )
      expect(uids(beside.beginningIn(wish.resource, wish))).toEqual(uids(begin))
      const freed = all.filter(one =>
        one.freed.some(slot => (slot.resource ?? one.resource) === wish.resource && Date.parse(slot.end) > at)
      )
      expect(uids(beside.freeing(wish.resource, at))).toEqual(uids(freed))
      const froms = Array.from(beside.endingAfter(wish.resource, at), ({ from }) => from)
      expect(froms).toEqual([...froms].sort((a, b) => a - b))
    }
  })
})

describe('a series of 500 dates beside 20,000 bookings', () => {
  it('is planned by what is near each date', () => {
    let looked = 0
    const others = Array.from({ length: 20_000 }, (_, at) => {
      const start = Date.parse('2015-01-01T00:00:00Z') + 8 * at * hourMs
      const one = booking({ uid: `b${at}`, start: isoSeconds(start), end: isoSeconds(start + 7 * hourMs) })
      return {
        ...one,
        get start() {
          looked += 1
          return one.start
        }
      }
    })
    const file = resourcesFileSchema.parse({ version: 1, timeZone: 'UTC', resources: [{ name: 'krios1', rules: {} }] })
    const state = { file, bookings: others, waiting: [], caller: 'mlindq', now: '2026-11-01T00:00:00Z' }
    const slot = { start: '2026-11-21T07:10:00Z', end: '2026-11-21T07:50:00Z' }
    const wish = { resource: 'krios1', ...slot, title: '', note: '', account: '', repeat: 'FREQ=DAILY;COUNT=500' }
    let count = 0
    const planned = planAdd(wish, state, () => `n${++count}`)
    expect(planned).toHaveLength(500)
    // Once each to find it again, and not once a date.
    expect(looked).toBeLessThan(others.length * 3)
  })
})
