import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { findEngine, openEngine } from '../../src/main/attach'
import { open } from '../../src/main/open'
import { within } from '../contract/world'
import { ask, pathOf } from './host/visitor'
import { testPlatform } from './test-platform'

const limit = 15_000
const program = vi.hoisted(() => ({ folder: '' }))
vi.mock('../../src/main/program', () => ({
  programVersion: '0.0.0',
  programFolder: () => program.folder,
  rendererFolder: () => join(program.folder, 'out', 'renderer')
}))

let folder: string
let lines: string[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-open-'))
  program.folder = folder
  await mkdir(join(folder, 'out', 'renderer'), { recursive: true })
  await writeFile(join(folder, 'out', 'renderer', 'index.html'), '<!doctype html>')
  lines = []
})
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))

const openPrinting = (): Promise<number> =>
  open({ dataFolder: join(folder, 'data'), printOnly: true, print: line => void lines.push(line) })
const address = (): Promise<URL> =>
  vi.waitFor(
    () => {
      const found = /http:\S+/.exec(lines.join('\n'))
      if (!found) throw new Error('no address yet')
      return new URL(found[0])
    },
    { timeout: limit, interval: 20 }
  )

describe('opening without a window', () => {
  it('prints an address that works, and ends engine and door when told to', async () => {
    const opened = openPrinting()
    const url = await address()
    expect((await ask(Number(url.port), pathOf(url.href))).status).toBe(303)
    expect(await findEngine(join(folder, 'data'))).not.toBeNull()
    process.emit('SIGTERM')
    expect(await within(limit, 'the end', opened)).toBe(0)
    await expect(ask(Number(url.port), '/')).rejects.toThrow('ECONNREFUSED')
    expect(await findEngine(join(folder, 'data'))).toBeNull()
  })

  it('on the engine of another process ends with it, and says so', async () => {
    const engine = await openEngine(testPlatform(folder))
    const opened = openPrinting()
    await address()
    await engine.close()
    await within(limit, 'the end', opened)
    expect(lines.join('\n')).toContain('The engine has ended')
  })
})
