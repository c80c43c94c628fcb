/** The network of this computer goes and comes back, as the browser tells it: the window says so, and polls rest. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FarscopeWindow, openWindow } from './window'

/** The shortest that the settings take. */
const pollSeconds = 10
let app: FarscopeWindow

beforeAll(async () => {
  app = await openWindow({
    demo: true,
    prepare: (_home, dataFolder) => {
      mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
      writeFileSync(join(dataFolder, 'settings.json'), JSON.stringify({ jobPollSeconds: pollSeconds }))
    }
  })
})
afterAll(() => app.close())

const offline = () => app.page.getByText('This computer is offline', { exact: true })
const setOffline = (gone: boolean) => app.page.context().setOffline(gone)
/** Seconds since the queue was read, as the bar over it says: `now`, `6 s old`. */
async function age(): Promise<number> {
  const words = app.page
    .getByText(/^\d+ s old$|^now$/)
    .filter({ visible: true })
    .first()
  return Number.parseInt(await words.innerText(), 10) || 0
}

describe('a computer without a network', () => {
  it('is said in the strip, and no queue is read', async () => {
    await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Jobs' }).click()
    await app.page
      .getByRole('row', { name: /motioncorr/ })
      .first()
      .waitFor()
    expect(await offline().count()).toBe(0)
    await setOffline(true)
    await offline().waitFor()
    await expect.poll(age, { timeout: 60_000 }).toBeGreaterThan(2 * pollSeconds)
    await app.picture('offline')
  })

  it('has its queue read at once when the network is there again', async () => {
    await setOffline(false)
    await expect.poll(() => offline().count()).toBe(0)
    await expect.poll(age).toBeLessThan(pollSeconds)
  })

  it('tells it again after the page was loaded anew', async () => {
    await setOffline(true)
    await offline().waitFor()
    await setOffline(false)
    await app.page.reload()
    await app.page
      .getByRole('row', { name: /motioncorr/ })
      .first()
      .waitFor()
    await expect.poll(() => offline().count()).toBe(0)
    expect(app.problems).toEqual([])
  })
})
