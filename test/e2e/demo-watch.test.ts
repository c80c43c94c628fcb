import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations } from './violations'
import { type FarscopeWindow, openWindow } from './window'

let app: FarscopeWindow

beforeAll(async () => {
  app = await openWindow({
    demo: true,
    prepare: home => {
      mkdirSync(join(home, 'run7'))
      writeFileSync(join(home, 'run7', 'first.eer'), 'first')
      writeFileSync(join(home, 'run7', 'notes.tmp'), 'no movie')
    }
  })
  // What inotify does not tell of is seen within a minute, and has to be still for ten seconds then.
  app.page.context().setDefaultTimeout(120_000)
})

afterAll(() => app.close())

const watches = () => app.page.getByRole('region', { name: 'Watched folders' })
const dialog = () => app.page.getByRole('dialog', { name: 'Watch a folder' })
const row = (name: RegExp) => watches().getByRole('row', { name })

async function choose(label: string, option: string): Promise<void> {
  await dialog().getByRole('combobox', { name: label }).click()
  await app.page.getByRole('option', { name: option }).click()
}

describe('watched folders in the window, on the demo facility', { timeout: 600_000 }, () => {
  it('begin with a form that says what is wrong in the field itself', async () => {
    await app.page.getByRole('button', { name: 'Watched folders' }).click()
    await watches().getByRole('button', { name: 'Watch a folder…' }).click()
    await dialog().waitFor()
    expect(await violations(app.page)).toEqual([])
    await dialog().getByRole('button', { name: 'Watch the folder' }).click()
    await dialog().getByText('Say which folder is to be watched.').waitFor()
    await choose('Folder: place', 'This computer')
    await dialog().getByRole('textbox', { name: 'Folder: path' }).fill(join(app.home, 'run7'))
    await dialog().getByRole('textbox', { name: 'Copy to: path' }).fill(join(app.home, 'copies'))
    await dialog().getByRole('textbox', { name: 'Only files like' }).fill('*.{eer')
    await dialog().getByRole('button', { name: 'Watch the folder' }).click()
    await dialog()
      .getByText(/cannot be read: a \{ has no \}/)
      .waitFor()
    await dialog().getByRole('textbox', { name: 'Only files like' }).fill('*.eer')
    await app.picture('watch-dialog')
    await dialog().getByRole('button', { name: 'Watch the folder' }).click()
    await dialog().waitFor({ state: 'detached' })
  })

  it('copy what is there and what comes, and show it as verified', async () => {
    await row(/run7.*1 file, 5 B/).waitFor()
    writeFileSync(join(app.home, 'run7', 'second.eer'), 'second')
    await row(/run7.*2 files, 11 B.*none/).waitFor()
    expect(readFileSync(join(app.home, 'copies', 'second.eer'), 'utf8')).toBe('second')
    expect(existsSync(join(app.home, 'copies', 'notes.tmp'))).toBe(false)
    expect(await violations(app.page)).toEqual([])
    await app.picture('watches')
  })

  it('rest while they are paused, over a restart of the program too', async () => {
    await row(/run7/).getByRole('button', { name: 'Pause run7' }).click()
    await row(/run7.*Paused/).waitFor()
    appendFileSync(join(app.home, 'run7', 'third.eer'), 'third')
    await app.restart()
    app.page.context().setDefaultTimeout(120_000)
    await app.page.getByRole('button', { name: 'Watched folders' }).click()
    await row(/run7.*Paused/).waitFor()
    await row(/run7/).getByRole('button', { name: 'Resume run7' }).click()
    await row(/run7.*3 files, 16 B/).waitFor()
  })

  it('are removed after a question, and their copies stay', async () => {
    await row(/run7/).getByRole('button', { name: 'Remove run7…' }).click()
    await app.page.getByRole('alertdialog').or(app.page.getByRole('dialog')).getByText('Copies stay').waitFor()
    await app.page.getByRole('button', { name: 'Remove the watch' }).click()
    await row(/run7/).waitFor({ state: 'detached' })
    expect(existsSync(join(app.home, 'copies', 'third.eer'))).toBe(true)
    await watches().getByRole('button', { name: 'Transfers' }).click()
    await app.page.getByRole('region', { name: 'Transfers' }).waitFor()
    expect(app.problems).toEqual([])
  })
})
