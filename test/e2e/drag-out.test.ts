/** Files that leave the window by the browser: the data of a drag, and the download itself. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FarscopeWindow, openWindow } from './window'

let app: FarscopeWindow

/** Names by what finds their row. */
const names = { plain: 'movie_7.mrc', hostile: `it's a "h:ostile" \u202egnp.exe\n%41&#?.mrc` }
const bytes = Buffer.alloc(6 * 1024 * 1024 + 3, Buffer.from([0, 255, 13, 10, 128]))

beforeAll(async () => {
  app = await openWindow({
    demo: true,
    prepare: home => {
      for (const name of Object.values(names)) writeFileSync(join(home, name), bytes)
    }
  })
  await row('Files, left', 'movie_7').waitFor()
})
afterAll(() => app.close())

const row = (pane: string, name: string) =>
  app.page
    .getByRole('region', { name: pane })
    .getByRole('grid')
    .getByRole('row', { name: new RegExp(name) })

/** What a drag that begins on a row carries, by type. The drag is made up, for a real one leaves the browser. */
const dragged = (pane: string, name: string): Promise<Record<string, string>> =>
  row(pane, name).evaluate(line => {
    const dataTransfer = new DataTransfer()
    line.dispatchEvent(new DragEvent('dragstart', { bubbles: true, cancelable: true, dataTransfer }))
    const data = Object.fromEntries(dataTransfer.types.map(type => [type, dataTransfer.getData(type)]))
    line.dispatchEvent(new DragEvent('dragend', { bubbles: true, dataTransfer }))
    return data
  })

/** Type, name and address, as Chromium takes them apart. */
function downloadOf(data: Record<string, string>): { name: string; address: string } {
  const [, type, name, address] = /^([^:]*):([^:]*):(.*)$/s.exec(data.downloadurl ?? data.DownloadURL ?? '') ?? []
  expect(type).toBe('application/octet-stream')
  return { name: name ?? '', address: address ?? '' }
}

describe('a file dragged out of the window', () => {
  it.each<[string, string, string]>([
    ['a plain name', 'movie_7', 'movie_7.mrc'],
    ['a hostile name', 'ostile', `it's a _h_ostile_ _gnp.exe_%41&#_.mrc`]
  ])('is fetched by the browser byte for byte: %s', async (_what, find, wanted) => {
    const data = await dragged('Files, left', find)
    expect(Object.keys(data)).toContain('application/x-farscope-files')
    const { name, address } = downloadOf(data)
    expect(name).toBe(wanted)
    const answer = await app.page.request.get(address)
    expect(answer.status()).toBe(200)
    expect(answer.headers()['content-disposition']).toMatch(/^attachment; /)
    expect((await answer.body()).equals(bytes)).toBe(true)
  })

  it('of a site comes the same way; a folder stays in the window', async () => {
    await row('Files, right', 'relion').waitFor()
    expect(Object.keys(await dragged('Files, right', 'relion'))).toEqual(['application/x-farscope-files'])
    await row('Files, right', 'relion').dblclick()
    await row('Files, right', 'default_pipeline').waitFor()
    const { address } = downloadOf(await dragged('Files, right', 'default_pipeline'))
    expect((await (await app.page.request.get(address)).text()).trimStart()).toMatch(/^(#|data_)/)
  })

  it('is refused to one without the cookie', async () => {
    const { address } = downloadOf(await dragged('Files, left', 'movie_7'))
    expect((await fetch(address)).status).toBe(403)
  })

  it('gets the strict cookie also when the browser itself asks, as it does at the end of a drag', async () => {
    const { address } = downloadOf(await dragged('Files, left', 'ostile'))
    const tab = await app.page.context().newPage()
    const started = tab.waitForEvent('download')
    // A download takes the place of the page that was asked for, so going there ends without one.
    await tab.goto(address).catch(() => undefined)
    const download = await started
    expect(readFileSync(await download.path()).equals(bytes)).toBe(true)
    expect(download.suggestedFilename()).not.toMatch(/[\n\u202e:"/\\]/)
    await tab.close()
  })

  it('is saved by the browser from the menu', async () => {
    await row('Files, left', 'movie_7').click({ button: 'right' })
    const started = app.page.waitForEvent('download')
    await app.page.getByRole('menuitem', { name: 'Download with the browser' }).click()
    const download = await started
    expect(download.suggestedFilename()).toBe('movie_7.mrc')
    expect(readFileSync(await download.path()).equals(bytes)).toBe(true)
    expect(app.problems).toEqual([])
  })
})
