import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jobTemplateSchema } from '@contract/job-templates'
import { askedPaceSchema } from '@contract/processing'
import { askedRulesSchema, type Watch } from '@contract/watch'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Arrivals, createArrivals } from '../../../../src/main/collection/processing/arrivals'
import { createWatchBook, type WatchBook } from '../../../../src/main/collection/watch-book'
import { silentLog } from '../../../../src/main/platform'
import { openStore, type Store } from '../../../../src/main/store/store'

const start = 1_800_000_000_000
const template = jobTemplateSchema.parse({
  ...{ id: 'some', label: 'Some', description: '', source: 'https://example.org/', fields: [], resources: {} },
  ...{ steps: [{ args: [{ args: ['true'] }] }] }
})
const amount = { files: 0, bytes: 0 }
let folder: string
let store: Store
let book: WatchBook
let arrivals: Arrivals
let now: number

beforeEach(() => {
  now = start
  folder = mkdtempSync(join(tmpdir(), 'farscope-arrivals-'))
  store = openStore(folder, silentLog)
  book = createWatchBook({ store: store.watches, id: 'w', destinations: 1, order: () => 'oldest' })
  const platform = { clock: { now: () => new Date(now) }, log: silentLog, door: 'host' as const }
  arrivals = createArrivals({ store: store.processing, watchFiles: store.watches, platform }, 'r', {
    ...{ version: 1, name: 'run7', watch: 'run7', site: 'hpc', from: { kind: 'site', site: 'hpc', path: '/d' } },
    ...{ seenAs: '/d', workDir: '/work', include: ['*.mrc'], pace: askedPaceSchema.parse({}) },
    request: { template: 'some', values: {}, resources: {}, modules: [], launcher: 'srun' },
    ...{ createdAt: '2026-11-22T08:00:00Z', paused: false }
  })
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, maxRetries: 5 })
})

const watch = (files: number): Watch => ({
  ...{ id: 'w', name: 'run7', source: { kind: 'local', path: '/m' }, rules: askedRulesSchema.parse({}) },
  ...{ limit: null, session: null, createdAt: '2026-11-22T08:00:00Z', state: 'watching', means: 'inotify' },
  ...{ lastLook: null, lookMs: null, error: null, errorAt: null, withoutSidecar: 0, newest: null },
  ...{ found: { files, bytes: 0 }, unfinished: amount, perHour: amount },
  destinations: [
    {
      ...{ place: { kind: 'site', site: 'hpc', path: '/d' }, state: 'idle', backlog: amount, oldest: null },
      ...{ verified: book.amount(0, ['verified']), sizeOnly: amount, rate: 0, pace: null, failing: 0, lost: 0 },
      ...{ error: null, errorAt: null }
    }
  ]
})
const settle = (path: string, state: 'verified' | 'gone'): void => {
  const copy = book.next(0, 10, start * 2).find(one => one.path === path)
  if (!copy) throw new Error(`${path} does not wait`)
  book.settle(copy, { state, at: now })
}
const waiting = (): string[] =>
  store.processing
    .waiting('r', 10)
    .map(({ path }) => path)
    .sort()

describe('what a watch brought', () => {
  it('is noted when it was gone and came back', async () => {
    for (const path of ['a.mrc', 'b.mrc']) book.add([{ path, size: 1, mtime: '1700000000' }], start)
    settle('a.mrc', 'gone')
    settle('b.mrc', 'verified')
    await arrivals.note(watch(2), 0, template)
    expect(waiting()).toEqual(['b.mrc'])
    book.add([{ path: 'a.mrc', size: 1, mtime: '1700000000' }], start + 1000)
    settle('a.mrc', 'verified')
    expect(await arrivals.note(watch(2), 0, template)).toBe(true)
    expect(waiting()).toEqual(['a.mrc', 'b.mrc'])
  })

  it('is noted anew when it changes in the watched folder itself, and its former version goes no more', async () => {
    for (const path of ['a.mrc', 'a.xml']) book.add([{ path, size: 1, mtime: '1700000000' }], start)
    await arrivals.note(watch(2), null, template)
    book.add([{ path: 'a.mrc', size: 2, mtime: '1700000100' }], start + 1000)
    now += 61_000
    expect(await arrivals.note(watch(2), null, template)).toBe(true)
    expect(store.processing.counts('r')).toMatchObject({ waiting: 1, replaced: 1 })
    expect(store.processing.waiting('r', 10)[0]?.stamp).toBe('2 1700000100')
    now += 61_000
    expect(await arrivals.note(watch(2), null, template)).toBe(false)
  })

  it('waits from when it was noted, whatever the clock of the microscope says', async () => {
    book.add([{ path: 'old.mrc', size: 1, mtime: '1000000000' }], start)
    await arrivals.note(watch(1), null, template)
    expect(store.processing.waitingSince('r')).toBe(start)
  })
})
