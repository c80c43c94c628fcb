import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import type { JournalFile } from '../../../src/main/store/journal-file'
import { migrations } from '../../../src/main/store/migrations'
import { openStore } from '../../../src/main/store/store'
import type { StoredTransfer } from '../../../src/main/store/transfer-journal'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-store-'))
})
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
const file = (): string => join(folder, 'farscope.db')

const transfer = (id: string, position: number, record: unknown = { state: 'waiting' }): StoredTransfer => ({
  id,
  position,
  request: { sources: ['movie \ud83d\ude00 \udcff.mrc'] },
  record
})

const fileOf = (seq: number, change: Partial<JournalFile> = {}): JournalFile => ({
  seq,
  kind: 'file',
  source: `/data/\udcfe/${seq}`,
  target: `/copy/\udcfe/${seq}`,
  size: 2 ** 45,
  mtime: 1000,
  mode: 0o640,
  state: 'waiting',
  doneBytes: 0,
  how: null,
  existing: null,
  part: null,
  stamp: null,
  ranges: [],
  error: null,
  checksum: null,
  ...change
})

/** Changes the file behind the store's back. */
function edit(statement: string): void {
  const database = new Database(file())
  database.exec(statement)
  database.close()
}

describe('the store', () => {
  it('starts empty and keeps what it is given, in queue order, names byte for byte', () => {
    const fresh = openStore(folder, silentLog)
    expect(fresh.transfers.load()).toEqual([])
    const [first, second] = [transfer('b', 0), transfer('a', 1)]
    fresh.transfers.save([second, first])
    fresh.close()
    const again = openStore(folder, silentLog)
    expect(again.transfers.load()).toEqual([first, second])
    again.transfers.reorder(['a', 'b'])
    expect(again.transfers.load().map(({ id }) => id)).toEqual(['a', 'b'])
    again.close()
  })

  it('replaces a record of the same id, and forgets one with its files', () => {
    const store = openStore(folder, silentLog)
    store.transfers.save([transfer('a', 0, { state: 'running' })])
    store.transfers.save([transfer('a', 0, { state: 'failed' })])
    store.transfers.saveFiles('a', { state: 'paused' }, [fileOf(0)])
    expect(store.transfers.load().map(({ record }) => record)).toEqual([{ state: 'paused' }])
    store.transfers.forget('a')
    expect(store.transfers.load()).toEqual([])
    expect(store.transfers.count('a', {})).toBe(0)
    store.close()
  })

  it('keeps what was saved when its process is killed: nothing waits for the close', () => {
    const store = openStore(folder, silentLog)
    store.transfers.save([transfer('a', 0)])
    store.transfers.saveFiles('a', {}, [fileOf(0)])
    const beside = openStore(folder, silentLog)
    expect(beside.transfers.load()).toHaveLength(1)
    expect(beside.transfers.count('a', {})).toBe(1)
    beside.close()
    store.close()
  })

  it('leaves out a record that cannot be read, and says so', () => {
    const store = openStore(folder, silentLog)
    store.transfers.save([transfer('good', 0), transfer('no-json', 1)])
    store.close()
    edit(`UPDATE transfers SET record = '{' WHERE id = 'no-json'`)
    const warnings: string[] = []
    const again = openStore(folder, { ...silentLog, warn: message => void warnings.push(message) })
    expect(again.transfers.load().map(({ id }) => id)).toEqual(['good'])
    expect(warnings).toHaveLength(1)
    again.close()
  })

  it('takes up a file of the first version', () => {
    const database = new Database(file())
    database.exec(`${migrations[0]} INSERT INTO transfers VALUES ('old', '2026', '{}'); PRAGMA user_version = 1;`)
    database.close()
    const store = openStore(folder, silentLog)
    expect(store.transfers.load()).toEqual([])
    store.transfers.save([transfer('new', 0)])
    store.close()
  })

  it('takes files of watches as found when they were written, where that was not kept', () => {
    const database = new Database(file())
    const before = migrations.findIndex(sql => sql.includes('ADD COLUMN seen_at'))
    database.exec(migrations.slice(0, before).join('\n'))
    database.exec(`INSERT INTO watch_files VALUES (1, 'w', x'61', 1, 5, '7.5', 7000); PRAGMA user_version = ${before};`)
    database.close()
    const store = openStore(folder, silentLog)
    expect(store.watches.latest('w', 'a')).toMatchObject({ size: 5, finishedAt: 7000, seenAt: 7000 })
    store.close()
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

describe('the journal of files', () => {
  it('gives back every field, and names byte for byte', () => {
    const store = openStore(folder, silentLog)
    store.transfers.save([transfer('a', 0)])
    const files = [
      fileOf(0),
      fileOf(1, {
        state: 'copying',
        doneBytes: 7,
        how: 'replace',
        existing: { type: 'link', size: 1, mtime: 2 },
        part: '/copy/.\udcff.part',
        stamp: '1:2',
        ranges: [
          [0, 4],
          [6, 9]
        ]
      }),
      fileOf(2, {
        state: 'mismatch',
        error: { code: 'mismatch', message: 'It \udcff differs.' },
        checksum: { algorithm: 'sha256', hex: '00' }
      })
    ]
    store.transfers.saveFiles('a', {}, files)
    expect(store.transfers.page('a', {}, -1, 10)).toEqual(files)
    expect(store.transfers.page('a', { withPart: true }, -1, 10)).toEqual([files[1]])
    expect(store.transfers.lastSeq('a')).toBe(2)
    store.close()
  })

  it('pages in the order of finding, counts by state, and shows files and failures only', () => {
    const store = openStore(folder, silentLog)
    store.transfers.save([transfer('a', 0)])
    const kinds = ['file', 'folder', 'entry', 'file'] as const
    store.transfers.saveFiles(
      'a',
      {},
      kinds.map((kind, seq) => fileOf(seq, { kind, size: 10, state: kind === 'entry' ? 'failed' : 'waiting' }))
    )
    const seqs = (files: JournalFile[]): number[] => files.map(({ seq }) => seq)
    expect(seqs(store.transfers.page('a', {}, 0, 2))).toEqual([1, 2])
    expect(seqs(store.transfers.shownPage('a', { shown: true }, 1, 9))).toEqual([2, 3])
    expect(store.transfers.count('a', { kinds: ['file'], states: ['waiting'] })).toBe(2)
    expect(store.transfers.totals('a')).toContainEqual({
      kind: 'file',
      state: 'waiting',
      files: 2,
      bytes: 20,
      doneBytes: 0
    })
    store.close()
  })

  it('writes no files of a transfer that was forgotten', () => {
    const store = openStore(folder, silentLog)
    store.transfers.saveFiles('gone', {}, [fileOf(0)])
    expect(store.transfers.count('gone', {})).toBe(0)
    store.close()
  })
})
