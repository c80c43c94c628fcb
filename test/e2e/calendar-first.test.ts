/** A window without a calendar. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CalendarWindow, handsOn } from './calendar-hands'
import { writeSite } from './calendar-store'
import { violations } from './violations'
import { openWindow } from './window'

let hands: CalendarWindow

describe('a window without a calendar', () => {
  beforeAll(async () => {
    hands = handsOn(await openWindow({ prepare: (_, dataFolder) => writeSite(dataFolder) }))
    await hands.app.page.getByRole('button', { name: /^Calendar/ }).click()
  })
  afterAll(() => hands.app.close())

  it('makes one out of a name and a zone, and books in it', async () => {
    const { page } = hands.app
    await page.getByLabel('First resource').fill('Krios 1')
    await page.getByLabel('Time zone of the facility').fill('Europe/Stockholm')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Make the calendar' }).click()
    await hands.track('krios-1').waitFor()
    // In the last hour of a week the next full hour, which is proposed, is no longer in it.
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('b')
    await hands.dialog().getByLabel('Title').fill('First light')
    await hands.dialog().getByText('Nothing stands against it.').waitFor()
    await hands.dialog().getByRole('button', { name: 'Book', exact: true }).click()
    await hands.block(/^First light/).waitFor()
    expect(hands.app.problems).toEqual([])
  })
})
