/** Shells on the hosts of a site with several, each by its own way, out of the menu of new terminals. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { countLogins, facility, loginMark, ports } from '../facility/facility'
import { violationsOfMenu } from './violations'
import { type FarscopeWindow, openWindow } from './window'

const patience = { timeout: 60_000 }

describeFacility('a site with several hosts', 'ssh', () => {
  let app: FarscopeWindow
  const goTo = (room: string) =>
    app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: room }).click()
  const pane = () => app.page.locator('section[data-terminal]')

  beforeAll(async () => {
    const common = { host: facility.host, user: 'cryo', identityFiles: [facility.keys.cryo], hostKeys: [], jumps: [] }
    const gate = { host: facility.host, port: ports.bastion, user: 'jump', identityFiles: [facility.keys.jump] }
    const hosts = [
      { ...common, name: 'login', port: ports.facility, roles: ['login'] },
      { ...common, name: 'gpu', port: ports.nosftp, roles: ['compute'], jumps: [gate] }
    ]
    const known = 'Host *\n  UserKnownHostsFile '
    app = await openWindow({
      prepare: (home, dataFolder) => {
        mkdirSync(join(home, '.ssh'), { mode: 0o700 })
        writeFileSync(join(home, '.ssh', 'config'), `${known}${facility.knownHosts}\n`)
        mkdirSync(join(dataFolder, 'sites'), { recursive: true, mode: 0o700 })
        const site = { version: 1, name: 'northlight', label: 'Northlight', hosts }
        writeFileSync(join(dataFolder, 'sites', 'northlight.json'), JSON.stringify(site))
      }
    })
  })
  afterAll(() => app.close())

  it('has a shell on each of them, by name and role', async () => {
    const { page } = app
    const marks = { bastion: loginMark('bastion'), gpu: loginMark('nosftp') }
    await goTo('Terminals')
    await page.getByRole('button', { name: 'New terminal' }).click()
    await page.getByRole('menuitem', { name: /^login/ }).waitFor()
    await page.getByRole('menuitem', { name: /^gpu.*compute/ }).waitFor()
    expect(await violationsOfMenu(page)).toEqual([])
    await page.getByRole('menuitem', { name: /^gpu/ }).click()
    await pane().locator('.xterm-rows').getByText(/\$/).first().waitFor(patience)
    await page.keyboard.type('set -- $SSH_CONNECTION; echo port=$4\n')
    await pane().getByText(`port=${ports.nosftp}`, { exact: true }).waitFor()
    await pane().locator('header').getByText('compute').waitFor()
    await expect
      .poll(() => [countLogins('bastion', marks.bastion, 'jump'), countLogins('nosftp', marks.gpu)])
      .toEqual([1, 1])
  })

  it('has the next one where the shown one is, or where one says', async () => {
    const { page } = app
    const mark = loginMark('nosftp')
    await page.keyboard.press('Control+Shift+T')
    await expect.poll(() => page.getByRole('tab').count()).toBe(2)
    await pane().locator('header').getByText('compute').waitFor()
    await pane().locator('.xterm-rows').getByText(/\$/).first().waitFor(patience)
    await page.getByRole('button', { name: 'New terminal' }).click()
    await page.getByRole('menuitem', { name: /^login/ }).click()
    await expect.poll(() => page.getByRole('tab').count()).toBe(3)
    await pane().locator('.xterm-rows').getByText(/\$/).first().waitFor(patience)
    await page.keyboard.type('set -- $SSH_CONNECTION; echo port=$4\n')
    await pane().getByText(`port=${ports.facility}`, { exact: true }).waitFor()
    expect(countLogins('nosftp', mark)).toBe(0)
    expect(app.problems).toEqual([])
  })
})
