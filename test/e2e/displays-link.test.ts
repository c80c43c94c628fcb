/** An open display whose link is cut: what it says, and that it comes back. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { ports } from '../facility/facility'
import { openClusterWindow } from './cluster-window'
import { openSlowLink, type SlowLink } from './slow-link'
import { remote } from './tour-session-rig'
import type { FarscopeWindow } from './window'

/** No other test makes displays as this one. */
const user = 'fishy'
let app: FarscopeWindow
let link: SlowLink

beforeAll(async () => {
  link = await openSlowLink(ports.facility, 50 * 1024 * 1024)
  app = await openClusterWindow(user, link.port)
  await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Displays' }).click()
})
afterAll(async () => {
  await app.close()
  await link.close()
  // Of a run that failed: the next one begins without a display again.
  const displays = '$HOME/.local/share/farscope/displays'
  await remote(
    user,
    `for f in ${displays}/*/pid; do kill $(cat $f); done 2>/dev/null; sleep 1; rm -rf ${displays}; true`
  )
})

const view = () => app.page.getByRole('region', { name: /^Display / })
const canvas = () => view().locator('canvas')
const corner = (): Promise<string> =>
  canvas().evaluate(element =>
    element instanceof HTMLCanvasElement
      ? [...(element.getContext('2d')?.getImageData(5, 5, 1, 1).data ?? [])].slice(0, 3).join(',')
      : ''
  )

describeFacility('an open display', 'ssh', () => {
  it('is back with its link, and ends when it is closed', async () => {
    const { page } = app
    await page.getByRole('button', { name: 'New display…' }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Tilt series')
    await page.getByRole('textbox', { name: 'Size' }).fill('800x600')
    await page.getByRole('textbox', { name: 'Command' }).fill('xsetroot -solid "#206040"; exec openbox')
    await page.getByRole('button', { name: 'Make and open' }).click()
    await canvas().waitFor({ timeout: 60_000 })
    await expect.poll(corner).toBe('32,96,64')
    link.cut()
    await view().getByText('It opens again by itself when the link is back.', { exact: false }).waitFor()
    await canvas().waitFor({ timeout: 60_000 })
    await expect.poll(corner).toBe('32,96,64')
    await page.getByRole('tab', { name: 'Displays' }).click()
    await page.getByRole('gridcell', { name: /Tilt series/ }).click()
    await page.getByRole('complementary').getByRole('button', { name: 'Close…' }).click()
    await page.getByText('All programs in it end').waitFor()
    await page.getByRole('button', { name: 'Close the display' }).click()
    await page.getByText(/No display of yours runs on/).waitFor()
    await page.getByRole('tab', { name: 'Tilt series' }).click()
    await view()
      .getByText(/ended|closed it/)
      .waitFor()
  })
})
