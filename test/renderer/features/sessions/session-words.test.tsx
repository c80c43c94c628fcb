import type { Session } from '@contract/sessions'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { sessionOf } from '../../../../src/domain/sessions/session'
import { firstToDrive, freeMinutes } from '../../../../src/renderer/features/sessions/act-dialogs'
import { SessionLine } from '../../../../src/renderer/features/sessions/session-bar'
import { currentSession, slotWords, stepTime } from '../../../../src/renderer/features/sessions/session-words'
import { facility, slot } from '../../../domain/sessions/session-fixture'

const at = (time: string): number => Date.parse(time)

function session(known: Parameters<typeof slot>[0] = {}, clockOffsetMs = 0, others = [slot(known)]): Session {
  const file = facility()
  const [resource] = file.resources
  if (!resource) throw new Error('no resource')
  const facts = { store: { site: 'north', folder: '/b' }, file, bookings: others, user: 'mlindq', clockOffsetMs, at: 0 }
  return sessionOf(facts, slot(known), resource, { records: [], log: [] })
}

const line = (one: Session, now: string): string =>
  renderToString(<SessionLine session={one} now={at(now)} />)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

describe('the session in the top bar', () => {
  it('counts down to its end with the facility’s clock', () => {
    expect(line(session(), '2026-11-21T10:18:07Z')).toContain('Krios 1 · until 17:00 CET 5:41:53 left')
  })

  it('counts by the server’s clock, not by this computer’s', () => {
    expect(line(session({}, 60_000), '2026-11-21T10:18:07Z')).toContain('5:40:53')
  })

  it('turns pressing in the last hour and the last minutes, in words too', () => {
    expect(line(session(), '2026-11-21T15:00:01Z')).toContain('59:59 left, last hour')
    expect(line(session(), '2026-11-21T15:50:30Z')).toContain('9:30 left, last minutes')
  })

  it('says when it begins, and that it is armed', () => {
    expect(line(session(), '2026-11-21T04:00:00Z')).toContain('begins Sat 21 Nov 09:00 CET in 4 h')
    expect(line(session(), '2026-11-21T07:50:00Z')).toContain('begins 09:00 CET in 10 min , armed')
  })

  it('is the one that runs and ends first, then the one that begins next', () => {
    const later = session({ uid: 'b2', start: '2026-11-22T08:00:00Z', end: '2026-11-22T09:00:00Z' })
    const sooner = session({ uid: 'b3', end: '2026-11-21T12:00:00Z' })
    expect(currentSession([later, session(), sooner], at('2026-11-21T10:00:00Z'))).toBe(sooner)
    expect(currentSession([later, sooner], at('2026-11-21T13:00:00Z'))).toBe(later)
    expect(currentSession([], 0)).toBeNull()
  })
})

describe('words of a session', () => {
  it('name the zone of either end where summer time ends in between', () => {
    const night = { start: '2026-10-24T18:00:00Z', end: '2026-10-25T06:00:00Z' }
    expect(slotWords(night, 'Europe/Stockholm')).toBe('Sat 24 Oct 20:00 CEST to Sun 25 Oct 07:00 CET')
    expect(slotWords(slot(), 'Europe/Stockholm')).toBe('Sat 21 Nov 09:00 to 17:00 CET')
  })

  it('give the day of a step only where it is another', () => {
    expect(stepTime('2026-11-21T08:00:00Z', at('2026-11-21T10:00:00Z'), 'Europe/Stockholm')).toBe('09:00')
    expect(stepTime('2026-11-22T08:00:00Z', at('2026-11-21T10:00:00Z'), 'Europe/Stockholm')).toBe('Sun 09:00')
  })

  it('say how long it may go on', () => {
    const next = slot({ uid: 'b9', start: '2026-11-21T16:45:00Z', end: '2026-11-21T20:00:00Z' })
    expect(freeMinutes(session({}, 0, [slot(), next]))).toBe(45)
    expect(freeMinutes(session())).toBeNull()
  })
})

describe('whom a hand-over names at first', () => {
  const person = (user: string, problem = '', role: 'operator' | 'collaborator' = 'collaborator') => ({
    ...{ user, name: user.toUpperCase(), role, right: 'view' as const, problem }
  })
  const people = [
    person('mlindq', '', 'operator'),
    person('tunde'),
    person('ines', 'Her training has ended.'),
    person('bo')
  ]

  it('is who was asked for, else the first who may drive', () => {
    expect(firstToDrive({ people, names: {} }, 'bo')).toEqual({ to: 'bo', problem: undefined })
    expect(firstToDrive({ people, names: {} }, undefined)).toEqual({ to: 'tunde', problem: undefined })
    expect(firstToDrive({ people: people.slice(0, 1), names: {} }, undefined)).toMatchObject({ to: undefined })
  })

  it('is nobody in the place of one who was asked for and may not, with what is in the way', () => {
    expect(firstToDrive({ people, names: {} }, 'ines')).toEqual({
      ...{ to: undefined, problem: 'It cannot be handed over to INES: Her training has ended.' }
    })
    expect(firstToDrive({ people, names: { gone: 'Gone' } }, 'gone')).toEqual({
      ...{ to: undefined, problem: 'Gone is no longer on the booking' }
    })
  })
})
