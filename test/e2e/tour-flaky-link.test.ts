/** A day on a train: the link comes and goes, the shells stay. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { facility } from '../facility/facility'
import { openTour, type TourWindow } from './terminal-tour'
import { violationsOfDialog } from './violations'

/** A lost link is noticed, and one that is back is used, well within this. Milliseconds. */
const patience = { timeout: 60_000 }

describeFacility('a day with a flaky link', 'ssh', () => {
  let tour: TourWindow
  /** Over a shell that is not there: without a link, and until it is shown again. */
  const banner = () => tour.pane(0).getByText(/^(Link lost|The link is back)/)

  beforeAll(async () => {
    tour = await openTour('facility', [facility.keys.cryo])
  })
  afterAll(() => tour.close())

  it('begins with a shell that tmux keeps', async () => {
    const { page } = tour.app
    await page.getByRole('button', { name: 'Trust this key' }).click()
    await tour.openFirst()
    await tour
      .pane(0)
      .locator('header')
      .getByText(/^tmux farscope-/)
      .waitFor(patience)
    await tour.pane(0).locator('.xterm-rows').getByText(/\$/).first().waitFor(patience)
    await tour.type('MARK=before-the-tunnel; echo mark-is-$MARK')
    await tour.pane(0).getByText('mark-is-before-the-tunnel').waitFor()
    await page.keyboard.press('Control+Shift+D')
    await expect.poll(() => page.locator('section[data-terminal]').count()).toBe(2)
    await tour.pane(1).locator('.xterm-rows').getByText(/\$/).first().waitFor(patience)
    await tour.type('n=0; while sleep 1; do n=$((n+1)); echo tick-$n; done')
    await tour.pane(1).getByText('tick-2').waitFor()
    await tour.pane(0).locator('.xterm').click()
    await tour.app.picture('flaky-1-morning')
  })

  it('says within 15 s that the link is lost, keeps the text, and sends nothing of what is typed', async () => {
    tour.link.freeze()
    await banner().waitFor()
    await tour
      .pane(0)
      .getByText(/no link for/)
      .waitFor()
    await tour
      .pane(0)
      .getByText(/goes on in tmux/)
      .waitFor()
    await tour.pane(0).getByText('mark-is-before-the-tunnel').waitFor()
    await tour.app.page.keyboard.type('echo never-sent')
    await tour.app.picture('flaky-2-tunnel')
  })

  it('tries no more when told to stop', async () => {
    const { page } = tour.app
    await tour.pane(0).getByRole('button', { name: 'Stop' }).click()
    await tour.pane(0).getByRole('button', { name: 'Connect' }).waitFor(patience)
    tour.link.thaw()
    await page.waitForTimeout(3_000)
    expect(await banner().count()).toBe(1)
    await tour.app.picture('flaky-3-stopped')
  })

  it('shows the same shells again on Enter, and what they did meanwhile', async () => {
    const { page } = tour.app
    // The button that was clicked is gone, and so is the focus: the key on the other one is free.
    await expect.poll(() => page.evaluate(() => document.activeElement === document.body)).toBe(true)
    await page.keyboard.press('Enter')
    await expect.poll(() => banner().count(), patience).toBe(0)
    await tour.pane(0).locator('.xterm').click()
    await tour.type('echo still-$MARK')
    await tour.pane(0).getByText('still-before-the-tunnel').waitFor(patience)
    expect(await tour.pane(0).getByText('never-sent').count()).toBe(0)
    const last = async (): Promise<number> => {
      const ticks = await tour.pane(1).locator('.xterm-rows').innerText()
      return Math.max(...[...ticks.matchAll(/tick-(\d+)/g)].map(([, number]) => Number(number)))
    }
    await expect.poll(last, patience).toBeGreaterThan(5)
    await tour.app.picture('flaky-4-back')
  })

  it('comes back by itself when the line is cut', async () => {
    tour.link.cut()
    await banner().waitFor(patience)
    await expect.poll(() => banner().count(), patience).toBe(0)
    await tour.pane(0).locator('.xterm').click()
    await tour.type('echo cut-and-$MARK')
    await tour.pane(0).getByText('cut-and-before-the-tunnel').waitFor(patience)
  })

  it('is back with the network of this computer', async () => {
    const { page } = tour.app
    const offline = () => page.getByText('This computer is offline', { exact: true })
    tour.link.freeze()
    await banner().waitFor(patience)
    await page.context().setOffline(true)
    await offline().waitFor()
    tour.link.thaw()
    await page.context().setOffline(false)
    await expect.poll(() => banner().count(), patience).toBe(0)
    expect(await offline().count()).toBe(0)
    await tour.pane(0).locator('.xterm').click()
    await tour.type('echo net-and-$MARK')
    await tour.pane(0).getByText('net-and-before-the-tunnel').waitFor(patience)
  })

  it('ends with the shell left running, and finds it the next morning', async () => {
    const { page } = tour.app
    const kept = tour
      .pane(0)
      .locator('header')
      .getByText(/^tmux farscope-/)
    const name = (await kept.innerText()).trim()
    await page.keyboard.press('Control+Shift+W')
    await page.getByRole('dialog').getByRole('button', { name: 'Leave running' }).waitFor()
    expect(await violationsOfDialog(page)).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: 'Leave running' }).click()
    await expect.poll(() => page.locator('section[data-terminal]').count()).toBe(1)
    await page.waitForTimeout(1_500)
    // The next morning begins without a link.
    tour.link.freeze()
    await tour.app.restart()
    await tour.goTo('Terminals')
    const again = tour.pane(0).getByRole('button', { name: 'Try again' })
    await again.waitFor(patience)
    tour.link.thaw()
    await again.click()
    await tour
      .pane(0)
      .getByText(/tick-\d/)
      .first()
      .waitFor(patience)
    await page.getByRole('button', { name: 'New terminal' }).click()
    const left = page.getByRole('menuitem', { name })
    await left.waitFor(patience)
    await tour.app.picture('flaky-5-left-running')
    await left.click()
    await expect.poll(() => page.getByRole('tab').count()).toBe(2)
    await tour.pane(0).getByText('cut-and-before-the-tunnel').waitFor(patience)
    await tour.type('exit')
    await tour.pane(0).getByRole('button', { name: 'Open again' }).waitFor(patience)
    await tour.app.picture('flaky-6-ended')
  })

  it('leaves nothing behind on the host and no error in the window', async () => {
    const { page } = tour.app
    await tour.pane(0).getByRole('button', { name: 'Close', exact: true }).click()
    await expect.poll(() => page.getByRole('tab').count()).toBe(1)
    await page.keyboard.press('Control+Shift+W')
    await page.getByRole('dialog').getByRole('button', { name: 'End', exact: true }).click()
    await expect.poll(() => page.getByRole('tab').count()).toBe(0)
    expect(tour.app.problems).toEqual([])
  })
})
