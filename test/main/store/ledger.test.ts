import type { LedgerEntry } from '@contract/transfers'
import { decodeName } from '@domain/bytes-name'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import { createLedger, type Ledger, ledgerMigration } from '../../../src/main/store/ledger'

let database: Database.Database
let ledger: Ledger

const entry = (source: string, copy: string, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
  transfer: 'one',
  source: { end: { kind: 'local' }, path: source },
  copy: { end: { kind: 'site', site: 'far' }, path: copy },
  size: 12,
  mtime: '2026-01-02T03:04:05.000Z',
  algorithm: 'xxh128',
  hex: 'ab',
  verifiedAt: '2026-01-02T03:04:06.789Z',
  ...more
})
const sourcesBelow = (path: string): string[] =>
  ledger.query({ path, offset: 0, limit: 100 }).entries.map(found => found.source.path)

describe('the ledger of verified copies', () => {
  beforeEach(() => {
    database = new Database(':memory:')
    database.exec(ledgerMigration)
    ledger = createLedger(database, silentLog)
  })
  afterEach(() => database.close())

  it('gives back what was recorded, newest first and by pages', () => {
    const all = [
      entry('/a/1', '/far/1'),
      entry('/a/2', '/far/2', { copy: { end: { kind: 's3', profile: 'lab' }, path: '/bucket/2' } })
    ]
    ledger.record(all)
    expect(ledger.query({ offset: 0, limit: 10 })).toEqual({ total: 2, entries: [...all].reverse() })
    expect(ledger.query({ offset: 1, limit: 10 })).toEqual({ total: 2, entries: all.slice(0, 1) })
  })

  it('selects what is a path or lies below it, at either end and once', () => {
    ledger.record([
      entry('/data/run', '/x/1'),
      entry('/data/run/a', '/x/2'),
      entry('/data/run1', '/x/3'),
      entry('/data/run-b', '/x/4'),
      entry('/other', '/data/run/copy'),
      entry('/data/run/b', '/data/run/b2')
    ])
    expect(sourcesBelow('/data/run')).toEqual(['/data/run/b', '/other', '/data/run/a', '/data/run'])
    expect(sourcesBelow('/data/run/')).toHaveLength(4)
    expect(sourcesBelow('/')).toHaveLength(6)
    expect(sourcesBelow('/data/run/a')).toEqual(['/data/run/a'])
    expect(ledger.query({ path: '/data/run', offset: 3, limit: 10 })).toMatchObject({
      total: 4,
      entries: [{ hex: 'ab' }]
    })
  })

  it('pages through what selects tens of thousands in the same order', () => {
    ledger.record(
      Array.from({ length: 20_100 }, (_, index) => entry(`/many/${index}`, index % 100 ? '/x' : `/many/copy ${index}`))
    )
    ledger.record([entry('/few', '/few')])
    const { total, entries } = ledger.query({ path: '/many', offset: 20_098, limit: 10 })
    expect([total, entries.map(found => found.source.path)]).toEqual([20_100, ['/many/1', '/many/0']])
  })

  it('keeps names byte for byte and takes their signs as nothing special', () => {
    const odd = `/d/%_'"\n${decodeName(Uint8Array.from([0xff, 0x2f, 0xc3]))}`
    ledger.record([entry(odd, '/x')])
    expect(sourcesBelow(odd)).toEqual([odd])
    expect(sourcesBelow('/d/%')).toEqual([])
    expect(sourcesBelow('/d')).toEqual([odd])
  })

  it('records all or none', () => {
    expect(() => ledger.record([entry('/a', '/b'), entry('/c', '/d', { mtime: 'never' })])).toThrow()
    expect(ledger.query({ offset: 0, limit: 10 }).total).toBe(0)
  })
})
