import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations, violationsOfDialog, violationsOfMenu } from './violations'
import { type FarscopeWindow, openWindow } from './window'

let app: FarscopeWindow

beforeAll(async () => {
  app = await openWindow({
    prepare: home => {
      mkdirSync(join(home, 'grid3', 'empty'), { recursive: true })
      writeFileSync(join(home, 'grid3', 'movie one.mrc'), Buffer.alloc(2_000_000, 7))
      writeFileSync(join(home, 'notes $(id).txt'), 'from here')
    }
  })
})

afterAll(() => app.close())

const left = () => app.page.getByRole('region', { name: 'Files, left' })
const right = () => app.page.getByRole('region', { name: 'Files, right' })
const row = (pane: ReturnType<typeof left>, name: string) => pane.getByRole('row', { name: new RegExp(name) })

describe('a newcomer in the window, on the demo facility', () => {
  it('sees the ways in on the first run, with the demo facility chosen', async () => {
    await app.page.getByRole('heading', { name: 'Where are your microscopes?' }).waitFor()
    await app.page.getByRole('button', { name: /Try the demo facility/, pressed: true }).waitFor()
    await app.picture('first-run')
    expect(await violations(app.page)).toEqual([])
  })

  it('is in the files of the demo facility after one click', async () => {
    await app.page.getByRole('button', { name: 'Start the demo facility' }).click()
    await row(right(), 'relion').waitFor()
    await app.picture('files-light')
  })

  it('uploads a folder and a file with a hostile name, and both arrive', async () => {
    await row(left(), 'grid3').click()
    await row(left(), 'notes').click({ modifiers: ['ControlOrMeta'] })
    await app.page.keyboard.press('F5')
    await row(right(), 'grid3').waitFor()
    await row(right(), 'notes \\$').waitFor()
    await row(right(), 'grid3').dblclick()
    await row(right(), 'movie one.mrc').waitFor()
    await row(right(), 'empty').waitFor()
  })

  it('downloads it again under another folder, equal byte for byte', async () => {
    const target = join(app.home, 'back')
    mkdirSync(target)
    await left().getByRole('button', { name: 'Read again' }).click()
    await row(left(), 'back').dblclick()
    await row(right(), 'movie one.mrc').click()
    await app.page.keyboard.press('F5')
    await row(left(), 'movie one.mrc').waitFor()
    await expect.poll(() => existsSync(join(target, 'movie one.mrc'))).toBe(true)
    expect(readFileSync(join(target, 'movie one.mrc')).equals(Buffer.alloc(2_000_000, 7))).toBe(true)
    await expect.poll(() => readdirSync(target)).toEqual(['movie one.mrc'])
  })

  it('asks before something of the same name is replaced, and keeps both when told so', async () => {
    writeFileSync(join(app.home, 'back', 'movie one.mrc'), 'another')
    await row(right(), 'movie one.mrc').click()
    await app.page.keyboard.press('F5')
    const keepBoth = app.page.getByRole('dialog').getByRole('button', { name: 'Keep both' })
    await keepBoth.waitFor()
    expect(await violationsOfDialog(app.page)).toEqual([])
    await keepBoth.click()
    await expect.poll(() => readdirSync(join(app.home, 'back')).length).toBe(2)
    expect(readFileSync(join(app.home, 'back', 'movie one.mrc'), 'utf8')).toBe('another')
  })

  it('deletes after a question that names what goes', async () => {
    await row(right(), 'movie one.mrc').click()
    await app.page.keyboard.press('Delete')
    const dialog = app.page.getByRole('alertdialog').or(app.page.getByRole('dialog'))
    await dialog
      .getByText(/movie one\.mrc/)
      .first()
      .waitFor()
    expect(await violationsOfDialog(app.page)).toEqual([])
    await dialog.getByRole('button', { name: /^Delete/ }).click()
    await row(right(), 'movie one.mrc').waitFor({ state: 'detached' })
  })

  it('shows hostile names as text', async () => {
    await right().getByRole('button', { name: 'Bookmarks and recent places' }).click()
    await app.page.getByRole('menuitem', { name: 'Home folder' }).waitFor()
    expect(await violationsOfMenu(app.page)).toEqual([])
    await app.page.getByRole('menuitem', { name: 'Home folder' }).click()
    await row(right(), 'hostile names').dblclick()
    await row(right(), '<img').waitFor()
    expect(await app.page.locator('img[src="x"]').count()).toBe(0)
  })

  it('opens everything with Ctrl-K', async () => {
    await app.page.keyboard.press('Control+k')
    await app.page.getByPlaceholder('Go to or do…').fill('dark')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await app.page.getByRole('option', { name: 'Theme: dark', selected: true }).waitFor()
    await app.page.keyboard.press('Enter')
    await app.page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => app.page.locator('html').getAttribute('data-theme')).toBe('dark')
    await app.picture('files-dark')
    expect(await violations(app.page)).toEqual([])
  })

  it('left no error in the page', () => {
    expect(app.problems).toEqual([])
  })
})
