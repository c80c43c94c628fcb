import { describe, expect, it } from 'vitest'
import { sessionSteps } from '../../../src/contract/sessions'
import { sessionOf } from '../../../src/domain/sessions/session'
import { undoableStepNames } from '../../../src/main/cli/catalogue/session-commands'
import { sessionsTable, sessionText } from '../../../src/main/cli/session-text'
import { facility, slot } from '../../domain/sessions/session-fixture'

const now = Date.parse('2026-11-21T10:00:00Z')

function session() {
  const file = facility()
  const [resource] = file.resources
  if (!resource) throw new Error('no resource')
  const facts = {
    store: { site: 'north', folder: '/b' },
    file,
    bookings: [],
    user: 'mlindq',
    clockOffsetMs: 0,
    at: now
  }
  return sessionOf(facts, slot(), resource, { records: [], log: [] })
}

describe('sessions on a terminal', () => {
  it('say how long they last, by the facility’s clock, and what one may do', () => {
    const text = sessionsTable([session()], now)
    expect(text).toContain('6:00:00 left')
    expect(text).toContain('Sat 21 Nov 17:00 CET')
    expect(text).toMatch(/control +apoferritin +b1@farscope/)
  })

  it('show people, steps, and whose training is not valid', () => {
    const text = sessionText(session(), now)
    expect(text).toContain('ines:collaborator (The training "Krios" of ines ends on 2026-11-20')
    expect(text).toMatch(/folder +to-come/)
  })

  it('are told to be none', () => {
    expect(sessionsTable([], now)).toContain('No session')
  })

  it('offer to take back what can be taken back', () => {
    for (const name of undoableStepNames) expect(sessionSteps).toContain(name)
  })
})
