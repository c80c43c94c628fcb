/** The form of a site, filled in as a person would, up to the click that connects. */
import { ports } from '../facility/facility'
import type { FarscopeWindow } from './window'

export interface FormSite {
  readonly name: string
  readonly user: string
  /** Unset: that of the facility's login node. */
  readonly port?: number
  /** File of a private key; unset: a password is asked for. */
  readonly key?: string
  /** A jump host. */
  readonly through?: string
}

export async function addSite({ page }: FarscopeWindow, site: FormSite): Promise<void> {
  await page
    .getByRole('button', { name: /^Add a site/ })
    .first()
    .click()
  await page.getByLabel('Host', { exact: true }).fill('127.0.0.1')
  await page.getByLabel('Port').fill(String(site.port ?? ports.facility))
  await page.getByLabel('User', { exact: true }).fill(site.user)
  await page.getByLabel('Name of the site').fill(site.name)
  if (site.key) await page.getByLabel('Private key').fill(site.key)
  if (site.through) await page.getByLabel('Through').fill(site.through)
  await page.getByRole('button', { name: 'Save and connect' }).click()
}
