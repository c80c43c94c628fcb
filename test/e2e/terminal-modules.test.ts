/** Modules of the login host are found, marked and loaded in a terminal, with the keyboard alone. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

let app: FarscopeWindow

beforeAll(async () => {
  app = await openWindow({ demo: true, environment: { SHELL: '/bin/sh', PS1: '$ ' } })
  await app.page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('button', { name: /^Terminals/ })
    .click()
})
afterAll(() => app.close())

const pane = () => app.page.locator('section[data-terminal]')
const rows = () => pane().locator('.xterm-rows')
const dialog = () => app.page.getByRole('dialog', { name: 'Load modules' })
const search = () => dialog().getByRole('combobox', { name: 'Search' })
const option = (name: string) => dialog().getByRole('option', { name })

async function openMenu(): Promise<void> {
  await pane()
    .getByRole('button', { name: /^Menu of/ })
    .click()
}

const terminalHasKeyboard = () =>
  expect
    .poll(() => pane().evaluate(section => section.querySelector('.xterm-helper-textarea') === document.activeElement))
    .toBe(true)

async function openDialog(): Promise<void> {
  await openMenu()
  await app.page.getByRole('menuitem', { name: 'Load a module…' }).click()
  await option('relion/4.0.2').waitFor()
}

it('the modules of the site are listed and searched', async () => {
  await app.page.getByRole('button', { name: /^Open a terminal on/ }).click()
  await rows().getByText(/\S/).first().waitFor()
  await openDialog()
  await expect.poll(() => search().evaluate(field => field === document.activeElement)).toBe(true)
  await expect.poll(() => dialog().getByRole('option').count()).toBe(8)
  await search().fill('REL 5')
  await expect
    .poll(() => dialog().getByRole('option').allInnerTexts())
    .toEqual([expect.stringMatching(/relion\/5\.0\.0\s*default/)])
  await search().fill('nothing like that')
  await dialog().getByText('No module is called that').waitFor()
})

it('several are marked with arrows and Enter, and what will be typed is shown', async () => {
  await search().fill('relion')
  await app.page.keyboard.press('ArrowDown')
  await app.page.keyboard.press('Enter')
  await search().fill('cuda')
  await app.page.keyboard.press('Enter')
  await search().fill('')
  await expect.poll(() => dialog().getByRole('option', { selected: true }).count()).toBe(2)
  await dialog().getByText('module load relion/5.0.0 cuda/12.4').waitFor()
  expect(await violationsOfDialog(app.page)).toEqual([])
  await app.picture('terminals-modules-light')
  await app.page.emulateMedia({ colorScheme: 'dark' })
  expect(await violationsOfDialog(app.page)).toEqual([])
  await app.picture('terminals-modules-dark')
  await app.page.emulateMedia({ colorScheme: 'light' })
})

it('they are loaded in that shell, in the place of what was half typed, and it has the keyboard again', async () => {
  await app.page.keyboard.press('Escape')
  await dialog().waitFor({ state: 'hidden' })
  await terminalHasKeyboard()
  // Stands for the module command of a real host, which is a function of the shell.
  await app.page.keyboard.type('module() { echo "asked=$*"; }; clear\n')
  await app.page.keyboard.type('echo half-typed')
  await openDialog()
  await search().fill('imod')
  await app.page.keyboard.press('Enter')
  await option('openmpi/5.0.3').waitFor({ state: 'hidden' })
  await search().fill('')
  await option('openmpi/5.0.3').click()
  await app.page.keyboard.press('Control+Enter')
  await dialog().waitFor({ state: 'hidden' })
  await rows().getByText('asked=load imod/5.0.2 openmpi/5.0.3', { exact: true }).waitFor()
  await terminalHasKeyboard()
  await app.page.keyboard.type('echo typed-$((1 + 1))\n')
  await rows()
    .getByText(/^typed-2/)
    .waitFor()
  expect(
    await rows()
      .getByText(/^half-typed/)
      .count()
  ).toBe(0)
})

it('a shell of this computer has no such entry', async () => {
  await app.page.getByRole('button', { name: 'New terminal' }).click()
  await app.page.getByRole('menuitem', { name: 'This computer' }).click()
  await expect.poll(() => app.page.getByRole('tab').count()).toBe(2)
  await openMenu()
  await app.page.getByRole('menuitem', { name: 'Find…' }).waitFor()
  expect(await app.page.getByRole('menuitem', { name: 'Load a module…' }).count()).toBe(0)
  await app.page.keyboard.press('Escape')
})

it('logged no error in the window', () => {
  expect(app.problems).toEqual([])
})
