/** Rules, people, consent and files from elsewhere, as an administrator has them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportCalendar } from '@domain/bookings/ics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CalendarWindow, openCalendar, week } from './calendar-hands'
import { booking, me, zone } from './calendar-store'
import { violations, violationsOfDialog } from './violations'

let hands: CalendarWindow

describe('the calendar of an administrator', () => {
  beforeAll(async () => {
    hands = await openCalendar([me], true, { width: 2560, height: 1440 })
  })
  afterAll(() => hands.app.close())

  it('is drawn in the dark, and large', async () => {
    await hands.block(/^Block allocation/).click()
    await hands.app.picture('calendar-large-dark')
    expect(await violations(hands.app.page)).toEqual([])
  })

  it('gives consent to what waits for it', async () => {
    await hands.drawer().getByRole('button', { name: 'Approve' }).click()
    await hands.drawer().getByRole('button', { name: 'Approve' }).waitFor({ state: 'detached' })
    await hands.block(/^Block allocation .* booked/).waitFor()
  })

  it('says by the field what is wrong with the rules, and saves them when they are right', async () => {
    const { page } = hands.app
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.getByRole('button', { name: 'More of the calendar' }).click()
    await page.getByRole('menuitem', { name: 'Resources and rules' }).click()
    await page.getByLabel('Longest').fill('2 h')
    await page.getByText('The longest is shorter than the shortest.').waitFor()
    await hands.app.picture('calendar-rules')
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
    await hands.block(/^GABA-A nanodisc/).click()
    await hands.drawer().getByText('8 h to 3 d').waitFor()
    await hands
      .drawer()
      .getByText(/training ends/)
      .waitFor({ state: 'detached' })
  })

  it('takes the events of a file, and says which are refused', async () => {
    const { page } = hands.app
    await page.getByRole('button', { name: 'More of the calendar' }).click()
    await page.getByRole('menuitem', { name: 'Import an .ics file…' }).click()
    const taken = booking(week, 'krios1', 34, 10, { title: 'Too late' })
    const free = booking(week, 'krios1', 160, 8, { title: 'From elsewhere' })
    const buffer = Buffer.from(exportCalendar([taken, free], zone))
    await hands.dialog().getByLabel('File').setInputFiles({ name: 'other.ics', mimeType: 'text/calendar', buffer })
    await hands.dialog().getByRole('button', { name: 'Import' }).click()
    await hands.dialog().getByText('1 added').waitFor()
    await hands.dialog().getByText('1 refused').waitFor()
    expect(await violationsOfDialog(page)).toEqual([])
    await page.keyboard.press('Escape')
    await hands.block(/^From elsewhere/).waitFor()
    expect(hands.app.problems).toEqual([])
  })

  it('shows the last copy with its age, and books nothing, while the rules cannot be read', async () => {
    const { page } = hands.app
    const path = join(hands.app.dataFolder, 'bookings', 'resources.json')
    const whole = readFileSync(path, 'utf8')
    writeFileSync(path, whole.slice(0, whole.length / 2))
    const book = page.getByRole('button', { name: /^Book/ })
    await page.getByText(/Nothing can be booked/).waitFor({ timeout: 60_000 })
    await expect.poll(() => book.getAttribute('aria-disabled')).toBe('true')
    await page.keyboard.press('b')
    expect(await hands.dialog().count()).toBe(0)
    // Who has no pointer hears and sees why, too.
    await book.focus()
    await page.getByText(/^The calendar cannot be reached: /).waitFor()
    await expect.poll(() => book.getAttribute('aria-describedby')).not.toBeNull()
    await hands.app.picture('calendar-unreadable')
    expect(await violations(page)).toEqual([])
    writeFileSync(path, whole)
    await page.getByText(/Nothing can be booked/).waitFor({ state: 'detached', timeout: 60_000 })
    await expect.poll(() => book.getAttribute('aria-disabled')).toBeNull()
  })
})
