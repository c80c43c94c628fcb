/** The display of the demo's microscope: one click to a picture that moves, and that answers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations, violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

let app: FarscopeWindow
beforeAll(async () => {
  app = await openWindow({ demo: true })
  await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Displays' }).click()
})
afterAll(() => app.close())

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
    await page.getByRole('button', { name: 'New display…' }).click()
    await page.getByRole('button', { name: 'DCV', exact: true }).click()
    expect(await violationsOfDialog(page)).toEqual([])
    await app.picture('displays-demo-new')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('complementary').getByRole('button', { name: 'Terminal here' }).click()
    await page.getByRole('tab', { name: /Demo facility/ }).waitFor()
  })
})
