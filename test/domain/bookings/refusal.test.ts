import { describe, expect, it } from 'vitest'
import { refuse, refusedFailure } from '../../../src/domain/bookings/refusal'
import { booking } from './booking-fixture'

const slot = { start: '2026-11-21T08:00:00Z', end: '2026-11-21T10:00:00Z' }

describe('the error of a refused booking', () => {
  it('names every rule, says all of their words once, and what would be allowed', () => {
    const failure = refusedFailure([
      refuse('mostMinutes', 'Too long.', { instead: slot }),
      refuse('training', 'No training.'),
      refuse('training', 'No training.')
    ])
    expect(failure.toData()).toEqual({
      ...{ code: 'rule', rule: 'mostMinutes', message: 'Too long. No training.' },
      detail: 'Refused by the rule mostMinutes, training.',
      hint: 'Nearest that one of these allows: 2026-11-21T08:00:00Z to 2026-11-21T10:00:00Z.'
    })
  })

  it('is a conflict where a slot is taken or offered, with what is in the way', () => {
    const taken = refuse('conflict', 'Taken.', { with: [booking()] })
    const both = refusedFailure([refuse('mostMinutes', 'Too long.'), taken, taken]).toData()
    const { uid, resource, start, end, owner, title } = booking()
    expect(both).toMatchObject({ code: 'conflict', rule: 'conflict' })
    expect(both.with).toEqual([{ uid, resource, start, end, owner, title }])
    expect(refusedFailure([refuse('waitlist', 'Offered.')]).code).toBe('conflict')
  })

  it('is `not-allowed` where nobody else would be refused', () => {
    expect(refusedFailure([refuse('change', 'Not yours.')]).code).toBe('not-allowed')
    expect(refusedFailure([refuse('hours', 'No administrator.'), refuse('mostMinutes', 'Long.')]).code).toBe('rule')
  })
})
