/** `farscope watch` against the demo facility, as a script would use it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { watchedFileSchema, watchSchema } from '@contract/watch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

const program = resolve(import.meta.dirname, '../../bin/farscope.js')
const limitMs = 60_000

let folder: string
let demo: ChildProcess

const start = (args: string[], timeout?: number): ChildProcess =>
  spawn(process.execPath, [program, '--data-dir', join(folder, 'data'), ...args], {
    env: { ...process.env, SSH_ASKPASS: '', SSH_AUTH_SOCK: '' },
    ...(timeout !== undefined && { timeout })
  })

async function farscope(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const child = start(args, limitMs)
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', chunk => (stdout += chunk))
  child.stderr?.on('data', chunk => (stderr += chunk))
  child.stdin?.end()
  const [status] = await once(child, 'close')
  return { status, stdout, stderr }
}

async function json(...args: string[]): Promise<unknown> {
  const { status, stdout, stderr } = await farscope('--json', ...args)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return JSON.parse(stdout)
}

async function failure(...args: string[]): Promise<[number, string]> {
  const { status, stderr } = await farscope('--json', ...args)
  return [
    status,
    z.object({ code: z.string(), message: z.string(), hint: z.string() }).strict().parse(JSON.parse(stderr)).code
  ]
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-watch-'))
  await mkdir(join(folder, 'run7'))
  await writeFile(join(folder, 'run7/a.eer'), 'movie')
  demo = start(['demo', '--json'])
  const { stdout } = demo
  if (!stdout) throw new Error('no standard output')
  await once(createInterface({ input: stdout }), 'line')
})

afterAll(async () => {
  demo.kill('SIGTERM')
  if (demo.exitCode === null) await once(demo, 'exit')
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

const status = async () => watchSchema.parse(await json('watch', 'status', 'run7'))

describe('farscope watch', () => {
  it('copies a folder to a site and to this computer, and tells how far it is', async () => {
    const [source, here] = [join(folder, 'run7'), join(folder, 'copies')]
    const rules = ['--include', '*.{eer,xml}', '--sidecar', '*.eer=*.xml', '--stable', '1', '--limit', '50M']
    const added = watchSchema.parse(await json('watch', 'add', source, 'demo:watched', here, ...rules))
    expect(added).toMatchObject({
      name: 'run7',
      rules: { include: ['*.{eer,xml}'], stableSeconds: 1, sidecars: [{ files: '*.eer', sidecar: '*.xml' }] },
      limit: 50 * 1024 * 1024,
      destinations: [{ place: { kind: 'site', site: 'demo' } }, { place: { kind: 'local', path: here } }]
    })
    await expect.poll(async () => (await status()).withoutSidecar).toBe(1)
    await writeFile(join(source, 'a.xml'), '<x/>')
    await expect.poll(async () => (await status()).destinations.map(one => one.verified.files)).toEqual([2, 2])
    expect(await readFile(join(here, 'a.eer'), 'utf8')).toBe('movie')
    const files = z.array(watchedFileSchema).parse(await json('watch', 'files', 'run7'))
    expect(files.map(({ path, copies }) => [path, copies.map(({ state }) => state)]).sort()).toEqual([
      ['a.eer', ['verified', 'verified']],
      ['a.xml', ['verified', 'verified']]
    ])
  })

  it('lists, pauses, resumes and removes', async () => {
    await expect
      .poll(async () => (await farscope('watch', 'list')).stdout)
      .toMatch(/^NAME +STATE.*\n(?:.*\n)*run7 +watching/)
    expect(await json('watch', 'pause', 'run7')).toMatchObject({ state: 'paused' })
    await expect.poll(async () => (await status()).destinations.map(({ state }) => state)).toEqual(['paused', 'paused'])
    await json('watch', 'resume', 'run7')
    await expect.poll(async () => (await status()).state).toBe('watching')
    expect(await json('watch', 'remove', 'run7')).toEqual({ removed: 'run7' })
    // The demo's own session may be watched, too.
    expect(
      z
        .array(watchSchema)
        .parse(await json('watch', 'list'))
        .map(({ name }) => name)
    ).not.toContain('run7')
  })

  it('refuses what it cannot do, by its code', async () => {
    expect(await failure('watch', 'status', 'run7')).toEqual([1, 'not-found'])
    expect(await failure('watch', 'add', join(folder, 'nowhere'), join(folder, 'x'))).toEqual([1, 'not-found'])
    expect(await failure('watch', 'add', join(folder, 'run7'), join(folder, 'run7/x'))).toEqual([2, 'usage'])
    expect(await failure('watch', 'add', join(folder, 'run7'), '/x', '--sidecar', '*.eer')).toEqual([2, 'usage'])
    expect(await failure('watch', 'add', join(folder, 'run7'))).toEqual([2, 'usage'])
  })
})
