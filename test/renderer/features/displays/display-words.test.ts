import type { Display } from '@contract/display'
import { displayWishSchema } from '@contract/display'
import { describe, expect, it } from 'vitest'
import { checkReport } from '../../../../src/renderer/features/displays/check-dialog'
import { idleSeconds } from '../../../../src/renderer/features/displays/display-columns'
import { nameOf, openTrouble, waysOf } from '../../../../src/renderer/features/displays/display-words'
import { draftTroubles, emptyDraft, wishOf } from '../../../../src/renderer/features/displays/new-display-draft'
import { doingWords } from '../../../../src/renderer/features/displays/people-dialog'
import { shareTrouble } from '../../../../src/renderer/features/displays/share-dialog'
import { readSettings, usualSettings } from '../../../../src/renderer/features/displays/vnc/vnc-settings'
import { stepWords } from '../../../../src/renderer/features/displays/vnc/vnc-view'

const display: Display = {
  ...{ kind: 'vnc', site: 'cluster', host: 'main', id: ':2', name: '', owner: 'cryo', type: 'virtual', state: 'ready' },
  ...{
    message: '',
    clients: 0,
    created: null,
    idleSince: '2026-11-21T17:00:00Z',
    size: null,
    listens: null,
    job: null
  },
  ...{ resource: null, cannot: {} }
}

describe('a display', () => {
  it('is called by its name, else by its kind and id', () => {
    expect(nameOf(display)).toBe('VNC :2')
    expect(nameOf({ ...display, name: 'Grid 3' })).toBe('Grid 3')
  })

  it('says why it cannot be opened', () => {
    expect(openTrouble(display)).toBeUndefined()
    expect(openTrouble({ ...display, state: 'starting' })).toBeUndefined()
    expect(openTrouble({ ...display, state: 'ended', message: 'Its job has ended.' })).toBe('Its job has ended.')
    expect(openTrouble({ ...display, cannot: { open: 'It runs on login2.' } })).toBe('It runs on login2.')
  })

  it('is drawn here where it is VNC, and elsewhere where it is not', () => {
    expect(waysOf('vnc')[0]).toBe('inside')
    expect(waysOf('dcv')).not.toContain('inside')
  })

  it('is idle since the last one left', () => {
    expect(idleSeconds(display, Date.parse('2026-11-21T17:01:30Z'))).toBe(90)
    expect(idleSeconds({ ...display, idleSince: null }, 0)).toBeUndefined()
  })
})

describe('a new display', () => {
  it('is wished for with what its kind takes, and nothing else', () => {
    const draft = { ...emptyDraft('vnc'), name: ' Grid 3 ', size: '1280x800', command: 'xterm', gl: true }
    expect(wishOf('cluster', draft)).toEqual({
      ...{ kind: 'vnc', site: 'cluster', name: 'Grid 3', size: '1280x800', command: 'xterm' }
    })
    const dcv = { ...draft, kind: 'dcv', inJob: true } as const
    const shared = { kind: 'dcv', site: 'cluster', name: 'Grid 3', size: '1280x800' } as const
    expect(wishOf('cluster', dcv)).toMatchObject({
      ...shared,
      type: 'virtual',
      gl: true,
      command: 'xterm',
      job: { cpus: 4 }
    })
    // What the machine's screen, or the script of ParallelCluster, does not take.
    expect(wishOf('cluster', { ...dcv, type: 'console' })).toEqual({ ...shared, type: 'console' })
    expect(wishOf('cluster', { ...dcv, by: 'pcluster' })).toEqual({ ...shared, type: 'virtual', by: 'pcluster' })
  })

  it('in a job has its resources, as the contract has them', () => {
    const draft = {
      ...emptyDraft('vnc'),
      inJob: true,
      hours: 1.5,
      gpus: 1,
      memory: '16G',
      modules: 'relion/5.0, turbovnc'
    }
    const wish = displayWishSchema.parse(wishOf('cluster', draft))
    expect(wish.job).toEqual({ minutes: 90, cpus: 4, gpus: 1, memory: '16G', modules: ['relion/5.0', 'turbovnc'] })
  })

  it('is not sent with what is wrong', () => {
    const draft = { ...emptyDraft('vnc'), size: 'large', inJob: true, hours: undefined, cpus: 0, memory: 'much' }
    expect(Object.keys(draftTroubles(draft)).sort()).toEqual(['cpus', 'hours', 'memory', 'size'])
    expect(draftTroubles({ ...draft, inJob: false, size: '' })).toEqual({})
  })
})

describe('words', () => {
  it('of a step tell when it is tried again', () => {
    expect(stepWords({ text: 'Job 7: it waits.', retrySeconds: 4 })).toBe('Job 7: it waits. Tried again in 4 s.')
    expect(stepWords({ text: 'Starting', retrySeconds: null })).toBe('Starting.')
  })

  it('of a check can be sent to somebody', () => {
    const report = checkReport('Grid 3', [
      { step: 'dns', state: 'pass', text: 'node is 10.0.0.1.', hint: '', milliseconds: 3 },
      { step: 'server', state: 'fail', text: 'No VNC server.', hint: 'Ask for one.', milliseconds: null }
    ])
    expect(report).toContain('pass    Name         node is 10.0.0.1.')
    expect(report).toContain('fail    Server       No VNC server. Ask for one.')
  })

  it('of people are no more than what is told', () => {
    expect(doingWords({ driving: true, right: 'control' })).toBe('drives')
    expect(doingWords({ driving: null, right: 'view' })).toBe('may look')
    expect(doingWords({ driving: null, right: null })).toBe('unknown')
  })

  it('of a share name who is wrong or twice there', () => {
    expect(shareTrouble([{ user: 'ana' }, { user: '' }])).toBeNull()
    expect(shareTrouble([{ user: 'ana k' }])).toContain('ana k')
    expect(shareTrouble([{ user: 'ana' }, { user: ' ana ' }])).toBe('Somebody is there twice.')
  })
})

describe('the settings of the view', () => {
  it('are the usual ones for what does not fit', () => {
    expect(readSettings(null)).toEqual(usualSettings)
    expect(readSettings('{"scaling":"huge","quality":12,"clipboard":"both","viewOnly":"yes"}')).toEqual({
      ...usualSettings,
      clipboard: 'both'
    })
    expect(usualSettings.clipboard).toBe('off')
  })
})
