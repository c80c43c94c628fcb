/** A calendar whose facility and whose reader change their clocks, each at their own time. */
import type { Locator } from 'playwright-core'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { booking, me, resourcesFile, writeSite, writeStore } from './calendar-store'
import { violations } from './violations'
import { type FarscopeWindow, openWindow } from './window'

let app: FarscopeWindow
const block = (name: RegExp): Locator => app.page.getByRole('button', { name }).and(app.page.locator('[data-uid]'))
const drawer = (): Locator => app.page.getByRole('complementary')

/** The next change of a zone's clock from tomorrow on: nothing of its night is over. Milliseconds since 1970. */
const nextChange = (zoneName: string): number =>
  Temporal.Now.zonedDateTimeISO(zoneName).add({ days: 1 }).getTimeZoneTransition('next')?.epochMilliseconds ?? 0

/** As a reader in that zone has the window; the page is loaded anew. */
async function readIn(timezoneId: string): Promise<void> {
  const session = await app.page.context().newCDPSession(app.page)
  await session.send('Emulation.setTimezoneOverride', { timezoneId })
  await app.page.reload()
  await app.page.getByRole('button', { name: /^Calendar/ }).click()
  await app.page.getByRole('button', { name: /^Today/ }).waitFor()
}

describe('a calendar over the changes of two clocks', () => {
  const facilityZone = 'Australia/Lord_Howe'
  const hereZone = 'Europe/Berlin'
  const nights = { facility: nextChange(facilityZone), here: nextChange(hereZone) }

  /** Goes to the week of an instant by the facility's clock. */
  async function goTo(at: number): Promise<void> {
    const monday = (time: number): Temporal.PlainDate => {
      const day = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(facilityZone).toPlainDate()
      return day.subtract({ days: day.dayOfWeek - 1 })
    }
    const weeks = monday(Date.now()).until(monday(at), { largestUnit: 'weeks' }).weeks
    await app.page.keyboard.press('t')
    for (let week = 0; week < weeks; week += 1) await app.page.keyboard.press('ArrowRight')
  }

  beforeAll(async () => {
    const nightOf = (at: number, title: string) => booking(at, 'krios1', -4, 10, { title })
    const rules = { ...resourcesFile([me]), timeZone: facilityZone }
    app = await openWindow({
      prepare: (_, dataFolder) => {
        writeSite(dataFolder)
        writeStore(dataFolder, rules, [nightOf(nights.facility, 'Their night'), nightOf(nights.here, 'Our night')])
      }
    })
    await readIn(hereZone)
  })
  afterAll(() => app.close())

  it('marks the day on which the facility changes its clock, and books through the night', async () => {
    await goTo(nights.facility)
    await block(/^Their night .* 10 h/).click()
    await app.page.getByTitle(/^At 02:00 the clock goes (on to 02:30: .* 23.5 h|back to 01:30: .* 24.5 h)$/).waitFor()
    await drawer()
      .getByText(/10 h, to come/)
      .waitFor()
    await drawer()
      .getByText(/GMT\+1\d(:30)?\sto .*GMT\+1\d(:30)?$/)
      .waitFor()
    expect(await violations(app.page)).toEqual([])
  })

  it('marks the day on which the clock is changed here, on the scale of here, whichever clock divides the days', async () => {
    const { page } = app
    await goTo(nights.here)
    await block(/^Our night .* 10 h/).waitFor()
    const words = /^At 0[23]:00 the clock goes (on to 03:00: .* 23 h|back to 02:00: .* 25 h)$/
    await page.getByTitle(words).waitFor()
    await page.getByRole('button', { name: /^Here, / }).click()
    await page.getByTitle(words).waitFor()
    await block(/^Our night/).click()
    await drawer()
      .getByText(/CES?T\sto .*CES?T$/)
      .waitFor()
    expect(app.problems).toEqual([])
  })
})

describe('a calendar read where it is always another day than at its facility', () => {
  const facilityZone = 'Pacific/Pago_Pago'
  /** As the head of the room writes it: `22 November 2026`. */
  const today = (): string =>
    new Intl.DateTimeFormat('en-GB', { timeZone: facilityZone, dateStyle: 'long' }).format(Date.now())

  beforeAll(async () => {
    app = await openWindow({
      prepare: (_, dataFolder) => {
        writeSite(dataFolder)
        writeStore(dataFolder, { ...resourcesFile([me]), timeZone: facilityZone }, [])
      }
    })
  })
  afterAll(() => app.close())

  it('begins with the day of the facility', async () => {
    const before = today()
    await readIn('Pacific/Kiritimati')
    await app.page.keyboard.press('d')
    await app.page.getByText(before).or(app.page.getByText(today())).first().waitFor()
    expect(app.problems).toEqual([])
  })
})
