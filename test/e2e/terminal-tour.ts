/** What the tours of terminals share: a site behind a link that the tour holds, ready in the window's data folder. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FacilityServer, facility } from '../facility/facility'
import { openSlowLink, type SlowLink } from './slow-link'
import { type FarscopeWindow, openWindow } from './window'

/** Bytes per second of a good line. */
const lineSpeed = 50_000_000

export interface TourWindow {
  readonly app: FarscopeWindow
  readonly link: SlowLink
  /** The terminal that stands there, and the one with the keyboard. */
  pane(at: number): ReturnType<FarscopeWindow['page']['locator']>
  type(line: string): Promise<void>
  goTo(room: string): Promise<void>
  /** Opens the first terminal of the site, by the button of the empty room. */
  openFirst(): Promise<void>
  close(): Promise<void>
}

/** A window with site `Northlight` behind a link of its own to the server; its shells are kept in tmux unless told not to. */
export async function openTour(
  server: FacilityServer,
  identityFiles: readonly string[],
  { keepShells = true }: { keepShells?: boolean } = {}
): Promise<TourWindow> {
  const link = await openSlowLink(facility.ports[server], lineSpeed)
  const host = { name: 'main', host: facility.host, port: link.port, user: 'cryo', roles: ['login'] }
  const site = { version: 1, name: 'northlight', label: 'Northlight', keepShells }
  const app = await openWindow({
    colorScheme: 'dark',
    prepare: (home, dataFolder) => {
      mkdirSync(join(home, '.ssh'), { mode: 0o700 })
      // A silent line is noticed after twice this time.
      writeFileSync(join(home, '.ssh', 'config'), 'Host *\n  ServerAliveInterval 2\n  ConnectTimeout 5\n')
      mkdirSync(join(dataFolder, 'sites'), { recursive: true, mode: 0o700 })
      const hosts = [{ ...host, identityFiles, jumps: [], hostKeys: [] }]
      writeFileSync(join(dataFolder, 'sites', 'northlight.json'), JSON.stringify({ ...site, hosts }))
    }
  })
  const { page } = app
  const goTo = (room: string): Promise<void> =>
    page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: room }).click()
  return {
    app,
    link,
    pane: at => page.locator('section[data-terminal]').nth(at),
    type: line => page.keyboard.type(`${line}\n`),
    goTo,
    openFirst: async () => {
      await goTo('Terminals')
      await page
        .getByRole('main')
        .getByRole('button', { name: /Open a terminal on Northlight/ })
        .click()
    },
    close: async () => {
      await app.close()
      await link.close()
    }
  }
}
