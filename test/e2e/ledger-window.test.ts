/** The ledger in the window: thousands of files. */
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type { VerifiedCopy } from '@contract/ledger'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../../src/main/platform'
import { openStore } from '../../src/main/store/store'
import { violations } from './violations'
import { type FarscopeWindow, openWindow } from './window'

const many = 12_000
const instant = '2026-11-20T10:00:00.000Z'
let window: FarscopeWindow

function recordsOf(number: number): VerifiedCopy[] {
  const name = `movie_${String(number).padStart(5, '0')}.tiff`
  const hex = createHash('sha256').update(name).digest('hex')
  const copies: VerifiedCopy['copy'][] = [
    { kind: 's3', path: `/archive/grid3/${name}` },
    { kind: 'site', site: 'cluster', path: `/em/grid3/${name}` }
  ]
  return copies.map(copy => ({
    ...{ origin: { kind: 'watch', id: 'watch-grid3', name: 'grid3' }, session: null, version: 1, copy },
    source: { kind: 'site', site: 'scope', path: `/data/grid3/${name}` },
    ...{ size: 300_000_000, mtime: instant, checksum: { algorithm: 'sha256', hex }, sha256: hex, verifiedAt: instant }
  }))
}

/** As if a watcher had copied them in earlier days. */
function fillLedger(dataFolder: string): void {
  mkdirSync(dataFolder, { mode: 0o700 })
  const store = openStore(dataFolder, silentLog)
  store.ledgerFiles.record(Array.from({ length: many }, (_, number) => recordsOf(number)).flat())
  store.close()
}

describe('the ledger in the window', () => {
  beforeAll(async () => {
    window = await openWindow({
      demo: true,
      prepare: (_home, dataFolder) => fillLedger(dataFolder)
    })
  })
  afterAll(() => window.close())

  it('shows thousands of files, counted by state, a screenful drawn', async () => {
    const { page } = window
    await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Ledger' }).click()
    const table = page.getByRole('grid', { name: 'Files of the ledger' })
    await expect.poll(() => table.getAttribute('aria-rowcount')).toBe(String(many + 1))
    expect(await table.getByRole('row').count()).toBeLessThan(100)
    await expect.poll(() => page.getByRole('button', { name: 'Safe 12,000' }).isVisible()).toBe(true)
    expect(await violations(page)).toEqual([])
    await window.picture('ledger')
  })

  it('logs no error', () => {
    expect(window.problems).toEqual([])
  })
})
