/** Bookings drawn with the pointer and with keys, and refused by rule. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CalendarWindow, openCalendar, patience } from './calendar-hands'
import { violations, violationsOfDialog } from './violations'

let hands: CalendarWindow

describe('the calendar of one who is bound by its rules', () => {
  beforeAll(async () => {
    hands = await openCalendar([], false)
  })
  afterAll(() => hands.app.close())

  it('shows the week of each resource, and can be used without seeing it', async () => {
    await hands.block(/^GABA-A nanodisc .* Lindqvist, you .* Krios 1, yours/).click()
    await hands.drawer().getByText('training ends 1 Jan 2020').waitFor()
    await hands.app.picture('calendar-week')
    expect(await violations(hands.app.page)).toEqual([])
  })

  it('refuses a session that is too long by the rule, and books what the rule allows', async () => {
    await hands.draw('krios1', 73, 127)
    const popover = hands.dialog()
    await popover.getByText('Not booked: too long for Krios 1').waitFor()
    await popover.getByText('Longest session, 48 h').waitFor()
    await hands.app.picture('calendar-refusal')
    expect(await violations(hands.app.page)).toEqual([])
    await popover.getByRole('button', { name: 'Book 48 h instead' }).click()
    await hands.dialog().getByLabel('Title').fill('GABA-A, grid 4')
    await hands.dialog().getByText('Nothing stands against it.').waitFor()
    await hands.app.picture('calendar-book')
    expect(await violationsOfDialog(hands.app.page)).toEqual([])
    await hands.dialog().getByRole('button', { name: 'Book', exact: true }).click()
    await hands.block(/^GABA-A, grid 4 .* Krios 1/).waitFor()
  })

  it('moves a booking with the pointer, and tells the way back', async () => {
    const label = (): Promise<string | null> => hands.block(/^GABA-A, grid 4/).getAttribute('aria-label')
    const before = await label()
    await hands.draw('krios1', 80, 83)
    // A notice stays for as long as the pointer is on it.
    await hands.app.page.getByText('GABA-A, grid 4 is changed').hover()
    await expect.poll(label, patience).not.toBe(before)
    await hands.app.page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(label, patience).toBe(before)
  })

  it('stretches a booking by its edge', async () => {
    const box = await hands.block(/^GABA-A, grid 4/).boundingBox()
    if (!box) throw new Error('The booking is not drawn.')
    const day = ((await hands.track('krios1').boundingBox())?.width ?? 0) / 7
    await hands.app.page.mouse.move(box.x + box.width - 2, box.y + 20)
    await hands.app.page.mouse.down()
    await hands.app.page.mouse.move(box.x + box.width - 2 - day, box.y + 20, { steps: 5 })
    await hands.app.page.mouse.up()
    await hands.block(/^GABA-A, grid 4/).click()
    await hands.drawer().getByText(/^24 h/).waitFor()
  })

  it('leaves all as it was when Esc is pressed while it is drawn', async () => {
    await hands.draw('glacios', 60, 90, { hold: true })
    await hands.app.page.getByText('New booking', { exact: true }).waitFor()
    await hands.app.page.keyboard.press('Escape')
    await hands.app.page.getByText('New booking', { exact: true }).waitFor({ state: 'detached' })
    // A hand lets go later than it pressed the key; that is no click beside the booking that is chosen.
    await hands.app.page.waitForTimeout(200)
    await hands.app.page.mouse.up()
    expect(await hands.dialog().count()).toBe(0)
    expect(await hands.drawer().count()).toBe(1)
  })

  it('moves, stretches and makes a booking by keys alone', async () => {
    const { keyboard } = hands.app.page
    const label = async (): Promise<string> => (await hands.block(/^GABA-A, grid 4/).getAttribute('aria-label')) ?? ''
    const before = await label()
    await hands.block(/^GABA-A, grid 4/).focus()
    await keyboard.press('Alt+ArrowDown')
    await keyboard.press('Escape')
    expect(await label()).toBe(before)
    for (const key of ['Alt+ArrowRight', 'ArrowRight', 'Enter']) await keyboard.press(key)
    await expect.poll(label, patience).not.toBe(before)
    await hands.block(/^GABA-A, grid 4/).focus()
    for (const key of ['Shift+ArrowRight', 'Enter']) await keyboard.press(key)
    await expect.poll(label, patience).toMatch(/· 25 h/)
    await hands.block(/^GABA-A, grid 4/).focus()
    await keyboard.press('n')
    await hands.app.page.getByText('New booking', { exact: true }).waitFor()
    for (const key of ['ArrowRight', 'Shift+ArrowRight', 'Enter']) await keyboard.press(key)
    await hands.dialog().getByText('Nothing stands against it.').waitFor()
    const title = hands.dialog().getByLabel('Title')
    await expect.poll(() => title.evaluate(field => field === document.activeElement)).toBe(true)
    await keyboard.type('By keys')
    await keyboard.press('Enter')
    await hands.block(/^By keys .* 9 h, Krios 1/).waitFor()
  })

  it('says of a booking of somebody else why the keys do not move it', async () => {
    await hands.block(/^Spike/).focus()
    await hands.app.page.keyboard.press('Alt+ArrowRight')
    await hands.app.page.getByText("It is Dora Horvat's: its operators and administrators move it.").waitFor()
  })

  it('says where the time is over why nothing can be booked', async () => {
    const { page } = hands.app
    for (const _ of [1, 2]) await page.keyboard.press('PageUp')
    await page.getByText('Nothing is booked in this week.').waitFor()
    // A click beside a booking that is chosen says nothing: the chosen one is left behind when this week is read.
    await hands.drawer().waitFor({ state: 'detached' })
    await hands.track('glacios').click({ position: { x: 60, y: 40 } })
    await hands.dialog().getByText('Not booked: that time is over').waitFor()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await hands.dialog().waitFor({ state: 'detached' })
    for (const _ of [1, 2]) await page.keyboard.press('PageDown')
    await hands.block(/^Spike/).waitFor()
  })

  it('offers to wait for a slot that is taken', async () => {
    await hands.draw('glacios', 30, 50)
    await hands.dialog().getByText('Not booked: Glacios is taken').waitFor()
    await hands.dialog().getByRole('button', { name: 'Wait for this slot' }).click()
    await hands.drawer().getByRole('button', { name: 'Wait no longer' }).click()
    await hands.drawer().getByText('Nobody yet.').waitFor()
  })
})
