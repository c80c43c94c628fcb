/** The other pictures of the calendar, what stands beside a booking, the log and the usage report. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CalendarWindow, openCalendar } from './calendar-hands'
import { me } from './calendar-store'
import { violations } from './violations'

let hands: CalendarWindow

describe('the pages of the calendar', () => {
  beforeAll(async () => {
    hands = await openCalendar([], false)
    // Refused as drawn, and booked as the rule allows: the log has both.
    await hands.draw('krios1', 73, 127)
    await hands.dialog().getByRole('button', { name: 'Book 48 h instead' }).click()
    await hands.dialog().getByLabel('Title').fill('GABA-A, grid 4')
    await hands.dialog().getByText('Nothing stands against it.').waitFor()
    await hands.dialog().getByRole('button', { name: 'Book', exact: true }).click()
    await hands.block(/^GABA-A, grid 4 .* Krios 1/).waitFor()
  })
  afterAll(() => hands.app.close())

  it('keeps a note for the next user', async () => {
    await hands.block(/^GABA-A nanodisc/).click()
    await hands.drawer().getByRole('button', { name: 'Write…' }).click()
    await hands.drawer().getByLabel('For the next user').fill('The column valve sticks.')
    await hands.drawer().getByRole('button', { name: 'Save' }).click()
    await hands.drawer().getByText('The column valve sticks.').waitFor()
  })

  it('shows a day by its hours, a month, columns and a list', async () => {
    for (const [key, name] of [
      ['d', 'day'],
      ['m', 'month'],
      ['c', 'columns'],
      ['l', 'list']
    ] as const) {
      await hands.app.page.keyboard.press(key)
      await hands.app.page.getByRole('button', { name: new RegExp(`^${name}$`, 'i'), pressed: true }).waitFor()
      if (key === 'm') await hands.block(/^Ribosome IRES/).waitFor()
      await hands.app.picture(`calendar-${name}`)
      expect(await violations(hands.app.page)).toEqual([])
    }
  })

  it('keeps a log of what was done and refused, and counts the use', async () => {
    const { page } = hands.app
    await page.getByRole('button', { name: 'More of the calendar' }).click()
    await page.getByRole('menuitem', { name: 'Log' }).click()
    await page.getByRole('row', { name: /booked.*GABA-A, grid 4/ }).waitFor()
    await hands.app.picture('calendar-log')
    expect(await violations(page)).toEqual([])
    const [head, ...lines] = (await hands.saved('Export CSV')).split('\r\n')
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
    const [names, ...rows] = (await hands.saved('Export CSV')).split('\r\n')
    expect(names).toBe('resource,user,account,bookings,bookedHours,usedHours,cancelled,noShows')
    expect(rows).toContain(`krios1,${me},NAISS 5-118,1,24,0,0,0`)
    expect(hands.app.problems).toEqual([])
  })
})
