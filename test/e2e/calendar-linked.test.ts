/** Resources that are booked together or not at all, in the window. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CalendarWindow, goToWeek, handsOn, week } from './calendar-hands'
import { booking, me, resourcesFile, writeSite, writeStore } from './calendar-store'
import { violations, violationsOfDialog } from './violations'
import { openWindow } from './window'

let hands: CalendarWindow

describe('a microscope that is booked with its display host and its store', () => {
  beforeAll(async () => {
    const file = resourcesFile([me])
    const resources = file.resources.map(one =>
      one.name === 'jem' ? { ...one, linked: ['aquilos', 'vitrobot'] } : one
    )
    const app = await openWindow({
      environment: { FARSCOPE_CALENDAR_LOOK_MS: '500' },
      prepare: (_, dataFolder) => {
        writeSite(dataFolder)
        const taken = booking(week, 'vitrobot', 100, 8, { title: 'Grids of another', owner: 'jseo' })
        writeStore(dataFolder, { ...file, resources }, [taken])
      }
    })
    hands = handsOn(app)
    await goToWeek(app)
    await hands.block(/^Grids of another/).waitFor()
  })
  afterAll(() => hands.app.close())

  it('says before what is booked with it, and books all of it', async () => {
    await hands.draw('jem', 10, 22)
    await hands.dialog().getByLabel('Title').fill('Screening with both')
    await hands
      .dialog()
      .getByText(/Booked with it, or not at all:.*Aquilos 2.*Vitrobot A/)
      .waitFor()
    expect(await violationsOfDialog(hands.app.page)).toEqual([])
    await hands.dialog().getByRole('button', { name: 'Book', exact: true }).click()
    for (const label of ['JEM-2100F', 'Aquilos 2', 'Vitrobot A'])
      await hands.block(new RegExp(`^Screening with both .* ${label}`)).waitFor()
    await hands.block(/^Screening with both .* JEM-2100F/).click()
    await hands
      .drawer()
      .getByText(/Booked with it:/)
      .waitFor()
    expect(await violations(hands.app.page)).toEqual([])
  })

  it('is refused whole where one of them is taken, with the name of that one', async () => {
    await hands.draw('jem', 98, 110)
    await hands
      .dialog()
      .getByText(/Vitrobot A/)
      .first()
      .waitFor()
    await hands.app.page.keyboard.press('Escape')
    await hands.dialog().waitFor({ state: 'detached' })
  })

  it('is cancelled whole, and says so before', async () => {
    await hands.block(/^Screening with both .* JEM-2100F/).click()
    await hands.drawer().getByRole('button', { name: 'Cancel booking…' }).click()
    await hands
      .dialog()
      .getByText(/Cancelled with it: (Aquilos 2, Vitrobot A|Vitrobot A, Aquilos 2)\./)
      .waitFor()
    await hands.dialog().getByRole('button', { name: 'Cancel the booking' }).click()
    await hands
      .block(/^Screening with both/)
      .first()
      .waitFor({ state: 'detached' })
    await hands.block(/^Grids of another/).waitFor()
    expect(hands.app.problems).toEqual([])
  })
})
