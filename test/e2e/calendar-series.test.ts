/** Bookings that repeat: made, moved and cancelled together. */
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CalendarWindow, openCalendar, patience } from './calendar-hands'
import { violationsOfDialog } from './violations'

let hands: CalendarWindow

describe('bookings that repeat', () => {
  beforeAll(async () => {
    hands = await openCalendar([], false)
  })
  afterAll(() => hands.app.close())

  it('shows the dates of a series with what is in the way, and leaves those out', async () => {
    const { page } = hands.app
    await page.keyboard.press('b')
    await hands.dialog().getByLabel('Title').fill('Screening series')
    await hands.dialog().getByRole('combobox', { name: 'Resource' }).click()
    await page.getByRole('option', { name: 'Glacios' }).click()
    await hands.dialog().getByRole('combobox', { name: 'Repeats' }).click()
    await page.getByRole('option', { name: 'Each day' }).click()
    await hands.dialog().getByLabel('Bookings').fill('6')
    await hands.dialog().getByText('6 dates').waitFor()
    await hands
      .dialog()
      .getByRole('checkbox', { name: /^Leave these/ })
      .click()
    await hands.app.picture('calendar-series')
    expect(await violationsOfDialog(page)).toEqual([])
    await hands.dialog().getByRole('button', { name: 'Book', exact: true }).click()
    await hands.drawer().getByText('one of several that repeat').waitFor()
  })

  it('moves all of a series by drawing one of it, and the rest of it from a date on by the form', async () => {
    const { page } = hands.app
    const at = (time: string): Locator => hands.block(new RegExp(`^Screening series ${time}`))
    await hands.draw('glacios', 12, 15)
    await hands
      .dialog()
      .getByText(/one of several that repeat/)
      .waitFor()
    expect(await violationsOfDialog(page)).toEqual([])
    await hands.dialog().getByRole('button', { name: 'All', exact: true }).click()
    await expect.poll(() => at('13:00 to 21:00').count(), patience).toBe(4)
    await at('13:00 to 21:00').nth(2).click()
    await hands.drawer().getByRole('button', { name: 'Edit' }).click()
    await hands.dialog().getByRole('combobox', { name: 'Which of the series' }).click()
    await page.getByRole('option', { name: 'This and those that follow' }).click()
    await hands.dialog().getByLabel('at', { exact: true }).first().fill('12:00')
    await hands.dialog().getByLabel('at', { exact: true }).last().fill('20:00')
    await hands.dialog().getByText('2 dates').waitFor()
    await hands.dialog().getByRole('button', { name: 'Save the change' }).click()
    await expect.poll(() => at('12:00 to 20:00').count(), patience).toBe(2)
    await expect.poll(() => at('13:00 to 21:00').count(), patience).toBe(2)
    await at('12:00 to 20:00').last().click()
  })

  it('cancels the rest of the series after a question', async () => {
    const { page } = hands.app
    await hands.drawer().getByRole('button', { name: 'Cancel booking…' }).click()
    await hands.dialog().getByRole('combobox', { name: 'Which of the series' }).click()
    await page.getByRole('option', { name: 'All of the series' }).click()
    expect(await violationsOfDialog(page)).toEqual([])
    await hands.dialog().getByRole('button', { name: 'Cancel the booking' }).click()
    await hands
      .block(/^Screening series/)
      .first()
      .waitFor({ state: 'detached' })
  })
})
