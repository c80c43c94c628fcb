import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileLog } from '../../src/main/file-log'
import type { Log } from '../../src/main/platform'

let folder: string
let log: Log
const text = (): Promise<string> => readFile(join(folder, 'log', 'farscope.log'), 'utf8')
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-log-'))
  log = createFileLog(folder, { now: () => new Date('2026-01-02T03:04:05Z') })
})
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

describe('the log', () => {
  it('has a line for each entry, with time and level, and belongs to its owner alone', async () => {
    log.info('begun')
    log.warn('careful')
    log.error('failed', new Error('why'))
    const lines = (await text()).trimEnd().split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[0]).toBe('2026-01-02T03:04:05.000Z info begun')
    expect(lines[2]).toMatch(/ error failed: Error: why/)
    expect((await stat(join(folder, 'log', 'farscope.log'))).mode & 0o777).toBe(0o600)
  })

  it('lets no name from outside make lines or command a terminal', async () => {
    log.info('file "a\r\n2026-01-01 error forged\u001b[2J\u009b31m\u2028\u202etxt.exe\u0000" moved')
    const written = await text()
    expect(written.trimEnd().split('\n')).toHaveLength(1)
    expect(written.slice(0, -1)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
    expect(written).toContain('moved')
  })

  it('keeps at most two files of a mebibyte', async () => {
    for (let count = 0; count < 5; count++) {
      await writeFile(join(folder, 'filler'), '')
      for (let entry = 0; entry < 12; entry++) log.info('x'.repeat(100_000))
    }
    expect((await readdir(join(folder, 'log'))).sort()).toEqual(['farscope.log', 'farscope.log.1'])
    for (const name of await readdir(join(folder, 'log')))
      expect((await stat(join(folder, 'log', name))).size).toBeLessThan(1.3 * 1024 * 1024)
  })

  it('that cannot be written does not end the work', async () => {
    await writeFile(join(folder, 'log'), 'a file in the place of the folder')
    await chmod(folder, 0o500)
    expect(() => log.error('failed')).not.toThrow()
    await chmod(folder, 0o700)
  })
})
