import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settingsChangeSchema } from '@contract/app'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSettings } from '../../../src/main/app/settings'
import { silentLog } from '../../../src/main/platform'
import { within } from '../../contract/world'

let folder: string
let warnings: string[]
const open = () =>
  createSettings({ dataFolder: folder, log: { ...silentLog, warn: message => void warnings.push(message) } })
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-settings-'))
  warnings = []
})
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

describe('settings', () => {
  it('have defaults, also for those a file leaves out', async () => {
    expect((await open()).read()).toMatchObject({ theme: 'system', terminalFontSize: 13, confirmQuit: true })
    expect(warnings).toEqual([])
    await writeFile(join(folder, 'settings.json'), '{"theme":"dark"}')
    expect((await open()).read()).toMatchObject({ theme: 'dark', terminalFontSize: 13 })
  })

  it.each(['', 'no json', '[]', '{"terminalFontSize":7000}', '{"version":2}'])(
    'are the defaults where the file holds %j, with a line in the log',
    async text => {
      await writeFile(join(folder, 'settings.json'), text)
      expect((await open()).read()).toMatchObject({ theme: 'system', terminalFontSize: 13 })
      expect(warnings).toHaveLength(1)
    }
  )

  it('change one by one; the others stay, also through the contract', async () => {
    const settings = await open()
    await settings.save({ terminalFontSize: 20 })
    await settings.save(settingsChangeSchema.parse({ theme: 'dark' }))
    expect(settings.read()).toMatchObject({ theme: 'dark', terminalFontSize: 20 })
    expect((await open()).read()).toEqual(settings.read())
  })

  it('that are saved at once are all kept, in a file that is always whole', async () => {
    const settings = await open()
    const sizes = Array.from({ length: 20 }, (_, index) => 10 + index)
    await Promise.all([
      ...sizes.map(size => settings.save({ terminalFontSize: size })),
      settings.save({ theme: 'light' })
    ])
    const text = await readFile(join(folder, 'settings.json'), 'utf8')
    expect(JSON.parse(text)).toMatchObject({ theme: 'light', terminalFontSize: 29 })
    expect(await readdir(folder)).toEqual(['settings.json'])
  })

  it('stay as they were when they cannot be written, and the next save works', async () => {
    const settings = await open()
    await rm(folder, { recursive: true })
    await writeFile(folder, 'a file in the place of the folder')
    await expect(settings.save({ theme: 'dark' })).rejects.toThrow()
    expect(settings.read().theme).toBe('system')
    await rm(folder)
    expect((await settings.save({ theme: 'light' })).theme).toBe('light')
  })

  it('tell who watches', async () => {
    const settings = await open()
    const stop = new AbortController()
    const stream = settings.watch(stop.signal)
    expect((await stream.next()).value).toMatchObject({ theme: 'system' })
    const changed = stream.next()
    await settings.save({ theme: 'dark' })
    expect((await within(5_000, 'the change', changed)).value).toMatchObject({ theme: 'dark' })
    stop.abort()
  })
})
