/** The text of a terminal: what is pasted, copied and clicked, how wide its letters are, how much of it stays. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violationsOfDialog } from './violations'
import { type FarscopeWindow, openWindow } from './window'

/** Prints `$1` at the start of a line and says which column the terminal is in after it (DSR 6, ECMA-48 8.3.35). */
const column = `stty -echo -icanon min 1 time 0
printf "\\r$1\\033[6n"
place=
until case $place in *R) true ;; *) false ;; esac; do place=$place$(dd bs=1 count=1 2>/dev/null); done
stty sane
echo
echo "column=\${place#*;}"`

let app: FarscopeWindow

beforeAll(async () => {
  app = await openWindow({
    demo: true,
    environment: { SHELL: '/bin/sh', PS1: '$ ' },
    prepare: home => writeFileSync(join(home, 'column'), column)
  })
  await goTo('Terminals')
  await app.page.getByRole('main').getByRole('button', { name: 'Open one on this computer' }).click()
  await rows().getByText(/[#$]/).first().waitFor()
})
afterAll(() => app.close())

const goTo = (room: string) =>
  app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: room }).click()
const pane = () => app.page.locator('section[data-terminal]')
const rows = () => pane().locator('.xterm-rows')
/** A row. What hears the pointer lies over it, so a click on it has to be forced. */
const line = (text: RegExp) => rows().locator('> div').filter({ hasText: text }).last()
const press = (keys: string) => app.page.keyboard.press(keys)
const clipboard = () => app.page.evaluate(() => navigator.clipboard.readText())
const copied = (text: string) => app.page.evaluate(words => navigator.clipboard.writeText(words), text)
const dialog = () => app.page.getByRole('dialog')

/** As printf(1) wants bytes: keys that no keyboard has cannot be typed. */
const octal = (text: string) => [...Buffer.from(text)].map(byte => `\\${byte.toString(8)}`).join('')

/** Types a line, and waits for what only its answer has. */
async function ask(typed: string, answer: RegExp): Promise<void> {
  await pane().locator('.xterm-helper-textarea').focus()
  await app.page.keyboard.type(`${typed}\n`)
  await rows().getByText(answer).last().waitFor()
}

async function choose(item: string): Promise<void> {
  await pane()
    .getByRole('button', { name: /^Menu of/ })
    .click()
  await app.page.getByRole('menuitem', { name: item }).click()
  // Only then is the keyboard where the choice leads.
  await app.page.getByRole('menu').waitFor({ state: 'detached' })
}

async function wholeText(): Promise<string> {
  const [download] = await Promise.all([app.page.waitForEvent('download'), choose('Save the text…')])
  return readFileSync(await download.path(), 'utf8')
}

describe('a paste', () => {
  it('of several lines is shown before it goes, and goes only then', async () => {
    await ask('echo ready-$((1 + 1))', /ready-2/)
    await copied('echo one-$((1 + 1))\necho two-$((2 + 2))\n')
    await press('Control+Shift+V')
    await dialog().getByText('Paste 2 lines into This computer?').waitFor()
    await dialog().getByText('echo two-$((2 + 2))').waitFor()
    expect(await violationsOfDialog(app.page)).toEqual([])
    await app.picture('terminals-paste')
    await press('Escape')
    await dialog().waitFor({ state: 'hidden' })
    await press('Control+Shift+V')
    await dialog().getByRole('button', { name: 'Paste' }).click()
    await rows().getByText('two-4').waitFor()
    await expect.poll(() => rows().getByText('one-2').count()).toBe(1)
  })

  it('of one line goes at once, also from the menu', async () => {
    await copied('echo menu-$((3 + 3))')
    await choose('Paste')
    await rows().getByText('echo menu-$((3 + 3))').waitFor()
    // The keyboard is in the terminal again, not on the button of the menu.
    await press('Enter')
    await rows().getByText('menu-6').waitFor()
  })
})

describe('the keyboard after a menu', () => {
  it('is where the choice leads: in the search', async () => {
    await choose('Find…')
    await expect.poll(() => pane().locator('search input:focus').count()).toBe(1)
    await app.page.keyboard.type('menu-6')
    await pane().getByText('1 of 1').waitFor()
    await press('Escape')
    await ask('echo typed-$((1 + 1))', /typed-2/)
  })

  it('is on its button when nothing was chosen', async () => {
    const button = pane().getByRole('button', { name: /^Menu of/ })
    await button.click()
    await app.page.getByRole('menuitem', { name: 'Paste' }).waitFor()
    await press('Escape')
    await expect.poll(() => button.evaluate(element => element === document.activeElement)).toBe(true)
  })
})

describe('a window that may not read the clipboard', () => {
  it('says which keys paste', async () => {
    await app.page.context().clearPermissions()
    try {
      await choose('Paste')
      await dialog()
        .getByText(/Ctrl.Shift.V pastes it/)
        .waitFor()
      expect(await violationsOfDialog(app.page)).toEqual([])
      await press('Escape')
      await dialog().waitFor({ state: 'hidden' })
    } finally {
      await app.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    }
  })
})

describe('text that is selected', () => {
  it('is copied by itself only where the person wants that', async () => {
    await ask('clear; echo "selected word"', /^selected word/)
    await copied('before')
    await line(/^selected word/).dblclick({ position: { x: 20, y: 6 }, force: true })
    expect(await clipboard()).toBe('before')
    await press('Control+Shift+C')
    await expect.poll(clipboard).toBe('selected')
    await goTo('Settings')
    await app.page.getByRole('checkbox', { name: 'In terminals, copy what is selected' }).click()
    await goTo('Terminals')
    await line(/^selected word/).dblclick({ position: { x: 90, y: 6 }, force: true })
    await expect.poll(clipboard).toBe('word')
  })
})

describe('a link', () => {
  const at = { position: { x: 40, y: 6 }, force: true }
  const hint = () => pane().getByRole('tooltip')

  beforeAll(() => app.page.context().route('https://facility.example/**', route => route.fulfill({ body: 'there' })))

  /** Clicks on it, as a person does who has read where it leads. */
  async function opened(text: RegExp, words: string): Promise<string> {
    // xterm looks for links anew when the pointer comes from another line.
    await pane()
      .locator('.xterm')
      .hover({ position: { x: 40, y: 300 } })
    await line(text).hover(at)
    await hint().getByText(words, { exact: true }).waitFor()
    const [page] = await Promise.all([app.page.context().waitForEvent('page'), line(text).click(at)])
    await page.waitForURL('https://facility.example/**')
    expect(await page.evaluate(() => window.opener)).toBeNull()
    const url = page.url()
    await page.close()
    return url
  }

  it('in the text is opened in the browser', async () => {
    await ask('clear; echo https://facility.example/plain', /^https:/)
    expect(await opened(/^https:/, 'A click opens it in the browser')).toBe('https://facility.example/plain')
  })

  it('of a program is opened when it is a page of the web, and says where it leads', async () => {
    const link = (address: string, words: string) => `\\033]8;;${address}\\033\\\\${words}\\033]8;;\\033\\\\`
    const bad = link('javascript:document.title=1', 'bad-words')
    const good = link('https://facility.example/named', 'good-words')
    await ask(`clear; printf '${bad}\\n${good}\\n'`, /^good-words/)
    const title = await app.page.title()
    const pages = app.page.context().pages().length
    await line(/^bad-words/).hover(at)
    await line(/^bad-words/).click(at)
    expect(await opened(/^good-words/, 'A click opens facility.example/named')).toBe('https://facility.example/named')
    expect([await app.page.title(), app.page.context().pages().length]).toEqual([title, pages])
  })
})

describe('letters', () => {
  it.each([
    ['plain ones', 'abc', 4],
    ['Chinese and Japanese ones', '漢字かな', 9],
    ['pictures of Unicode 11', '🔬🧬', 5],
    ['one with a mark of its own', 'e\u0301', 2]
  ])('are as wide as programs think: %s', async (_what, text, after) => {
    await ask(`clear; sh ~/column '${octal(text)}'`, new RegExp(`column=${after}R`))
  })

  it('are those of the font that comes with the program, and none is drawn as another unless wanted', async () => {
    const drawn = () =>
      rows().evaluate(element => {
        const { fontFamily, fontVariantLigatures } = getComputedStyle(element)
        return [fontFamily.split(',')[0], fontVariantLigatures]
      })
    await expect.poll(drawn).toEqual(['"JetBrains Mono Variable"', 'none'])
    await expect.poll(() => app.page.evaluate(() => document.fonts.check('13px "JetBrains Mono Variable"'))).toBe(true)
    await goTo('Settings')
    await app.page.getByRole('checkbox', { name: /Draw signs such as/ }).click()
    await goTo('Terminals')
    await expect.poll(drawn).toEqual(['"JetBrains Mono Variable"', 'normal'])
  })

  it('have the colours of the theme that is chosen', async () => {
    const ground = () =>
      pane()
        .locator('.xterm')
        .evaluate(element => getComputedStyle(element.parentElement ?? element).backgroundColor)
    const before = await ground()
    await goTo('Settings')
    await app.page.getByRole('combobox', { name: 'Terminal colours' }).click()
    await app.page.getByRole('option', { name: 'Black' }).click()
    await goTo('Terminals')
    await expect.poll(ground).toBe('rgb(0, 0, 0)')
    expect(before).not.toBe('rgb(0, 0, 0)')
  })
})

describe('text that has scrolled away', () => {
  it('is walked through from prompt to prompt, where the shell marks them', async () => {
    const prompt = (name: string) => `printf '\\033]133;A\\007${name}\\n'; seq 90`
    await ask(`clear; ${prompt('first-prompt')}; ${prompt('second-prompt')}; echo ended-$((1 + 1))`, /^ended-2/)
    expect(
      await rows()
        .getByText(/^second-prompt/)
        .count()
    ).toBe(0)
    await press('Control+Shift+PageUp')
    await rows()
      .getByText(/^second-prompt/)
      .waitFor()
    await press('Control+Shift+PageUp')
    await rows()
      .getByText(/^first-prompt/)
      .waitFor()
    await press('Control+Shift+PageDown')
    await rows()
      .getByText(/^second-prompt/)
      .waitFor()
    await press('Control+Shift+PageDown')
    await rows()
      .getByText(/^ended-2/)
      .waitFor()
  })

  it('stays, 100,000 lines of it, or as many as the person wants', async () => {
    await ask('clear; seq 100200; echo counted-$((1 + 1))', /counted-2/)
    const numbers = (await wholeText()).split('\n').filter(one => /^\d+$/.test(one))
    expect(numbers.at(-1)).toBe('100200')
    expect(numbers.length).toBeGreaterThan(99_990)
    await goTo('Settings')
    const field = app.page.getByLabel('Lines kept above the screen')
    await field.fill('1000')
    await field.press('Enter')
    await goTo('Terminals')
    await expect.poll(async () => (await wholeText()).split('\n').length).toBeLessThan(1_200)
  })

  it('logged no error in the window', () => {
    expect(app.problems).toEqual([])
  })
})
