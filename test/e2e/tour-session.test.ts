/** A session from its booking to its hand-over: a real calendar over SFTP, a real Xvnc, the window as its user sees it. */
import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Site } from '@contract/sites'
import { formatResources } from '@domain/bookings/resources-file'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { facility, ports } from '../facility/facility'
import { violations, violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

const run = promisify(execFile)
const zone = 'Europe/Stockholm'
const folder = '/tmp/farscope-session-tour'
let app: FarscopeWindow

/** A script at the facility as the same user, besides the window. */
async function remote(script: string): Promise<string> {
  const options = [
    '-i',
    facility.keys.cryo,
    '-o',
    `UserKnownHostsFile=${facility.knownHosts}`,
    '-o',
    'IdentitiesOnly=yes'
  ]
  const { stdout } = await run('ssh', [...options, '-p', String(ports.facility), 'cryo@127.0.0.1', script], {
    timeout: 45_000
  })
  return stdout
}

/** The command on the window's own engine. */
async function farscope(...args: string[]): Promise<unknown> {
  const command = ['out/main/cli.js', '--data-dir', app.dataFolder, '--json', ...args]
  const { stdout } = await run(process.execPath, command, { timeout: 60_000, env: { ...process.env, HOME: app.home } })
  return JSON.parse(stdout)
}

const site: Site = {
  ...{ version: 1, name: 'northlight', label: 'Northlight', bookings: `${folder}/bookings` },
  hosts: [
    {
      ...{ name: 'main', host: '127.0.0.1', port: ports.facility, user: 'cryo', identityFiles: [facility.keys.cryo] },
      ...{ jumps: [], roles: ['login', 'display'], hostKeys: [] }
    }
  ]
}

/** The rules of the facility, once its display is known. */
const rules = (session: string): string =>
  formatResources({
    ...{ version: 1, timeZone: zone, administrators: ['elin'] },
    people: [
      { user: 'cryo', name: 'Marta Lindqvist', roles: ['operator'], training: [{ name: 'Krios remote' }], permits: [] },
      { user: 'tunde', name: 'Tunde Okonkwo-Bergström', roles: [], training: [{ name: 'Krios remote' }], permits: [] }
    ],
    resources: [
      {
        ...{
          name: 'krios1',
          label: 'Krios 1',
          kind: 'microscope',
          description: 'Titan Krios G4, Falcon 4i',
          linked: []
        },
        display: { kind: 'vnc', session },
        session: { folder: `${folder}/data/{resource}/{user}_{title}`, folders: ['gain'], movies: 'movies' },
        rules: { leastMinutes: 10, mostMinutes: 2880, training: ['Krios remote'] }
      }
    ]
  })

const clock = (at: number): { date: string; time: string } => {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(at)
  const [date = '', time = ''] = parts.split(' ')
  return { date, time }
}

const bar = (): Locator => app.page.getByRole('button', { name: /^Session:/ })
const dialog = (): Locator => app.page.getByRole('dialog')
const canvas = (): Locator => app.page.getByRole('region', { name: /^Display / }).locator('canvas')
const ground = (): Promise<string> =>
  canvas().evaluate(element =>
    element instanceof HTMLCanvasElement
      ? [...(element.getContext('2d')?.getImageData(5, 5, 1, 1).data ?? [])].slice(0, 3).join(',')
      : ''
  )

/** The panel of the session, open. */
async function openPanel(): Promise<Locator> {
  if ((await bar().getAttribute('aria-expanded')) !== 'true') await bar().click()
  await app.page.getByRole('region', { name: 'What the booking does' }).waitFor()
  return dialog()
}

const endDisplays = 'for f in $HOME/.local/share/farscope/displays/*/pid; do kill $(cat $f); done 2>/dev/null; sleep 1'

beforeAll(async () => {
  await remote(`rm -rf ${folder}; mkdir -p ${folder}/bookings`)
  app = await openWindow({
    colorScheme: 'dark',
    prepare: (_, dataFolder) => {
      mkdirSync(join(dataFolder, 'sites'), { recursive: true, mode: 0o700 })
      writeFileSync(join(dataFolder, 'sites', 'northlight.json'), JSON.stringify(site))
      copyFileSync(facility.knownHosts, join(dataFolder, 'known_hosts'))
    }
  })
  // The microscope's own screen: there before anybody books.
  const picture = 'xsetroot -solid "#206040"; exec xterm -geometry 70x12+120+160 -e sh -c "echo Krios 1; cat"'
  const made = await farscope(
    'display',
    'create',
    'northlight',
    '--kind',
    'vnc',
    '--size',
    '1200x700',
    '--command',
    picture
  )
  const id = typeof made === 'object' && made !== null && 'id' in made ? String(made.id) : ''
  const file = Buffer.from(rules(id)).toString('base64')
  await remote(`cd ${folder}/bookings && mkdir krios1 locks log && echo ${file} | base64 -d > resources.json`)
})
afterAll(async () => {
  await app.close()
  await remote(`${endDisplays}; rm -rf ${folder} $HOME/.local/share/farscope/displays`)
})

describeFacility('a session', 'ssh', () => {
  it('is booked in the calendar for the next minute', async () => {
    const { page } = app
    await page.getByRole('button', { name: /^Calendar/ }).click()
    await page.locator('[data-resource="krios1"]').waitFor()
    await page.keyboard.press('b')
    const begin = Math.ceil((Date.now() + 15_000) / 60_000) * 60_000
    const [from, to] = [clock(begin), clock(begin + 4 * 3_600_000)]
    await dialog().getByLabel('Title').fill('GABA-A nanodisc')
    await dialog().getByLabel('Begins').fill(from.date)
    await dialog().getByLabel('Ends').fill(to.date)
    await dialog().getByLabel('at', { exact: true }).first().fill(from.time)
    await dialog().getByLabel('at', { exact: true }).last().fill(to.time)
    await dialog().getByRole('button', { name: 'Add a person' }).click()
    await dialog().getByLabel('Person 2', { exact: true }).fill('tunde')
    await dialog().getByText('Nothing stands against it.').waitFor()
    await app.picture('session-book')
    await dialog().getByRole('button', { name: 'Book', exact: true }).click()
    await page.locator('[data-uid]').first().waitFor()
  })

  it('is armed at once, and its folders wait for its begin', async () => {
    await bar()
      .getByText(/begins \d\d:\d\d CES?T/)
      .waitFor()
    expect(await bar().innerText()).toContain('armed')
    const panel = await openPanel()
    await panel.getByText('Display opened to its people').waitFor()
    await panel.getByText('Session folder is made').waitFor()
    await app.picture('session-armed')
    expect(await remote(`ls ${folder}`)).not.toContain('data')
    await app.page.keyboard.press('Escape')
  })

  it('begins by itself: folders are made, and the countdown runs', async () => {
    await bar()
      .getByText(/until \d\d:\d\d CES?T/)
      .waitFor({ timeout: 130_000 })
    const panel = await openPanel()
    await panel.getByText('Session begun').waitFor({ timeout: 30_000 })
    const made = await remote(`cd ${folder}/data/krios1 && find . -mindepth 1 -type d | sort`)
    expect(made.trim().split('\n')).toEqual([
      './cryo_GABA-A-nanodisc',
      './cryo_GABA-A-nanodisc/gain',
      './cryo_GABA-A-nanodisc/movies'
    ])
    expect(await bar().getByRole('timer').innerText()).toMatch(/^3:59:\d\d$/)
    await app.picture('session-running')
    expect(await violations(app.page)).toEqual([])
  })

  it('opens the display of its instrument inside the window', async () => {
    await (await openPanel()).getByRole('button', { name: 'Open display' }).click()
    await canvas().waitFor({ timeout: 40_000 })
    await expect.poll(ground).toBe('32,96,64')
    await app.picture('session-display')
    expect(await violations(app.page)).toEqual([])
  })

  it('is handed over with a note: the other drives, and the display closes here', async () => {
    const { page } = app
    await (await openPanel()).getByRole('button', { name: 'Hand over…' }).click()
    await dialog().getByLabel('What they should know').fill('Grid 3 is next; slot 4 is empty.')
    expect(await violationsOfDialog(page)).toEqual([])
    await app.picture('session-hand-over')
    await dialog().getByRole('button', { name: 'Hand over', exact: true }).click()
    await dialog().waitFor({ state: 'detached' })
    const panel = await openPanel()
    await panel
      .getByRole('listitem')
      .filter({ hasText: 'Tunde Okonkwo-Bergström' })
      .getByText(/^operator/)
      .waitFor()
    await panel.getByText('Grid 3 is next; slot 4 is empty.').waitFor()
    await app.picture('session-handed-over')
    await page.keyboard.press('Escape')
    await canvas().waitFor({ state: 'detached', timeout: 30_000 })
  })

  it('has its whole course in the log of the calendar', async () => {
    const log = await remote(`cat ${folder}/bookings/log/*.jsonl`)
    const acts = [...log.matchAll(/"act":"([a-z-]+)"/g)].map(([, act]) => act)
    expect(acts).toEqual(['add', 'arm', 'folder', 'watch', 'start', 'display-open', 'change', 'hand-over'])
    expect(await farscope('session', 'now')).toMatchObject([
      {
        phase: 'running',
        display: { right: 'view' },
        booking: { people: [{ role: 'collaborator' }, { role: 'operator' }] }
      }
    ])
    expect(app.problems).toEqual([])
  })
})
