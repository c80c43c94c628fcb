import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Transfer } from '@contract/transfers'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import { openStore } from '../../../src/main/store/store'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-store-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))
const file = (): string => join(folder, 'farscope.db')

const transfer = (id: string, addedAt: string, change: Partial<Transfer> = {}): Transfer => ({
  id,
  direction: 'put',
  site: 'em',
  title: `movie \ud83d\ude00 \udcff.mrc`,
  sources: 1,
  destination: '/data/\udcfe',
  state: 'finished',
  addedAt,
  endedAt: addedAt,
  totalFiles: 1,
  totalBytes: 2 ** 45,
  scanning: false,
  doneFiles: 1,
  doneBytes: 2 ** 45,
  skipped: 0,
  rate: 0,
  currentFile: null,
  failed: [],
  failedCount: 0,
  ...change
})

/** Changes the file behind the store's back. */
function edit(statement: string): void {
  const database = new Database(file())
  database.exec(statement)
  database.close()
}

describe('the store', () => {
  it('starts empty and keeps what it is given, oldest first, names byte for byte', () => {
    const fresh = openStore(folder, silentLog)
    expect(fresh.transfers.load()).toEqual([])
    const [older, newer] = [transfer('b', '2026-01-01T00:00:00Z'), transfer('a', '2026-01-02T00:00:00Z')]
    fresh.transfers.save(newer)
    fresh.transfers.save(older)
    fresh.close()
    const again = openStore(folder, silentLog)
    expect(again.transfers.load()).toEqual([older, newer])
    again.close()
  })

  it('replaces a record of the same id, and forgets one', () => {
    const store = openStore(folder, silentLog)
    store.transfers.save(transfer('a', '2026-01-01T00:00:00Z', { state: 'running', endedAt: null }))
    store.transfers.save(transfer('a', '2026-01-01T00:00:00Z', { state: 'failed' }))
    expect(store.transfers.load().map(({ state }) => state)).toEqual(['failed'])
    store.transfers.forget('a')
    expect(store.transfers.load()).toEqual([])
    store.close()
  })

  it('keeps what was saved when its process is killed: nothing waits for the close', () => {
    const store = openStore(folder, silentLog)
    store.transfers.save(transfer('a', '2026-01-01T00:00:00Z'))
    const beside = openStore(folder, silentLog)
    expect(beside.transfers.load()).toHaveLength(1)
    beside.close()
    store.close()
  })

  it('leaves out a record that cannot be read, and says so', () => {
    const store = openStore(folder, silentLog)
    for (const id of ['good', 'no-json', 'old']) store.transfers.save(transfer(id, '2026-01-01T00:00:00Z'))
    store.close()
    edit(`UPDATE transfers SET record = '{' WHERE id = 'no-json'`)
    edit(`UPDATE transfers SET record = '{"id":"old"}' WHERE id = 'old'`)
    const warnings: string[] = []
    const again = openStore(folder, { ...silentLog, warn: message => void warnings.push(message) })
    expect(again.transfers.load().map(({ id }) => id)).toEqual(['good'])
    expect(warnings).toHaveLength(2)
    again.close()
  })

  it('refuses a file of a newer Farscope and leaves it as it is', () => {
    openStore(folder, silentLog).close()
    edit('PRAGMA user_version = 99')
    expect(() => openStore(folder, silentLog)).toThrow(expect.objectContaining({ code: 'unsupported' }))
    const database = new Database(file())
    expect(database.prepare('PRAGMA user_version').get()).toMatchObject({ user_version: 99 })
    database.close()
  })

  it('names a file that is no database', async () => {
    await writeFile(file(), 'This is not a database. '.repeat(500))
    expect(() => openStore(folder, silentLog)).toThrow(
      expect.objectContaining({ code: 'corrupt', message: expect.stringContaining(file()) })
    )
  })

  it('tells a file that cannot be opened from one that is damaged', () => {
    expect(() => openStore(join(folder, 'missing'), silentLog)).toThrow(expect.objectContaining({ code: 'permission' }))
  })
})
