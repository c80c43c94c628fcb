/** Whatever a program prints stays inside its terminal. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { garbageStreams, intruder } from './garbage-streams'
import { type FarscopeWindow, openWindow } from './window'

const kept = 'what the person had copied'
/**
 * Prints one stream, ends it, and swallows what the terminal answers, as a program that asked would: up to the answer to
 * a last question (DECRQM), however long that takes. A script with a short name: each key that is typed takes its time.
 */
const play = `stty raw -echo min 0 time 3
cat "$HOME/streams/$1"
printf '\\030\\033\\\\\\033c\\033[?1049l\\033[?2026$p'
answers=
until case $answers in *'2026;'*) true ;; *) false ;; esac
do answers=$answers$(dd bs=4096 count=1 2>/dev/null | tr -dc '0-9;')
done
cat >/dev/null
stty sane
echo through-$(($1 + 1000))`

let app: FarscopeWindow
const strangers: string[] = []

beforeAll(async () => {
  app = await openWindow({
    demo: true,
    environment: { SHELL: '/bin/sh', PS1: '$ ' },
    prepare: home => {
      mkdirSync(join(home, 'streams'))
      writeFileSync(join(home, 'play'), play)
      garbageStreams.forEach((stream, at) => {
        writeFileSync(join(home, 'streams', String(at)), stream)
      })
    }
  })
  const origin = new URL(app.page.url()).origin
  const local = [origin, origin.replace('http', 'ws'), 'data:', 'blob:']
  app.page.on('request', request => {
    if (!local.some(start => request.url().startsWith(start))) strangers.push(request.url())
  })
  app.page.on('dialog', dialog => {
    strangers.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  app.page.on('download', download => strangers.push(`download ${download.url()}`))
  app.page.on('popup', page => strangers.push(`window ${page.url()}`))
  await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Terminals' }).click()
  await openShell()
})

afterAll(() => app.close())

async function openShell(): Promise<void> {
  const before = await app.page.getByRole('tab').count()
  await app.page
    .getByRole('banner')
    .getByRole('button', { name: /Go to or do/ })
    .click()
  await app.page.getByPlaceholder('Go to or do…').fill('shell on this computer')
  await app.page.keyboard.press('Enter')
  await app.page.getByRole('tab').nth(before).waitFor()
  await app.page.locator('.xterm-helper-textarea').last().waitFor({ state: 'attached' })
  await app.page.locator('.xterm-rows').last().getByText(/[#$]/).first().waitFor()
}

/** Types into the terminal that is shown, and waits for what only its answer has. */
async function ask(line: string, answer: string): Promise<void> {
  await app.page.locator('.xterm-helper-textarea').last().focus()
  await app.page.keyboard.type(`${line}\n`)
  await app.page.locator('.xterm-rows').last().getByText(answer).last().waitFor({ timeout: 60_000 })
}

const clipboard = () => app.page.evaluate(() => navigator.clipboard.readText())
const frame = () =>
  app.page.evaluate(() => [...document.querySelectorAll('nav button')].map(button => button.textContent).join('|'))

it(`${garbageStreams.length} streams of garbage change nothing outside their terminal`, async () => {
  expect(garbageStreams).toHaveLength(50)
  await app.page.evaluate(text => navigator.clipboard.writeText(text), kept)
  const [title, rooms] = [await app.page.title(), await frame()]
  for (const at of garbageStreams.keys()) {
    await ask(`sh ~/play ${at}`, `through-${at + 1000}`)
    expect(await clipboard(), `stream ${at}`).toBe(kept)
  }
  expect(strangers).toEqual([])
  expect(await app.page.title()).toBe(title)
  expect(await frame()).toBe(rooms)
  expect(app.problems).toEqual([])
}, 240_000)

it('a tab shows what a program calls itself as one short, clean line', async () => {
  await ask(`printf '\\033]2;${intruder}\\342\\200\\256gnp <b>x</b>\\007'; echo named-$((1 + 1))`, 'named-2')
  const tab = app.page.getByRole('tab').first()
  await expect.poll(() => tab.innerText()).toContain(intruder)
  expect(await tab.innerText()).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
  expect(await tab.locator('b, img').count()).toBe(0)
})

it('the window still answers, and another terminal works', async () => {
  await openShell()
  await ask('echo other-$((40 + 2))', 'other-42')
  await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Files' }).click()
  await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Terminals' }).click()
  await ask('echo back-$((40 + 3))', 'back-43')
  expect(strangers).toEqual([])
  expect(app.problems).toEqual([])
})
