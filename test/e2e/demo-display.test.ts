/** The display of the demo's microscope: one click to a picture that moves, and that answers. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations, violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

const run = promisify(execFile)
let app: FarscopeWindow
beforeAll(async () => {
  app = await openWindow({ demo: true })
  await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Displays' }).click()
})
afterAll(() => app.close())

/** What the make-believe `dcv` was told of the desktop of the demo. */
async function permissions(): Promise<string> {
  const read = ['exec', 'demo', '--', 'cat', '.local/share/farscope/displays/demo-desktop.perm']
  const { stdout } = await run(process.execPath, ['out/main/cli.js', '--data-dir', app.dataFolder, ...read], {
    timeout: 60_000
  })
  return stdout
}

const canvas = () => app.page.getByRole('region', { name: /^Display / }).locator('canvas')
const picture = (): Promise<string> =>
  canvas().evaluate(element => (element instanceof HTMLCanvasElement ? element.toDataURL() : ''))

describe('the display of the demo', () => {
  it('is listed, opens by a double click, and moves', async () => {
    const { page } = app
    await page.getByRole('gridcell', { name: /VNC :1/ }).dblclick()
    await canvas().waitFor()
    await expect.poll(async () => (await picture()).length).toBeGreaterThan(50_000)
    const before = await picture()
    await expect.poll(picture).not.toBe(before)
    await app.picture('displays-demo')
  })

  it('shows what was typed and clicked', async () => {
    const { page } = app
    await canvas().click({ position: { x: 200, y: 200 } })
    await page.keyboard.type('grid square 7')
    await page.waitForTimeout(500)
    await page.emulateMedia({ colorScheme: 'dark' })
    await app.picture('displays-demo-typed')
    await page.emulateMedia({ colorScheme: 'light' })
    expect(app.problems).toEqual([])
  })

  it('stands in the list with those of the other kinds, each with what can be done with it', async () => {
    const { page } = app
    await page.getByRole('tab', { name: 'Displays' }).click()
    await page.getByRole('gridcell', { name: 'DCV', exact: true }).first().click()
    await page.getByRole('complementary').getByRole('button', { name: 'Share…' }).waitFor()
    expect(await violations(page)).toEqual([])
    await app.picture('displays-demo-list')
    await page.getByRole('complementary').getByRole('button', { name: 'Share…' }).click()
    await page.getByRole('textbox', { name: 'Login name 1' }).fill('no name')
    expect(await violationsOfDialog(page)).toEqual([])
    await app.picture('displays-demo-share')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'New display…' }).click()
    await page.getByRole('button', { name: 'DCV', exact: true }).click()
    expect(await violationsOfDialog(page)).toEqual([])
    await app.picture('displays-demo-new')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('complementary').getByRole('button', { name: 'Terminal here' }).click()
    await page.getByRole('tab', { name: /Demo facility/ }).waitFor()
  })

  it('is shared with those who are named, as its server is told', async () => {
    const { page } = app
    await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Displays' }).click()
    await page.getByRole('tab', { name: 'Displays' }).click()
    await page.getByRole('gridcell', { name: 'Desktop of the demo' }).click()
    const share = page.getByRole('complementary').getByRole('button', { name: 'Share…' })
    const dialog = page.getByRole('dialog')
    await share.click()
    await dialog.getByRole('textbox', { name: 'Login name 1' }).fill('ann')
    await dialog.getByRole('combobox', { name: 'Right of person 1' }).click()
    await page.getByRole('option', { name: 'may drive' }).click()
    await dialog.getByRole('button', { name: 'Add a person' }).click()
    await dialog.getByRole('textbox', { name: 'Login name 2' }).fill('ben')
    await dialog.getByRole('button', { name: 'Share', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(permissions).toContain('%owner% allow builtin\nann allow builtin\nben allow display')
    // The next list takes the place of the one before.
    await share.click()
    await dialog.getByRole('button', { name: 'Share', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(permissions).not.toContain('ann')
  })

  it('has a check whose report is copied as it is shown', async () => {
    const { page } = app
    await page.getByRole('complementary').getByRole('button', { name: 'Check…' }).click()
    const dialog = page.getByRole('dialog')
    // Over when it can be made anew.
    await expect
      .poll(() => dialog.getByRole('button', { name: 'Check again' }).getAttribute('aria-disabled'), {
        timeout: 60_000
      })
      .not.toBe('true')
    await dialog.getByRole('button', { name: 'Copy report' }).click()
    await page.getByText('The report is on the clipboard').waitFor()
    const report = await page.evaluate(() => navigator.clipboard.readText())
    const shown = await dialog.getByRole('listitem').allInnerTexts()
    expect(shown.length).toBeGreaterThan(5)
    expect(report.trim().split('\n').length).toBeGreaterThan(shown.length)
    expect(report).toContain('Desktop of the demo')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('fills the screen and gives it back, with its tools and its picture', async () => {
    const { page } = app
    await page.getByRole('tab', { name: /VNC :1/ }).click()
    const view = page.getByRole('region', { name: /^Display / })
    const fills = (): Promise<boolean> => view.evaluate(element => document.fullscreenElement === element)
    expect(await fills()).toBe(false)
    await view.getByRole('button', { name: 'Full screen' }).click()
    await expect.poll(fills).toBe(true)
    await canvas().waitFor()
    await view.getByRole('button', { name: 'Leave full screen' }).click()
    await expect.poll(fills).toBe(false)
    await view.getByRole('button', { name: 'Full screen' }).waitFor()
    expect(app.problems).toEqual([])
  })
})
