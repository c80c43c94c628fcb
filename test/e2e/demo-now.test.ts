/** The room "Now" while the demo's microscope collects, and without a session. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Cockpit } from '@contract/cockpit'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations } from './violations'
import { type FarscopeWindow, openWindow } from './window'

const run = promisify(execFile)
let app: FarscopeWindow

const main = (): Locator => app.page.getByRole('main')
const figures = (): Locator => main().getByRole('region', { name: 'Movies and room' })
const rail = (name: string): Locator =>
  app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name, exact: true })

/** A busy computer is looked at more seldom; a look comes after five minutes at the latest, mostly within one. */
const soon = 330_000

/** Movies that the room tells. */
async function collected(): Promise<number> {
  const text = await figures().innerText()
  return Number(/Collected\s+([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? Number.NaN)
}

async function sessionNow(): Promise<Cockpit[]> {
  const command = ['out/main/cli.js', '--data-dir', app.dataFolder, '--json', 'session', 'now']
  return JSON.parse((await run(process.execPath, command)).stdout)
}

async function pictures(name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await app.page.emulateMedia({ colorScheme })
    await app.picture(`${name}-${colorScheme}`)
  }
  await app.page.emulateMedia({ colorScheme: 'light' })
}

beforeAll(async () => {
  app = await openWindow({ demo: true, environment: { FARSCOPE_DEMO_MOVIES_PER_HOUR: '360' } })
  await app.page.getByRole('button', { name: /^Session:/ }).waitFor()
})
afterAll(() => app.close())

describe('the room of the running session', { timeout: 1_000_000 }, () => {
  it('is entered from the rail, and by its key', async () => {
    const { page } = app
    await page.keyboard.press('Control+9')
    await main().getByRole('heading', { name: 'Krios 1' }).waitFor()
    await rail('Files').click()
    await main().getByRole('heading', { name: 'Krios 1' }).waitFor({ state: 'hidden' })
    await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: /^Now/ }).click()
    await main().getByRole('heading', { name: 'Krios 1' }).waitFor()
    await main().getByText('Session ends in').waitFor()
  })

  it('counts movies, and tells how long there is room', async () => {
    await expect.poll(collected, { timeout: soon }).toBeGreaterThanOrEqual(80)
    await figures().getByText('Free at').waitFor({ timeout: soon })
    await figures()
      .getByText(/Full |does not run full/)
      .waitFor({ timeout: soon })
  })

  it('counts on as they come', async () => {
    await expect.poll(collected, { timeout: soon }).toBeGreaterThan(0)
    const before = await collected()
    await expect.poll(collected, { timeout: soon }).toBeGreaterThan(before)
  })

  it('shows the newest micrograph, its power spectrum, and the quality of all of them', async () => {
    await main()
      .getByRole('img', { name: /^Micrograph FoilHole_/ })
      .waitFor({ timeout: soon })
    await main()
      .getByRole('img', { name: /^Power spectrum of FoilHole_/ })
      .waitFor({ timeout: soon })
    await main()
      .getByRole('figure', { name: /^CTF resolution/ })
      .waitFor({ timeout: soon })
    await main()
      .getByText(/\d of \d+ worse than 5 Å/)
      .waitFor({ timeout: soon })
    await main()
      .getByRole('figure', { name: /^Drift/ })
      .waitFor({ timeout: soon })
  })

  it('has its jobs and people, what was handed over, and no fault that axe finds', async () => {
    await main()
      .getByRole('region', { name: 'Jobs of this session' })
      .getByText('motioncor_live')
      .waitFor({ timeout: soon })
    await main().getByRole('region', { name: 'People' }).getByText('operator, you').waitFor({ timeout: soon })
    await main()
      .getByText(/Slot 4 of the autoloader is empty/)
      .waitFor({ timeout: soon })
    expect(await violations(app.page)).toEqual([])
    await pictures('now')
  })

  it('fits into 1280 by 800 without scrolling', async () => {
    const room = main().getByRole('heading', { name: 'Krios 1' }).locator('xpath=ancestor::header/..')
    const { inner, outer } = await room.evaluate(box => ({ inner: box.scrollHeight, outer: box.clientHeight }))
    expect(inner).toBeLessThanOrEqual(outer)
  })

  it('plots defocus and astigmatism instead, and points at what the person says', async () => {
    const { page } = app
    await main().getByRole('button', { name: 'Focus' }).click()
    await main()
      .getByRole('figure', { name: /^Defocus/ })
      .waitFor({ timeout: soon })
    await main()
      .getByRole('figure', { name: /^Astigmatism/ })
      .waitFor({ timeout: soon })
    await main().getByRole('button', { name: 'Forecast' }).click()
    const free = main().getByRole('figure', { name: /^Free, [KMGT]iB/ })
    await free.waitFor({ timeout: soon })
    expect(await free.getByRole('row').count()).toBeGreaterThan(20)
    expect(await violations(page)).toEqual([])
    await app.picture('now-forecast')
    await main().getByRole('button', { name: 'Fit and drift' }).click()
    await main().getByRole('button', { name: 'Limits…' }).click()
    await page.getByRole('textbox', { name: 'CTF fit worse than' }).fill('3')
    await page.keyboard.press('Tab')
    await main()
      .getByText(/\d of \d+ worse than 3 Å/)
      .waitFor({ timeout: soon })
    await main()
      .getByText(/micrographs have a CTF fit worse than 3 Å/)
      .waitFor({ timeout: soon })
    await app.picture('now-limits')
    await page.getByRole('textbox', { name: 'CTF fit worse than' }).fill('5')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Escape')
    await main()
      .getByText(/\d of \d+ worse than 5 Å/)
      .waitFor({ timeout: soon })
  })

  it('shows the newest pictures of its folder', async () => {
    const { page } = app
    await main().getByRole('button', { name: 'Newest 12' }).click()
    const dialog = page.getByRole('dialog', { name: 'Newest pictures' })
    // The demo keeps only the pictures of its last few micrographs.
    await dialog
      .getByRole('img', { name: /FoilHole_/ })
      .first()
      .waitFor({ timeout: soon })
    expect(await violations(page)).toEqual([])
    await pictures('now-newest')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('covers the window as a wall display, until Escape', async () => {
    const { page } = app
    await page.setViewportSize({ width: 1920, height: 1080 })
    await main().getByRole('button', { name: 'Wall display' }).click()
    await main().getByRole('button', { name: 'Leave wall display' }).waitFor()
    const box = (): Promise<{ width: number; height: number } | null> =>
      main().getByRole('heading', { name: 'Krios 1' }).locator('xpath=ancestor::header/..').boundingBox()
    await expect.poll(async () => Math.round((await box())?.width ?? 0)).toBe(1920)
    await pictures('now-wall')
    await page.keyboard.press('Escape')
    await main().getByRole('button', { name: 'Wall display' }).waitFor()
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  it('is what the command tells', async () => {
    const [first] = await sessionNow()
    expect(first?.look?.collected?.movies).toBeGreaterThanOrEqual(80)
    expect(first?.look?.quality?.micrographs).toBeGreaterThanOrEqual(79)
    expect(first?.jobs.map(({ name }) => name)).toContain('motioncor_live')
    const command = ['out/main/cli.js', '--data-dir', app.dataFolder, 'session', 'now']
    const { stdout } = await run(process.execPath, command)
    expect(stdout).toMatch(/movies: +\d+, .* an hour, about \d+ at the end/)
    expect(stdout).toMatch(/quality: +CTF fit to \d\.\d Å/)
  })

  it('hands over', async () => {
    const { page } = app
    await main().getByRole('button', { name: 'Hand over…' }).click()
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })
})

describe('the room without a session', () => {
  it('shows the next one, and what needs care', async () => {
    const [first] = await sessionNow()
    const end = ['out/main/cli.js', '--data-dir', app.dataFolder, '--yes', 'session', 'end', first?.booking.uid ?? '']
    await run(process.execPath, end)
    await main().getByText('Your next session begins in').waitFor()
    await main().getByText('Grid screening').waitFor()
    await main().getByRole('heading', { name: 'Needs care' }).waitFor()
    expect(await violations(app.page)).toEqual([])
    await pictures('now-next')
    await main().getByRole('button', { name: 'Show in the calendar' }).click()
    await app.page.getByRole('complementary').getByText('Grid screening').first().waitFor()
    expect(app.problems).toEqual([])
  })
})
