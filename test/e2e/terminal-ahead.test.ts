/** What is typed while a shell is still being opened. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FarscopeWindow, openWindow } from './window'

let app: FarscopeWindow

beforeAll(async () => {
  app = await openWindow({ demo: true })
})
afterAll(() => app.close())

it('what is typed before a shell is open reaches it when it is, in order and once', async () => {
  const { page } = app
  let lateMs = 0
  await page.routeWebSocket(/.*/, socket => {
    const engine = socket.connectToServer()
    let before = Promise.resolve()
    // The engine's answers are late and in order, as from a host behind a slow link.
    engine.onMessage(message => {
      before = before.then(() => sleep(lateMs)).then(() => socket.send(message))
    })
  })
  await page.reload()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Terminals' }).click()
  const open = page.getByRole('button', { name: 'Open one on this computer' })
  await open.waitFor()
  lateMs = 3000
  await open.click()
  await page.locator('.xterm-helper-textarea').focus()
  await page.keyboard.type('echo typed-$((40 + 2))\n')
  lateMs = 0
  const lines = page.locator('.xterm-rows > div')
  await lines.getByText(/^typed-42$/).waitFor()
  expect(await lines.getByText('echo typed-').count()).toBeLessThanOrEqual(2)
  expect(app.problems).toEqual([])
})
