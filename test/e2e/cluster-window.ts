/** A window with one site, the login node of the facility's cluster, and its list of jobs open. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type FacilityUser, facility, ports } from '../facility/facility'
import { addSite } from './add-site'
import { type FarscopeWindow, openWindow } from './window'

/** `port`: another way to the login node. */
export async function openClusterWindow(
  user: FacilityUser = 'cryo',
  port: number = ports.facility
): Promise<FarscopeWindow> {
  const app = await openWindow({ prepare: home => mkdirSync(join(home, '.ssh'), { mode: 0o700 }) })
  const { page } = app
  await addSite(app, { name: 'cluster', user, port, key: facility.keys.cryo })
  await page.getByRole('button', { name: 'Trust this key' }).click()
  await page.getByRole('region', { name: 'Files, right' }).getByRole('grid').waitFor()
  await page.keyboard.press('Control+3')
  return app
}
