import type { ControlRequest, Session } from '@contract/sessions'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { sessionOf } from '../../../../src/domain/sessions/session'
import { ControlRows, concernsControl } from '../../../../src/renderer/features/sessions/control-rows'
import { facility, slot } from '../../../domain/sessions/session-fixture'

const now = Date.parse('2026-11-21T10:30:00Z')
const nothing = (): void => undefined

const request = (known: Partial<ControlRequest> = {}): ControlRequest => ({
  ...{ user: 'tunde', name: 'Tunde Okonkwo', at: '2026-11-21T10:03:00Z', message: 'Grid 3', refused: null },
  ...known
})

/** As the person sees it while it runs. */
function session(user: string, control: ControlRequest[] = []): Session {
  const file = facility()
  const [resource] = file.resources
  if (!resource) throw new Error('no resource')
  const facts = { store: { site: 'north', folder: '/b' }, file, bookings: [slot()], user, clockOffsetMs: 0, at: now }
  return { ...sessionOf(facts, slot(), resource, { records: [], log: [] }), control }
}

const words = (one: Session): string =>
  renderToString(<ControlRows session={one} now={now} onAsk={nothing} onTakeBack={nothing} busy={false} />)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

describe('control of a session', () => {
  it('has a row with both answers for each request that waits for its operator', () => {
    const one = session('mlindq', [request(), request({ user: 'ines', name: 'Ines', refused: refusal })])
    expect(words(one)).toMatch(/Tunde Okonkwo asks to drive.*“ ?Grid 3 ?”.*11:03.*Hand over….*Refuse…/)
    expect(words(one)).not.toContain('Ines')
  })

  it('is asked for by who may only look, who is told how the request stands', () => {
    expect(words(session('tunde'))).toContain('Ask for control…')
    expect(words(session('tunde', [request()]))).toMatch(/You asked to drive at 11:03.*Take back/)
    expect(words(session('tunde', [request({ refused: refusal })]))).toMatch(
      /Marta Lindqvist does not hand over now: “Aligning.”.*Ask again…/
    )
    expect(words(session('tunde', [request({ user: 'ines' })]))).not.toContain('Grid 3')
  })

  it('concerns who can answer or ask, while it is armed or runs', () => {
    expect(concernsControl(session('mlindq'), now)).toBe(false)
    expect(concernsControl(session('mlindq', [request()]), now)).toBe(true)
    expect(concernsControl(session('tunde'), now)).toBe(true)
    expect(concernsControl(session('tunde'), Date.parse('2026-11-21T17:00:00Z'))).toBe(false)
    // Her training ends before it does: the booking shows her nothing.
    expect(concernsControl(session('ines'), now)).toBe(false)
  })
})

const refusal = { by: 'mlindq', at: '2026-11-21T10:05:00Z', message: 'Aligning.' }
