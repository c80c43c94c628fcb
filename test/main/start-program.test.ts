import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPageOpener, startProgram } from '../../src/main/start-program'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-start-'))
})
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

async function program(name: string, script: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

describe('A program of this computer', () => {
  it('gets its arguments as they are, and its end is told', async () => {
    const path = await program('client', `printf '%s|' "$@" > ${folder}/seen; exit 3`)
    const started = await startProgram(path, ['a b', "c'd"])
    expect(await started.ended).toEqual({ code: 3 })
    expect(await readFile(join(folder, 'seen'), 'utf8')).toBe("a b|c'd|")
  })

  it('is a named failure where it is not there or may not be run', async () => {
    await expect(startProgram(join(folder, 'none'), [])).rejects.toMatchObject({ code: 'not-found' })
    await writeFile(join(folder, 'plain'), 'x', { mode: 0o644 })
    await expect(startProgram(join(folder, 'plain'), [])).rejects.toMatchObject({ code: 'permission' })
  })
})

describe.runIf(process.platform === 'linux')('A page of a display', () => {
  const url = 'http://127.0.0.1:1/a-secret-that-works-once?x="><&y'

  it('is shown by a browser that learns the address from a file of this user alone', async () => {
    await program('chromium', `printf '%s\\n' "$@" > ${folder}/arguments; sleep 60`)
    const pages = join(folder, 'pages')
    const shown = await createPageOpener(pages, { PATH: folder, DISPLAY: ':0' })(url)
    let seen = ''
    for (let tries = 0; tries < 100 && seen === ''; tries++) {
      await new Promise(resolve => setTimeout(resolve, 20))
      seen = await readFile(join(folder, 'arguments'), 'utf8').catch(() => '')
    }
    expect(seen).toContain('--incognito')
    expect(seen).not.toContain('a-secret')
    const lead = fileURLToPath(/--app=(\S+)/.exec(seen)?.[1] ?? '')
    expect((await stat(lead)).mode & 0o777).toBe(0o600)
    const page = await readFile(lead, 'utf8')
    expect(page).toContain('a-secret-that-works-once?x=&#34;&#62;&#60;&#38;y')
    shown?.end()
    await shown?.ended
    for (let tries = 0; tries < 100 && (await readdir(pages)).length > 0; tries++)
      await new Promise(resolve => setTimeout(resolve, 20))
    expect(await readdir(pages)).toEqual([])
  })

  it('is left to the caller where there is no screen or no browser', async () => {
    await mkdir(join(folder, 'empty'))
    expect(
      await createPageOpener(join(folder, 'pages'), { PATH: join(folder, 'empty'), DISPLAY: ':0' })(url)
    ).toBeNull()
    await program('chromium', 'exit 0')
    expect(await createPageOpener(join(folder, 'pages'), { PATH: folder })(url)).toBeNull()
  })
})
