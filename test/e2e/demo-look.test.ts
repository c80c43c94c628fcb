/** Quick looks at files of the demo facility: in the window, and by the command beside it. */
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { decode } from 'fast-png'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { madeMrc, madeTiff } from '../domain/previews/made-files'
import { violations } from './violations'
import { type FarscopeWindow, openWindow } from './window'

const run = promisify(execFile)
const program = resolve(import.meta.dirname, '../../bin/farscope.js')

let app: FarscopeWindow

beforeAll(async () => {
  app = await openWindow({
    demo: true,
    prepare: home => {
      const value = (x: number, y: number): number => 40 * Math.cos(Math.hypot(x - 300, y - 200) / 9) + ((x * 7) % 5)
      mkdirSync(join(home, 'looks'))
      writeFileSync(join(home, 'looks', 'rings.mrc'), madeMrc({ columns: 640, rows: 512, pixelSize: 1.2, value }))
      const shade = (x: number, y: number, page: number): number => (x + y + page * 9) % 256
      const stack = madeTiff({ columns: 90, rows: 60, bits: 8, compression: 5, pages: 3, value: shade })
      writeFileSync(join(home, 'looks', 'stack.tif'), stack)
      writeFileSync(join(home, 'looks', 'half.mrc'), Buffer.alloc(2000))
      const rows = Array.from({ length: 300 }, (_, at) => `m${at}.mrc ${10_000 + at * 40} ${3 + (at % 9) / 10}`)
      const names = '_rlnMicrographName #1\n_rlnDefocusU #2\n_rlnCtfMaxResolution #3'
      const star = `data_optics\n\n_rlnVoltage 300\n\ndata_micrographs\n\nloop_\n${names}\n${rows.join('\n')}\n`
      writeFileSync(join(home, 'looks', 'ctf.star'), star)
    }
  })
  await row(right(), 'relion').waitFor()
  await row(left(), 'looks').waitFor()
})
afterAll(() => app.close())

const left = () => app.page.getByRole('region', { name: 'Files, left' })
const right = () => app.page.getByRole('region', { name: 'Files, right' })
const list = (pane: ReturnType<typeof left>) => pane.getByRole('grid')
const row = (pane: ReturnType<typeof left>, name: string) => list(pane).getByRole('row', { name: new RegExp(name) })
const drawer = (name: string) => app.page.getByRole('complementary', { name: new RegExp(`^Quick look at .*${name}`) })

/** Goes to a folder by typing its path. */
async function go(pane: ReturnType<typeof left>, path: string): Promise<void> {
  await list(pane).focus()
  await app.page.keyboard.press('Control+l')
  await app.page.getByLabel('Path, Enter goes there').fill(path)
  await app.page.keyboard.press('Enter')
}

/** Pixels that the window unpacked of the picture. */
const width = (picture: ReturnType<typeof left>): Promise<number> =>
  picture.evaluate(element => (element instanceof HTMLImageElement && element.complete ? element.naturalWidth : 0))

describe('a quick look in the window', () => {
  it('shows a movie of the site with its scale bar and facts', async () => {
    await go(right(), '~/today/Images-Disc1/GridSquare_8123456/Data')
    await row(right(), 'fractions.mrc').first().click()
    await app.page.keyboard.press('F3')
    const look = drawer('fractions.mrc')
    await expect.poll(() => width(look.getByRole('img', { name: /fractions/ }))).toBe(256)
    await look.getByText('2 nm', { exact: true }).waitFor()
    await look.getByText('1 of 8').waitFor()
    await look.getByText('256 × 256').waitFor()
    await app.picture('quick-look')
    expect(await violations(app.page)).toEqual([])
  })

  it('steps to another frame, and shows its power spectrum', async () => {
    const look = drawer('fractions.mrc')
    await look.getByRole('button', { name: 'Next section' }).click()
    await look.getByText('2 of 8').waitFor()
    await look.getByRole('button', { name: 'Spectrum' }).click()
    await expect.poll(() => width(look.getByRole('img', { name: /^Power spectrum of/ }))).toBe(256)
    await look.getByText('1.46 Å').waitFor()
    await app.picture('quick-look-spectrum')
  })

  it('goes with the keyboard to the file below, and shows its text', async () => {
    await row(right(), 'fractions.mrc').first().click()
    await drawer('fractions.mrc').waitFor()
    await go(right(), '~')
    // A link to them tells their name too.
    await row(right(), '^notes\\.md').click()
    await drawer('notes.md').getByText('Ice thin in the middle squares').waitFor()
    expect(await violations(app.page)).toEqual([])
  })

  it('shows a STAR file as a table, and two of its columns as a plot', async () => {
    await row(left(), 'looks').dblclick()
    await row(left(), 'ctf.star').click()
    const look = drawer('ctf.star')
    await look.getByRole('columnheader', { name: /rlnDefocusU/ }).waitFor()
    await look.getByText('300 rows').first().waitFor()
    await look.getByRole('button', { name: 'Plot' }).click()
    await look.getByRole('figure', { name: /rlnDefocusU/ }).waitFor()
    await app.picture('quick-look-plot')
    expect(await violations(app.page)).toEqual([])
  })

  it('shows the newest pictures of a folder, and why one cannot be shown', async () => {
    await go(left(), app.home)
    await row(left(), 'looks').click()
    const look = drawer('looks')
    await look.getByRole('img', { name: 'rings.mrc' }).waitFor()
    await look.getByText(/half\.mrc cannot be shown/).waitFor()
    expect(await violations(app.page)).toEqual([])
    await look.getByRole('button', { name: 'Close' }).click()
    await look.waitFor({ state: 'detached' })
  })

  it('says what is wrong with a file that is not whole', async () => {
    await row(left(), 'looks').dblclick()
    await row(left(), 'half.mrc').click()
    await left().getByRole('button', { name: 'Quick look' }).click()
    await drawer('half.mrc')
      .getByText(/half\.mrc cannot be shown/)
      .waitFor()
    await row(left(), 'half.mrc').click()
    await app.page.keyboard.press('F3')
    await drawer('half.mrc').waitFor({ state: 'detached' })
  })

  it('left no error in the page', () => {
    expect(app.problems).toEqual([])
  })
})

describe('farscope preview', () => {
  const preview = async (...args: string[]) => {
    const env = { ...process.env, FARSCOPE_DATA_DIR: app.dataFolder, SSH_AUTH_SOCK: '' }
    const options = { env, cwd: app.home, timeout: 60_000 }
    const { stdout } = await run(process.execPath, [program, 'preview', ...args, '--json'], options)
    return JSON.parse(stdout)
  }

  it('writes the picture of a file of the site, and its spectrum', async () => {
    const target = join(app.home, 'gain.png')
    const found = await preview('demo:today/gain_reference.mrc', '--png', target, '--size', '128')
    expect(found).toMatchObject({ kind: 'MRC', file: target, content: { type: 'picture', width: 128, columns: 256 } })
    expect(found.content.png).toBeUndefined()
    expect(decode(readFileSync(target))).toMatchObject({ width: 128, height: 128 })
    const spectrum = await preview('demo:today/gain_reference.mrc', '--fft', '--png', target)
    expect(spectrum.content).toMatchObject({ of: 'spectrum', width: 256 })
  })

  it('tells of tables and texts without a picture, and refuses to write one', async () => {
    const star = await preview('demo:relion/default_pipeline.star')
    expect(star.content.tables[1]).toMatchObject({ name: 'pipeline_processes' })
    const refused = preview('demo:notes.md', '--png', join(app.home, 'notes.png'))
    await expect(refused).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('"code":"unsupported"') })
  })

  it('puts the newest pictures of a folder into one', async () => {
    const target = join(app.home, 'newest.png')
    const found = await preview('looks', '--newest', '--most', '4', '--png', target)
    expect(found).toMatchObject({ total: 3, file: target })
    expect(decode(readFileSync(target)).width).toBeGreaterThan(192)
  })
})
