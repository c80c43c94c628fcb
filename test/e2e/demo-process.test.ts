/** Pre-processing of the running session's movies in the window, on the demo facility: its batch system runs the arrays. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations } from './violations'
import { type FarscopeWindow, openWindow } from './window'

let app: FarscopeWindow

beforeAll(async () => {
  app = await openWindow({ demo: true, environment: { FARSCOPE_DEMO_MOVIES_PER_HOUR: '360' } })
  await app.page.getByRole('button', { name: /^Session:/ }).waitFor()
  // Arrays run, and the queue is asked about them once a minute.
  app.page.context().setDefaultTimeout(240_000)
})
afterAll(() => app.close())

const rules = () => app.page.getByRole('region', { name: 'Pre-processing' })
const dialog = () => app.page.getByRole('dialog', { name: 'Pre-process files' })
const row = (name: RegExp) => rules().getByRole('row', { name })

async function choose(label: string, option: string | RegExp): Promise<void> {
  await dialog().getByRole('combobox', { name: label }).click()
  await app.page.getByRole('option', { name: option }).click()
}

const field = (name: string) => dialog().getByRole('textbox', { name, exact: true })

async function pictures(name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await app.page.emulateMedia({ colorScheme })
    await app.picture(`${name}-${colorScheme}`)
  }
  await app.page.emulateMedia({ colorScheme: 'light' })
}

describe('pre-processing in the window', { timeout: 900_000 }, () => {
  it('begins with a form that says what is wrong in the field itself', async () => {
    const { page } = app
    await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Files', exact: true }).click()
    await page.getByRole('button', { name: 'Watched folders' }).click()
    await page
      .getByRole('region', { name: 'Watched folders' })
      .getByRole('row', { name: /Watching/ })
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Pre-process…' }).click()
    await dialog().waitFor()
    expect(await violations(page)).toEqual([])
    await dialog().getByRole('button', { name: 'Begin' }).click()
    await dialog().getByText('Choose what each task does.').waitFor()
    await choose('Template', 'MotionCor3')
    await dialog().getByRole('button', { name: 'Begin' }).click()
    await dialog()
      .getByText(/Pixel size.*is missing/)
      .waitFor()
    await field('Pixel size').fill('0.73')
    await choose('Format of the movies', 'MRC')
    await field('Files of an array').fill('10')
    await field('Waiting and running, at most').fill('5')
    await dialog().getByRole('button', { name: 'Begin' }).click()
    await dialog().getByText('At least as many as an array has files.').waitFor()
    await field('Waiting and running, at most').fill('20')
    // The demo's GPUs are taken.
    await field('GPUs of each node').fill('0')
    await field('Name').fill('motion')
    await pictures('process-dialog')
    await dialog().getByRole('button', { name: 'Begin' }).click()
    await dialog().waitFor({ state: 'detached' })
  })

  it('runs arrays on the movies of the session, and leads to their job', async () => {
    await row(/motion.*(\d+ run|\d+ wait)/).waitFor()
    // Under Done: as many as an array has, or more.
    const done = async (): Promise<number> =>
      Number(
        (
          await row(/motion/)
            .getByRole('gridcell')
            .nth(6)
            .innerText()
        ).replace(/\D/g, '')
      )
    await expect.poll(done, { timeout: 240_000 }).toBeGreaterThanOrEqual(10)
    expect(await violations(app.page)).toEqual([])
    await pictures('process-rules')
    await row(/motion/)
      .getByRole('button', { name: /^\d+$/ })
      .click()
    await app.page
      .getByText(/motion-[0-9a-f]{12}/)
      .first()
      .waitFor()
  })

  it('is one line of Now', async () => {
    await app.page.keyboard.press('Control+9')
    const line = app.page.getByRole('list', { name: 'Pre-processing' }).getByRole('button', { name: /motion.*done/ })
    await line.waitFor()
    expect(await violations(app.page)).toEqual([])
    await pictures('process-now')
  })

  it('rests while it is paused, over a restart of the program too, and does no file twice', async () => {
    const { page } = app
    const show = async (): Promise<void> => {
      await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Files', exact: true }).click()
      await rules().waitFor()
    }
    await show()
    await row(/motion/)
      .getByRole('button', { name: 'Pause pre-processing motion' })
      .click()
    await row(/motion.*Paused/).waitFor()
    await app.restart()
    app.page.context().setDefaultTimeout(240_000)
    await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Files', exact: true }).click()
    await app.page.getByRole('button', { name: 'Watched folders' }).click()
    await app.page.getByRole('button', { name: /^Pre-processing \d/ }).click()
    await row(/motion.*Paused/).waitFor()
    await row(/motion/)
      .getByRole('button', { name: 'Resume pre-processing motion' })
      .click()
    await row(/motion.*(Working|All is done)/).waitFor()
  })

  it('is changed while it works, and shows what it was changed to', async () => {
    const changing = () => app.page.getByRole('dialog', { name: 'Change motion' })
    const asked = (name: string) => changing().getByRole('textbox', { name, exact: true })
    const change = async (): Promise<void> => {
      await row(/motion/).click({ button: 'right' })
      await app.page.getByRole('menuitem', { name: 'Change…' }).click()
    }
    await change()
    await expect.poll(() => asked('GPUs of each node').inputValue()).toBe('0')
    await asked('Of an array at once').fill('3')
    await asked('Waiting and running, at most').fill('1')
    await changing().getByRole('button', { name: 'Change' }).click()
    await changing().getByText('At least as many as an array has files.').waitFor()
    await asked('Waiting and running, at most').fill('30')
    await pictures('process-change')
    await changing().getByRole('button', { name: 'Change' }).click()
    await changing().waitFor({ state: 'detached' })
    // The list is told of changes once a second.
    const seen = async (): Promise<string[]> => {
      await change()
      const values = [await asked('Of an array at once').inputValue(), await asked('GPUs of each node').inputValue()]
      await changing().getByRole('button', { name: 'Cancel' }).click()
      await changing().waitFor({ state: 'detached' })
      return values
    }
    await expect.poll(seen).toEqual(['3', '0'])
  })

  it('is removed after a question', async () => {
    await row(/motion/)
      .getByRole('button', { name: 'Remove pre-processing motion…' })
      .click()
    await app.page.getByRole('alertdialog').or(app.page.getByRole('dialog')).getByText('Results stay').waitFor()
    await app.page.getByRole('button', { name: 'Remove the rule' }).click()
    await row(/motion/).waitFor({ state: 'detached' })
    expect(app.problems).toEqual([])
  })
})
