/** The links and tunnels of a site in the window: the drawer behind its mark, and the settings. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { dropConnections, facility, ports, startSshd, stopSshd } from '../facility/facility'
import { addSite } from './add-site'
import { violations, violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

/** It is stopped here: a server that no test uses which runs beside these. */
const ownServer = 'shellsftp'
let app: FarscopeWindow
let web: Server
let webPort = 0

beforeAll(async () => {
  web = createServer((_, response) => response.end('from behind'))
  await new Promise<void>(resolve => web.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is an AddressInfo.
  webPort = (web.address() as AddressInfo).port
  app = await openWindow({
    prepare: home => {
      mkdirSync(join(home, '.ssh'), { mode: 0o700 })
      const jump = ['Host bastion', 'HostName 127.0.0.1', `Port ${ports.bastion}`, 'User jump']
      const key = `IdentityFile ${facility.keys.jump}`
      writeFileSync(join(home, '.ssh', 'config'), [...jump, key].join('\n'))
    }
  })
})
afterAll(async () => {
  web.close()
  await app.close()
})

const panel = () => app.page.getByRole('complementary', { name: 'Links of northlight' })
const host = () => panel().getByRole('region', { name: 'Link to main' })
const mark = () => app.page.getByRole('button', { name: /^Links of northlight/ })
const tunnels = () => panel().getByRole('list', { name: 'Tunnels' })
/** A fact of the link by its name. */
const fact = (name: string) =>
  host()
    .locator('dt')
    .filter({ hasText: new RegExp(`^${name}$`) })
    .locator('xpath=following-sibling::dd')
const button = (name: string | RegExp) => panel().getByRole('button', { name })
const text = async (url: string): Promise<string> => (await fetch(url, { signal: AbortSignal.timeout(20_000) })).text()

async function inBothThemes(name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await app.page.emulateMedia({ colorScheme })
    expect(await violations(app.page)).toEqual([])
    await app.picture(`${name}-${colorScheme}`)
  }
  await app.page.emulateMedia({ colorScheme: 'light' })
}

describeFacility('the links of a site', 'ssh', () => {
  it('stand behind its mark: nothing yet, and what to do', async () => {
    const { page } = app
    const far = { user: 'cryo', port: ports[ownServer] } as const
    await addSite(app, { name: 'northlight', ...far, key: facility.keys.cryo, through: 'bastion' })
    for (const port of [ports.bastion, far.port]) {
      // Each hop's own question: the one before may still be there for a moment.
      const question = page.getByRole('dialog').filter({ hasText: `port ${port}` })
      await question.getByRole('button', { name: 'Trust this key' }).click()
    }
    await page.getByRole('region', { name: 'Files, right' }).getByRole('grid').waitFor()
    await mark().click()
    await host().getByText('connected for').waitFor()
    await host().getByText(`jump@127.0.0.1:${ports.bastion}, then cryo@127.0.0.1:${far.port}`).waitFor()
    for (const [name, words] of [
      ['Round trip', /^\d+(\.\d)? ms/],
      ['Channels', /^\d+ open, no limit met: 1 for files/],
      ['Bytes', /^[\d.]+ [KM]?i?B in, [\d.]+ [KM]?i?B out$/],
      ['Cipher', /^(aes|chacha)/],
      ['Host key', /^(ssh-ed25519|ecdsa|rsa)/],
      ['Server', /OpenSSH/],
      ['Logged in', /^1 time by this Farscope$/]
    ] as const)
      await fact(name).getByText(words).waitFor()
    expect(await fact('Last error').count()).toBe(0)
    await panel().getByText('Tunnels to places behind this site stand here.').waitFor()
    await inBothThemes('links')
  })

  it('take a tunnel by a form in plain words, and open it', async () => {
    await button('Add a tunnel…').click()
    const dialog = app.page.getByRole('dialog', { name: 'A tunnel through northlight' })
    await dialog.getByRole('button', { name: 'Open the tunnel' }).click()
    await dialog.getByText('A host name or an address.').waitFor()
    await inBothThemes('tunnel-form')
    await dialog.getByLabel(/^Leads to/).fill('localhost')
    await dialog.getByLabel('Its port').fill(String(webPort))
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('notebook')
    await dialog.getByRole('button', { name: 'Open the tunnel' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await button(/^Copy the address/).click()
    const clipboard = (): Promise<string> => app.page.evaluate(() => navigator.clipboard.readText())
    await expect.poll(clipboard).toMatch(/^[\w.]+:\d+$/)
    expect(await text(`http://${await clipboard()}/`)).toBe('from behind')
    await tunnels()
      .getByText(/1 in all/)
      .waitFor()
    await inBothThemes('tunnels')
  })

  it('take one the other way round, from the site to a place here', async () => {
    await button('Add a tunnel…').click()
    const dialog = app.page.getByRole('dialog', { name: 'A tunnel through northlight' })
    await dialog.getByRole('radio', { name: /port at the site/ }).check()
    await dialog.getByLabel(/^Leads to/).fill('127.0.0.1')
    await dialog.getByLabel('Its port').fill(String(webPort))
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('from-there')
    await dialog.getByRole('button', { name: 'Open the tunnel' }).click()
    await dialog.waitFor({ state: 'hidden' })
    const way = tunnels().getByText(/^site 127\.0\.0\.1:[1-9]\d* → /)
    const [, port] = /:(\d+) → /.exec(await way.innerText()) ?? []
    // The server of the test is this computer too.
    expect(await text(`http://127.0.0.1:${port}/`)).toBe('from behind')
    await button('Stop from-there').click()
    await button('Start from-there').waitFor()
    const reached = (): Promise<boolean> =>
      text(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false
      )
    await expect.poll(reached).toBe(false)
  })

  it('show what a tunnel cannot do where it stands', async () => {
    await button('Add a tunnel…').click()
    const dialog = app.page.getByRole('dialog')
    await dialog.getByRole('radio', { name: /proxy here/ }).check()
    await dialog.getByRole('textbox', { name: 'Port here' }).fill(String(webPort))
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('proxy')
    await dialog.getByRole('button', { name: 'Open the tunnel' }).click()
    await tunnels().getByText(`Port ${webPort}`).waitFor()
    await button('Change proxy…').click()
    await dialog.getByRole('textbox', { name: 'Port here' }).fill('')
    await dialog.getByRole('button', { name: 'Save the tunnel' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await button('Start proxy').click()
    await expect.poll(() => button('Stop proxy').count()).toBe(1)
    await button('Stop proxy').click()
    await button('Remove proxy…').click()
    await dialog.getByRole('button', { name: 'Remove the tunnel' }).waitFor()
    expect(await violationsOfDialog(app.page)).toEqual([])
    await dialog.getByRole('button', { name: 'Remove the tunnel' }).click()
    await expect.poll(() => tunnels().getByText('proxy').count()).toBe(0)
  })

  it('show a lost link, when it is tried again, and that all is back', async () => {
    await stopSshd(ownServer)
    try {
      await host().getByText('link lost').waitFor()
      await host()
        .getByText(/Trying/)
        .waitFor()
      await tunnels().getByText('waits for the link').waitFor()
      await inBothThemes('link-lost')
      // A try may begin or end in this moment, and the buttons change places with it.
      const stopping = host().getByRole('button', { name: /^Stop (trying|connecting)/ })
      await expect
        .poll(async () => {
          await stopping.click({ timeout: 1000 }).catch(() => undefined)
          return host().getByRole('button', { name: 'Connect', exact: true }).count()
        })
        .toBe(1)
    } finally {
      await startSshd(ownServer)
    }
    await host().getByRole('button', { name: 'Connect', exact: true }).click()
    await host().getByText('connected for').waitFor()
    await tunnels().getByText('open', { exact: false }).first().waitFor()
    await dropConnections(ownServer)
    await expect.poll(() => host().getByText('connected for').count(), { timeout: 60_000 }).toBe(1)
    await fact('Last error').getByText(/ ago$/).waitFor()
    await expect.poll(() => button('Stop notebook').count(), { timeout: 60_000 }).toBe(1)
  })

  it('are ended and closed with the keyboard, and their tunnels stand in the settings too', async () => {
    await host().getByRole('button', { name: 'Disconnect' }).click()
    await host().getByText('not connected').waitFor()
    await app.page.keyboard.press('Escape')
    await panel().waitFor({ state: 'hidden' })
    await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Settings' }).click()
    await app.page.getByRole('list', { name: 'Tunnels' }).getByText('notebook').waitFor()
    await app.page.getByRole('checkbox', { name: /Shells outlive the link/ }).click()
    await expect.poll(() => app.page.getByRole('checkbox', { name: /Shells outlive the link/ }).isChecked()).toBe(true)
    await inBothThemes('settings-tunnels')
    expect(app.problems).toEqual([])
  })
})
