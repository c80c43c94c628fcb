import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations, violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

/** Entries of the large folder. */
const many = 100_000

let app: FarscopeWindow

beforeAll(async () => {
  app = await openWindow({
    demo: true,
    prepare: home => {
      mkdirSync(join(home, 'grid3', 'deep', 'deeper', 'deepest of all the folders here'), { recursive: true })
      for (let at = 0; at < 12; at++) writeFileSync(join(home, 'grid3', `movie_${at}.mrc`), Buffer.alloc(3000 + at, at))
      mkdirSync(join(home, 'back'))
      mkdirSync(join(home, 'many'))
      for (let at = 0; at < many; at++) writeFileSync(join(home, 'many', `FoilHole_${at}_fractions.eer`), '')
    }
  })
  await row(right(), 'relion').waitFor()
  await row(left(), 'grid3').waitFor()
})

afterAll(() => app.close())

const left = () => app.page.getByRole('region', { name: 'Files, left' })
const right = () => app.page.getByRole('region', { name: 'Files, right' })
const list = (pane: ReturnType<typeof left>) => pane.getByRole('grid')
const row = (pane: ReturnType<typeof left>, name: string) => list(pane).getByRole('row', { name: new RegExp(name) })
const press = (...keys: readonly string[]) =>
  keys.reduce((done, key) => done.then(() => app.page.keyboard.press(key)), Promise.resolve())
const dialog = () => app.page.getByRole('dialog')

const accessible = async () => expect(await violations(app.page)).toEqual([])

/** Goes to a folder by typing its path. */
async function go(pane: ReturnType<typeof left>, path: string): Promise<void> {
  await list(pane).focus()
  await press('Control+l')
  await app.page.getByLabel('Path, Enter goes there').fill(path)
  await press('Enter')
}

describe('two panes on the demo facility', () => {
  it('open another tab with Alt T in the same folder, step between them and close one', async () => {
    await list(left()).focus()
    await press('Alt+t')
    await left().getByRole('tab').nth(1).waitFor()
    await row(left(), 'grid3').dblclick()
    await row(left(), 'movie_0').waitFor()
    await expect.poll(() => left().getByRole('tab').allTextContents()).toEqual(['home', 'grid3'])
    await list(left()).focus()
    await press('Alt+PageUp')
    await row(left(), 'grid3').waitFor()
    await press('Alt+PageDown')
    await row(left(), 'movie_0').waitFor()
    await app.picture('files-tabs')
    await accessible()
    await press('Alt+w')
    await row(left(), 'grid3').waitFor()
    await expect.poll(() => left().getByRole('tab').count()).toBe(0)
  })

  it('bookmark a folder with Ctrl D, and come back to it from the menu after a reload', async () => {
    await go(left(), join(app.home, 'grid3'))
    await row(left(), 'movie_0').waitFor()
    await press('Control+d')
    await left().getByRole('button', { name: 'Bookmarks and recent places' }).click()
    await app.page.getByRole('menuitem', { name: 'Remove this bookmark' }).waitFor()
    await press('Escape')
    await app.page.reload()
    await row(left(), 'grid3').waitFor()
    await left().getByRole('button', { name: 'Bookmarks and recent places' }).click()
    await app.page.getByRole('menuitem', { name: 'grid3 on This computer' }).click()
    await row(left(), 'movie_0').waitFor()
  })

  it('filter names as they are typed; Escape shows all again', async () => {
    await list(left()).focus()
    await press('/')
    await app.page.keyboard.type('movie_1')
    await left().getByText('3 of 13 items').waitFor()
    await press('Enter')
    await press('Escape')
    await left().getByText('13 items', { exact: true }).waitFor()
  })

  it('select by a pattern with + and take some back with -', async () => {
    await list(left()).focus()
    await press('+')
    await dialog().getByRole('textbox', { name: 'Pattern' }).fill('movie_1*')
    await dialog().getByRole('button', { name: 'Select 3 items' }).waitFor()
    await accessible()
    await press('Enter')
    await left().getByText('13 items, 3 selected').waitFor()
    await press('-')
    await dialog().getByRole('textbox', { name: 'Pattern' }).fill('*_10.*')
    await press('Enter')
    await left().getByText('13 items, 2 selected').waitFor()
    await press('*')
    await left().getByText('13 items, 11 selected').waitFor()
    await press('Escape')
  })

  it('take files from the desktop into a folder of this computer', async () => {
    const dropped = await app.page.evaluateHandle(() => {
      const transfer = new DataTransfer()
      transfer.items.add(new File(['from the desktop'], 'dropped.txt', { lastModified: Date.UTC(2020, 0, 1) }))
      return transfer
    })
    for (const type of ['dragenter', 'dragover', 'drop'])
      await list(left()).dispatchEvent(type, { dataTransfer: dropped })
    const file = join(app.home, 'grid3', 'dropped.txt')
    await row(left(), 'dropped').waitFor()
    await expect.poll(() => readFileSync(file, 'utf8')).toBe('from the desktop')
    rmSync(file)
    await left().getByRole('button', { name: 'Read again' }).click()
    await left().getByText('13 items', { exact: true }).waitFor()
  })

  it('remember over a reload that hidden files are shown', async () => {
    await list(left()).focus()
    await press('Control+h')
    await expect
      .poll(() => JSON.parse(readFileSync(join(app.dataFolder, 'settings.json'), 'utf8')))
      .toMatchObject({ showHiddenFiles: true })
    writeFileSync(join(app.home, '.profile'), '')
    await app.page.reload()
    await row(left(), '.profile').waitFor()
    await list(left()).focus()
    await press('Control+h')
    await row(left(), '.profile').waitFor({ state: 'detached' })
    await row(left(), 'grid3').dblclick()
    await row(left(), 'movie_0').waitFor()
  })

  it('lead on from a folder that is gone to the nearest one above', async () => {
    mkdirSync(join(app.home, 'back', 'a', 'b'), { recursive: true })
    await go(left(), join(app.home, 'back', 'a', 'b'))
    await left().getByText('This folder is empty.').waitFor()
    rmSync(join(app.home, 'back', 'a'), { recursive: true })
    await press('Control+r')
    await left().getByRole('button', { name: 'Nearest folder above' }).click()
    await left().getByText('This folder is empty.').waitFor()
    await go(left(), join(app.home, 'grid3'))
    await row(left(), 'movie_0').waitFor()
  })

  it('copy by keyboard alone: Insert marks, F7 makes a folder there, F5 copies', async () => {
    await row(right(), 'empty').dblclick()
    await right().getByText('This folder is empty.').waitFor()
    await list(right()).focus()
    await press('F7')
    await dialog().getByRole('textbox', { name: 'Name' }).fill('from here')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await press('Enter')
    await row(right(), 'from here').waitFor()
    await expect.poll(() => row(right(), 'from here').getAttribute('aria-selected')).toBe('true')
    await press('Enter')
    await right().getByText('This folder is empty.').waitFor()
    await press('Tab', 'Home', 'ArrowDown', 'Insert', 'Insert', 'ArrowDown', 'F5')
    await row(right(), 'movie_0').waitFor()
    await row(right(), 'movie_1').waitFor()
    await right().getByText('2 items', { exact: true }).waitFor()
  })

  it('take what is dragged from one pane to the other', async () => {
    await row(left(), 'movie_5').dragTo(list(right()).getByRole('columnheader', { name: 'Name' }))
    await row(right(), 'movie_5').waitFor()
  })

  it('rename with F6 where the panes show different places', async () => {
    await row(right(), 'movie_5').click()
    await press('F6')
    await dialog().getByRole('textbox', { name: 'Name' }).fill('only there.mrc')
    await press('Enter')
    await row(right(), 'only there').waitFor()
  })

  it('compare the folders, and copy what is new and changed', async () => {
    writeFileSync(join(app.home, 'grid3', 'movie_0.mrc'), 'another one')
    await list(left()).focus()
    await press('Alt+c')
    await dialog()
      .getByText(/1 changed, 1 extra, 1 the same/)
      .waitFor()
    await app.picture('files-compare')
    await accessible()
    await dialog().getByRole('button', { name: 'Extra', exact: true }).click()
    await dialog()
      .getByRole('row', { name: /only there/ })
      .waitFor()
    await dialog()
      .getByRole('row', { name: /movie_/ })
      .first()
      .waitFor({ state: 'detached' })
    await dialog()
      .getByRole('button', { name: /^Copy \d+ new and 1 changed/ })
      .click()
    await row(right(), 'movie_11').waitFor()
    await row(right(), 'only there').waitFor()
  })

  it('delete what is extra only after a second question with the number', async () => {
    await list(left()).focus()
    await press('Alt+c')
    await dialog().getByRole('button', { name: 'Also delete 1 extra…' }).click()
    await dialog().getByText('Delete 1 extra entry?').waitFor()
    expect(await violationsOfDialog(app.page)).toEqual([])
    await press('Escape')
    await dialog().getByRole('button', { name: 'Also delete 1 extra…' }).click()
    await dialog().getByRole('button', { name: 'Copy, then delete 1' }).click()
    await row(right(), 'only there').waitFor({ state: 'detached' })
    await row(right(), 'movie_11').waitFor()
  })

  it('copy from one folder to another of this computer, each in a pane, and swap the panes', async () => {
    await right()
      .getByRole('combobox', { name: /Place shown/ })
      .click()
    await app.page.getByRole('option', { name: 'This computer' }).click()
    await row(right(), 'back').dblclick()
    await right().getByText('This folder is empty.').waitFor()
    await row(left(), 'movie_7').click()
    await press('F5')
    await row(right(), 'movie_7').waitFor()
    await expect
      .poll(() => readFileSync(join(app.home, 'back', 'movie_7.mrc')).equals(Buffer.alloc(3007, 7)))
      .toBe(true)
    await list(left()).focus()
    await press('Control+u')
    await row(right(), 'movie_11').waitFor()
    await left().getByText('1 item', { exact: true }).waitFor()
  })

  it('move with F6 within one place, after a question', async () => {
    await row(left(), 'movie_7').click()
    await press('F6')
    await dialog().getByText('Move movie_7.mrc?').waitFor()
    expect(await violationsOfDialog(app.page)).toEqual([])
    await press('Escape')
    expect(existsSync(join(app.home, 'back', 'movie_7.mrc'))).toBe(true)
    await row(right(), 'movie_8').click()
    await press('F6')
    await dialog().getByText('Move movie_8.mrc?').waitFor()
    await press('Enter')
    await row(left(), 'movie_8').waitFor()
    await expect.poll(() => readdirSync(join(app.home, 'back')).sort()).toEqual(['movie_7.mrc', 'movie_8.mrc'])
  })

  it('show the tree of folders, and go where it is clicked', async () => {
    await go(left(), join(app.home, 'grid3', 'deep', 'deeper', 'deepest of all the folders here'))
    await left().getByText('This folder is empty.').waitFor()
    await list(left()).focus()
    await press('Alt+e')
    const tree = left().getByRole('treegrid')
    await tree.getByRole('row', { name: 'deepest of all the folders here' }).waitFor()
    await app.picture('files-tree')
    await accessible()
    await tree.getByRole('row', { name: 'deep', exact: true }).click()
    await row(left(), 'deeper').waitFor()
    await list(left()).focus()
    await press('Alt+e')
  })

  it('give way in the middle of a long path, and offer what is left out', async () => {
    await go(left(), join(app.home, 'grid3', 'deep', 'deeper', 'deepest of all the folders here'))
    await left().getByRole('button', { name: 'Folders between' }).click()
    await app.page.getByRole('menuitem', { name: 'grid3' }).click()
    await row(left(), 'movie_11').waitFor()
  })

  it('tell properties with the checksum of a file on request', async () => {
    await row(left(), 'movie_3').click()
    await press('Control+i')
    await dialog().getByRole('button', { name: 'Compute the checksum' }).click()
    await dialog()
      .getByText(/^\w+ [0-9a-f]{16,}$/)
      .waitFor()
    expect(await violationsOfDialog(app.page)).toEqual([])
    await press('Escape')
  })

  it('list all keys on one sheet, and give the keyboard back', async () => {
    await list(left()).focus()
    await press('?')
    await dialog().getByText('Swap the panes').waitFor()
    await accessible()
    await press('Escape')
    await expect.poll(() => list(left()).evaluate(grid => grid === document.activeElement)).toBe(true)
  })

  it('offer the buckets of an account, and say why they cannot be listed', async () => {
    await right()
      .getByRole('combobox', { name: /Place shown/ })
      .click()
    await app.page.getByRole('option', { name: 'Another S3 account…' }).click()
    await dialog().getByRole('textbox', { name: 'Profile' }).fill('nobody')
    await press('Enter')
    await right().getByRole('button', { name: 'Try again' }).waitFor()
  })

  it('hold 100,000 entries: the last is there after one key, found by its letters, and filtered', async () => {
    await go(left(), join(app.home, 'many'))
    await left().getByText('100,000 items', { exact: true }).waitFor({ timeout: 60_000 })
    await list(left()).focus()
    await press('End')
    await row(left(), `FoilHole_${many - 1}_`).waitFor()
    await app.page.keyboard.type('FoilHole_77777')
    await row(left(), 'FoilHole_77777_').waitFor()
    await press('Control+a')
    await left().getByText('100,000 selected').waitFor()
    await press('/')
    await app.page.keyboard.type('_7777')
    await left().getByText('11 of 100,000 items').waitFor()
    await expect.poll(() => list(left()).getByRole('row').count()).toBeLessThan(100)
  })

  it('left no error in the page', () => {
    expect(app.problems).toEqual([])
  })
})
