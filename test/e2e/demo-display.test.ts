/** The display of the demo's microscope: one click to a picture that moves, and that answers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
    expect(app.problems).toEqual([])
  })
})
