/** The calendar's window in a test: what stands in it, and the pointer in it. */
import { readFileSync } from 'node:fs'
import type { Locator } from 'playwright-core'
import {
  booking,
  me,
  nextWeek,
  resourcesFile,
  weekOfBookings,
  weekStart,
  writeSite,
  writeStore
} from './calendar-store'
import { type FarscopeWindow, openWindow } from './window'

/** The week after this one, as it was when the tests of a file began. */
export const week = nextWeek()
/** One more or less where the clock is changed in that week. */
const weekHours = (weekStart(week + 8 * 86_400_000) - week) / 3_600_000
/** What is changed is read again from the store before it is drawn. */
export const patience = { timeout: 60_000 }

export interface CalendarWindow {
  readonly app: FarscopeWindow
  track(resource: string): Locator
  block(name: RegExp): Locator
  dialog(): Locator
  drawer(): Locator
  /** Draws along a resource from one hour of the week to another; the button stays down until it is let go. */
  draw(resource: string, from: number, to: number, options?: { hold?: boolean; row?: string }): Promise<void>
  /** The text of the file that a button saves. */
  saved(button: string): Promise<string>
}

/** What stands in a window, whatever calendar it shows. */
export function handsOn(app: FarscopeWindow): CalendarWindow {
  const { page } = app
  const track = (resource: string): Locator => page.locator(`[data-resource="${resource}"]`)
  return {
    ...{ app, track },
    block: name => page.getByRole('button', { name, pressed: undefined }).and(page.locator('[data-uid]')),
    dialog: () => page.getByRole('dialog'),
    drawer: () => page.getByRole('complementary'),
    async draw(resource, from, to, options = {}) {
      const [start, end] = [await track(resource).boundingBox(), await track(options.row ?? resource).boundingBox()]
      if (!start || !end) throw new Error(`${resource} is not drawn.`)
      await page.mouse.move(start.x + (start.width * from) / weekHours, start.y + start.height / 2)
      await page.mouse.down()
      await page.mouse.move(end.x + (end.width * (from + to)) / 2 / weekHours, end.y + end.height / 2, { steps: 4 })
      await page.mouse.move(end.x + (end.width * to) / weekHours, end.y + end.height / 2, { steps: 4 })
      if (!options.hold) await page.mouse.up()
    },
    async saved(button) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: button }).click()
      ])
      return readFileSync(await download.path(), 'utf8')
    }
  }
}

/** The week of the look's picture, with a booking of one's own. */
export async function openCalendar(
  administrators: readonly string[],
  dark: boolean,
  viewport = { width: 1280, height: 800 }
): Promise<CalendarWindow> {
  const mine = {
    owner: me,
    people: [
      { user: me, role: 'operator' as const },
      { user: 'jseo', role: 'collaborator' as const },
      { user: 'iferreira', role: 'operator' as const }
    ]
  }
  const own = booking(week, 'krios1', 33, 24, { title: 'GABA-A nanodisc', account: 'NAISS 5-118', ...mine })
  const app = await openWindow({
    ...{ viewport, colorScheme: dark ? 'dark' : 'light' },
    // What another program writes is seen at once.
    environment: { FARSCOPE_CALENDAR_LOOK_MS: '500' },
    prepare: (_, dataFolder) => {
      writeSite(dataFolder)
      writeStore(dataFolder, resourcesFile(administrators), [...weekOfBookings(week), own])
    }
  })
  const hands = handsOn(app)
  await goToWeek(app)
  await hands.block(/^Ribosome IRES/).waitFor()
  return hands
}

/** The room with that week: the next one, but for a run that has lasted beyond the end of its own. */
export async function goToWeek({ page }: FarscopeWindow, options: { timeout?: number } = {}): Promise<void> {
  await page.getByRole('button', { name: /^Calendar/ }).click()
  await page.getByRole('button', { name: /^Today/ }).waitFor(options)
  if (nextWeek() === week) await page.keyboard.press('ArrowRight')
}
