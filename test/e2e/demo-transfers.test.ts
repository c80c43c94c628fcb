import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations } from './violations'
import { type FarscopeWindow, openWindow } from './window'

let app: FarscopeWindow
const movie = Buffer.alloc(8 * 1024 * 1024, 7)

beforeAll(async () => {
  app = await openWindow({
    demo: true,
    prepare: home => {
      mkdirSync(join(home, 'grid3'))
      writeFileSync(join(home, 'grid3', 'notes.txt'), 'from here')
      writeFileSync(join(home, 'grid3', 'gain.mrc'), Buffer.alloc(1000, 1))
      writeFileSync(join(home, 'movie.mrc'), movie)
    }
  })
})

afterAll(() => app.close())

const left = () => app.page.getByRole('region', { name: 'Files, left' })
const right = () => app.page.getByRole('region', { name: 'Files, right' })
const queue = () => app.page.getByRole('region', { name: 'Transfers' })
const row = (place: ReturnType<typeof left>, name: string | RegExp) => place.getByRole('row', { name })
const room = (name: string) => app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name })

async function setLimit(mebibytes: string): Promise<void> {
  await room('Settings').click()
  const field = app.page.getByLabel('Limit of all transfers together')
  await field.fill(mebibytes)
  await field.press('Enter')
  await room('Files').click()
}

/** Kept by the engine, so they hold for the next start too. */
const settings = (): unknown => JSON.parse(readFileSync(join(app.dataFolder, 'settings.json'), 'utf8'))

describe('the queue in the window, on the demo facility', () => {
  it('keeps to the limit of the settings, at once', async () => {
    await setLimit('0.25')
    await expect.poll(settings).toMatchObject({ transferLimit: 256 * 1024 })
    await row(right(), /relion/).waitFor()
    await row(left(), /movie\.mrc/).click()
    await app.page.keyboard.press('F5')
    await row(queue(), /movie\.mrc.*Uploading/).waitFor()
    // At full speed 8 MiB would be over before any rate is shown.
    const rate = async (): Promise<number> =>
      Number(/([\d.]+) KiB\/s/.exec(await row(queue(), /movie\.mrc/).innerText())?.[1])
    await expect.poll(rate).toBeLessThan(500)
  })

  it('pauses what moves and resumes it', async () => {
    await row(queue(), /movie\.mrc/)
      .getByRole('button', { name: /^Pause/ })
      .click()
    await row(queue(), /movie\.mrc.*Paused/).waitFor()
    // What was on its way may still be counted; then nothing arrives any more.
    const rests = async (): Promise<string[]> => {
      const before = await row(queue(), /movie\.mrc/).innerText()
      await app.page.waitForTimeout(1500)
      return [before, await row(queue(), /movie\.mrc/).innerText()]
    }
    await expect.poll(rests).toSatisfy(([before, after]) => before === after && /Paused/.test(after))
    await app.picture('transfers-paused')
    await row(queue(), /movie\.mrc/)
      .getByRole('button', { name: /^Resume/ })
      .click()
    await row(queue(), /movie\.mrc.*Uploading/).waitFor()
  })

  it('lets go in flight when the limit is taken away, and proves the copy', async () => {
    await setLimit('')
    await row(queue(), /movie\.mrc.*Done, 1 verified/).waitFor()
    await row(right(), /movie\.mrc/).waitFor()
  })

  it('asks about a taken name with the keyboard on what changes nothing', async () => {
    writeFileSync(join(app.home, 'movie.mrc'), 'another')
    await row(left(), /movie\.mrc/).click()
    await app.page.keyboard.press('F5')
    const question = app.page.getByRole('dialog', { name: /movie\.mrc is already there/ })
    await question.waitFor()
    await expect.poll(() => app.page.evaluate(() => document.activeElement?.textContent)).toBe('Skip')
    expect(await violations(app.page)).toEqual([])
    await app.page.keyboard.press('Enter')
    await row(queue(), /movie\.mrc.*Done.*1 skipped/).waitFor()
    await right().getByRole('button', { name: 'Read again' }).click()
    await row(right(), /movie\.mrc.*8\.0 MiB/).waitFor()
  })

  it('shows a file that failed with its reason, and nothing of it is called done', async () => {
    await row(left(), /grid3/).click()
    await app.page.keyboard.press('F5')
    await row(queue(), /grid3.*Done/).waitFor()
    // A folder stands where the file should go: that is never replaced.
    mkdirSync(join(app.home, 'back', 'grid3', 'notes.txt'), { recursive: true })
    await left().getByRole('button', { name: 'Read again' }).click()
    await row(left(), /back/).dblclick()
    await row(right(), /grid3/).click()
    await app.page.keyboard.press('F5')
    const failed = row(queue(), /grid3.*Done, but 1 file failed/)
    await failed.waitFor()
    await failed.getByRole('button', { name: /Show the failed files/ }).click()
    const details = app.page.getByRole('complementary', { name: 'Transfer grid3' })
    await details
      .getByText(/notes\.txt/)
      .first()
      .waitFor()
    await details
      .getByText(/folder|directory/i)
      .first()
      .waitFor()
    await app.picture('transfer-details')
    expect(await violations(app.page)).toEqual([])
  })

  it('closes the details with Esc, in them or in the list, and gives the keyboard to the list', async () => {
    const details = app.page.getByRole('complementary', { name: 'Transfer grid3' })
    await details.getByRole('button', { name: 'Close' }).focus()
    await app.page.keyboard.press('Escape')
    await details.waitFor({ state: 'detached' })
    await expect
      .poll(() =>
        queue()
          .getByRole('grid')
          .evaluate(grid => grid === document.activeElement)
      )
      .toBe(true)
    await app.page.keyboard.press('Enter')
    await details.waitFor()
    await app.page.keyboard.press('Escape')
    await details.waitFor({ state: 'detached' })
    await app.page.keyboard.press('Enter')
    await details.waitFor()
  })

  it('copies again only what failed', async () => {
    rmdirSync(join(app.home, 'back', 'grid3', 'notes.txt'))
    await app.page.getByRole('complementary').getByRole('button', { name: 'Try failed again' }).click()
    await expect.poll(() => existsSync(join(app.home, 'back', 'grid3', 'notes.txt'))).toBe(true)
    await row(queue(), /grid3.*Done, 2 verified/)
      .first()
      .waitFor()
    expect(readFileSync(join(app.home, 'back', 'grid3', 'notes.txt'), 'utf8')).toBe('from here')
    expect(existsSync(join(app.home, 'back', 'grid3', 'gain.mrc'))).toBe(true)
  })

  it('keeps limits by the time of the day', async () => {
    await room('Settings').click()
    await app.page.getByRole('button', { name: 'Add a time' }).click()
    const time = app.page.getByRole('group', { name: '08:00 to 18:00' })
    await time.getByLabel('At most').fill('5')
    await time.getByLabel('At most').press('Enter')
    await expect.poll(settings).toMatchObject({
      transferSchedule: [{ from: '08:00', to: '18:00', limit: 5 * 1024 * 1024 }]
    })
    expect(await violations(app.page)).toEqual([])
    await time.getByRole('button', { name: /^Remove/ }).click()
    await expect.poll(settings).toMatchObject({ transferSchedule: [] })
  })

  it('shows in the strip of any room what moves, and leads to it', async () => {
    await room('Settings').click()
    await app.page.getByRole('button', { name: /Nothing moving/ }).click()
    await queue().waitFor()
  })

  it('left no error in the page', () => {
    expect(app.problems).toEqual([])
  })
})
