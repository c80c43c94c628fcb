import { describe, expect, it } from 'vitest'
import { dueNotices } from '../../../src/domain/sessions/notices'
import { facility, slot } from './session-fixture'

const [krios] = facility().resources
function due(at: string, booking = slot()) {
  if (!krios) throw new Error('no resource')
  return dueNotices(booking, krios, 'Europe/Stockholm', Date.parse(at))
}

describe('notices of a session', () => {
  it.each([
    ['2026-11-20T08:00:00Z', 'Krios 1 begins in 24 h'],
    ['2026-11-21T07:00:00Z', 'Krios 1 begins in 60 min'],
    ['2026-11-21T15:30:00Z', 'Krios 1 ends in 30 min'],
    ['2026-11-21T15:50:00Z', 'Krios 1 ends in 10 min'],
    ['2026-11-21T15:58:00Z', 'Krios 1 ends in 2 min']
  ])('are due at %s', (at, title) => {
    expect(due(at).notice).toMatchObject({ title })
  })

  it('are none between times, and after the end', () => {
    expect(due('2026-11-20T07:59:59Z').keys).toEqual([])
    expect(due('2026-11-21T15:29:59Z').keys).toEqual([])
    expect(due('2026-11-21T16:00:00Z').keys).toEqual([])
  })

  it('tell that it has begun, as long as that is news', () => {
    expect(due('2026-11-21T08:00:05Z').notice).toMatchObject({
      event: 'begin',
      title: 'Your session on Krios 1 has begun'
    })
    expect(due('2026-11-21T08:05:00Z').notice).toBeNull()
  })

  it('are told once with the time that is left when the computer slept over some', () => {
    const { notice, keys } = due('2026-11-21T15:53:00Z')
    expect(keys).toHaveLength(2)
    expect(notice?.title).toBe('Krios 1 ends in 7 min')
  })

  it('have another name when the session is extended', () => {
    const before = due('2026-11-21T15:30:00Z').notice?.key
    const after = due('2026-11-21T16:30:00Z', slot({ end: '2026-11-21T17:00:00Z' })).notice?.key
    expect(after).not.toBe(before)
  })

  it('remind nobody of what was booked a moment ago', () => {
    const changed = '2026-11-21T06:00:00Z'
    expect(due('2026-11-21T06:00:10Z', slot({ created: changed, changed })).notice).toBeNull()
    expect(due('2026-11-21T07:00:00Z', slot({ created: changed, changed })).keys).toHaveLength(1)
  })
})
