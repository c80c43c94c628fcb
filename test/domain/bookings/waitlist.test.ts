import { resourcesFileSchema } from '@contract/resources'
import { describe, expect, it } from 'vitest'
import type { Booking } from '../../../src/contract/booking'
import { besideOf } from '../../../src/domain/bookings/beside'
import { bookingRefusals } from '../../../src/domain/bookings/rules'
import {
  freedTime,
  leaving,
  type Waiting,
  type WaitlistState,
  waitersOf,
  withFreed
} from '../../../src/domain/bookings/waitlist'
import { booking } from './booking-fixture'

const file = resourcesFileSchema.parse({
  ...{ version: 1, timeZone: 'Europe/Berlin', administrators: ['boss'] },
  resources: [{ name: 'krios1', rules: { offerMinutes: 30 } }, { name: 'krios2' }]
})

const at = (time: string): string => `2026-11-10T${time}:00Z`
const day = { start: '2026-11-21T08:00:00Z', end: '2026-11-21T16:00:00Z' }
const hours = (from: number, to: number) => ({
  start: `2026-11-21T${String(from).padStart(2, '0')}:00:00Z`,
  end: `2026-11-21T${String(to).padStart(2, '0')}:00:00Z`
})

const waits = (user: string, since: string, known: Partial<Waiting> = {}): Waiting => ({
  ...{ id: `w-${user}`, resource: 'krios1', ...day, user, title: '', since },
  ...known
})

const given = (known: Partial<Booking> = {}): Booking =>
  withFreed(booking(), { ...booking(), status: 'cancelled', ...known }, at('10:00'))

function offers(now: string, waiting: readonly Waiting[], bookings: readonly Booking[] = [given()]) {
  const state: WaitlistState = { file, bookings, waiting, now: at(now) }
  return Object.fromEntries(
    waitersOf(state).flatMap(({ user, offer }) => (offer ? [[user, [offer.start, offer.end, offer.until]]] : []))
  )
}

const a = waits('a', at('08:00'))
const b = waits('b', at('09:00'))

describe('time that is given back', () => {
  it('is what the new form has no longer', () => {
    expect(freedTime(hours(8, 16), hours(10, 12))).toEqual([hours(8, 10), hours(12, 16)])
    expect(freedTime(hours(8, 16), hours(16, 18))).toEqual([hours(8, 16)])
    expect(freedTime(hours(8, 16), hours(6, 18))).toEqual([])
  })

  it('is written with the booking: cancelled, moved, made shorter, on another resource', () => {
    const freed = (after: Partial<Booking>): Booking['freed'] =>
      withFreed(booking(), { ...booking(), ...after }, at('10:00')).freed
    expect(freed({ status: 'cancelled' })).toEqual([{ ...day, at: at('10:00') }])
    expect(freed({ end: hours(8, 12).end })).toEqual([{ ...hours(12, 16), at: at('10:00') }])
    expect(freed({ resource: 'krios2' })).toEqual([{ ...day, at: at('10:00'), resource: 'krios1' }])
    expect(freed({ title: 'x' })).toEqual([])
    const over = withFreed(booking(), { ...booking(), status: 'cancelled' }, '2026-11-22T00:00:00Z')
    expect(over.freed).toEqual([])
  })

  it('stays written when it is over, where it was given back in the session: until then nobody else had it', () => {
    const noon = '2026-11-21T12:00:00Z'
    const early = withFreed(booking(), { ...booking(), end: noon }, noon)
    const noted = withFreed(early, { ...early, handOver: 'Cold trap is full.' }, '2026-11-22T09:00:00Z')
    expect(noted.freed).toEqual([{ ...hours(12, 16), at: noon }])
    // Given back before it began, somebody else could have had it.
    const before = withFreed(booking(), { ...booking(), end: noon }, '2026-11-20T12:00:00Z')
    expect(withFreed(before, { ...before, handOver: 'x' }, '2026-11-22T09:00:00Z').freed).toEqual([])
    expect(withFreed(before, { ...before, handOver: 'x' }, '2026-11-20T13:00:00Z').freed).toHaveLength(1)
  })
})

describe('the waitlist', () => {
  it('offers freed time to one after another, the one who waits longest first', () => {
    const whole = (until: string): string[] => [day.start, day.end, at(until)]
    expect(offers('09:59', [b, a], [booking()])).toEqual({})
    expect(offers('10:00', [b, a])).toEqual({ a: whole('10:30') })
    expect(offers('10:29', [b, a])).toEqual({ a: whole('10:30') })
    expect(offers('10:30', [b, a])).toEqual({ b: whole('11:00') })
    expect(offers('11:00', [b, a])).toEqual({})
  })

  it('gives who comes later a turn from when he came', () => {
    expect(offers('12:10', [a, waits('late', at('12:00'))])).toEqual({ late: [day.start, day.end, at('12:30')] })
  })

  it('offers what is still free of the wished slot, with the free time beside what was freed', () => {
    const shorter = withFreed(booking(), { ...booking(), ...hours(8, 10) }, at('10:00'))
    const taken = booking({ uid: 'b9', ...hours(15, 16) })
    expect(offers('10:00', [waits('a', at('08:00'), hours(12, 18))], [shorter, taken])).toEqual({
      a: [hours(12, 15).start, hours(12, 15).end, at('10:30')]
    })
    expect(offers('10:00', [waits('a', at('08:00'), hours(14, 18))], [shorter])).toEqual({
      a: [hours(14, 18).start, hours(14, 18).end, at('10:30')]
    })
  })

  it('offers no time to two at once', () => {
    const early = withFreed(
      booking({ uid: 'x', ...hours(8, 12) }),
      { ...booking({ uid: 'x', ...hours(8, 12) }), status: 'cancelled' },
      at('09:50')
    )
    const late = withFreed(
      booking({ uid: 'y', ...hours(12, 16) }),
      { ...booking({ uid: 'y', ...hours(12, 16) }), status: 'cancelled' },
      at('10:10')
    )
    // At 10:20 the first slot is b's turn and the second a's.
    expect(offers('10:20', [a, b], [early, late])).toEqual({
      a: [hours(12, 16).start, hours(12, 16).end, at('10:40')],
      b: [hours(8, 12).start, hours(8, 12).end, at('10:50')]
    })
  })

  it('starts anew where time is freed again', () => {
    const again = withFreed(booking({ uid: 'z' }), { ...booking({ uid: 'z' }), status: 'cancelled' }, at('13:00'))
    expect(offers('13:10', [a, b], [given(), again])).toEqual({ a: [day.start, day.end, at('13:30')] })
  })

  it('goes on to the next at once when somebody leaves, and passes nobody over', () => {
    const state = (now: string, waiting: Waiting[]): WaitlistState => ({
      file,
      bookings: [given()],
      waiting,
      now: at(now)
    })
    const left = leaving(a, state('10:10', [a, b]))
    expect(left).toEqual({ waiting: [{ ...a, left: at('10:10') }], left: [] })
    const after = [...left.waiting, b]
    expect(offers('10:10', after)).toEqual({ b: [day.start, day.end, at('10:40')] })
    expect(waitersOf(state('10:10', after)).map(({ user }) => user)).toEqual(['b'])
    // Whose turn has not come is simply gone; whose turn is over does not shorten the others'.
    expect(leaving(b, state('10:10', [a, b]))).toEqual({ waiting: [], left: ['w-b'] })
    const passed = leaving(a, state('10:40', [a, b]))
    expect(offers('10:40', [...passed.waiting, b])).toEqual({ b: [day.start, day.end, at('11:00')] })
  })

  it('keeps others from the slot while it is offered, not an administrator', () => {
    const [resource] = file.resources
    if (!resource) throw new Error('no resource')
    const judged = (owner: string, now: string) =>
      bookingRefusals(booking({ uid: 'n', owner, people: [] }), {
        ...{ file, resource, beside: besideOf([given()]), waiting: [a, b], caller: owner, now: at(now) }
      })
    expect(judged('x', '10:10')).toEqual([
      expect.objectContaining({
        rule: 'waitlist',
        message: `It is offered to a, who waited for it, until ${at('10:30')}.`,
        instead: { start: day.end, end: '2026-11-22T00:00:00Z' }
      })
    ])
    expect(judged('b', '10:10').map(({ rule }) => rule)).toEqual(['waitlist'])
    expect([judged('a', '10:10'), judged('boss', '10:10'), judged('x', '11:00')]).toEqual([[], [], []])
  })
})
