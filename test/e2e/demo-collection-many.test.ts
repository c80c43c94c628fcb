/** Hundreds of watched folders and rules of pre-processing, and what Now and the ledger say without a session and when all goes wrong. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Booking } from '@contract/booking'
import { bookingFile } from '@domain/bookings/ics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { booking, me, resourcesFile, writeSite, writeStore } from './calendar-store'
import { counts, fillCollection, fillLedger, longName } from './collection-store'
import { violations } from './violations'
import { type FarscopeWindow, openWindow } from './window'

const hour = 3_600_000
let app: FarscopeWindow

const main = () => app.page.getByRole('main')
const go = (room: string | RegExp) =>
  app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: room }).click()
const watches = () => app.page.getByRole('region', { name: 'Watched folders' })
const rules = () => app.page.getByRole('region', { name: 'Pre-processing' })
const rowsOf = (list: ReturnType<typeof watches>, label: string) => list.getByRole('grid', { name: label })

/** At both sizes, in the light and in the dark; ends as it began. */
async function pictures(name: string): Promise<void> {
  const { page } = app
  for (const [size, viewport] of [
    ['large', { width: 2560, height: 1440 }],
    ['small', { width: 1280, height: 800 }]
  ] as const) {
    await page.setViewportSize(viewport)
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await app.picture(`${name}-${size}-${colorScheme}`)
    }
  }
}

/** A booking of the caller at Krios 1 comes into the calendar while the program is not there. */
async function book(hours: number, length: number, known: Partial<Booking>): Promise<void> {
  const people = [{ user: me, role: 'operator' as const }]
  const one = booking(Date.now() + hours * hour, 'krios1', 0, length, { owner: me, people, ...known })
  writeFileSync(join(app.dataFolder, 'bookings', 'krios1', `${one.uid}.ics`), bookingFile(one))
  await app.restart()
}

describe('a collection of many', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    app = await openWindow({
      prepare: (home, dataFolder) => {
        writeSite(dataFolder)
        const { resources, ...file } = resourcesFile([me])
        const session = { site: 'northlight', folder: '/gpfs/em/{start}', folders: [], movies: 'movies' }
        const withFolder = resources.map(one => (one.name === 'krios1' ? { ...one, session } : one))
        writeStore(dataFolder, { ...file, resources: withFolder }, [])
        fillCollection(home, dataFolder)
        fillLedger(dataFolder, 60)
      }
    })
  })
  afterAll(() => app.close())

  it('lists hundreds of watched folders, a screenful drawn, and finds one by its name', async () => {
    await go('Files')
    await app.page.getByRole('button', { name: 'Watched folders' }).click()
    const list = rowsOf(watches(), 'Watched folders')
    await watches()
      .getByText(`${counts.watches + counts.failing + counts.blind} folders`)
      .waitFor()
    // A line for each destination.
    await expect.poll(async () => Number(await list.getAttribute('aria-rowcount'))).toBeGreaterThan(counts.watches * 2)
    expect(await list.getByRole('row').count()).toBeLessThan(100)
    await list.getByRole('row', { name: /broken-000.*Files do not arrive/ }).waitFor()
    await pictures('watches-many')
    await watches().getByRole('textbox', { name: 'Filter' }).fill('scope-123')
    await list
      .getByRole('row', { name: /scope-123/ })
      .first()
      .waitFor()
    await expect.poll(() => list.getByRole('row', { name: /scope-122/ }).count()).toBe(0)
    await watches().getByRole('textbox', { name: 'Filter' }).fill(longName)
    await expect.poll(() => list.getByRole('row').count()).toBe(9)
    expect(await violations(app.page)).toEqual([])
    await pictures('watches-long-name')
    await watches().getByRole('textbox', { name: 'Filter' }).fill('')
  })

  it('lists hundreds of rules in their place, each with what it waits for', async () => {
    await watches()
      .getByRole('button', { name: `Pre-processing ${counts.rules}` })
      .click()
    const list = rowsOf(rules(), 'Pre-processing')
    await watches().getByText(`${counts.rules} rules`).waitFor()
    await expect.poll(() => list.getAttribute('aria-rowcount')).toBe(String(counts.rules + 1))
    const shown = await list.evaluate(table => (table.parentElement?.clientHeight ?? 0) / 26)
    expect(shown).toBeGreaterThan(4)
    await pictures('rules-many')
    await watches().getByRole('textbox', { name: 'Filter' }).fill('motion-123')
    await list.getByRole('row', { name: /motion-123/ }).waitFor()
    expect(await violations(app.page)).toEqual([])
  })

  it('says in Now without any session that there is none, and what needs care', async () => {
    await go(/^Now/)
    await main().getByText('No session of yours runs or begins within a day.').waitFor()
    await main().getByRole('button', { name: 'Open the calendar' }).waitFor()
    await main()
      .getByText(/^Files of watched folders do not arrive at \d+ places\.$/)
      .waitFor()
    await main()
      .getByText(/The copy of GridSquare_29301122 failed/)
      .waitFor()
    expect(await violations(app.page)).toEqual([])
    await pictures('now-none')
  })

  it('says in Now which one comes next where that is days ahead', async () => {
    await book(72, 24, { title: 'Ribosome IRES, third grid' })
    await go(/^Now/)
    await main()
      .getByText(/Your next one: Krios 1, Ribosome IRES, third grid, /)
      .waitFor()
    await main().getByRole('button', { name: 'Show in the calendar' }).waitFor()
    await pictures('now-future')
  })

  it('shows a session in which everything goes wrong', async () => {
    await book(-1, 9, { title: `Apoferritin ${longName}` })
    await go(/^Now/)
    await main().getByRole('heading', { name: 'Krios 1' }).waitFor()
    await main()
      .getByText(/GridSquare_29301122/)
      .first()
      .waitFor()
    // Nothing is known of its folder, and that is said.
    await main().getByText('The folder is not made yet').waitFor()
    await main().getByText('The link to northlight is not made.').waitFor()
    expect(await violations(app.page)).toEqual([])
    await pictures('now-all-wrong')
  })

  it('says in the ledger what a release would ask, and why it refuses the rest', async () => {
    const { page } = app
    await go('Ledger')
    const table = page.getByRole('grid', { name: 'Files of the ledger' })
    await page.getByRole('button', { name: 'In doubt 40' }).waitFor()
    await page.getByRole('button', { name: 'Not yet 20' }).waitFor()
    await table.getByRole('row', { name: /FoilHole_1_fractions/ }).click()
    await page.getByText(/It cannot be told whether .* The release asks\./).waitFor()
    await pictures('ledger-doubt')
    await page.getByRole('button', { name: 'Release…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Release sources' })
    await dialog.getByText('20 files of this set are not safe.').waitFor()
    expect(await violations(page)).toEqual([])
    await pictures('ledger-release-refused')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(app.problems).toEqual([])
  })
})
