/** The calendar as one works in it: drawn with the pointer, refused by rule, repeated, handed over, cancelled. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { exportCalendar } from '@domain/bookings/ics'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { booking, me, resourcesFile, weekOfBookings, weekStart, writeSite, writeStore, zone } from './calendar-store'
import { violations, violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

/** The week after this one: nothing of it is over. */
const week = weekStart(weekStart(Date.now()) + 8 * 86_400_000)
const weekHours = 168
/** What is changed is read again from the store before it is drawn. */
const patience = { timeout: 60_000 }

let app: FarscopeWindow
const track = (resource: string): Locator => app.page.locator(`[data-resource="${resource}"]`)
const block = (name: RegExp): Locator =>
  app.page.getByRole('button', { name, pressed: undefined }).and(app.page.locator('[data-uid]'))
const dialog = (): Locator => app.page.getByRole('dialog')
const drawer = (): Locator => app.page.getByRole('complementary')

/** Draws along a resource from one hour of the week to another; the button stays down until it is let go. */
async function draw(
  resource: string,
  from: number,
  to: number,
  options: { hold?: boolean; row?: string } = {}
): Promise<void> {
  const { page } = app
  const [start, end] = [await track(resource).boundingBox(), await track(options.row ?? resource).boundingBox()]
  if (!start || !end) throw new Error(`${resource} is not drawn.`)
  await page.mouse.move(start.x + (start.width * from) / weekHours, start.y + start.height / 2)
  await page.mouse.down()
  await page.mouse.move(end.x + (end.width * (from + to)) / 2 / weekHours, end.y + end.height / 2, { steps: 4 })
  await page.mouse.move(end.x + (end.width * to) / weekHours, end.y + end.height / 2, { steps: 4 })
  if (!options.hold) await page.mouse.up()
}

/** The text of the file that a button saves. */
async function saved(button: string): Promise<string> {
  const [download] = await Promise.all([
    app.page.waitForEvent('download'),
    app.page.getByRole('button', { name: button }).click()
  ])
  return readFileSync(await download.path(), 'utf8')
}

async function openCalendar(administrators: readonly string[], dark: boolean, viewport = { width: 1280, height: 800 }) {
  const mine = {
    owner: me,
    people: [
      { user: me, role: 'operator' as const },
      { user: 'jseo', role: 'collaborator' as const },
      { user: 'iferreira', role: 'operator' as const }
    ]
  }
  const own = booking(week, 'krios1', 33, 24, { title: 'GABA-A nanodisc', account: 'NAISS 5-118', ...mine })
  app = await openWindow({
    ...{ viewport, colorScheme: dark ? 'dark' : 'light' },
    // What another program writes is seen at once.
    environment: { FARSCOPE_CALENDAR_LOOK_MS: '500' },
    prepare: (_, dataFolder) => {
      writeSite(dataFolder)
      writeStore(dataFolder, resourcesFile(administrators), [...weekOfBookings(week), own])
    }
  })
  await app.page.getByRole('button', { name: /^Calendar/ }).click()
  await app.page.getByRole('button', { name: /^Today/ }).waitFor()
  await app.page.keyboard.press('ArrowRight')
  await block(/^Ribosome IRES/).waitFor()
}

describe('the calendar of one who is bound by its rules', () => {
  beforeAll(() => openCalendar([], false))
  afterAll(() => app.close())

  it('shows the week of each resource, and can be used without seeing it', async () => {
    await block(/^GABA-A nanodisc .* Lindqvist, you .* Krios 1, yours/).click()
    await drawer().getByText('training ends 1 Jan 2020').waitFor()
    await app.picture('calendar-week')
    expect(await violations(app.page)).toEqual([])
  })

  it('refuses a session that is too long by the rule, and books what the rule allows', async () => {
    await draw('krios1', 73, 127)
    const popover = dialog()
    await popover.getByText('Not booked: too long for Krios 1').waitFor()
    await popover.getByText('Longest session, 48 h').waitFor()
    await app.picture('calendar-refusal')
    expect(await violations(app.page)).toEqual([])
    await popover.getByRole('button', { name: 'Book 48 h instead' }).click()
    await dialog().getByLabel('Title').fill('GABA-A, grid 4')
    await dialog().getByText('Nothing stands against it.').waitFor()
    await app.picture('calendar-book')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await dialog().getByRole('button', { name: 'Book', exact: true }).click()
    await block(/^GABA-A, grid 4 .* Krios 1/).waitFor()
  })

  it('moves a booking with the pointer, and tells the way back', async () => {
    const label = (): Promise<string | null> => block(/^GABA-A, grid 4/).getAttribute('aria-label')
    const before = await label()
    await draw('krios1', 80, 83)
    await expect.poll(label, patience).not.toBe(before)
    await app.page.getByText('GABA-A, grid 4 is changed').waitFor()
    await app.page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(label, patience).toBe(before)
  })

  it('stretches a booking by its edge', async () => {
    const box = await block(/^GABA-A, grid 4/).boundingBox()
    if (!box) throw new Error('The booking is not drawn.')
    const day = ((await track('krios1').boundingBox())?.width ?? 0) / 7
    await app.page.mouse.move(box.x + box.width - 2, box.y + 20)
    await app.page.mouse.down()
    await app.page.mouse.move(box.x + box.width - 2 - day, box.y + 20, { steps: 5 })
    await app.page.mouse.up()
    await block(/^GABA-A, grid 4/).click()
    await drawer().getByText(/^24 h/).waitFor()
  })

  it('leaves all as it was when Esc is pressed while it is drawn', async () => {
    await draw('glacios', 60, 90, { hold: true })
    await app.page.getByText('New booking', { exact: true }).waitFor()
    await app.page.keyboard.press('Escape')
    await app.page.mouse.up()
    await app.page.getByText('New booking', { exact: true }).waitFor({ state: 'detached' })
    expect(await dialog().count()).toBe(0)
  })

  it('moves, stretches and makes a booking by keys alone', async () => {
    const { keyboard } = app.page
    const label = async (): Promise<string> => (await block(/^GABA-A, grid 4/).getAttribute('aria-label')) ?? ''
    const before = await label()
    await block(/^GABA-A, grid 4/).focus()
    await keyboard.press('Alt+ArrowDown')
    await keyboard.press('Escape')
    expect(await label()).toBe(before)
    for (const key of ['Alt+ArrowRight', 'ArrowRight', 'Enter']) await keyboard.press(key)
    await expect.poll(label, patience).not.toBe(before)
    await block(/^GABA-A, grid 4/).focus()
    for (const key of ['Shift+ArrowRight', 'Enter']) await keyboard.press(key)
    await expect.poll(label, patience).toMatch(/· 25 h/)
    await block(/^GABA-A, grid 4/).focus()
    await keyboard.press('n')
    await app.page.getByText('New booking', { exact: true }).waitFor()
    for (const key of ['ArrowRight', 'Shift+ArrowRight', 'Enter']) await keyboard.press(key)
    await dialog().getByText('Nothing stands against it.').waitFor()
    await keyboard.type('By keys')
    await keyboard.press('Enter')
    await block(/^By keys .* 9 h, Krios 1/).waitFor()
  })

  it('says of a booking of somebody else why the keys do not move it', async () => {
    await block(/^Spike/).focus()
    await app.page.keyboard.press('Alt+ArrowRight')
    await app.page.getByText("It is Dora Horvat's: its operators and administrators move it.").waitFor()
  })

  it('says where the time is over why nothing can be booked', async () => {
    const { page } = app
    for (const _ of [1, 2]) await page.keyboard.press('PageUp')
    await page.getByText('Nothing is booked in this week.').waitFor()
    await track('glacios').click({ position: { x: 60, y: 40 } })
    await dialog().getByText('Not booked: that time is over').waitFor()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
    for (const _ of [1, 2]) await page.keyboard.press('PageDown')
    await block(/^Spike/).waitFor()
  })

  it('offers to wait for a slot that is taken', async () => {
    await draw('glacios', 30, 50)
    await dialog().getByText('Not booked: Glacios is taken').waitFor()
    await dialog().getByRole('button', { name: 'Wait for this slot' }).click()
    await drawer().getByRole('button', { name: 'Wait no longer' }).click()
    await drawer().getByText('Nobody yet.').waitFor()
  })

  it('shows the dates of a series with what is in the way, and leaves those out', async () => {
    const { page } = app
    await page.keyboard.press('b')
    await dialog().getByLabel('Title').fill('Screening series')
    await dialog().getByRole('combobox', { name: 'Resource' }).click()
    await page.getByRole('option', { name: 'Glacios' }).click()
    await dialog().getByRole('combobox', { name: 'Repeats' }).click()
    await page.getByRole('option', { name: 'Each day' }).click()
    await dialog().getByLabel('Bookings').fill('6')
    await dialog().getByText('6 dates').waitFor()
    await dialog()
      .getByRole('checkbox', { name: /^Leave these/ })
      .click()
    await app.picture('calendar-series')
    expect(await violationsOfDialog(page)).toEqual([])
    await dialog().getByRole('button', { name: 'Book', exact: true }).click()
    await drawer().getByText('one of several that repeat').waitFor()
  })

  it('moves all of a series by drawing one of it, and the rest of it from a date on by the form', async () => {
    const { page } = app
    const at = (time: string): Locator => block(new RegExp(`^Screening series ${time}`))
    await draw('glacios', 12, 15)
    await dialog()
      .getByText(/one of several that repeat/)
      .waitFor()
    expect(await violationsOfDialog(page)).toEqual([])
    await dialog().getByRole('button', { name: 'All', exact: true }).click()
    await expect.poll(() => at('13:00 to 21:00').count(), patience).toBe(4)
    await at('13:00 to 21:00').nth(2).click()
    await drawer().getByRole('button', { name: 'Edit' }).click()
    await dialog().getByRole('combobox', { name: 'Which of the series' }).click()
    await page.getByRole('option', { name: 'This and those that follow' }).click()
    await dialog().getByLabel('at', { exact: true }).first().fill('12:00')
    await dialog().getByLabel('at', { exact: true }).last().fill('20:00')
    await dialog().getByText('2 dates').waitFor()
    await dialog().getByRole('button', { name: 'Save the change' }).click()
    await expect.poll(() => at('12:00 to 20:00').count(), patience).toBe(2)
    expect(await at('13:00 to 21:00').count()).toBe(2)
    await at('12:00 to 20:00').last().click()
  })

  it('cancels the rest of the series after a question', async () => {
    const { page } = app
    // A notice of the moves before lies over the foot of the drawer, and stays while the pointer is on it.
    await page.mouse.move(600, 400)
    await page.locator('[data-sonner-toast]').first().waitFor({ state: 'detached' })
    await drawer().getByRole('button', { name: 'Cancel booking…' }).click()
    await dialog().getByRole('combobox', { name: 'Which of the series' }).click()
    await page.getByRole('option', { name: 'All of the series' }).click()
    expect(await violationsOfDialog(page)).toEqual([])
    await dialog().getByRole('button', { name: 'Cancel the booking' }).click()
    await block(/^Screening series/)
      .first()
      .waitFor({ state: 'detached' })
  })

  it('keeps a note for the next user', async () => {
    await block(/^GABA-A nanodisc/).click()
    await drawer().getByRole('button', { name: 'Write…' }).click()
    await drawer().getByLabel('For the next user').fill('The column valve sticks.')
    await drawer().getByRole('button', { name: 'Save' }).click()
    await drawer().getByText('The column valve sticks.').waitFor()
  })

  it('shows a day by its hours, a month, columns and a list', async () => {
    for (const [key, name] of [
      ['d', 'day'],
      ['m', 'month'],
      ['c', 'columns'],
      ['l', 'list']
    ] as const) {
      await app.page.keyboard.press(key)
      await app.page.getByRole('button', { name: new RegExp(`^${name}$`, 'i'), pressed: true }).waitFor()
      if (key === 'm') await block(/^Ribosome IRES/).waitFor()
      await app.picture(`calendar-${name}`)
      expect(await violations(app.page)).toEqual([])
    }
  })

  it('keeps a log of what was done and refused, and counts the use', async () => {
    const { page } = app
    await page.getByRole('button', { name: 'More of the calendar' }).click()
    await page.getByRole('menuitem', { name: 'Log' }).click()
    await page.getByRole('row', { name: /booked.*GABA-A, grid 4/ }).waitFor()
    await app.picture('calendar-log')
    expect(await violations(page)).toEqual([])
    const [head, ...lines] = (await saved('Export CSV')).split('\r\n')
    expect(head).toBe('at,user,act,outcome,rule,resource,uid,text')
    expect(lines.some(line => line.includes(`,${me},add,granted,,krios1,`) && line.includes('GABA-A, grid 4'))).toBe(
      true
    )
    await page.locator('header').getByRole('button', { name: 'Calendar', exact: true }).click()
    await page.getByRole('button', { name: 'More of the calendar' }).click()
    await page.getByRole('menuitem', { name: 'Usage report' }).click()
    await page.getByRole('grid').waitFor()
    expect(await violations(page)).toEqual([])
    const nextYear = `${new Date().getFullYear() + 1}-12-31`
    await page.getByLabel('Last day').fill(nextYear)
    await page.getByRole('row', { name: /Krios 1.*Marta Lindqvist.*NAISS 5-118/ }).waitFor()
    const [names, ...rows] = (await saved('Export CSV')).split('\r\n')
    expect(names).toBe('resource,user,account,bookings,bookedHours,usedHours,cancelled,noShows')
    expect(rows).toContain(`krios1,${me},NAISS 5-118,1,24,0,0,0`)
    expect(app.problems).toEqual([])
  })
})

describe('the calendar of an administrator', () => {
  beforeAll(() => openCalendar([me], true, { width: 2560, height: 1440 }))
  afterAll(() => app.close())

  it('is drawn in the dark, and large', async () => {
    await block(/^Block allocation/).click()
    await app.picture('calendar-large-dark')
    expect(await violations(app.page)).toEqual([])
  })

  it('gives consent to what waits for it', async () => {
    await drawer().getByRole('button', { name: 'Approve' }).click()
    await drawer().getByRole('button', { name: 'Approve' }).waitFor({ state: 'detached' })
    await block(/^Block allocation .* booked/).waitFor()
  })

  it('says by the field what is wrong with the rules, and saves them when they are right', async () => {
    const { page } = app
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.getByRole('button', { name: 'More of the calendar' }).click()
    await page.getByRole('menuitem', { name: 'Resources and rules' }).click()
    await page.getByLabel('Longest').fill('2 h')
    await page.getByText('The longest is shorter than the shortest.').waitFor()
    await app.picture('calendar-rules')
    expect(await violations(page)).toEqual([])
    await page.getByLabel('Longest').fill('3 d')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('The rules are saved').waitFor()
    await page.locator('header').getByRole('button', { name: 'Calendar', exact: true }).click()
    await page.getByRole('button', { name: 'More of the calendar' }).click()
    await page.getByRole('menuitem', { name: 'People' }).click()
    await page.getByRole('gridcell', { name: 'Ines Ferreira' }).click()
    await page.getByLabel('Last day of training 1').fill('2099-12-31')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('button', { name: 'Save', exact: true, disabled: true }).waitFor()
    await page.locator('header').getByRole('button', { name: 'Calendar', exact: true }).click()
    await block(/^GABA-A nanodisc/).click()
    await drawer().getByText('8 h to 3 d').waitFor()
    expect(
      await drawer()
        .getByText(/training ends/)
        .count()
    ).toBe(0)
  })

  it('takes the events of a file, and says which are refused', async () => {
    const { page } = app
    await page.getByRole('button', { name: 'More of the calendar' }).click()
    await page.getByRole('menuitem', { name: 'Import an .ics file…' }).click()
    const taken = booking(week, 'krios1', 34, 10, { title: 'Too late' })
    const free = booking(week, 'krios1', 160, 8, { title: 'From elsewhere' })
    const buffer = Buffer.from(exportCalendar([taken, free], zone))
    await dialog().getByLabel('File').setInputFiles({ name: 'other.ics', mimeType: 'text/calendar', buffer })
    await dialog().getByRole('button', { name: 'Import' }).click()
    await dialog().getByText('1 added').waitFor()
    await dialog().getByText('1 refused').waitFor()
    expect(await violationsOfDialog(page)).toEqual([])
    await page.keyboard.press('Escape')
    await block(/^From elsewhere/).waitFor()
    expect(app.problems).toEqual([])
  })

  it('shows the last copy with its age, and books nothing, while the rules cannot be read', async () => {
    const { page } = app
    const path = join(app.dataFolder, 'bookings', 'resources.json')
    const whole = readFileSync(path, 'utf8')
    writeFileSync(path, whole.slice(0, whole.length / 2))
    const book = page.getByRole('button', { name: /^Book/ })
    await page.getByText(/Nothing can be booked/).waitFor({ timeout: 60_000 })
    expect(await book.getAttribute('aria-disabled')).toBe('true')
    await page.keyboard.press('b')
    expect(await dialog().count()).toBe(0)
    await app.picture('calendar-unreadable')
    expect(await violations(page)).toEqual([])
    writeFileSync(path, whole)
    await page.getByText(/Nothing can be booked/).waitFor({ state: 'detached', timeout: 60_000 })
    expect(await book.getAttribute('aria-disabled')).toBeNull()
  })
})

describe('a window without a calendar', () => {
  beforeAll(async () => {
    app = await openWindow({ prepare: (_, dataFolder) => writeSite(dataFolder) })
    await app.page.getByRole('button', { name: /^Calendar/ }).click()
  })
  afterAll(() => app.close())

  it('makes one out of a name and a zone, and books in it', async () => {
    const { page } = app
    await page.getByLabel('First resource').fill('Krios 1')
    await page.getByLabel('Time zone of the facility').fill('Europe/Stockholm')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Make the calendar' }).click()
    await track('krios-1').waitFor()
    await page.keyboard.press('b')
    await dialog().getByLabel('Title').fill('First light')
    await dialog().getByText('Nothing stands against it.').waitFor()
    await dialog().getByRole('button', { name: 'Book', exact: true }).click()
    await block(/^First light/).waitFor()
    expect(app.problems).toEqual([])
  })
})
