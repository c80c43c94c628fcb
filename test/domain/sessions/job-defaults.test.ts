import type { Session } from '@contract/sessions'
import { jobDefaultsOf } from '@domain/sessions/job-defaults'
import { describe, expect, it } from 'vitest'
import { facility, slot } from './session-fixture'

function session(account: string, known: Partial<Session> = {}): Session {
  const file = facility()
  const [resource] = file.resources
  if (!resource) throw new Error('no resource')
  return {
    ...{ store: { site: 'lab', folder: '/b' }, booking: slot({ account }), resource, timeZone: file.timeZone },
    ...{
      phase: 'running',
      display: { right: 'none', reason: '' },
      user: 'mlindq',
      people: [],
      control: [],
      clockOffsetMs: 0
    },
    ...{ names: {}, before: null, next: null, folder: { site: 'lab', path: '/data/x' }, movies: null, steps: [] },
    ...{ actualStart: null, actualEnd: null },
    ...known
  }
}

describe('what a session gives the jobs of its site', () => {
  it('is its folder and its account while it runs', () => {
    expect(jobDefaultsOf([session('cryoem')], 'lab')).toEqual({
      ...{ site: 'lab', path: '/data/x', name: 'Krios 1', account: 'cryoem' }
    })
    expect(jobDefaultsOf([session('cryoem')], 'hpc')).toBeUndefined()
    expect(jobDefaultsOf([session('cryoem', { phase: 'armed' }), session('', { folder: null })])).toBeUndefined()
  })

  it('is no account where the booking names none, or something that is none to SLURM', () => {
    for (const account of ['', ' ', 'VR 2026-04417, Lindqvist'])
      expect(jobDefaultsOf([session(account)])?.account).toBeNull()
  })
})
