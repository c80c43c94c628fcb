import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forgottenRun } from '@domain/cloud/runs/forgotten-run'
import { unreadableNews } from '@domain/cloud/runs/unreadable-run'
import Database from 'libsql'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import { openStore, type Store } from '../../../src/main/store/store'
import { attempt, machine, madeUpRecord } from '../../domain/cloud/runs/made-up-record'

let folder = ''
let store: Store
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-store-'))
  store = openStore(folder, silentLog)
})
afterEach(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

it('a run is there again as it was last written, newest first', () => {
  const old = madeUpRecord({ createdAt: '2026-11-21T00:00:00.000Z' }, { key: 'first-key' })
  const young = madeUpRecord({ id: 'rbbbbbbbbbbb' }, { key: 'second-key' })
  store.cloudRuns.add(old)
  store.cloudRuns.add(young)
  const asked = { ...old, own: { ...old.own, attempt } }
  store.cloudRuns.save(asked)
  store.close()
  store = openStore(folder, silentLog)
  expect(store.cloudRuns.all()).toEqual([young, asked])
  expect(store.cloudRuns.has(old.run.id)).toBe(true)
})

it('one that was forgotten is known no more, and what it cost stays', () => {
  const record = madeUpRecord({ machine, state: 'done', endedAt: '2026-11-22T11:00:00.000Z' })
  store.cloudRuns.add(record)
  store.cloudRuns.forget(forgottenRun(record))
  store.close()
  store = openStore(folder, silentLog)
  expect(store.cloudRuns.has(record.run.id)).toBe(false)
  expect(store.cloudRuns.all()).toMatchObject([
    { run: { machine, asked: { name: 'refine', command: '-' } }, own: { forgotten: true, publicKey: '' } }
  ])
})

it('a key is of one run', () => {
  store.cloudRuns.add(madeUpRecord())
  expect(() => store.cloudRuns.add(madeUpRecord({ id: 'rbbbbbbbbbbb' }))).toThrow()
})

it('one that cannot be read is still known, so that its machine is no orphan, and hides no other', () => {
  store.cloudRuns.add(madeUpRecord({}, { key: 'first-key' }))
  const other = madeUpRecord({ id: 'rbbbbbbbbbbb' }, { key: 'second-key' })
  store.cloudRuns.add(other)
  const database = new Database(join(folder, 'farscope.db'))
  database.prepare('UPDATE cloud_runs SET record = ? WHERE id = ?').run('{}', 'rabcdefghijk')
  database.close()
  expect(store.cloudRuns.all()).toEqual([other])
  expect(store.cloudRuns.has('rabcdefghijk')).toBe(true)
})

it('one that cannot be read is told with its file and its machine, as far as they can be made out', () => {
  store.cloudRuns.add(madeUpRecord({ machine, deadline: '2026-11-22T12:00:00.000Z' }, { key: 'first-key' }))
  store.cloudRuns.add(madeUpRecord({ id: 'rbbbbbbbbbbb' }, { key: 'second-key' }))
  store.cloudRuns.add(madeUpRecord({ id: 'rccccccccccc' }, { key: 'third-key' }))
  const file = join(folder, 'farscope.db')
  const database = new Database(file)
  const spoil = database.prepare('UPDATE cloud_runs SET record = ? WHERE id = ?')
  spoil.run(JSON.stringify({ run: { deadline: '2026-11-22T12:00:00.000Z', machine } }), 'rabcdefghijk')
  spoil.run('{"run":', 'rbbbbbbbbbbb')
  database.close()
  const found = store.cloudRuns.unreadable()
  expect(found).toEqual([
    { id: 'rabcdefghijk', file, name: 'refine', instance: 'i-1', deadline: '2026-11-22T12:00:00.000Z' },
    { id: 'rbbbbbbbbbbb', file, name: 'refine', instance: null, deadline: null }
  ])
  const [known, unknown] = found.map(run => unreadableNews(run).text)
  expect(known).toContain(`rabcdefghijk in ${file} is damaged`)
  expect(known).toContain('Its machine i-1 may still run, and cost, until it ends itself, at 2026-11-22T12:00:00.000Z')
  expect(unknown).toContain('A machine of it may still run')
})
