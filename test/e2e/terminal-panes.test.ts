/** Terminals as a person arranges them: splits, an arrangement that stays, typing together, and what shells report. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations, violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

let app: FarscopeWindow

beforeAll(async () => {
  app = await openWindow({ demo: true, colorScheme: 'dark' })
  await goTo('Terminals')
  await app.page
    .getByRole('main')
    .getByRole('button', { name: /Demo facility/ })
    .first()
    .click()
  await pane(0).getByText('demo:').first().waitFor()
})

afterAll(() => app.close())

const goTo = (room: string) =>
  app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: room }).click()
const pane = (at: number) => app.page.locator('section[data-terminal]').nth(at)
const focused = () => app.page.locator('section[data-focused]')
const press = (keys: string) => app.page.keyboard.press(keys)
const type = (line: string) => app.page.keyboard.type(`${line}\n`)
const panes = () => app.page.locator('section[data-terminal]').count()
/** The heads say where each pane stands: left edge, top edge. */
const places = () =>
  app.page.locator('section[data-terminal]').evaluateAll(all =>
    all.map(one => {
      const { left, top } = one.getBoundingClientRect()
      return [Math.round(left), Math.round(top)]
    })
  )

async function menu(at: number, item: string | RegExp): Promise<void> {
  await pane(at)
    .getByRole('button', { name: /^Menu of/ })
    .click()
  const found = app.page
    .getByRole('menuitem', { name: item })
    .or(app.page.getByRole('menuitemcheckbox', { name: item }))
  await found.click()
}

/** A report as a shell makes it, with nothing sent to the shell but what a person types. */
const report = (text: string) => type(`printf '\\033]${text}\\007'`)

describe('splits', () => {
  it('stand beside and below each other, each with a shell of its own', async () => {
    await type('MARK=first')
    await press('Control+Shift+D')
    await expect.poll(panes).toBe(2)
    await pane(1).getByText('demo:').first().waitFor()
    await type('MARK=second')
    await press('Control+Shift+E')
    await expect.poll(panes).toBe(3)
    await pane(2).getByText('demo:').first().waitFor()
    await type('MARK=third; echo in-$MARK')
    await pane(2).getByText('in-third').waitFor()
    await press('Control+Shift+ArrowLeft')
    await type('echo in-$MARK')
    await pane(0).getByText('in-first').waitFor()
    await app.page.getByRole('tab', { name: /3 splits/ }).waitFor()
  })

  it('are clean for assistive technology, and the pictures of the guide', async () => {
    await app.picture('terminals-splits')
    expect(await violations(app.page)).toEqual([])
  })

  it('hand the keyboard on, change places and keep their text', async () => {
    await press('Control+Shift+ArrowRight')
    await press('Control+Shift+ArrowUp')
    await type('echo again-$MARK')
    await pane(1).getByText('again-second').waitFor()
    await press('Control+Alt+Shift+ArrowDown')
    await pane(2).getByText('again-second').waitFor()
    await pane(1).getByText('in-third').waitFor()
    await type('echo after-the-move-$MARK')
    await pane(2).getByText('after-the-move-second').waitFor()
  })

  it('are resized by the keyboard', async () => {
    const before = await places()
    await app.page.getByRole('separator', { name: 'Border before terminal 2' }).first().focus()
    for (let step = 0; step < 4; step++) await press('ArrowLeft')
    await expect.poll(async () => (await places())[1]?.[0]).toBeLessThan(before[1]?.[0] ?? 0)
  })

  it('give one of them the whole tab, and come back', async () => {
    await pane(2).locator('.xterm').click()
    await press('Control+Shift+Enter')
    await expect.poll(panes).toBe(1)
    await focused().getByText('after-the-move-second').waitFor()
    await press('Control+Shift+Enter')
    await expect.poll(panes).toBe(3)
  })
})

describe('typing into several terminals', () => {
  it('goes to the marked ones alone, and says so', async () => {
    await pane(2).locator('.xterm').click()
    await menu(0, 'Type together with others')
    await expect.poll(() => app.page.getByRole('button', { name: 'typing to 2' }).count()).toBe(2)
    await pane(2).locator('.xterm').click()
    await type('echo both-$((40 + 2))')
    await pane(0).getByText('both-42').waitFor()
    await pane(2).getByText('both-42').waitFor()
    expect(await pane(1).getByText('both-42').count()).toBe(0)
    await app.picture('terminals-together')
    await app.page.getByRole('button', { name: 'typing to 2' }).first().click()
    await expect.poll(() => app.page.getByRole('button', { name: 'typing to 2' }).count()).toBe(0)
  })
})

describe('what shells report', () => {
  it('is the folder, shown at the head and opened in Files', async () => {
    await pane(0).locator('.xterm').click()
    await type('cd krios1; printf "\\033]7;file://demo%s\\007" "$PWD"')
    await pane(0)
      .locator('header')
      .getByText(/krios1/)
      .first()
      .waitFor()
    await menu(0, 'Show this folder in Files')
    await app.page
      .getByText(/apoferritin/)
      .first()
      .waitFor()
    await goTo('Terminals')
  })

  it('is where commands end: the last output is copied, and failures are marked', async () => {
    await pane(0).locator('.xterm').click()
    const step = (letter: string) => `\\033]133;${letter}\\007`
    await type(`clear; printf '${step('A')}$ ls\\n${step('C')}one\\ntwo\\n${step('D;3')}${step('A')}$ '`)
    await pane(0).getByTitle('Ended with status 3').waitFor()
    await menu(0, 'Copy output of the last command')
    await expect.poll(() => app.page.evaluate(() => navigator.clipboard.readText())).toBe('one\ntwo')
  })

  it('never opens the clipboard or the title to more than words', async () => {
    await pane(0).locator('.xterm').click()
    await report('52;c;aGFja2Vk')
    await report('0;<b>bold</b>')
    await type('echo reports-done')
    await pane(0).getByText('reports-done').last().waitFor()
    expect(await app.page.evaluate(() => navigator.clipboard.readText())).toBe('one\ntwo')
    expect(await app.page.locator('header b b').count()).toBe(0)
  })
})

describe('files and terminals', () => {
  it('meet: an entry dragged over from the files becomes its path', async () => {
    const { page } = app
    await goTo('Files')
    const row = page.getByRole('row', { name: /apoferritin/ }).first()
    await row.hover()
    await page.mouse.down()
    const rail = page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Terminals' })
    await rail.hover()
    await rail.hover({ position: { x: 20, y: 10 } })
    await pane(2).waitFor()
    await pane(2).locator('.xterm').hover()
    await pane(2)
      .locator('.xterm')
      .hover({ position: { x: 60, y: 60 } })
    await page.mouse.up()
    await pane(2)
      .getByText(/krios1\/2026.*apoferritin' /)
      .first()
      .waitFor()
    await press('Control+C')
  })

  it('meet: a file dropped from the desktop is uploaded into the folder of the shell', async () => {
    await pane(0).locator('.xterm').click()
    await type('mkdir -p drop-here; cd drop-here; printf "\\033]7;file://demo%s\\007" "$PWD"')
    await pane(0)
      .locator('header')
      .getByText(/drop-here/)
      .first()
      .waitFor()
    await pane(0).evaluate(section => {
      const data = new DataTransfer()
      data.items.add(new File(['movie'], 'dropped.mrc'))
      for (const kind of ['dragover', 'drop'])
        section.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }))
    })
    await app.page.getByText(/Uploading into .*drop-here/).waitFor()
    await expect
      .poll(async () => {
        await type('clear; ls')
        return pane(0).getByText('dropped.mrc').count()
      })
      .toBeGreaterThan(0)
  })
})

describe('a path in the text', () => {
  it('is shown in Files, chosen, with Ctrl held; a click alone leaves it to the text', async () => {
    await pane(0).locator('.xterm').click()
    // The whole tab, so that the path stands on one line.
    await press('Control+Shift+Enter')
    await expect.poll(panes).toBe(1)
    await type('clear; touch found-here.star; echo "$PWD/found-here.star"; echo "$PWD/gone.star"')
    await pane(0)
      .getByText(/^\/.*found-here\.star\s*$/)
      .last()
      .waitFor()
    // The text is drawn, so a line is found by where it stands: the first and the second.
    const screen = pane(0).locator('.xterm-screen')
    const first = { position: { x: 40, y: 6 } }
    const second = { position: { x: 40, y: 26 } }
    await screen.hover(first)
    await pane(0).getByRole('tooltip').getByText('Ctrl+click shows it in Files').waitFor()
    await app.picture('terminals-path')
    await screen.click(first)
    expect(await pane(0).isVisible()).toBe(true)
    await screen.click({ ...first, modifiers: ['Control'] })
    await app.page.getByRole('row', { name: /found-here\.star/, selected: true }).waitFor()
    await goTo('Terminals')
    await screen.click({ ...second, modifiers: ['Control'] })
    await app.page.getByText(/gone\.star is not there\./).waitFor()
    await app.picture('files-path-gone')
    await goTo('Terminals')
    await pane(0).locator('.xterm').click()
    await press('Control+Shift+Enter')
    await expect.poll(panes).toBe(3)
  })
})

describe('text of a terminal', () => {
  it('is found', async () => {
    await pane(2).locator('.xterm').click()
    await press('Control+Shift+F')
    await expect.poll(() => pane(2).locator('search input:focus').count()).toBe(1)
    await app.page.keyboard.type('after-the-move')
    await pane(2).getByText(/of \d/).waitFor()
    await press('Escape')
  })

  it('is saved as a file', async () => {
    const [download] = await Promise.all([app.page.waitForEvent('download'), menu(2, 'Save the text…')])
    expect(download.suggestedFilename()).toMatch(/^Demo facility .*\.txt$/)
    expect(readFileSync(await download.path(), 'utf8')).toContain('after-the-move-second')
  })
})

describe('names and the arrangement', () => {
  /** The colour stands at the head of its pane and at its tab. */
  const isGreen = async () => {
    const green = app.page.locator('i[style*="--t-green"]')
    await pane(1).locator('header').locator(green).waitFor()
    await app.page.getByRole('tab').first().locator(green).waitFor()
    const drawn = await pane(1)
      .locator('header')
      .locator(green)
      .evaluate(bar => getComputedStyle(bar).backgroundColor)
    expect(drawn).not.toBe('rgba(0, 0, 0, 0)')
  }

  it('are given by the person', async () => {
    await menu(1, 'Name and colour…')
    await app.page.getByRole('dialog').getByRole('textbox').fill('motion correction')
    await app.page.getByRole('radio', { name: 'Green' }).check({ force: true })
    expect(await violationsOfDialog(app.page)).toEqual([])
    await app.page.getByRole('button', { name: 'Save' }).click()
    await pane(1).locator('header').getByText('motion correction').waitFor()
    await menu(1, 'Name and colour…')
    expect(await app.page.getByRole('radio', { name: 'Green' }).isChecked()).toBe(true)
    await press('Escape')
    await isGreen()
    await app.page.getByRole('tab').first().click({ button: 'right' })
    await app.page.getByRole('menuitem', { name: /Name of the tab/ }).click()
    await app.page.getByRole('dialog').getByRole('textbox').fill('relion042')
    expect(await violationsOfDialog(app.page)).toEqual([])
    await press('Enter')
    await app.page.getByRole('tab', { name: /relion042/ }).waitFor()
  })

  it('are there again when the page is loaded again, with the same shells', async () => {
    const before = await places()
    // The arrangement is written a moment after its last change.
    await expect.poll(() => readFileSync(join(app.dataFolder, 'terminals.json'), 'utf8')).toContain('relion042')
    await app.page.reload()
    await goTo('Terminals')
    await expect.poll(panes).toBe(3)
    await expect.poll(places).toEqual(before)
    await app.page.getByRole('tab', { name: /relion042.*3 splits/ }).waitFor()
    await pane(1).locator('header').getByText('motion correction').waitFor()
    await isGreen()
    await pane(2).locator('.xterm').click()
    await type('echo still-$MARK')
    await pane(2).getByText('still-second').waitFor()
  })

  it('are there again after a restart of the engine, with new shells that say so', async () => {
    await app.restart()
    await goTo('Terminals')
    await expect.poll(panes).toBe(3)
    await app.page.getByRole('tab', { name: /relion042.*3 splits/ }).waitFor()
    await pane(1).locator('header').getByText('motion correction').waitFor()
    await isGreen()
    await pane(1).getByText('The shell of before ended; this is a new one.').waitFor()
    await pane(1).locator('.xterm').click()
    await type('echo in-third')
    await pane(1).getByText('in-third').last().waitFor()
  })

  it('let a terminal be dragged to a tab of its own and back beside another', async () => {
    await pane(1).locator('header b').dragTo(app.page.getByRole('tab').first())
    await expect.poll(() => app.page.getByRole('tab').count()).toBe(2)
    await focused().locator('header').getByText('motion correction').waitFor()
    await focused().getByText('in-third').last().waitFor()
    await focused().locator('header b').hover()
    await app.page.mouse.down()
    const other = app.page.getByRole('tab', { name: /relion042/ })
    await other.hover()
    // A drag that rests on a tab sees into it.
    await expect
      .poll(async () => {
        await other.hover({ position: { x: 12, y: 10 } })
        await other.hover({ position: { x: 16, y: 10 } })
        return panes()
      })
      .toBe(2)
    await pane(0).locator('.xterm').hover()
    await pane(0)
      .locator('.xterm')
      .hover({ position: { x: 20, y: 80 } })
    await app.picture('terminals-drop')
    await app.page.mouse.up()
    await expect.poll(() => app.page.getByRole('tab').count()).toBe(1)
    await expect.poll(panes).toBe(3)
    await pane(0).locator('header').getByText('motion correction').waitFor()
    await pane(0).getByText('in-third').last().waitFor()
  })

  it('ask before shells end', async () => {
    await press('Control+Shift+W')
    await app.page.getByRole('dialog').getByText('End the shell on motion correction?').waitFor()
    expect(await violationsOfDialog(app.page)).toEqual([])
    await app.page.getByRole('button', { name: 'End the shell' }).click()
    await expect.poll(() => app.page.getByRole('tab').count()).toBe(1)
    await expect.poll(panes).toBe(2)
  })

  it('logged no error in the window', () => {
    expect(app.problems).toEqual([])
  })
})
