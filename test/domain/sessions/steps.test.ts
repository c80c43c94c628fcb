import { describe, expect, it } from 'vitest'
import type { LogEntry } from '../../../src/contract/booking'
import {
  actualTimes,
  dueSteps,
  pathOfStep,
  type StepFacts,
  type StepRecord,
  sessionSteps
} from '../../../src/domain/sessions/steps'
import { facility, slot } from './session-fixture'

const [resource] = facility().resources

function facts(at: string, known: Partial<StepFacts> = {}): StepFacts {
  if (!resource) throw new Error('no resource')
  return { file: facility(), booking: slot(), resource, records: [], log: [], at: Date.parse(at), ...known }
}

const record = (known: Partial<StepRecord> & Pick<StepRecord, 'step' | 'state'>): StepRecord => ({
  ...{ at: '2026-11-21T08:00:00Z', path: null, error: null, made: [] },
  ...known
})

const logged = (act: LogEntry['act'], at: string, text = ''): LogEntry => ({
  ...{ at, user: 'mlindq', act, granted: true, resource: 'krios1', uid: slot().uid, rule: null, text }
})

const running = '2026-11-21T10:00:00Z'

describe('the steps of a session that are due', () => {
  it('are those of its phase, in order', () => {
    expect(dueSteps(facts('2026-11-21T07:00:00Z'))).toEqual([])
    expect(dueSteps(facts('2026-11-21T07:45:00Z'))).toEqual(['armed'])
    expect(dueSteps(facts(running))).toEqual(['armed', 'folder', 'watch', 'started'])
    const log = [logged('start', '2026-11-21T08:00:00Z')]
    expect(dueSteps(facts('2026-11-21T16:00:00Z', { log }))).toEqual(['disarmed', 'ended'])
  })

  it('are none at the end of what was never begun', () => {
    expect(dueSteps(facts('2026-11-21T16:00:00Z'))).toEqual([])
  })

  it('are tried again after a minute where only the link was away, and never where a person has to look', () => {
    const failed = (code: 'unreachable' | 'quota') =>
      record({ step: 'folder', state: 'failed', at: running, error: { code, message: '', hint: '' } })
    const later = '2026-11-21T10:01:00Z'
    expect(dueSteps(facts(running, { records: [failed('unreachable')] }))).not.toContain('folder')
    expect(dueSteps(facts(later, { records: [failed('unreachable')] }))).toContain('folder')
    expect(dueSteps(facts(later, { records: [failed('quota')] }))).not.toContain('folder')
  })

  it('do not come back by themselves when somebody took them back elsewhere', () => {
    const log = [logged('arm', '2026-11-21T07:45:00Z'), logged('undo', '2026-11-21T09:00:00Z', 'armed')]
    expect(dueSteps(facts(running, { log }))).not.toContain('armed')
    expect(sessionSteps(facts(running, { log }))[0]).toMatchObject({ step: 'armed', state: 'undone' })
    const again = [...log, logged('arm', '2026-11-21T09:30:00Z')]
    expect(sessionSteps(facts(running, { log: again }))[0]).toMatchObject({ state: 'done' })
  })

  it('are done by people of the booking, and a stranger’s line neither keeps one from being done nor tells a place', () => {
    const at = '2026-11-21T08:00:00Z'
    const log = [
      ...[logged('folder', at, '/data/mine'), logged('start', at), logged('watch', at, '/data/mine/movies')],
      logged('arm', '2026-11-21T07:45:00Z')
    ]
    expect(dueSteps(facts(running, { log }))).toEqual([])
    expect(pathOfStep('folder', facts(running, { log }))).toBe('/data/mine')
    const forged = log.map(entry => ({ ...entry, user: 'stranger', text: '/data/theirs' }))
    expect(dueSteps(facts(running, { log: forged }))).toEqual(['armed', 'folder', 'watch', 'started'])
    expect(pathOfStep('folder', facts(running, { log: forged }))).toBeNull()
    expect(actualTimes(facts(running, { log: forged }))).toEqual({ start: null, end: null })
  })

  it('are taken back by no stranger, nor by a line dated to come', () => {
    const log = [logged('arm', '2026-11-21T07:45:00Z')]
    const state = (more: LogEntry[]) => sessionSteps(facts(running, { log: [...log, ...more] }))[0]?.state
    const undo = logged('undo', '2026-11-21T09:00:00Z', 'armed')
    expect(state([{ ...undo, user: 'stranger' }])).toBe('done')
    expect(state([{ ...undo, at: '2099-01-01T00:00:00Z' }])).toBe('done')
    // Nor does such a line stand against one that counts.
    expect(state([undo, { ...logged('arm', '2026-11-21T09:30:00Z'), user: 'stranger' }])).toBe('undone')
    expect(state([undo, logged('arm', '2099-01-01T00:00:00Z')])).toBe('undone')
    expect(state([{ ...undo, user: 'head' }])).toBe('undone')
  })
})

describe('the steps of a session as they are shown', () => {
  it('say by what they do not apply', () => {
    if (!resource) throw new Error('no resource')
    const { display: _display, session: _session, ...bare } = resource
    const skipped = sessionSteps(facts(running, { resource: bare })).filter(({ state }) => state === 'skipped')
    expect(skipped.map(({ step }) => step)).toEqual(['armed', 'folder', 'watch', 'disarmed'])
    expect(skipped[0]?.text).toBe('Krios 1 has no display.')
  })

  it('follow the clock for the display also where nobody logged anything', () => {
    const over = sessionSteps(facts('2026-11-21T17:00:00Z'))
    expect(over.map(({ state }) => state)).toEqual(['done', 'skipped', 'skipped', 'skipped', 'done', 'skipped'])
  })
})
