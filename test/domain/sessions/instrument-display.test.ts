import { isInstruments, matchDisplay } from '@domain/sessions/instrument-display'
import { describe, expect, it } from 'vitest'

describe('a display on the host of an instrument', () => {
  it('is the instrument’s by its id, and by its kind alone where the facility names none', () => {
    expect(matchDisplay({ kind: 'dcv', session: 'krios' }, { kind: 'dcv', id: 'krios' })).toBe('named')
    expect(matchDisplay({ kind: 'dcv', session: 'krios' }, { kind: 'dcv', id: 'mine' })).toBe('other')
    expect(matchDisplay({ kind: 'dcv', session: null }, { kind: 'dcv', id: 'mine' })).toBe('host')
    expect(matchDisplay({ kind: 'dcv', session: null }, { kind: 'vnc', id: ':1' })).toBe('other')
  })

  it('is the instrument’s whatever its id where that is only a word in the address of a page', () => {
    for (const kind of ['fastx', 'command'] as const)
      expect(matchDisplay({ kind, session: 'krios' }, { kind, id: 'anything' })).toBe('page')
  })

  it('that lives in a job is somebody’s desktop, unless the facility names it', () => {
    expect(isInstruments('host', 'job')).toBe('no')
    expect(isInstruments('named', 'job')).toBe('yes')
    expect([isInstruments('host', 'listed'), isInstruments('host', 'unknown')]).toEqual(['yes', 'yes'])
  })

  it('whose page its host knows under another name is another one, and is refused where it does not', () => {
    expect([isInstruments('page', 'listed'), isInstruments('page', 'unknown')]).toEqual(['no', 'perhaps'])
    expect(isInstruments('other', 'unknown')).toBe('no')
  })
})
