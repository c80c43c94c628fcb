/** Ways into a terminal from other rooms and back out of it, and what is said where a shell does not tell its folder. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

let app: FarscopeWindow

beforeAll(async () => {
  app = await openWindow({ demo: true, environment: { SHELL: '/bin/sh', PS1: '$ ' } })
})
afterAll(() => app.close())

const goTo = (room: string) =>
  app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: room }).click()
/** The terminal that is shown; each is in a tab of its own here. */
const pane = () => app.page.locator('section[data-terminal]')
const dialog = () => app.page.getByRole('dialog')
const entry = (name: RegExp) =>
  app.page.getByRole('region', { name: 'Files, right' }).getByRole('row', { name }).first()

/** Types into the terminal that is shown, and waits for what only its answer has. */
async function ask(line: string, answer: RegExp): Promise<void> {
  await pane().locator('.xterm-rows').getByText(/\S/).first().waitFor()
  await pane().locator('.xterm-helper-textarea').focus()
  await app.page.keyboard.type(`${line}\n`)
  await pane().locator('.xterm-rows').getByText(answer).last().waitFor()
}

async function choose(item: string): Promise<void> {
  await pane()
    .getByRole('button', { name: /^Menu of/ })
    .click()
  await app.page.getByRole('menuitem', { name: item }).click()
}

/** Lets a file go over the terminal, as it comes from the desktop. */
const drop = (name: string) =>
  pane().evaluate((section, file) => {
    const data = new DataTransfer()
    data.items.add(new File(['movie'], file))
    for (const kind of ['dragover', 'drop'])
      section.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }))
  }, name)

it('a folder of the files has a terminal', async () => {
  await entry(/^krios1/).click({ button: 'right' })
  await app.page.getByRole('menuitem', { name: 'Open terminal here' }).click()
  await ask('echo "is=$(basename "$PWD")"', /^is=krios1$/)
  await pane()
    .locator('header')
    .getByText(/krios1/)
    .first()
    .waitFor()
})

it('files that are dropped on a shell that does not tell its folder are asked for theirs', async () => {
  await drop('asked.mrc')
  await dialog().getByText('This shell does not say where it is.').waitFor()
  await expect.poll(() => dialog().getByLabel('Folder').inputValue()).toMatch(/\/krios1$/)
  await dialog().getByLabel('Folder').fill('krios1')
  await dialog().getByText('A path that begins with / or ~').waitFor()
  expect(await violationsOfDialog(app.page)).toEqual([])
  await app.picture('terminals-upload')
  await dialog().getByRole('button', { name: 'Cancel' }).click()
  await drop('asked.mrc')
  await dialog().getByRole('button', { name: 'Upload' }).click()
  await app.page.getByText(/Uploading into .*krios1/).waitFor()
  await expect
    .poll(async () => {
      await ask('clear; ls *.mrc; echo listed-$((1 + 1))', /^listed-2/)
      return pane()
        .getByText(/^asked\.mrc/)
        .count()
    })
    .toBe(1)
})

it('a folder that nobody tells is said to be unknown, and nothing is typed to find out', async () => {
  await ask('clear; echo quiet-$((1 + 1))', /^quiet-2/)
  await choose('Show this folder in Files')
  await app.page.getByText('The folder is not known').waitFor()
  await choose('Copy output of the last command')
  await app.page.getByText('Nothing was copied').waitFor()
  expect(await pane().locator('.xterm-rows').innerText()).not.toMatch(/pwd|133/)
})

it('a job has one where it works', async () => {
  await goTo('Jobs')
  await app.page.getByRole('row', { name: /refine3d_c1/ }).click()
  await app.page.keyboard.press('Enter')
  await app.page.getByRole('button', { name: 'Shell there' }).click()
  await expect.poll(() => app.page.getByRole('tab').count()).toBe(2)
  await ask('echo "is=$(basename "$PWD")"', /^is=relion/)
})

it('the menu of new ones has every host and this computer, where files need no upload', async () => {
  await app.page.getByRole('button', { name: 'New terminal' }).click()
  await app.page
    .getByRole('menuitem', { name: /Demo facility|demo/ })
    .first()
    .waitFor()
  await app.page.getByRole('menuitem', { name: 'This computer' }).click()
  await expect.poll(() => app.page.getByRole('tab').count()).toBe(3)
  await ask('echo local-$((1 + 1))', /^local-2/)
  await drop('here.mrc')
  await app.page.getByText('Nothing was uploaded').waitFor()
})

it('a tab is closed with the keyboard, after a question', async () => {
  await app.page.getByRole('tab').nth(2).focus()
  await app.page.keyboard.press('Delete')
  await dialog().getByText('End the shell on This computer?').waitFor()
  await dialog().getByRole('button', { name: 'Keep it' }).click()
  await expect.poll(() => app.page.getByRole('tab').count()).toBe(3)
})

it('logged no error in the window', () => {
  expect(app.problems).toEqual([])
})
