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

/** A script at the facility as the same user, besides the window. */
async function remote(script: string): Promise<string> {
  const { stdout } = await run(
    'ssh',
    [
      ...['-i', facility.keys.cryo, '-o', `UserKnownHostsFile=${facility.knownHosts}`, '-o', 'IdentitiesOnly=yes'],
      ...['-p', String(ports.facility), 'cryo@127.0.0.1', script]
    ],
    { timeout: 20_000 }
  )
  return stdout
}

const state = '$HOME/.local/share/farscope/displays/$(uname -n)'
/** A program at the display with this number. */
const atDisplay = (number: string, line: string): Promise<string> =>
  remote(`export DISPLAY=:${number} XAUTHORITY="${state}:${number}/Xauthority"; ${line}`)

/** What a made display shows: a red ground and a terminal that writes down what is typed into it. */
const command =
  'xsetroot -solid "#c02040"; openbox & exec xterm -geometry 60x10+200+200 -e sh -c "stty -echo; cat >$HOME/typed"'

/** The number of the display that was made last. */
const lastDisplay = async (): Promise<string> =>
  (await remote('ls -t $HOME/.local/share/farscope/displays | head -n 1')).trim().replace(/^.*:/, '')

beforeAll(async () => {
  await remote('rm -f $HOME/typed')
  app = await openClusterWindow()
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

describeFacility('a VNC display in the window', 'ssh', () => {
  let number = ''

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
    await canvas().waitFor({ timeout: 40_000 })
    await app.picture('displays-vnc')
    await expect.poll(() => pixel(5, 5), { timeout: 10_000 }).toBe('192,32,64')
    number = await lastDisplay()
    expect(await violations(page)).toEqual([])
    await app.picture('displays-vnc')
  })

  it('takes the keys and the mouse', async () => {
    const { page } = app
    const box = await canvas().boundingBox()
    if (!box) throw new Error('the display has no place')
    const scale = box.width / 1000
    await page.mouse.click(box.x + 300 * scale, box.y + 260 * scale)
    await page.keyboard.type('Grid 3, hole 14')
    await page.keyboard.press('Enter')
    await expect.poll(() => remote('cat $HOME/typed'), { timeout: 10_000 }).toBe('Grid 3, hole 14\n')
    await page.mouse.move(box.x + 700 * scale, box.y + 100 * scale)
    await expect
      .poll(async () => (await atDisplay(number, 'xdotool getmouselocation')).replace(/ screen.*\n/, ''))
      .toMatch(/^x:(699|700|701) y:(99|100|101)$/)
  })
})
