/** The session that runs in the demo facility: its panel, what it made, what may be done with it. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { weekStart } from './calendar-store'
import { violations, violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

const run = promisify(execFile)
let app: FarscopeWindow

const bar = (): Locator => app.page.getByRole('button', { name: /^Session:/ })
const dialog = (): Locator => app.page.getByRole('dialog')
const step = (text: string): Locator =>
  app.page.getByRole('region', { name: 'What the booking does' }).getByRole('listitem').filter({ hasText: text })

async function openPanel(): Promise<void> {
  if ((await bar().getAttribute('aria-expanded')) !== 'true') await bar().click()
  await step('Session begun').waitFor()
}

beforeAll(async () => {
  app = await openWindow({ demo: true })
  await bar().waitFor({ timeout: 60_000 })
})
afterAll(() => app.close())

describe('the session of the demo facility', () => {
  it('counts down in the top bar, with the clocks of both places in the strip', async () => {
    await expect.poll(() => bar().innerText()).toMatch(/Krios 1 · until \d\d:\d\d CES?T/)
    const before = await bar().getByRole('timer').innerText()
    await expect.poll(() => bar().getByRole('timer').innerText()).not.toBe(before)
    await app.page
      .getByRole('contentinfo')
      .getByText(/Facility \d\d:\d\d:\d\d CES?T/)
      .waitFor()
  })

  it('has its display in Ctrl-K for who names it, and for nobody else', async () => {
    const { page } = app
    const found = (name: string): Locator => page.getByRole('option', { name, selected: true })
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Go to or do…').fill('krios')
    await found('Open the display of Krios 1').waitFor()
    await page.getByPlaceholder('Go to or do…').fill('dark')
    await found('Theme: dark').waitFor()
    await expect.poll(() => page.getByRole('option').count()).toBe(1)
    await page.keyboard.press('Escape')
  })

  it('shows its people, whose permit has ended, and what the one before left to say', async () => {
    await openPanel()
    await dialog().getByText('training or permit missing').waitFor()
    await dialog()
      .getByText(/Slot 4 of the autoloader is empty/)
      .waitFor()
    await app.picture('session-panel')
    expect(await violations(app.page)).toEqual([])
  })

  it('takes back its folders, and makes them again', async () => {
    await openPanel()
    await step('Session folder made').getByRole('button', { name: /^Undo/ }).click()
    await step('taken back')
      .getByRole('button', { name: /^Do again/ })
      .click()
    await step('Session folder made').getByRole('button', { name: /^Undo/ }).waitFor()
  })

  it('gives a new job its folder', async () => {
    const { page } = app
    await page.keyboard.press('Escape')
    await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Jobs' }).click()
    await page.getByRole('button', { name: /^New job/ }).click()
    await expect
      .poll(() => dialog().getByLabel('Folder it runs in').inputValue())
      .toMatch(/\/krios1\/sessions\/[^/]+GABA-A-nanodisc$/)
    await dialog().getByText('The folder of your session on Krios 1.').waitFor()
    await page.keyboard.press('Escape')
  })

  it('is extended by what is free, and refused by the rule where it is not', async () => {
    const { page } = app
    const left = async (): Promise<number> => Number((await bar().getByRole('timer').innerText()).split(':')[0])
    const before = await left()
    await openPanel()
    await page.getByRole('button', { name: 'Extend…' }).click()
    await dialog().getByRole('button', { name: '15 min', pressed: false }).click()
    await dialog().getByRole('button', { name: 'Extend by 15 min' }).click()
    await dialog()
      .getByText(/multiples of 30 min/)
      .waitFor()
    expect(await violationsOfDialog(page)).toEqual([])
    await app.picture('session-extend-refused')
    await dialog().getByRole('button', { name: '2 h', exact: true }).click()
    await dialog().getByRole('button', { name: 'Extend by 2 h' }).click()
    await dialog().waitFor({ state: 'detached' })
    await expect.poll(left).toBeGreaterThan(before)
  })

  it('is ended before its time with a note, after a question', async () => {
    const { page } = app
    await openPanel()
    await page.getByRole('button', { name: 'End now…' }).click()
    await dialog().getByLabel('What the next user should know').fill('Aligned at 96 kx.')
    expect(await violationsOfDialog(page)).toEqual([])
    await app.picture('session-end')
    await dialog().getByRole('button', { name: 'End the session' }).click()
    // What comes next takes its place.
    await bar().getByText('Glacios').waitFor()
    const command = ['out/main/cli.js', '--data-dir', app.dataFolder, '--json', 'session', 'now']
    const { stdout } = await run(process.execPath, command, { timeout: 60_000 })
    expect(JSON.parse(stdout)).toMatchObject([{ phase: 'coming', resource: { name: 'glacios' } }])
  })

  it('is written down as one to which nobody came, from its booking', async () => {
    const { page } = app
    await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Calendar' }).click()
    await page.getByRole('button', { name: /^Today/ }).waitFor()
    // It began eleven hours ago or more: in the first hours of a week most of it is drawn in the one before.
    if (Date.now() - weekStart(Date.now()) < 6 * 3_600_000) await page.keyboard.press('ArrowLeft')
    await page.getByRole('button', { name: /GABA-A nanodisc/ }).click()
    await page.getByRole('button', { name: 'Nobody came…' }).click()
    expect(await violationsOfDialog(page)).toEqual([])
    await app.picture('calendar-no-show')
    await dialog().getByRole('button', { name: 'Nobody came', exact: true }).click()
    await dialog().waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'More of the calendar' }).click()
    await page.getByRole('menuitem', { name: /^Log/ }).click()
    await page.getByRole('row', { name: /no-show/ }).waitFor()
    expect(app.problems).toEqual([])
  })
})
