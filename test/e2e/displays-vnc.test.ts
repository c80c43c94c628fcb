/** Displays of a real VNC server (Xvnc), drawn in the window. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { facility, ports } from '../facility/facility'
import { openClusterWindow } from './cluster-window'
import { violations, violationsOfDialog } from './violations'
import type { FarscopeWindow } from './window'

const run = promisify(execFile)
let app: FarscopeWindow
/** Of the display that the first test makes. */
let number = ''

/** A user of its own, whose displays no other test makes or counts; its login shell is tcsh. */
const user = 'tcshell'

/** A script for sh at the facility as the same user, besides the window. */
async function remote(script: string): Promise<string> {
  const running = run(
    'ssh',
    [
      ...['-i', facility.keys.cryo, '-o', `UserKnownHostsFile=${facility.knownHosts}`, '-o', 'IdentitiesOnly=yes'],
      ...['-p', String(ports.facility), `${user}@127.0.0.1`, 'sh']
    ],
    { timeout: 90_000 }
  )
  running.child.stdin?.end(script)
  return (await running).stdout
}

const state = '$HOME/.local/share/farscope/displays/$(uname -n)'
/** A program at the display with this number. */
const atDisplay = (number: string, line: string): Promise<string> =>
  remote(`export DISPLAY=:${number} XAUTHORITY="${state}:${number}/Xauthority"; ${line}`)

/**
 * What a made display shows: a red ground and a terminal that writes down what is typed into it. Not before the window
 * manager has begun: a window that opens meanwhile may stay hidden.
 */
const command = `xsetroot -solid "#c02040"; openbox &
  until xprop -root _NET_SUPPORTING_WM_CHECK | grep -q 'window id'; do sleep 0.1; done;
  exec xterm -geometry 60x10+200+200 -e sh -c "stty -echo; cat >>$HOME/typed"`.replaceAll(/\n +/g, ' ')

/** The number of the display that was made last. */
const lastDisplay = async (): Promise<string> =>
  (await remote('ls -t $HOME/.local/share/farscope/displays | head -n 1')).trim().replace(/^.*:/, '')

beforeAll(async () => {
  await remote('rm -f $HOME/typed')
  app = await openClusterWindow(user)
  await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Displays' }).click()
})
afterAll(async () => {
  await remote('for f in $HOME/.local/share/farscope/displays/*/pid; do kill $(cat $f); done 2>/dev/null; true')
  await remote('sleep 1; rm -rf $HOME/.local/share/farscope/displays $HOME/typed; true')
  await app.close()
})

const view = () => app.page.getByRole('region', { name: /^Display / })
const canvas = () => view().locator('canvas')

/** A pixel of the picture, in its own pixels: `r,g,b`. */
const pixel = (x: number, y: number): Promise<string> =>
  canvas().evaluate(
    (element, at) =>
      element instanceof HTMLCanvasElement
        ? [...(element.getContext('2d')?.getImageData(at.x, at.y, 1, 1).data ?? [])].slice(0, 3).join(',')
        : '',
    { x, y }
  )

/** Clicks into the terminal, which the window manager puts where it likes, until it has the keyboard. */
async function clickTerminal(): Promise<void> {
  const end = performance.now() + 60_000
  for (;;) {
    const told = await atDisplay(number, 'xdotool search --onlyvisible --class xterm getwindowgeometry').catch(() => '')
    const [, x, y, width, height] = /Position: (\d+),(\d+)[\s\S]*Geometry: (\d+)x(\d+)/.exec(told)?.map(Number) ?? []
    const box = await canvas().boundingBox()
    let focused = ''
    if (box && x !== undefined && y !== undefined && width !== undefined && height !== undefined) {
      const scale = box.width / 1000
      await app.page.mouse.click(box.x + (x + width / 2) * scale, box.y + (y + height / 2) * scale)
      focused = await atDisplay(number, 'sleep 0.3; xdotool getwindowfocus getwindowname')
      if (focused === 'sh\n') return
    }
    if (performance.now() > end)
      throw new Error(`the terminal did not get the keyboard: ${JSON.stringify({ told, box, focused })}`)
  }
}

/** Chooses in a menu of the bar, which stays open for more. */
const choose = async (menu: string, item: string): Promise<void> => {
  await view().getByRole('button', { name: menu }).click()
  await app.page.getByRole('menuitemcheckbox', { name: item }).click()
  await app.page.keyboard.press('Escape')
  await app.page.getByRole('menu').waitFor({ state: 'detached' })
}

/** The clipboard is looked at when the display gets the keyboard. */
const leaveAndEnter = async (): Promise<void> => {
  await view().getByRole('button', { name: 'Fit' }).focus()
  await canvas().focus()
}

describeFacility('a VNC display in the window', 'ssh', () => {
  it('is made from an empty room, and its picture is seen', async () => {
    const { page } = app
    await page.getByText(/No display of yours runs on/).waitFor()
    expect(await violations(page)).toEqual([])
    await app.picture('displays-empty')
    await page.getByRole('button', { name: 'New display…' }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Grid 3')
    await page.getByRole('textbox', { name: 'Size' }).fill('1000x700')
    await page.getByRole('textbox', { name: 'Command' }).fill(command)
    expect(await violationsOfDialog(page)).toEqual([])
    await app.picture('displays-new')
    await page.getByRole('button', { name: 'Make and open' }).click()
    await canvas().waitFor({ timeout: 60_000 })
    await app.picture('displays-vnc')
    await expect.poll(() => pixel(5, 5)).toBe('192,32,64')
    number = await lastDisplay()
    expect(await violations(page)).toEqual([])
    await app.picture('displays-vnc')
  })

  it('takes the keys and the mouse', async () => {
    const { page } = app
    await clickTerminal()
    await page.keyboard.type('Grid 3, hole 14')
    await page.keyboard.press('Enter')
    await expect.poll(() => remote('cat $HOME/typed')).toBe('Grid 3, hole 14\n')
    const box = await canvas().boundingBox()
    if (!box) throw new Error('the display has no place')
    const scale = box.width / 1000
    await page.mouse.move(box.x + 700 * scale, box.y + 100 * scale)
    await expect
      .poll(async () => (await atDisplay(number, 'xdotool getmouselocation')).replace(/ screen.*\n/, ''))
      .toMatch(/^x:(699|700|701) y:(99|100|101)$/)
  })

  it('keeps the clipboards apart until the person joins them', async () => {
    const { page } = app
    const copied = (): Promise<string> =>
      atDisplay(number, 'timeout 2 xclip -o -selection clipboard 2>/dev/null || true')
    await page.evaluate(() => navigator.clipboard.writeText('from here'))
    await leaveAndEnter()
    expect(await copied()).not.toContain('from here')
    await choose('Clipboard: off', 'to the display')
    await leaveAndEnter()
    await expect.poll(copied).toBe('from here')
    const copy = 'printf "from there" | xclip -i -selection clipboard -quiet >/dev/null 2>&1 & sleep 1'
    await atDisplay(number, copy)
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('from here')
    await choose('Clipboard: to the display', 'both ways')
    await leaveAndEnter()
    await atDisplay(number, copy.replaceAll('from there', 'again from there'))
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('again from there')
  })

  it('sends the keys that a browser keeps, and none while it is only looked at', async () => {
    const { page } = app
    await remote(': >$HOME/typed')
    await choose('Picture', 'View only')
    await view().getByText('view only').waitFor()
    await canvas().click({ position: { x: 280, y: 250 } })
    await page.keyboard.type('not this\n')
    await choose('Picture', 'View only')
    await clickTerminal()
    await page.keyboard.type('but this')
    await page.getByRole('button', { name: 'Keys' }).click()
    await app.picture('displays-keys')
    await page.getByRole('menuitem', { name: 'Tab', exact: true }).click()
    // The display has the keyboard again when the menu has closed.
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('CANVAS')
    await page.keyboard.press('Enter')
    await expect.poll(() => remote('cat $HOME/typed')).toBe('but this\t\n')
  })

  it('takes the size of the view where that is chosen', async () => {
    await view().getByRole('button', { name: 'Resize' }).click()
    // The view itself may still change with its bar.
    const both = async (): Promise<[display: string, view: string]> => {
      const shown = (await atDisplay(number, 'xdotool getdisplaygeometry')).trim()
      const box = await canvas().locator('..').boundingBox()
      return [shown, `${Math.floor(box?.width ?? 0)} ${Math.floor(box?.height ?? 0)}`]
    }
    await expect.poll(both).toSatisfy(([display, view]) => display === view)
    await view().getByRole('button', { name: 'Fit' }).click()
  })

  it('leads out by the keyboard', async () => {
    const { page } = app
    await canvas().click({ position: { x: 280, y: 250 } })
    await page.keyboard.press('Control+Alt+Shift+ArrowUp')
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('BUTTON')
  })

  it('is in the list with its picture, its people and the check of its way', async () => {
    const { page } = app
    await page.getByRole('tab', { name: 'Displays' }).click()
    await page.getByRole('gridcell', { name: /Grid 3/ }).click()
    await page.getByAltText('What Grid 3 shows').waitFor()
    await page.getByRole('complementary', { name: 'Display Grid 3' }).getByText(user, { exact: true }).waitFor()
    expect(await violations(page)).toEqual([])
    await app.picture('displays-list')
    await page.emulateMedia({ colorScheme: 'dark' })
    await app.picture('displays-list-dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await page.getByRole('button', { name: 'Open with…' }).click()
    await page.getByRole('radio', { name: /A VNC viewer/ }).waitFor()
    expect(await violationsOfDialog(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('complementary').getByRole('button', { name: 'Close…' }).click()
    await page.getByText(/Views that are open now: 1/).waitFor()
    expect(await violationsOfDialog(page)).toEqual([])
    await page.getByRole('button', { name: 'Keep it open' }).click()
    await page.getByRole('button', { name: 'People…' }).click()
    await page.getByRole('dialog').getByText('127.0.0.1').waitFor()
    expect(await violationsOfDialog(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('complementary').getByRole('button', { name: 'Check…' }).click()
    await page.getByRole('button', { name: 'Check again' }).and(page.locator(':not([aria-disabled])')).waitFor()
    await page.getByText(/It listens at .*and lets you in/).waitFor()
    expect(await violationsOfDialog(page)).toEqual([])
    await app.picture('displays-check')
    await page.getByRole('button', { name: 'Close', exact: true }).last().click()
  })

  it('says by name that its server was killed, and what that means', async () => {
    const { page } = app
    await page.getByRole('tab', { name: 'Grid 3' }).click()
    await canvas().waitFor()
    await remote(`kill -9 $(cat "${state}:${number}/pid")`)
    await page.getByText(/ended: its VNC server was ended, or it crashed/).waitFor()
    await page.getByText('What ran in it is gone.').waitFor()
    expect(await violations(page)).toEqual([])
    await app.picture('displays-killed')
    await page.getByRole('button', { name: 'Open again' }).click()
    await page.getByText(/has ended/).waitFor()
  })
})
