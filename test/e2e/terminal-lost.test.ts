/** A shell that nothing keeps, and what is left of it when its link is lost. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { facility } from '../facility/facility'
import { openTour, type TourWindow } from './terminal-tour'

const patience = { timeout: 60_000 }

describeFacility('a shell that is not kept', 'ssh', () => {
  let tour: TourWindow

  beforeAll(async () => {
    tour = await openTour('facility', [facility.keys.cryo], { keepShells: false })
  })
  afterAll(() => tour.close())

  it('ends with its link, which is said under the text that stays', async () => {
    const { page } = tour.app
    await page.getByRole('button', { name: 'Trust this key' }).click()
    await tour.openFirst()
    await tour.pane(0).locator('.xterm-rows').getByText(/\$/).first().waitFor(patience)
    await tour.type('MARK=gone; echo text-$((40 + 2))')
    await tour.pane(0).getByText('text-42').waitFor()
    tour.link.cut()
    await tour
      .pane(0)
      .getByText(/^Link lost: .{10}/)
      .waitFor(patience)
    await tour.pane(0).getByText('Its text stays until you close it.').waitFor()
    await tour.pane(0).getByText('text-42').waitFor()
    await tour.app.picture('terminals-not-kept')
  })

  it('has a new one in its place, under the same text', async () => {
    const prompts = () => tour.pane(0).locator('.xterm-rows > div').filter({ hasText: /\$/ }).count()
    const before = await prompts()
    await tour.pane(0).getByRole('button', { name: 'Open again' }).click()
    await expect.poll(prompts, patience).toBe(before + 1)
    await tour.pane(0).locator('.xterm-helper-textarea').focus()
    await tour.type('echo "mark=[$MARK]"')
    await tour.pane(0).getByText('mark=[]', { exact: true }).waitFor(patience)
    await tour.pane(0).getByText('text-42').waitFor()
  })

  it('leaves its reason in the panel of the link, which is back', async () => {
    const { page } = tour.app
    await page.getByRole('button', { name: /^Links of Northlight/ }).click()
    const link = page.getByRole('complementary', { name: 'Links of Northlight' }).getByRole('region')
    await link.getByText('connected for').waitFor()
    const reason = link.locator('dt').filter({ hasText: 'Last error' }).locator('xpath=following-sibling::dd')
    await reason.getByText(/ ago$/).waitFor()
    expect(tour.app.problems).toEqual([])
  })
})
