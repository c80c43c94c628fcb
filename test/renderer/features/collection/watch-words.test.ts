import type { Watch, WatchDestination } from '@contract/watch'
import { askedRulesSchema } from '@contract/watch'
import { describe, expect, it } from 'vitest'
import {
  backlogWords,
  collectedWords,
  holds,
  oldestWords,
  rowState,
  rowTrouble,
  verifiedWords,
  type WatchRow,
  watchRows
} from '../../../../src/renderer/features/collection/watch-words'

const to: WatchDestination = {
  place: { kind: 'local', path: '/copies' },
  state: 'idle',
  verified: { files: 3871, bytes: 2.4 * 1024 ** 4 },
  sizeOnly: { files: 0, bytes: 0 },
  backlog: { files: 0, bytes: 0 },
  oldest: null,
  ...{ rate: 0, pace: null, failing: 0, lost: 0, error: null, errorAt: null }
}
const watch: Watch = {
  ...{ id: 'w', name: 'run7', source: { kind: 'local', path: '/data' }, rules: askedRulesSchema.parse({}) },
  ...{ limit: null, session: null, createdAt: '2026-11-21T08:00:00Z', state: 'watching', means: 'inotify' },
  ...{ lastLook: null, lookMs: null, error: null, errorAt: null, newest: null, withoutSidecar: 0 },
  found: { files: 3871, bytes: 1 },
  unfinished: { files: 0, bytes: 0 },
  perHour: { files: 348, bytes: 1 },
  destinations: [to]
}
const row = (change: Partial<WatchDestination> = {}, more: Partial<Watch> = {}): WatchRow => ({
  id: 'w 0',
  watch: { ...watch, ...more },
  to: { ...to, ...change }
})
const error = { code: 'disk-full', message: 'No room.', hint: 'Make room.' } as const

describe('the line of a watched folder', () => {
  it('is one for each destination, and one where nothing is copied', () => {
    const second = { ...watch, id: 'x', destinations: [] }
    expect(watchRows([{ ...watch, destinations: [to, to] }, second]).map(({ id }) => id)).toEqual(['w 0', 'w 1', 'x'])
  })

  it('says how it stands, the worse of folder and destination first', () => {
    expect(rowState(row())).toEqual({ mark: 'running', words: 'Watching' })
    expect(rowState(row({ state: 'sending' })).words).toBe('Sending')
    expect(rowState(row({ state: 'trouble', error })).mark).toBe('failed')
    expect(rowState(row({ state: 'waiting', error })).mark).toBe('warning')
    expect(rowState(row({ state: 'trouble', error }, { state: 'waiting' })).mark).toBe('warning')
    expect(rowState(row({}, { state: 'ending' })).words).toBe('Waiting for the last files')
    expect(rowState(row({}, { state: 'ending', means: null })).words).toBe('Sending the last files')
    expect(rowState(row({}, { state: 'ended' }))).toEqual({ mark: 'done', words: 'Ended, all sent' })
  })

  it('says why it does not get on, and what to do', () => {
    expect(rowTrouble(row())).toBeUndefined()
    expect(rowTrouble(row({ state: 'trouble', error }))).toBe('No room. Make room.')
  })

  it('tells backlog, what is proven, what comes in and how long the oldest waits', () => {
    expect(backlogWords(row())).toBe('none')
    expect(backlogWords(row({ backlog: { files: 300, bytes: 186 * 1024 ** 3 } }))).toBe('300 files, 186.0 GiB')
    expect(verifiedWords(row({ sizeOnly: { files: 2, bytes: 1 } }))).toBe('3,871 files, 2.40 TiB, 2 files by size only')
    expect(collectedWords(row({}, { unfinished: { files: 1, bytes: 1 }, withoutSidecar: 2 }))).toBe(
      '348 files/h, 1 file being written, 2 without the sidecar'
    )
    expect(oldestWords(row({ oldest: '2026-11-21T08:00:00Z' }), Date.parse('2026-11-21T11:07:00Z'))).toBe('3 h 07 min')
  })
})

it('holds what a filter asks for in one of its texts, in any case', () => {
  const texts = ['scope-123', '/Data/Krios 1']
  expect([holds('', texts), holds(' krios ', texts), holds('123', texts), holds('124', texts)]).toEqual([
    ...[true, true, true, false]
  ])
})
