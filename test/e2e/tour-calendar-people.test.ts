/** Two people at one calendar of a real site: one asks the other for time, one waits for what the other gives back. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Site } from '@contract/sites'
import { isoSeconds } from '@domain/bookings/booking'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { type FacilityUser, facility, ports, startSshd, stopSshd } from '../facility/facility'
import { violations } from './violations'
import { type FarscopeWindow, openWindow } from './window'

const run = promisify(execFile)
/** Another run at the same time has its own. */
const folder = `/tmp/farscope-calendar-people-${randomUUID().slice(0, 8)}`
/** A server of its own, so that it can be away while the others are there. */
const server = 'threechannels'
const minute = 60_000
const patience = { timeout: 60_000 }
/** Who asks and waits, and who gives. */
let mine: FarscopeWindow
let theirs: FarscopeWindow

/** A script at the facility as the one who keeps the calendar. */
async function remote(script: string): Promise<void> {
  const trust = ['-o', `UserKnownHostsFile=${facility.knownHosts}`, '-o', 'IdentitiesOnly=yes']
  const to = ['-i', facility.keys.cryo, '-p', String(ports.facility), 'cryo@127.0.0.1']
  await run('ssh', [...trust, ...to, script], { timeout: 90_000 })
}

/** The command on a window's own engine. */
async function farscope(app: FarscopeWindow, ...args: string[]): Promise<void> {
  const command = ['out/main/cli.js', '--data-dir', app.dataFolder, '--json', ...args]
  await run(process.execPath, command, { timeout: 60_000, env: { ...process.env, HOME: app.home } })
}

const site = (user: FacilityUser, port: number): Site => ({
  ...{ version: 1, name: 'northlight', label: 'Northlight', bookings: `${folder}/bookings` },
  hosts: [
    {
      ...{ name: 'main', host: '127.0.0.1', port, user, identityFiles: [facility.keys.cryo] },
      ...{ jumps: [], roles: ['login'], hostKeys: [] }
    }
  ]
})

const windowOf = (user: FacilityUser, port: number): Promise<FarscopeWindow> =>
  openWindow({
    // The other one's acts are seen at once.
    environment: { FARSCOPE_CALENDAR_LOOK_MS: '500' },
    prepare: (_, dataFolder) => {
      mkdirSync(join(dataFolder, 'sites'), { recursive: true, mode: 0o700 })
      writeFileSync(join(dataFolder, 'sites', 'northlight.json'), JSON.stringify(site(user, port)))
      copyFileSync(facility.knownHosts, join(dataFolder, 'known_hosts'))
    }
  })

const row = (app: FarscopeWindow, title: RegExp): Locator => app.page.getByRole('row', { name: title })
const drawer = (): Locator => mine.page.getByRole('complementary')
const dialog = (app: FarscopeWindow): Locator => app.page.getByRole('dialog')

/** A booking by the command, whose times are minutes from now. */
const add = (app: FarscopeWindow, title: string, from: number, to: number): Promise<void> => {
  const times = [from, to].map(at => isoSeconds(Date.now() + at * minute))
  return farscope(app, 'book', 'add', 'krios1', '--start', times[0] ?? '', '--end', times[1] ?? '', '--title', title)
}

async function openList(app: FarscopeWindow): Promise<void> {
  await app.page.getByRole('button', { name: /^Calendar/ }).click()
  await app.page.getByRole('button', { name: /^Today/ }).waitFor(patience)
  await app.page.keyboard.press('l')
}

describeFacility('a calendar of two', 'ssh', () => {
  beforeAll(async () => {
    await remote(`rm -rf ${folder}; mkdir -p ${folder}; chmod 777 ${folder}`)
    ;[mine, theirs] = await Promise.all([windowOf('cryo', ports[server]), windowOf('fishy', ports.facility)])
    await farscope(mine, 'resources', 'init', 'northlight:', '--resource', 'krios1', '--timezone', 'Europe/Berlin')
    await remote(`find ${folder} -type d -exec chmod o+rwx {} +`)
    await add(mine, 'Mine now', -60, 60)
    await add(theirs, 'Theirs next', 60, 180)
    await add(theirs, 'Theirs later', 300, 360)
    await Promise.all([openList(mine), openList(theirs)])
  })
  afterAll(async () => {
    await startSshd(server)
    await Promise.all([mine?.close(), theirs?.close()])
    await remote(`rm -rf ${folder}`).catch(() => undefined)
  })

  it('one asks the next for time from the drawer, who gives it in a window of their own', async () => {
    await row(mine, /Mine now/).click()
    await drawer().getByText('2 h, running').waitFor(patience)
    await drawer().getByRole('button', { name: 'Ask for time…' }).click()
    await dialog(mine).getByLabel('How long').fill('30')
    await dialog(mine).getByLabel('A word with it').fill('one more grid square')
    await dialog(mine).getByRole('button', { name: 'Ask', exact: true }).click()
    await drawer()
      .getByText(/asked for 30 min: no answer yet/)
      .waitFor(patience)
    // A notice says it, too.
    const room = theirs.page.getByRole('main')
    const asked = room.getByText(/asks for 30 min of your time at krios1/)
    await asked.waitFor(patience)
    await room.getByText('"one more grid square"').waitFor()
    expect(await violations(theirs.page)).toEqual([])
    await theirs.page.getByRole('button', { name: 'Give 30 min' }).click()
    await asked.waitFor({ state: 'detached', ...patience })
    await drawer()
      .getByText(/asked for 30 min: granted/)
      .waitFor(patience)
    await drawer().getByText('2 h 30 min, running').waitFor(patience)
    await row(theirs, /Theirs next.*1 h 30 min/).waitFor(patience)
  })

  it('one waits for a slot, is offered it when it is given back, and books it', async () => {
    await row(mine, /Theirs later/).click()
    await drawer().getByRole('button', { name: 'Wait for it' }).click()
    await drawer().getByRole('button', { name: 'Wait no longer' }).waitFor(patience)
    await row(theirs, /Theirs later/).click()
    await theirs.page.getByRole('button', { name: 'Cancel booking…' }).click()
    await dialog(theirs).getByRole('button', { name: 'Cancel the booking' }).click()
    const offer = mine.page.getByRole('main').getByText(/is free, .* It is kept for you until/)
    await offer.waitFor(patience)
    expect(await violations(mine.page)).toEqual([])
    await mine.page.getByRole('button', { name: 'Book it…' }).click()
    await dialog(mine).getByLabel('Title').fill('Taken over')
    await dialog(mine).getByText('Nothing stands against it.').waitFor(patience)
    await dialog(mine).getByRole('button', { name: 'Book', exact: true }).click()
    await row(mine, /Taken over/).waitFor(patience)
    await offer.waitFor({ state: 'detached', ...patience })
    await row(theirs, /Taken over/).waitFor(patience)
  })

  it('a store that is away is shown as it was read last, with its age and no booking, until it is back', async () => {
    const { page } = mine
    await stopSshd(server)
    const away = page.getByText(/What is shown is .* Nothing can be booked/)
    await away.waitFor({ timeout: 60_000 })
    await row(mine, /Taken over/).waitFor()
    const book = page.getByRole('button', { name: /^Book B/ })
    await expect.poll(() => book.getAttribute('aria-disabled')).toBe('true')
    // A read that was under way lost its link; the next one finds nobody there.
    await expect
      .poll(() => book.getAttribute('title'))
      .toMatch(/^The calendar cannot be reached: .*(nothing listens on that port|was lost)/)
    expect(await violations(page)).toEqual([])
    await startSshd(server)
    await page
      .getByRole('button', { name: 'Connect now' })
      .click()
      .catch(() => undefined)
    await away.waitFor({ state: 'detached', timeout: 60_000 })
    await expect.poll(() => book.getAttribute('aria-disabled')).toBeNull()
    expect([...mine.problems, ...theirs.problems]).toEqual([])
  })
})
