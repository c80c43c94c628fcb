/** Copies that are verified, interrupted, gone on with and mirrored, by the command alone. */
import { type ChildProcess, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { facility, scratch } from '../facility/facility'
import { createRig, errorOf, json, program, type Rig } from './command-rig'

let rig: Rig
/** Remote. */
let folder: string
const mib = 1024 * 1024
/** A limit at which the copies of this file are far from their end when they are broken off, also by a slow machine. */
const slow = '1500K'

beforeAll(async () => {
  rig = await createRig()
})
afterAll(() => rig.end())

interface Progress {
  type: string
  doneBytes: number
}

/** Resolves when so many bytes have arrived; the command must show JSON lines. */
async function arrived(child: ChildProcess, bytes: number): Promise<void> {
  if (!child.stdout) throw new Error('no standard output')
  for await (const line of createInterface({ input: child.stdout })) {
    const progress: Progress = JSON.parse(line)
    if (progress.type === 'progress' && progress.doneBytes >= bytes) return
  }
  throw new Error('it ended before')
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  const [status] = await once(child, 'exit')
  return status
}

interface Listed {
  id: string
  state: string
}

const listed = async (): Promise<Listed[]> => (await rig.json(['transfer', 'list'])) as Listed[]

describeFacility('transfers', 'ssh', () => {
  let movie: string
  let content: Buffer

  const isCopy = async (path: string): Promise<boolean> => content.equals(await readFile(path))

  beforeAll(async () => {
    await rig.site('lab', 'facility')
    folder = await scratch()
    movie = join(rig.folder, 'movie.mrc')
    content = randomBytes(12 * mib)
    await writeFile(movie, content)
  })

  it('with --verify are proven by the checksums of both ends', async () => {
    const put = await rig.json(['put', movie, `lab:${folder}/verified.mrc`, '--verify'])
    expect(put).toMatchObject({ files: 1, verified: 1, sizeOnly: 0, sentBytes: 12 * mib, resumedBytes: 0, failed: [] })
    const get = await rig.json(['get', `lab:${folder}/verified.mrc`, join(rig.folder, 'back.mrc'), '--verify'])
    expect(get).toMatchObject({ files: 1, verified: 1, failed: [] })
    expect(await isCopy(join(rig.folder, 'back.mrc'))).toBe(true)
  })

  it('keep to --limit, and refuse one that is none before anything else', async () => {
    const { seconds } = (await rig.json(['put', movie, `lab:${folder}/slow.mrc`, '--limit', '6M'])) as {
      seconds: number
    }
    expect(seconds).toBeGreaterThan(1.2)
    expect(await rig.failure(['put', movie, `lab:${folder}/x`, '--limit', 'fast'])).toEqual([2, 'usage'])
    expect(await rig.failure(['put', movie, `lab:${folder}/x`, '--jobs', '0'])).toEqual([2, 'usage'])
  })

  it('that were killed go on with --resume from what had arrived', async () => {
    const args = ['put', movie, `lab:${folder}/killed.mrc`]
    const child = rig.start(['--json', ...args, '--progress', '--resume', '--limit', slow])
    await arrived(child, 4 * mib)
    child.kill('SIGKILL')
    await exitOf(child)
    const result = await rig.json([...args, '--resume'])
    const { sentBytes, resumedBytes } = result as { sentBytes: number; resumedBytes: number }
    expect(result).toMatchObject({ files: 1, failed: [] })
    expect(resumedBytes).toBeGreaterThan(mib)
    expect(sentBytes).toBeLessThan(12 * mib + 8 * mib)
    expect(await isCopy(join(folder, 'killed.mrc'))).toBe(true)
    expect((await readdir(folder)).filter(name => name.includes('farscope-part'))).toEqual([])
  })

  it('that were interrupted are paused, say how they go on, and do', async () => {
    const args = ['put', movie, `lab:${folder}/interrupted.mrc`, '--resume']
    const child = rig.start(['--json', ...args, '--progress', '--limit', slow])
    // All that it says has been read by then, too.
    const closed = once(child, 'close')
    let stderr = ''
    child.stderr?.on('data', chunk => (stderr += chunk))
    await arrived(child, 2 * mib)
    child.kill('SIGINT')
    expect(await closed).toEqual([130, null])
    const error = errorOf({ status: 130, stdout: Buffer.alloc(0), stderr })
    expect(error).toMatchObject({ code: 'cancelled', hint: expect.stringContaining('--resume') })
    expect(existsSync(join(folder, 'interrupted.mrc'))).toBe(false)
    expect((await listed()).filter(({ state }) => state === 'paused')).toHaveLength(1)
    expect(await rig.json(args)).toMatchObject({ files: 1, failed: [] })
    expect(await isCopy(join(folder, 'interrupted.mrc'))).toBe(true)
  })

  it('that are paused without an engine are gone on with or cancelled by the beginning of their ID', async () => {
    const interrupted = async (name: string): Promise<string> => {
      const child = rig.start(['--json', 'put', movie, `lab:${folder}/${name}`, '--limit', slow, '--progress'])
      await arrived(child, 2 * mib)
      child.kill('SIGINT')
      await exitOf(child)
      const [paused] = (await listed()).filter(({ state }) => state === 'paused')
      return paused?.id ?? ''
    }
    const resumed = await interrupted('resumed.mrc')
    expect(await rig.failure(['transfer', 'cancel'])).toEqual([2, 'confirmation-required'])
    expect(await rig.json(['transfer', 'resume', resumed.slice(0, 8)])).toMatchObject([
      { id: resumed, state: 'finished' }
    ])
    expect(await isCopy(join(folder, 'resumed.mrc'))).toBe(true)
    const cancelled = await interrupted('cancelled.mrc')
    expect(await rig.json(['transfer', 'cancel', cancelled.slice(0, 8)])).toMatchObject([
      { id: cancelled, state: 'cancelled' }
    ])
    expect((await readdir(folder)).filter(name => name.includes('cancelled.mrc'))).toEqual([])
  })

  it('are listed, paused and gone on with while another command runs them', async () => {
    const serving = await rig.serve()
    const short = join(rig.folder, 'short.mrc')
    await writeFile(short, content.subarray(0, 5 * mib))
    // Slow enough that it runs while the commands below start one after the other.
    const put = rig.start(['--json', 'put', short, `lab:${folder}/paused.mrc`, '--limit', '256K', '--progress'])
    await arrived(put, 1)
    const [running] = (await listed()).filter(({ state }) => state === 'running')
    const id = running?.id ?? ''
    expect(await rig.json(['transfer', 'pause', id.slice(0, 8)])).toMatchObject([{ id, state: 'paused' }])
    expect(await rig.failure(['transfer', 'pause', 'no-such-id'])).toEqual([1, 'not-found'])
    expect(put.exitCode).toBe(null)
    const text = await rig.farscope(['transfer', 'list'])
    expect(text.stdout.toString()).toMatch(/paused .* short\.mrc/)
    await rig.json(['transfer', 'resume', id])
    expect(await exitOf(put)).toBe(0)
    expect((await readFile(join(folder, 'paused.mrc'))).equals(content.subarray(0, 5 * mib))).toBe(true)
    expect(await rig.failure(['transfer', 'retry', id])).toEqual([2, 'usage'])
    expect(await rig.json(['transfer', 'cancel'])).toEqual([])
    serving.kill('SIGTERM')
    await exitOf(serving)
  })

  it('between two places of sites say which way they went', async () => {
    const args = ['copy', `lab:${folder}/verified.mrc`, `lab:${folder}/copied.mrc`]
    expect(await rig.json(args)).toMatchObject({ files: 1, route: expect.stringMatching(/^(here|on-host|direct)$/) })
    expect(await isCopy(join(folder, 'copied.mrc'))).toBe(true)
    const text = await rig.farscope(['copy', ...args.slice(1), '--conflict', 'overwrite'])
    expect(text.stdout.toString()).toMatch(/through this computer|from host to host/)
  })

  it('that fail say so once', async () => {
    const { status, stdout, stderr } = await rig.farscope(['put', join(rig.folder, 'missing'), `lab:${folder}/`])
    expect([status, stdout.toString()]).toEqual([1, ''])
    expect(stderr.match(/missing/g)).toHaveLength(1)
    // In no text of a pipe is there a progress bar.
    expect(stderr).not.toContain('\u001b')
  })
})

describeFacility('sync', 'ssh', () => {
  let root: string
  let there: string
  const sync = (...more: string[]): string[] => ['sync', root, `lab:${there}`, ...more]

  beforeAll(async () => {
    if (!existsSync(join(rig.data, 'sites', 'lab.json'))) await rig.site('lab', 'facility')
    there = join(await scratch(), 'mirror')
    root = join(rig.folder, 'mirror')
    await mkdir(join(root, 'sub'), { recursive: true })
    await writeFile(join(root, 'a'), 'one')
    await writeFile(join(root, 'sub', 'b'), 'two')
  })

  it('shows with --dry-run what differs, and changes nothing', async () => {
    expect(await rig.json(sync('--dry-run'))).toMatchObject({
      counts: { same: 0, new: 3, changed: 0, extra: 0, bytes: 6, failed: [] },
      differences: [
        { path: 'a', kind: 'new', type: 'file', size: 3 },
        { path: 'sub', kind: 'new', type: 'directory' },
        { path: 'sub/b', kind: 'new' }
      ]
    })
    expect(existsSync(there)).toBe(false)
    const text = await rig.farscope(sync('--dry-run'))
    expect(text.stdout.toString()).toMatch(
      /^new +3 B {2}a\n(.*\n)*3 new, 0 changed, 0 only at the destination, 0 the same/
    )
  })

  it('copies what is new and changed, and leaves what is extra', async () => {
    expect(await rig.json(sync('--verify'))).toMatchObject({ files: 2, verified: 2, deleted: 0, failed: [] })
    expect(await rig.json(sync('--dry-run', '--checksum'))).toMatchObject({ counts: { same: 3 }, differences: [] })
    await writeFile(join(root, 'a'), 'longer')
    await writeFile(join(there, 'extra'), 'x')
    await writeFile(join(there, 'sub', 'extra'), 'x')
    expect(await rig.json(sync())).toMatchObject({ files: 1, deleted: 0 })
    expect(await readFile(join(there, 'a'), 'utf8')).toBe('longer')
    expect(existsSync(join(there, 'extra'))).toBe(true)
  })

  it('sees with --checksum what size and time hide', async () => {
    const time = new Date(1_000_000_000_000)
    await writeFile(join(root, 'flipped'), 'abc')
    await writeFile(join(there, 'flipped'), 'abd')
    for (const path of [root, there]) await utimes(join(path, 'flipped'), time, time)
    expect(await rig.json(sync('--dry-run'))).toMatchObject({ counts: { changed: 0 } })
    expect(await rig.json(sync('--checksum'))).toMatchObject({ files: 1 })
    expect(await readFile(join(there, 'flipped'), 'utf8')).toBe('abc')
  })

  it('deletes nothing without the confirmation and the true number', async () => {
    await writeFile(join(root, 'late'), 'x')
    for (const more of [[], ['--yes'], ['--yes', '--expect', '1'], ['--yes', '--expect', '3'], ['--expect', '2']])
      expect(await rig.failure(sync('--delete', ...more))).toEqual([2, 'confirmation-required'])
    const refused = await rig.farscope(['--json', ...sync('--delete', '--yes', '--expect', '1')])
    expect(errorOf(refused).message).toContain('2 would be deleted')
    expect(existsSync(join(there, 'extra'))).toBe(true)
    expect(existsSync(join(there, 'late'))).toBe(false)
  })

  it('deletes with it exactly what is extra', async () => {
    const outcome = await rig.farscope(['--json', ...sync('--delete', '--yes', '--expect', '2')])
    expect([outcome.status, json(outcome)]).toMatchObject([0, { files: 1, deleted: 2, failed: [] }])
    expect((await readdir(there)).toSorted()).toEqual(['a', 'flipped', 'late', 'sub'])
    expect(await rig.json(sync('--dry-run'))).toMatchObject({ differences: [] })
    // One that is there no more needs no number: there is nothing to delete.
    expect(await rig.json(sync('--delete', '--yes'))).toMatchObject({ files: 0, deleted: 0 })
  })

  it('works from a site to this computer, and between folders of this computer', async () => {
    const back = join(rig.folder, 'mirrored')
    expect(await rig.json(['sync', `lab:${there}`, back])).toMatchObject({ files: 4 })
    expect(await rig.json(['sync', back, join(rig.folder, 'again')])).toMatchObject({ files: 4 })
    await rm(join(back, 'a'))
    expect(await rig.json(['sync', back, join(rig.folder, 'again'), '--delete', '--yes'])).toMatchObject({ deleted: 1 })
  })
})

describeFacility('a place', 'ssh', () => {
  it('on a site that is not known is told in the same words everywhere', async () => {
    const words = async (...args: string[]): Promise<string> => errorOf(await rig.farscope(['--json', ...args])).message
    const expected = 'There is no site called nosuch.'
    expect(await words('ls', 'nosuch:')).toBe(expected)
    expect(await words('put', facility.keys.cryo, 'nosuch:')).toBe(expected)
    expect(await words('sync', 'nosuch:a', rig.folder)).toBe(expected)
    expect(await words('site', 'show', 'nosuch')).toBe(expected)
  })

  it('for data that is not there is not made by a look at it', async () => {
    const data = join(rig.folder, 'nothing-here')
    const args = [program, 'status', '--json', '--data-dir', data]
    const { status, stdout } = spawnSync(process.execPath, args, { env: rig.environment(), encoding: 'utf8' })
    expect([status, JSON.parse(stdout)]).toMatchObject([0, { engine: null }])
    expect(existsSync(data)).toBe(false)
  })
})
