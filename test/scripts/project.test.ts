import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { needsBuild, needsInstall, nodeComplaint } from '../../scripts/project.mjs'

let folder: string

/** Writes a file as if at that second; its folders are put in the distant past, they must not decide. */
function fileAt(path: string, second: number): void {
  const whole = join(folder, path)
  mkdirSync(dirname(whole), { recursive: true })
  writeFileSync(whole, '')
  utimesSync(whole, second, second)
  for (let above = dirname(whole); above.startsWith(folder); above = dirname(above)) utimesSync(above, 1, 1)
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farscope-stale-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

describe('what has to be done again', () => {
  it('installs when nothing is installed or the lock file is newer', () => {
    fileAt('package-lock.json', 100)
    expect(needsInstall(folder)).toBe(true)
    fileAt('node_modules/.package-lock.json', 200)
    expect(needsInstall(folder)).toBe(false)
    fileAt('package-lock.json', 300)
    expect(needsInstall(folder)).toBe(true)
  })

  it('builds when a product is missing or a source, a resource or the configuration is newer', () => {
    const products = ['out/main/cli.js', 'out/main/open.js', 'out/preload/preload.cjs', 'out/renderer/index.html']
    fileAt('src/deep/down/engine.ts', 100)
    expect(needsBuild(folder)).toBe(true)
    for (const product of products) fileAt(product, 200)
    expect(needsBuild(folder)).toBe(false)
    for (const source of ['src/deep/down/engine.ts', 'resources/icon.svg', 'electron.vite.config.ts']) {
      fileAt(source, 300)
      expect(needsBuild(folder)).toBe(true)
      fileAt(source, 100)
      expect(needsBuild(folder)).toBe(false)
    }
  })

  it('builds when a source was removed', () => {
    fileAt('src/engine.ts', 100)
    for (const product of ['out/main/cli.js', 'out/main/open.js', 'out/preload/preload.cjs', 'out/renderer/index.html'])
      fileAt(product, 200)
    rmSync(join(folder, 'src/engine.ts'))
    expect(needsBuild(folder)).toBe(true)
  })
})

describe('the Node it runs on', () => {
  it('is told plainly when it is too old', () => {
    expect(nodeComplaint('18.20.1')).toContain('needs Node 20.19 or newer; this is 18.20.1')
    expect(nodeComplaint('20.18.3')).toBeDefined()
    expect(nodeComplaint('20.19.0')).toBeUndefined()
    expect(nodeComplaint('24.1.0')).toBeUndefined()
  })
})
