import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { countLogins, facility, loginMark, ports, totpCode } from '../facility/facility'
import { addSite } from './add-site'
import { violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

describeFacility('the window on a real site', 'ssh', () => {
  let app: FarscopeWindow
  let mark = 0
  /** Tests that run beside these log in at the same server, as others: the logins of this one are counted. */
  const user = 'fishy'
  const right = () => app.page.getByRole('region', { name: 'Files, right' })

  beforeAll(async () => {
    mark = loginMark('facility')
    app = await openWindow({ prepare: home => mkdirSync(join(home, '.ssh'), { mode: 0o700 }) })
  })
  afterAll(() => app.close())

  it('shows the fingerprint of a host it has not met and connects when it is trusted', async () => {
    await addSite(app, { name: 'northlight', user, key: facility.keys.cryo })
    const dialog = app.page.getByRole('dialog', { name: /Is this the right 127\.0\.0\.1/ })
    await dialog.getByText(/^SHA256:/).waitFor()
    await app.picture('host-key')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await dialog.getByRole('button', { name: 'Trust this key' }).click()
    await right().getByRole('grid').waitFor()
  })

  it('needs one login for all that was done', async () => {
    await right().getByRole('button', { name: 'Read again' }).click()
    await expect.poll(() => countLogins('facility', mark, user)).toBe(1)
  })

  it('takes a further host with its role, and checks both', async () => {
    const { page } = app
    await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('button', { name: 'Add a host…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('transfer')
    await dialog.getByLabel('Host', { exact: true }).fill('127.0.0.1')
    await dialog.getByLabel('Port').fill(String(ports.facility))
    await dialog.getByLabel('User').fill('cryo')
    await dialog.getByLabel('Private keys').fill(facility.keys.cryo)
    await dialog.getByRole('checkbox', { name: /^transfer/ }).click()
    await app.picture('add-host')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await dialog.getByRole('button', { name: 'Add the host' }).click()
    await page.getByRole('button', { name: 'Change transfer' }).waitFor()
    await page.getByRole('button', { name: 'Check', exact: true }).click()
    await expect.poll(() => page.getByText(/OpenSSH_.*SFTP/).count(), { timeout: 60_000 }).toBe(2)
  })

  it('asks for the password and the one-time code in labelled fields, once each', async () => {
    await app.page.keyboard.press('Control+,')
    await addSite(app, { name: 'second-factor', port: ports.otp, user: 'cryo' })
    const trust = app.page.getByRole('button', { name: 'Trust this key' })
    const dialog = app.page.getByRole('dialog', { name: 'The server asks' })
    await trust.or(dialog).first().waitFor()
    if (await trust.isVisible()) await trust.click()
    await dialog
      .getByRole('textbox', { name: /Password/ })
      .or(dialog.getByLabel(/Password/))
      .first()
      .fill(facility.password)
    await app.picture('one-time-code')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    const code = dialog.getByLabel(/One-time password/)
    await code.fill(await totpCode())
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await right().getByRole('grid').waitFor()
    expect(app.problems).toEqual([])
  })
})

describeFacility('the window on a real SLURM', 'slurm', () => {
  let app: FarscopeWindow
  beforeAll(async () => {
    app = await openWindow({ prepare: home => mkdirSync(join(home, '.ssh'), { mode: 0o700 }) })
  })
  afterAll(() => app.close())

  it('goes from the first run to a finished job', async () => {
    const { page } = app
    // A name of its own: jobs of earlier runs are in the list too.
    const name = `first-${Date.now()}`
    await addSite(app, { name: 'cluster', user: 'cryo', key: facility.keys.cryo })
    await page.getByRole('button', { name: 'Trust this key' }).click()
    await page.getByRole('region', { name: 'Files, right' }).getByRole('grid').waitFor()
    await page.keyboard.press('Control+3')
    await page
      .getByRole('button', { name: /New job/ })
      .first()
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/Script/).fill(`#!/bin/sh\n#SBATCH --job-name=${name}\necho done-$SLURM_JOB_ID\n`)
    await dialog.getByRole('button', { name: /Submit/ }).click()
    await page
      .getByRole('row', { name: new RegExp(`${name}.*exit 0`) })
      .first()
      .waitFor({ timeout: 60_000 })
    await page.getByRole('tab', { name: 'Output' }).click()
    await page
      .getByText(/^done-\d+/)
      .first()
      .waitFor()
    expect(app.problems).toEqual([])
  })
})
