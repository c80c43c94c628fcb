/** A day at a site that asks for a password and a code of the phone: it asks when somebody sits there, and only then. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { countConnections, countLogins, facility, loginMark, totpCode } from '../facility/facility'
import { openTour, type TourWindow } from './terminal-tour'

const patience = { timeout: 60_000 }

describeFacility('a day with a second factor', 'ssh', () => {
  let tour: TourWindow
  let mark = 0
  const asked = () => tour.app.page.getByRole('dialog', { name: 'The server asks' })

  /** Answers password and code as a person does. */
  async function signIn(): Promise<void> {
    await asked()
      .getByLabel(/Password/)
      .first()
      .waitFor(patience)
    await asked()
      .getByRole('textbox', { name: /Password/ })
      .or(asked().getByLabel(/Password/))
      .first()
      .fill(facility.password)
    await asked().getByRole('button', { name: 'Sign in' }).click()
    const code = asked().getByLabel(/One-time password/)
    await code.waitFor(patience)
    await code.fill(await totpCode())
    await tour.app.picture('factor-1-code')
    await asked().getByRole('button', { name: 'Sign in' }).click()
    await expect.poll(() => asked().count(), patience).toBe(0)
  }

  beforeAll(async () => {
    mark = loginMark('otp')
    tour = await openTour('otp', [])
  })
  afterAll(() => tour.close())

  it('signs in once for terminals, splits and files', async () => {
    const { page } = tour.app
    await page.getByRole('button', { name: 'Trust this key' }).click()
    await signIn()
    await tour.openFirst()
    await tour.pane(0).locator('.xterm-rows').getByText(/\$/).first().waitFor(patience)
    await tour.type('MARK=one-login; echo has-$MARK')
    await tour.pane(0).getByText('has-one-login').waitFor()
    await page.keyboard.press('Control+Shift+D')
    await tour.pane(1).locator('.xterm-rows').getByText(/\$/).first().waitFor(patience)
    await tour.goTo('Files')
    await page.getByRole('region', { name: 'Files, right' }).getByRole('grid').waitFor(patience)
    await tour.goTo('Terminals')
    expect(countLogins('otp', mark)).toBe(1)
    await tour.pane(0).locator('.xterm').click()
    await tour.app.picture('factor-2-one-login')
  })

  it('never asks by itself after the link was lost', async () => {
    const { page } = tour.app
    const before = countConnections('otp', mark)
    tour.link.cut()
    await tour
      .pane(0)
      .getByText(/asks for your login again/)
      .waitFor(patience)
    await page.waitForTimeout(5_000)
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect([countLogins('otp', mark), countConnections('otp', mark)]).toEqual([1, before])
    await tour.app.picture('factor-3-waits')
  })

  it('asks once on a click, and everything is back', async () => {
    await tour.pane(0).getByRole('button', { name: 'Connect…' }).click()
    await signIn()
    await expect.poll(() => tour.app.page.getByText(/^(Link lost|The link is back)/).count(), patience).toBe(0)
    await tour.pane(0).locator('.xterm').click()
    await tour.type('echo still-$MARK')
    await tour.pane(0).getByText('still-one-login').waitFor(patience)
    expect(countLogins('otp', mark)).toBe(2)
    await tour.app.picture('factor-4-back')
  })

  it('ends both shells on the host, with no error in the window', async () => {
    const { page } = tour.app
    await page.getByRole('tab').first().click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Close…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'End', exact: true }).click()
    await expect.poll(() => page.getByRole('tab').count()).toBe(0)
    expect(tour.app.problems).toEqual([])
  })
})
