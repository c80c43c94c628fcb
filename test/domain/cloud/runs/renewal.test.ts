import { latestEnd, nextDeadline, renewUntilOf } from '@domain/cloud/runs/renewal'
import { describe, expect, it } from 'vitest'
import { madeUpRecord } from './made-up-record'

const at = (time: string): string => `2026-11-22T${time}:00.000Z`
/** An hour at a time, until two in the afternoon. */
const run = madeUpRecord({ state: 'running', deadline: at('11:00'), renewUntil: at('14:00') }).run

describe('the end of a machine that is renewed by itself', () => {
  it.each([
    ['is left while more than half of its time is there', at('10:29'), null],
    ['is moved when half of its time is over', at('10:30'), at('11:30')],
    ['is moved also when its time is nearly over', at('10:59'), at('11:59')]
  ])('%s', (_what, now, next) => {
    expect(nextDeadline(run, new Date(now))?.toISOString() ?? null).toBe(next)
  })

  it('is never moved past what was asked for', () => {
    const late = { ...run, deadline: at('13:40') }
    expect(nextDeadline(late, new Date(at('13:30')))).toEqual(new Date(at('14:00')))
    expect(nextDeadline({ ...run, deadline: at('14:00') }, new Date(at('13:50')))).toBeNull()
    // A person has moved it past that.
    expect(nextDeadline({ ...run, deadline: at('15:00') }, new Date(at('14:50')))).toBeNull()
  })

  it.each(['launching', 'booting', 'waiting', 'ending', 'done'] as const)('stays while it is %s', state => {
    expect(nextDeadline({ ...run, state }, new Date(at('10:59')))).toBeNull()
  })

  it('stays where nobody asked for it', () => {
    expect(nextDeadline({ ...run, renewUntil: null }, new Date(at('10:59')))).toBeNull()
    expect(renewUntilOf({ maxSeconds: 3600, renewSeconds: null }, at('11:00'))).toBeNull()
    expect(renewUntilOf({ maxSeconds: 3600, renewSeconds: 4 * 3600 }, at('11:00'))).toBe(at('14:00'))
  })

  it('is the later one while nobody knows which it has', () => {
    expect(latestEnd({ deadline: at('11:00'), renewing: at('12:00') })).toBe(Date.parse(at('12:00')))
    expect(latestEnd({ deadline: null, renewing: null })).toBeNull()
  })
})
