/** Quick looks at a file of each kind on this computer, in small and large windows, light and dark. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeSite } from './calendar-store'
import { type LookedFile, lookedFiles, writeLookedFiles } from './looked-files'
import { violations } from './violations'
import { type FarscopeWindow, openWindow } from './window'

let app: FarscopeWindow

const pane = () => app.page.getByRole('region', { name: 'Files, left' })
const drawer = () => app.page.getByRole('complementary', { name: /^Quick look at / })
const row = (name: string) => pane().getByRole('grid').getByRole('row', { name })

/** Pixels that the window unpacked of the picture. */
const widthOf = (picture: Locator): Promise<number> =>
  picture.evaluate(element => (element instanceof HTMLImageElement && element.complete ? element.naturalWidth : 0))

async function show({ name, says, picture }: LookedFile): Promise<void> {
  await row(name).click()
  const look = app.page.getByRole('complementary', { name: `Quick look at ${name}`, exact: true })
  for (const words of says) await look.getByText(words).first().waitFor()
  if (picture !== undefined) await expect.poll(() => widthOf(look.getByRole('img', { name }))).toBe(picture)
}

/** The lower edge of what the drawer shows lies in the window, or it can be scrolled to. */
async function reachable(): Promise<void> {
  const body = drawer().locator(':scope > :last-child')
  const { over, scrolls } = await body.evaluate(box => ({
    over: box.scrollWidth - box.clientWidth,
    scrolls: getComputedStyle(box).overflowY
  }))
  expect([over, scrolls]).toEqual([0, 'auto'])
}

beforeAll(async () => {
  app = await openWindow({
    prepare: (home, dataFolder) => {
      writeSite(dataFolder)
      writeLookedFiles(home)
    }
  })
  const { page } = app
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Files', exact: true }).click()
  await row('looks').dblclick()
  await row('corrupt.mrc').click()
  await page.keyboard.press('F3')
  await drawer().waitFor()
})
afterAll(() => app.close())

describe('a quick look at each kind of file', { timeout: 200_000 }, () => {
  it('shows what it is, its size and what its header tells, or says why it cannot', async () => {
    for (const file of lookedFiles) {
      await show(file)
      await reachable()
      await app.picture(`look-${file.name.slice(0, 24)}`)
    }
    expect(await violations(app.page)).toEqual([])
  })

  it('takes another share of the values for its contrast', async () => {
    await row('specimen.dm4').click()
    await drawer().getByText('Black to white').waitFor()
    const picture = () => drawer().getByRole('img', { name: 'specimen.dm4' }).getAttribute('src')
    const before = await picture()
    await drawer().getByRole('combobox', { name: 'Contrast' }).click()
    await app.page.getByRole('option', { name: 'all values' }).click()
    await drawer().getByText('900 to 1499').waitFor()
    expect(await picture()).not.toBe(before)
  })

  it('shows a picture of a browser as it is', async () => {
    const base64 = await app.page.evaluate(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 400, height: 260 })
      const pen = canvas.getContext('2d')
      if (!pen) return ''
      pen.fillStyle = 'steelblue'
      pen.fillRect(40, 40, 320, 180)
      return canvas.toDataURL('image/jpeg').split(',')[1] ?? ''
    })
    writeFileSync(join(app.home, 'looks', 'grid-square.jpg'), Buffer.from(base64, 'base64'))
    await pane().getByRole('grid').focus()
    await app.page.keyboard.press('Control+r')
    await row('grid-square.jpg').waitFor()
    await show({ name: 'grid-square.jpg', bytes: Buffer.alloc(0), says: ['JPEG', '400 × 260'], picture: 400 })
    await app.picture('look-jpeg')
  })

  it('draws two columns of a table over each other', async () => {
    await row('micrographs_ctf.star').click()
    await drawer().getByRole('button', { name: 'Plot' }).click()
    await drawer()
      .getByRole('figure', { name: /rlnDefocusU/ })
      .waitFor()
    await drawer().getByRole('combobox', { name: 'Upright' }).click()
    await app.page.getByRole('option', { name: 'rlnCtfMaxResolution' }).click()
    await drawer().getByRole('combobox', { name: 'Over' }).click()
    await app.page.getByRole('option', { name: 'rlnDefocusU' }).click()
    await drawer()
      .getByRole('figure', { name: /rlnCtfMaxResolution/ })
      .waitFor()
    expect(await violations(app.page)).toEqual([])
    await app.picture('look-star-plot')
  })

  it('is as wide as a large window has room for, in the dark too', async () => {
    const { page } = app
    await page.keyboard.press('Escape')
    await page.setViewportSize({ width: 2560, height: 1440 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await row('corrupt.mrc').click()
    await page.keyboard.press('F3')
    await drawer().waitFor()
    expect((await drawer().boundingBox())?.width).toBeGreaterThan(600)
    for (const file of lookedFiles) {
      await show(file)
      await app.picture(`look-large-dark-${file.name.slice(0, 24)}`)
    }
    const [micrograph] = lookedFiles
    if (micrograph) await show(micrograph)
    await drawer().getByRole('button', { name: 'Spectrum' }).click()
    await drawer()
      .getByRole('img', { name: /^Power spectrum of / })
      .waitFor()
    expect(await violations(page)).toEqual([])
    await app.picture('look-large-dark-spectrum')
    expect(app.problems).toEqual([])
  })
})

describe('an empty ledger', () => {
  it('says what would stand there, also in the dark', async () => {
    const { page } = app
    await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Ledger' }).click()
    await page.getByText(/Files that were copied with verification stand here/).waitFor()
    expect(await violations(page)).toEqual([])
    await app.picture('ledger-empty-large-dark')
    await page.setViewportSize({ width: 1280, height: 800 })
    await app.picture('ledger-empty-dark')
  })
})
