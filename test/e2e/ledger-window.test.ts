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
    await expect.poll(() => page.getByRole('button', { name: 'In doubt 12,000' }).isVisible()).toBe(true)
    expect(await violations(page)).toEqual([])
    await window.picture('ledger')
  })

  it('asks about places that may be one disk before it asks for the confirmation', { timeout: 120_000 }, async () => {
    const { page } = window
    await page.getByRole('button', { name: 'Release…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Release sources' })
    // Sites that nobody can ask: their hosts are waited for.
    const known = dialog.getByRole('checkbox', { name: 'They are different disks: I know it' })
    await expect.poll(() => known.isVisible(), { timeout: 60_000 }).toBe(true)
    await expect.poll(() => dialog.getByText('whether cluster and scope are').isVisible()).toBe(true)
    const on = dialog.getByRole('button', { name: 'Continue…' })
    expect(await on.getAttribute('aria-disabled')).toBe('true')
    expect(await violations(page)).toEqual([])
    await window.picture('ledger-release-doubt')
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.setViewportSize({ width: 2560, height: 1440 })
    await window.picture('ledger-release-doubt-dark')
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.emulateMedia({ colorScheme: 'light' })
    await known.click()
    await expect.poll(() => on.getAttribute('aria-disabled')).toBeNull()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => dialog.isVisible()).toBe(false)
  })

  it('prints its report, which breaks onto pages with its heads and keeps what is signed together', async () => {
    const { page } = window
    await page.evaluate(() => {
      // Chromium without a screen prints nothing; what would be printed is kept.
      const seen = new MutationObserver(() => {
        for (const frame of document.querySelectorAll('iframe')) {
          frame.addEventListener('load', () => {
            document.body.dataset.printed = frame.srcdoc
          })
        }
      })
      seen.observe(document.body, { childList: true })
    })
    await page.getByRole('button', { name: 'Report' }).click()
    await page.getByRole('menuitem', { name: 'Print or save as PDF…' }).click()
    const printed = (): Promise<string> => page.evaluate(() => document.body.dataset.printed ?? '')
    await expect.poll(async () => (await printed()).length).toBeGreaterThan(many * 100)
    const html = await printed()
    expect(html).toContain('movie_11999.tiff')
    // A few of its rows are enough to look at.
    const rows = html.split('<tr><td class="p">')
    const short = [...rows.slice(0, 80), rows.at(-1) ?? ''].join('<tr><td class="p">')
    const paper = await page.context().newPage()
    await paper.setContent(short)
    const pdf = (await paper.pdf({ preferCSSPageSize: true })).toString('latin1')
    const pages = [...pdf.matchAll(/\/Type\s*\/Page\b/g)].length
    expect(pages).toBeGreaterThan(2)
    expect(pages).toBeLessThan(12)
    // A4, lying: 842 by 595 points.
    expect(pdf).toMatch(/\/MediaBox\s*\[0 0 84[12][.\d]* 59[456][.\d]*\]/)
    await paper.emulateMedia({ media: 'print' })
    await paper.setViewportSize({ width: 1032, height: 703 })
    // Nothing is cut off at the right of a sheet of A4.
    expect(await paper.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await paper.screenshot({ path: 'test-results/pictures/ledger-report-print.png' })
    await paper.evaluate(() => scrollTo(0, document.body.scrollHeight))
    await paper.screenshot({ path: 'test-results/pictures/ledger-report-print-end.png' })
    await paper.close()
  })

  it('logs no error', () => {
    expect(window.problems).toEqual([])
  })
})
