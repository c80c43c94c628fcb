/** The ledger in the window: thousands of files, what transfers verified, a release with its two confirmations. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { VerifiedCopy } from '@contract/ledger'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../../src/main/platform'
import { openStore } from '../../src/main/store/store'
import { violations, violationsOfDialog } from './violations'
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

const command = async (...words: string[]): Promise<void> => {
  const program = resolve(import.meta.dirname, '../../bin/farscope.js')
  await promisify(execFile)(process.execPath, [program, '--data-dir', window.dataFolder, ...words], {
    env: { ...process.env, HOME: window.home },
    timeout: 60_000
  })
}

describe('the ledger in the window', () => {
  beforeAll(async () => {
    window = await openWindow({
      demo: true,
      prepare: (home, dataFolder) => {
        fillLedger(dataFolder)
        mkdirSync(join(home, 'run'))
        for (const number of [1, 2, 3]) writeFileSync(join(home, 'run', `m${number}.mrc`), `movie ${number}`)
      }
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

  it('finds one, with its checksum and its copies beside the list', async () => {
    const { page } = window
    await page.getByRole('textbox', { name: 'Filter' }).fill('movie_00042')
    const table = page.getByRole('grid', { name: 'Files of the ledger' })
    await expect.poll(() => table.getAttribute('aria-rowcount')).toBe('2')
    await table.getByRole('row', { name: /movie_00042/ }).click()
    const drawer = page.getByRole('complementary', { name: 'File of the ledger' })
    const sum = createHash('sha256').update('movie_00042.tiff').digest('hex')
    await drawer.getByText(sum).waitFor()
    await drawer.getByText('s3:archive/grid3/movie_00042.tiff').waitFor()
    expect(await violations(page)).toEqual([])
    await drawer.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('textbox', { name: 'Filter' }).fill('')
  })

  it('takes up what a transfer verified', async () => {
    const { page, home } = window
    await command('put', join(home, 'run'), 'demo:', '--verify')
    await page.getByRole('button', { name: 'Add…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Source' }).click()
    await page.getByRole('option', { name: 'This computer' }).click()
    await dialog.getByRole('textbox', { name: 'Folder or file' }).fill(join(home, 'run'))
    expect(await violationsOfDialog(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Not yet 3' }).waitFor()
  })

  it('releases what is safe, after the list and the typed count', async () => {
    const { page, home } = window
    await page.getByRole('combobox', { name: 'From', exact: true }).click()
    await page.getByRole('option', { name: /^transfer / }).click()
    await page.getByRole('button', { name: 'Not yet 3' }).waitFor()
    await page.getByRole('button', { name: 'Release…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('3 files of this set are not safe.').waitFor()
    expect(await violationsOfDialog(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })

    await page.getByRole('combobox', { name: 'Safe when verified in' }).click()
    await page.getByRole('option', { name: 'Safe when verified in 1 other place' }).click()
    await page.getByRole('button', { name: 'Safe 3' }).waitFor()
    await page.getByRole('button', { name: 'Release…' }).click()
    await dialog
      .getByRole('grid', { name: 'Files that would be deleted' })
      .getByRole('row', { name: /m1\.mrc/ })
      .waitFor()
    await dialog.getByRole('button', { name: 'Continue…' }).click()
    const typed = dialog.getByRole('textbox', { name: 'Type 3 to confirm' })
    await typed.fill('2')
    await dialog.getByRole('button', { name: 'Delete 3 files' }).click()
    expect(readdirSync(join(home, 'run'))).toHaveLength(3)
    expect(await violationsOfDialog(page)).toEqual([])
    await typed.fill('3')
    await dialog.getByRole('button', { name: 'Delete 3 files' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Released 3' }).waitFor()
    expect(readdirSync(join(home, 'run'))).toEqual([])
  })

  it('saves the report for signing off', async () => {
    const { page } = window
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Report' }).click()
    await page.getByRole('menuitem', { name: 'For signing off (HTML)' }).click()
    const download = await saved
    expect(download.suggestedFilename()).toBe('report.html')
    const text = readFileSync(await download.path(), 'utf8')
    expect(text).toContain('m1.mrc')
    expect(text).toContain('No file of these is still at its source.')
    expect(window.problems).toEqual([])
  })
})
