/** An archive of a machine that somebody else has taken over, with a bucket of two files and this computer's own disk. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Run, RunOutput } from '@contract/cloud-runs'
import { Failure } from '@domain/failure'
import type { BucketFileSystem } from '@domain/files/file-system'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { collectResults } from '../../../../src/main/cloud/results/collect'
import { createLocalFileSystem } from '../../../../src/main/files/local-file-system'
import { someRun } from '../../../domain/cloud/spend/some-runs'
import { testPlatform } from '../../test-platform'

let folder = ''
const id = 'rabcdefghij1'
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'collect-'))
  for (const name of ['one', 'two', 'home/.ssh', 'data']) mkdirSync(join(folder, name), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const secret = (): string => join(folder, 'home/.ssh')

/** `first` and `then`: names below the folders `one` and `two`, which an honest tar would never write together. */
const pack = (first: readonly string[], then: readonly string[]): Buffer =>
  execFileSync('tar', [
    ...['-c', '--format=posix', '--no-recursion', '-C', join(folder, 'one'), ...first],
    ...['-C', join(folder, 'two'), ...then]
  ])

/** Takes away what was fetched, as the real one does. */
function bucketOf(archive: Buffer, files: readonly string[]): { files: BucketFileSystem; left(): readonly string[] } {
  const hash = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex')
  const list = files.map(name => `${hash(readFileSync(join(folder, 'two', name)))}  ./${name}\0`).join('')
  const manifest = `farscope-results 1
run ${id}
unread 0
marks
farscope ended 0 1700000100 1700000000 - 1 0 0 /home/a/run
part ${hash(archive)} ${archive.length}
files
${list}`
  const at = `/bucket/farscope-${id}/machine-0`
  const kept = new Map<string, Buffer>([
    [`${at}/manifest`, Buffer.from(manifest)],
    [`${at}/part-00001`, archive]
  ])
  const data = (path: string): Buffer => {
    const found = kept.get(path)
    if (!found) throw new Failure('not-found', `${path} is not there.`)
    return found
  }
  const own: Partial<BucketFileSystem> = {
    absolute: path => path,
    readSmall: async path => ({ data: data(path), before: { mtime: 0 } }) as never,
    openRead: async path =>
      ({
        read: async (from: number, length: number) => data(path).subarray(from, from + length),
        close: async () => undefined
      }) as never,
    readDirectory: async function* (path: string) {
      const names = [...kept.keys()].filter(key => key.startsWith(`${path}/`)).map(key => key.slice(path.length + 1))
      yield [...new Set(names.map(name => name.split('/')[0] ?? ''))].map(name => ({
        ...{ name, type: names.includes(name) ? 'file' : 'directory', size: 1, mtime: 0 }
      })) as never
    },
    removeFile: async path => void kept.delete(path)
  }
  // Only what a collection asks of a bucket.
  return { files: own as BucketFileSystem, left: () => [...kept.keys()] }
}

function runWith(outputs: readonly RunOutput[]): Run {
  const run = someRun({ id, state: 'fetching', asked: { outputs: [...outputs] } })
  const results = { to: { kind: 's3' as const, path: '/bucket' }, end: true }
  return { ...run, asked: { ...run.asked, results }, command: { ...run.command, exitCode: 0 } }
}

/** Fetches as often as a person presses the button. */
function fetcher(archive: Buffer, files: readonly string[], outputs: readonly RunOutput[]) {
  const bucket = bucketOf(archive, files)
  let run = runWith(outputs)
  const { clock, log } = testPlatform(folder)
  const parts = {
    ...{ clock, log, dataFolder: join(folder, 'data') },
    openBucket: async () => bucket.files,
    openFiles: async () => createLocalFileSystem(folder)
  }
  const collect = () =>
    collectResults(parts, {
      ...{ run: () => run, goesOn: false, signal: AbortSignal.timeout(60_000) },
      report: change => {
        run = { ...run, ...change }
      }
    })
  return { ...bucket, collect }
}

const to = (path: string) => ({ kind: 'local' as const, path: join(folder, path) })

/** GNU tar, as on the machine. */
describe.runIf(process.platform === 'linux')('results that lead out of where they belong', () => {
  it('are refused each time, and stay in the bucket', async () => {
    mkdirSync(join(folder, 'one/out'))
    symlinkSync(secret(), join(folder, 'one/out/a'))
    mkdirSync(join(folder, 'two/out/a'), { recursive: true })
    writeFileSync(join(folder, 'two/out/a/pwn'), 'key')
    const { collect, left } = fetcher(
      ...[pack(['./out', './out/a'], ['./out/a/pwn']), ['out/a/pwn'], [{ from: 'out', to: to('came') }]]
    )
    for (const _ of [1, 2, 3]) await expect(collect()).rejects.toMatchObject({ code: 'corrupt' })
    expect(readdirSync(secret())).toEqual([])
    expect(left()).toHaveLength(2)
  })

  it('are refused where only the disk says so: a link of an earlier try, or of a name in other letters', async () => {
    mkdirSync(join(folder, 'two/out/a/b'), { recursive: true })
    writeFileSync(join(folder, 'two/out/a/b/pwn'), 'key')
    mkdirSync(join(folder, 'came'))
    symlinkSync(secret(), join(folder, 'came/a'))
    const { collect, left } = fetcher(
      ...[pack([], ['./out', './out/a/b/pwn']), ['out/a/b/pwn'], [{ from: 'out', to: to('came') }]]
    )
    for (const _ of [1, 2]) await expect(collect()).rejects.toMatchObject({ code: 'conflict' })
    expect(readdirSync(secret())).toEqual([])
    expect(left()).toHaveLength(2)
    rmSync(join(folder, 'came/a'))
    expect(await collect()).toBeNull()
    expect(readFileSync(join(folder, 'came/a/b/pwn'), 'utf8')).toBe('key')
    expect(left()).toEqual([])
  })

  it('are refused where an output itself came as a link, or one lies in another', async () => {
    symlinkSync(secret(), join(folder, 'one/out'))
    mkdirSync(join(folder, 'two/more'), { recursive: true })
    writeFileSync(join(folder, 'two/more/pwn'), 'key')
    const outputs = [
      { from: 'out', to: to('came/x') },
      { from: 'more', to: to('came/x/y') }
    ]
    const { collect } = fetcher(pack(['./out'], ['./more/pwn']), ['more/pwn'], outputs)
    for (const _ of [1, 2]) await expect(collect()).rejects.toMatchObject({ code: 'conflict' })
    expect(readdirSync(secret())).toEqual([])
  })

  it('come through a link of the user to where he keeps them', async () => {
    mkdirSync(join(folder, 'big disk'))
    symlinkSync(join(folder, 'big disk'), join(folder, 'came'))
    mkdirSync(join(folder, 'two/out/a'), { recursive: true })
    writeFileSync(join(folder, 'two/out/a/map'), 'map')
    const { collect } = fetcher(
      ...[pack([], ['./out', './out/a', './out/a/map']), ['out/a/map'], [{ from: 'out', to: to('came') }]]
    )
    expect(await collect()).toBeNull()
    expect(existsSync(join(folder, 'big disk/a/map'))).toBe(true)
  })
})
