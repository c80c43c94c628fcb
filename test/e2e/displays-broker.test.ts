/** Sessions of a broker of DCV Session Manager: set up in the window, made and opened by the command. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type DisplayServer, startDisplayServer } from '../../src/demo/displays/display-server'
import { describeFacility } from '../facility/describe-facility'
import { facility } from '../facility/facility'
import { type FakeBroker, startFakeBroker } from '../main/displays/fake-broker'
import { addSite } from './add-site'
import { createRig, type Rig } from './command-rig'
import { violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

let folder = ''
let server: DisplayServer
let broker: FakeBroker

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-broker-window-'))
  const started = await startDisplayServer(join(folder, 'server'))
  if (!started) throw new Error('openssl is not installed')
  server = started
  broker = await startFakeBroker({ host: '127.0.0.1', port: server.port, tokens: server.tokens })
  broker.add({ Id: 'desk', Owner: 'cryo', Name: 'Desk of the broker' })
})
afterAll(async () => {
  await broker.close()
  await server.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

describeFacility('A broker of a site', 'ssh', () => {
  let app: FarscopeWindow
  beforeAll(async () => {
    app = await openWindow()
  })
  afterAll(() => app.close())

  const dialog = () => app.page.getByRole('dialog', { name: 'Displays of emhall' })
  const settings = async (): Promise<void> => {
    await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Settings' }).click()
    await app.page.getByRole('button', { name: 'Change…', exact: true }).click()
    await dialog().waitFor()
  }

  it('is set up in the settings, where its password is tried before it is taken', async () => {
    const { page } = app
    await addSite(app, { name: 'emhall', user: 'cryo', key: facility.keys.cryo })
    await page.getByRole('button', { name: 'Trust this key' }).click()
    await page.getByRole('region', { name: 'Files, right' }).getByRole('grid').waitFor()
    await settings()
    await dialog().getByLabel('Client id').fill(broker.clientId)
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog().getByText('The address of the broker is missing.').waitFor()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await violationsOfDialog(page)).toEqual([])
      await app.picture(`display-sources-${colorScheme}`)
    }
    await page.emulateMedia({ colorScheme: 'light' })
    await dialog().getByLabel('Address').fill(broker.url)
    await dialog().getByLabel('Fingerprint of its certificate').fill(broker.fingerprint)
    await dialog().getByLabel('Fingerprints of its DCV servers').fill(server.fingerprint)
    await dialog().getByLabel('Client password', { exact: true }).fill('wrong')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog()
      .getByText(/refuses the client .* or its password/)
      .waitFor()
    await dialog().getByLabel('Client password', { exact: true }).fill(broker.secret)
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog().waitFor({ state: 'hidden' })
    await page.getByText(`DCV broker at ${new URL(broker.url).host}`).waitFor()
    const record = await readFile(join(app.dataFolder, 'sites', 'emhall.json'), 'utf8')
    expect(record).toContain(broker.clientId)
    expect(record).not.toContain(broker.secret)
  })

  it('shows its sessions beside those of the host, without asking anybody', async () => {
    const { page } = app
    await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Displays' }).click()
    await page.getByText('Desk of the broker').first().waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
    await app.picture('displays-broker')
    expect(app.problems).toEqual([])
  })

  it('is taken out of the site again', async () => {
    await settings()
    for (const label of ['Address', 'Client id', 'Fingerprint of its certificate', 'Fingerprints of its DCV servers'])
      await dialog().getByLabel(label).fill('')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog().waitFor({ state: 'hidden' })
    await app.page.getByText('The commands on the display host.').waitFor()
    expect(app.problems).toEqual([])
  })
})

describeFacility('A broker by the command', 'ssh', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await createRig()
    await rig.site('em', 'facility')
    const file = join(rig.data, 'sites', 'em.json')
    const dcvBroker = {
      ...{ url: broker.url, clientId: broker.clientId, fingerprint: broker.fingerprint },
      serverFingerprints: [server.fingerprint]
    }
    const site: unknown = JSON.parse(await readFile(file, 'utf8'))
    await writeFile(file, JSON.stringify(Object.assign({}, site, { displays: { dcvBroker } })))
  })
  afterAll(() => rig.end())

  /** The password comes on standard input, as each command is an engine of its own. */
  const run = (...args: string[]): Promise<unknown> =>
    rig.json(['display', ...args, '--answers-stdin'], { input: `${broker.secret}\n` })

  it('makes a session, lists it, prints the way to it and ends it', async () => {
    const made = await run('create', 'em', '--kind', 'dcv', '--name', 'relion')
    expect(made).toMatchObject({ kind: 'dcv', host: 'main', name: 'relion', owner: 'cryo', state: 'ready' })
    // The command prints what its schema says.
    const { id } = made as { id: string }
    expect(await run('list', 'em', '--kind', 'dcv')).toContainEqual(expect.objectContaining({ id, name: 'relion' }))
    const opened = await run('open', 'em', id, '--kind', 'dcv', '--host', 'main', '--way', 'web', '--print')
    expect(opened).toMatchObject({ sessionId: id, url: expect.stringContaining('http://127.0.0.1:') })
    const given = broker.given.length
    expect(await run('close', 'em', id, '--kind', 'dcv', '--host', 'main', '--yes')).toEqual({ closed: id })
    // A token of access alone: printing a way fetches none of the session.
    expect(broker.given).toHaveLength(given + 1)
    expect(broker.sessions.map(({ Id }) => Id)).toEqual(['desk'])
  })

  it('says that it needs the password where nobody can give it', async () => {
    const [status, code] = await rig.failure(['display', 'create', 'em', '--kind', 'dcv', '--by', 'broker'])
    expect([status, code]).toEqual([expect.any(Number), 'answer-needed'])
  })
})
