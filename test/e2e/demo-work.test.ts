import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations, violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

let app: FarscopeWindow

beforeAll(async () => {
  app = await openWindow({ demo: true, colorScheme: 'dark' })
})

afterAll(() => app.close())

const screen = () => app.page.locator('.xterm-rows').last()
const goTo = (room: string) =>
  app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: room }).click()
const type = (line: string) => app.page.keyboard.type(`${line}\n`)

describe('shells in the window', () => {
  it('opens a shell on the site and runs in it', async () => {
    await goTo('Terminals')
    await app.page
      .getByRole('main')
      .getByRole('button', { name: /Demo facility/ })
      .first()
      .click()
    await screen().getByText('demo:').first().waitFor()
    await type('echo shell-$((40 + 2)); ls --color=always krios1; squeue | head -4')
    await screen().getByText('shell-42').first().waitFor()
    await screen().getByText('NODELIST').waitFor()
    await app.picture('terminals-dark')
    expect(await violations(app.page)).toEqual([])
  })

  it('keeps the shell and its text when the page is loaded again', async () => {
    await type('FS_MARK=still-here; echo set-$((20 + 2))')
    await screen().getByText('set-22').first().waitFor()
    await app.page.reload()
    await goTo('Terminals')
    await screen().getByText('shell-42').first().waitFor()
    await app.page.locator('.xterm-helper-textarea').last().focus()
    await type('echo $FS_MARK')
    await screen().getByText('still-here').last().waitFor()
  })

  it('opens a shell on this computer beside it', async () => {
    // In a terminal Ctrl-K is the shell's own, so the field at the top is used.
    await app.page
      .getByRole('banner')
      .getByRole('button', { name: /Go to or do/ })
      .click()
    await app.page.getByPlaceholder('Go to or do…').fill('shell on this computer')
    await app.page.keyboard.press('Enter')
    await expect.poll(() => app.page.getByRole('tab').count()).toBe(2)
    await app.page.locator('.xterm-helper-textarea').last().focus()
    await type('echo local-$((1 + 1))')
    await screen().getByText('local-2').waitFor()
  })
})

describe('jobs in the window', () => {
  it('shows the queue with reasons in words', async () => {
    await goTo('Jobs')
    await app.page
      .getByRole('row', { name: /motioncorr/ })
      .first()
      .waitFor()
    await app.page.getByRole('row', { name: /class2d_round2.*Hit its time limit of 8:00:00/ }).waitFor()
    expect(await violations(app.page)).toEqual([])
  })

  it('submits a script, watches it to its end and reads its output', async () => {
    await app.page.getByRole('button', { name: /New job/ }).click()
    const dialog = app.page.getByRole('dialog')
    await dialog.getByLabel(/Script/).fill('#!/bin/sh\n#SBATCH --job-name=from-the-window\necho "aligned 42 movies"\n')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await dialog.getByRole('button', { name: /Submit/ }).click()
    await app.page.getByRole('row', { name: /from-the-window.*exit 0/ }).waitFor({ timeout: 60_000 })
    await app.page.getByRole('tab', { name: 'Output' }).click()
    await app.page.getByText('aligned 42 movies').waitFor()
  })

  it('shows the words of the scheduler when it refuses', async () => {
    await app.page.getByRole('button', { name: /New job/ }).click()
    const dialog = app.page.getByRole('dialog')
    await dialog.getByLabel(/Script/).fill('#!/bin/sh\n#SBATCH --partition=nowhere\ntrue\n')
    await dialog.getByRole('button', { name: /Submit/ }).click()
    await dialog
      .getByText(/[Ii]nvalid partition/)
      .first()
      .waitFor()
    expect(await violationsOfDialog(app.page)).toEqual([])
    await dialog.getByRole('button', { name: 'Close' }).click()
  })

  it('cancels a running job after a question that names it', async () => {
    await app.page.getByRole('row', { name: /refine3d_c1/ }).click()
    await app.page.keyboard.press('Enter')
    await app.page
      .getByText(/Auto-refine: Iteration/)
      .first()
      .waitFor()
    await app.page.emulateMedia({ colorScheme: 'light' })
    await app.picture('jobs-light')
    await app.page.getByRole('button', { name: /^Cancel \d+…/ }).click()
    const dialog = app.page.getByRole('dialog')
    await dialog
      .getByText(/refine3d_c1/)
      .first()
      .waitFor()
    expect(await violationsOfDialog(app.page)).toEqual([])
    await dialog.getByRole('button', { name: /^Cancel .*job|^Cancel \d+/ }).click()
    await app.page.getByRole('row', { name: /refine3d_c1.*Cancelled/ }).waitFor({ timeout: 60_000 })
  })

  it('fits a small and a large window without a sideways scroll', async () => {
    for (const [width, height] of [
      [1280, 800],
      [2560, 1440]
    ] as const) {
      await app.page.setViewportSize({ width, height })
      for (const room of ['Files', 'Terminals', 'Jobs', 'Settings']) {
        await goTo(room)
        const measured = () => app.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        // What is drawn follows the size of the window in the frame after.
        await expect
          .poll(async () => ({ room, width, overflow: await measured() }))
          .toEqual({ room, width, overflow: 0 })
      }
    }
    await app.picture('settings-large')
  })

  it('left no error in the page', () => {
    expect(app.problems).toEqual([])
  })
})
