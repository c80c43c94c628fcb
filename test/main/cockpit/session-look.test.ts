/** Looks at a session whose hosts hang, go away, or have other clocks. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Session } from '@contract/sessions'
import type { Watch } from '@contract/watch'
import { Failure } from '@domain/failure'
import type { FileSystem, FileSystems } from '@domain/files/file-system'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSessionLook, type LookOptions } from '../../../src/main/cockpit/session-look'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import type { SiteAccess } from '../../../src/main/site-access'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farscope-look-'))
  mkdirSync(join(folder, 'movies'))
  mkdirSync(join(folder, 'session'))
  writeFileSync(join(folder, 'movies', 'a_fractions.mrc'), 'movie')
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const hourMs = 3_600_000
const begin = Date.parse('2026-11-17T08:00:00Z')
let now = begin

interface Made {
  /** What the host's script prints of its movies; unset: it is asked through its files. */
  readonly counted?: () => Promise<string>
  readonly change?: (files: FileSystem) => Partial<FileSystem>
  readonly limit?: () => number
  /** How long a part may take. Milliseconds. */
  readonly partMs?: number
  readonly watches?: () => readonly Watch[]
}

/** Of a session whose movies are at the site `scope`, its results at `north`; both are this computer's files. */
function made({ counted, change = () => ({}), limit = () => 5, partMs = 60_000, watches = () => [] }: Made) {
  const local = createLocalFileSystem(folder)
  const files = { ...local, ...change(local) }
  const run = async () =>
    counted
      ? { stdout: Buffer.from(await counted()), stderr: Buffer.alloc(0), code: 0, signal: null }
      : { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), code: 4, signal: null }
  const look = createSessionLook({
    // Only these are called.
    files: { local, site: async () => files } as unknown as FileSystems,
    access: { connection: async () => ({ run }) } as unknown as SiteAccess,
    ...{ now: () => now, quotaLeft: async () => null, watches, partMs },
    limits: () => ({ driftAngstrom: 30, ctfResolutionAngstrom: limit(), astigmatismAngstrom: 500 })
  })
  // Only what a look needs of it.
  const session = {
    ...{ store: { site: 'north', folder: '/b' }, clockOffsetMs: 0, timeZone: 'UTC' },
    booking: { uid: 'u', end: new Date(begin + 10 * hourMs).toISOString() },
    movies: { site: 'scope', path: join(folder, 'movies') },
    folder: { site: 'north', path: join(folder, 'session') }
  } as unknown as Session
  return (options: Partial<LookOptions> = {}, signal?: AbortSignal) =>
    look.look(session, { automatic: true, ageMs: 10_000, roots: [], ...options }, signal)
}

const never = (): Promise<never> => new Promise(() => undefined)

describe('a look at a session', () => {
  beforeEach(() => {
    now = begin
  })

  it('gives up what hangs, and tells the rest', async () => {
    const look = made({ change: () => ({ space: never }), partMs: 5000 })
    const { collected, storage, errors } = await look()
    expect([collected?.movies, errors]).toEqual([1, { collected: null, quality: null }])
    expect(storage.map(({ error }) => error?.code)).toEqual(['timeout', 'timeout'])
  })

  it('counts what watched folders have still to bring where the session lies, and nowhere else', async () => {
    const to = (site: string, path: string) => ({
      ...{ place: { kind: 'site', site, path }, pace: null, backlog: { files: 9, bytes: 1e6 } }
    })
    const watch = (state: string, ...destinations: ReturnType<typeof to>[]): Watch =>
      ({ state, perHour: { files: 0, bytes: 0 }, destinations }) as unknown as Watch // Only what is looked at.
    const inside = join(folder, 'session', 'raw')
    let watches: Watch[] = []
    const look = made({
      change: () => ({ space: async () => ({ freeBytes: 1e5, totalBytes: 1e9 }) }),
      watches: () => watches
    })
    const early = async () => (await look({ ageMs: 0 })).storage.map(({ holds, beforeEnd }) => [holds, beforeEnd])
    const none = [
      ['movies', null],
      ['session', null]
    ]
    watches = [
      watch('watching', to('scope', inside), to('north', `${folder}/session2`)),
      watch('ended', to('north', inside))
    ]
    expect(await early()).toEqual(none)
    watches = [watch('watching', to('scope', inside), to('north', inside))]
    expect(await early()).toEqual([none[0], ['session', true]])
  })

  it('ends what it asked for when nobody waits for it any more, and begins anew for the next', async () => {
    const asked: AbortSignal[] = []
    const hang = async (_path: string, signal?: AbortSignal): Promise<never> => {
      if (signal) asked.push(signal)
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
    }
    let hangs = true
    const look = made({
      change: files => ({ space: (path, signal) => (hangs ? hang(path, signal) : files.space(path, signal)) })
    })
    const [one, other] = [new AbortController(), new AbortController()]
    const both = [look({}, one.signal), look({}, other.signal)]
    await vi.waitFor(() => expect(asked.length).toBe(2), { timeout: 30_000 })
    one.abort()
    await expect(both[0]).rejects.toBeDefined()
    expect(asked.some(({ aborted }) => aborted)).toBe(false)
    other.abort()
    await expect(both[1]).rejects.toBeDefined()
    expect(asked.every(({ aborted }) => aborted)).toBe(true)
    hangs = false
    expect((await look()).storage.map(({ error }) => error)).toEqual([null, null])
  })

  it('is shared while it is young, but not with one who can be asked when it needed a person', async () => {
    let [looks, closed] = [0, false]
    const counted = async (): Promise<string> => {
      looks += 1
      if (closed) throw new Failure('answer-needed', 'Somebody has to sign in.')
      return `now ${now / 1000}\n`
    }
    const look = made({ counted })
    await Promise.all([look(), look({ automatic: false })])
    await look({ automatic: false })
    expect(looks).toBe(1)
    now += 11_000
    await look()
    expect(looks).toBe(2)
    await look({ roots: ['/work/other'] })
    await look({ roots: ['/work/other'] })
    expect(looks).toBe(3)
    ;[now, closed] = [now + 11_000, true]
    await Promise.all([look(), look()])
    expect(looks).toBe(4)
    await look({ automatic: false })
    expect(looks).toBe(5)
  })

  it('tells times by our clock, and rates by the one of the server', async () => {
    const aheadMs = 3 * hourMs
    const there = (begin + aheadMs) / 1000
    const minute = Math.floor(there / 60) - 30
    const counted = async (): Promise<string> =>
      `now ${there}\nfolder 1 .\nminute M ${minute} 60 600 1\nlast M ${there - 60} 10 ./a_fractions.mrc\n`
    const { collected } = await made({ counted })()
    expect(Date.parse(collected?.lastAt ?? '')).toBeCloseTo(begin - 60_000, -4)
    expect(collected?.moviesPerHour).toBeCloseTo(120, -1)
    expect(collected?.expectedMovies).toBeLessThan(1400)
  })

  it('judges by other limits without reading anything again', async () => {
    const head = 'data_micrographs\n\nloop_\n_rlnMicrographName #1\n_rlnCtfMaxResolution #2\n'
    mkdirSync(join(folder, 'session', 'CtfFind', 'job003'), { recursive: true })
    writeFileSync(join(folder, 'session', 'CtfFind', 'job003', 'micrographs_ctf.star'), `${head}a.mrc 4.0\n`)
    let [limit, reads] = [5, 0]
    const look = made({
      limit: () => limit,
      change: files => ({
        readDirectory: (path, signal) => {
          reads += 1
          return files.readDirectory(path, signal)
        }
      })
    })
    expect((await look()).quality?.beyond.ctfResolutionAngstrom).toBe(0)
    const before = reads
    limit = 3
    expect((await look()).quality?.beyond.ctfResolutionAngstrom).toBe(1)
    expect(reads).toBe(before)
  })
})
