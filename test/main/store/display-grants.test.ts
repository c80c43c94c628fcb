import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, expect, it } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import { openStore, type Store } from '../../../src/main/store/store'

const folder = mkdtempSync(join(tmpdir(), 'farscope-grants-'))
let store: Store | undefined
afterEach(() => {
  store?.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

it('What servers of displays were told outlives a restart, one list a display', () => {
  const display = { kind: 'dcv', site: 'em', host: 'viz', id: 's1' } as const
  const grant = {
    ...{ display, store: { site: 'em', folder: '/b' }, uid: 'u', until: '2026-11-21T16:00:00.000Z' },
    people: [{ user: 'bob', right: 'view' as const }],
    told: false
  }
  const first = openStore(folder, silentLog)
  first.displayGrants.save({ ...grant, people: [] })
  first.displayGrants.save(grant)
  first.displayGrants.save({ ...grant, display: { ...display, id: 's2' } })
  first.close()
  const before = new Database(join(folder, 'farscope.db'))
  const record = JSON.stringify({ ...grant, display: { ...display, id: 's3' }, told: undefined })
  before.prepare('INSERT INTO display_grants VALUES (?, ?)').run(JSON.stringify(['dcv', 'em', 'viz', 's3']), record)
  before.close()
  store = openStore(folder, silentLog)
  store.displayGrants.forget({ ...display, id: 's2' })
  // One of a version that noted nobody who was not told.
  expect(store.displayGrants.all()).toEqual([grant, { ...grant, display: { ...display, id: 's3' }, told: true }])
})
