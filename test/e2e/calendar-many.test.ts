/** A calendar of 20,000 bookings in the window: how far it is read, and how it is worked in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CalendarWindow, goToWeek, handsOn, week } from './calendar-hands'
import { booking, me, resourcesFile, writeSite, writeStore } from './calendar-store'
import { violations } from './violations'
import { openWindow } from './window'

const perResource = 4000
/** Of the program's first read: it is a matter of the disk. */
const patience = { timeout: 90_000 }
let hands: CalendarWindow

describe('a calendar of 20,000 bookings', () => {
  beforeAll(async () => {
    const resources = ['krios2', 'arctica', 'glacios', 'aquilos', 'jem']
    // Five hours each six hours, from a year before the shown week to the years after it.
    const many = resources.flatMap(resource =>
      Array.from({ length: perResource }, (_, at) =>
        booking(week, resource, (at - 1460) * 6, 5, { title: `${resource} ${at}`, owner: 'jseo' })
      )
    )
    const app = await openWindow({
      viewport: { width: 1280, height: 800 },
      prepare: (_, dataFolder) => {
        writeSite(dataFolder)
        writeStore(dataFolder, resourcesFile([me]), many)
      }
    })
    hands = handsOn(app)
  }, 180_000)
  afterAll(() => hands.app.close())

  it('says while it is read for the first time how far that is, and then shows the week', async () => {
    const { page } = hands.app
    await page.getByRole('button', { name: /^Calendar/ }).click()
    // Quick disks may be done before anybody can look.
    await page
      .getByText(/^Reading the calendar: [\d,]+ of 20,000 files/)
      .or(page.getByRole('button', { name: /^Today/ }))
      .first()
      .waitFor(patience)
    await goToWeek(hands.app, patience)
    await hands.block(/^jem 1470/).waitFor()
    // 28 of each; one more or less where the clock is changed in that week.
    await expect.poll(async () => Math.abs((await hands.block(/./).count()) / 5 - 28)).toBeLessThanOrEqual(1)
    await hands.app.picture('calendar-many')
  })

  it('draws a month of it, and its list by the screenful', async () => {
    const { page } = hands.app
    await page.keyboard.press('m')
    await page
      .getByText(/^5\d\d bookings in this month$/)
      .or(page.getByText(/^6\d\d bookings in this month$/))
      .waitFor()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('l')
    await page.getByText(/^[5-9],\d{3} bookings$/).waitFor()
    await expect.poll(() => page.locator('[data-place]').count()).toBeLessThan(100)
  })

  it('books a slot between others', async () => {
    const { page } = hands.app
    await page.keyboard.press('w')
    await hands.block(/^jem 1470/).waitFor()
    await hands.draw('vitrobot', 20, 40)
    await hands.dialog().getByLabel('Title').fill('One more')
    await hands.dialog().getByText('Nothing stands against it.').waitFor()
    await hands.dialog().getByRole('button', { name: 'Book', exact: true }).click()
    await hands.block(/^One more .* Vitrobot A/).waitFor()
    expect(hands.app.problems).toEqual([])
  })
})
