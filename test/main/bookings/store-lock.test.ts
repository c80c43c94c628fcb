/** Who may write to a store, when others die, are slow, or judge the same lock. */
import { readdirSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { FileSystem } from '../../../src/domain/files/file-system'
import { createStoreClock } from '../../../src/main/bookings/store-clock'
import { takeLock } from '../../../src/main/bookings/store-lock'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import { systemClock } from '../../../src/main/platform'
import { codeOf } from './folder-rig'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-lock-'))
  path = join(folder, 'lock')
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

const local = createLocalFileSystem('/')
const soon = { timeout: 30_000 }

function take(user: string, changes: Partial<FileSystem> = {}, signal?: AbortSignal) {
  const clock = createStoreClock(systemClock, 0)
  const holder = { user, host: 'here', pid: 1 }
  return takeLock({ files: { ...local, ...changes }, folder, clock, ours: Date.now, holder }, signal)
}

async function leaveStale(): Promise<void> {
  await writeFile(path, '{"user":"dead"}')
  const old = new Date(Date.now() - 60_000)
  await utimes(path, old, old)
}

it('A lock names its holder, keeps others out, and goes with its release', async () => {
  const lock = await take('ann')
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ user: 'ann', host: 'here', pid: 1 })
  await lock.check(undefined)
  const stop = new AbortController()
  const writeSmall = vi.fn(local.writeSmall)
  const other = codeOf(take('ben', { writeSmall }, stop.signal))
  // He tries again and again.
  await vi.waitFor(() => expect(writeSmall.mock.calls.length).toBeGreaterThan(2), soon)
  stop.abort()
  expect(await other).toBe('cancelled')
  await lock.release()
  expect(await readdir(folder)).toEqual([])
})

it('A fresh lock that is taken for the stale one before it goes back to its holder', async () => {
  await leaveStale()
  const ann: { lock?: Awaited<ReturnType<typeof take>> } = {}
  // Between ben's look at the stale lock and his taking it away, ann breaks it and makes hers.
  const replace: FileSystem['replace'] = async (from, to) => {
    ann.lock ??= await take('ann')
    return local.replace(from, to)
  }
  let back = false
  const rename: FileSystem['rename'] = async (...call) => {
    await local.rename(...call)
    back = true
  }
  const ben = take('ben', { replace, rename })
  await vi.waitFor(() => expect(back).toBe(true), soon)
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ user: 'ann' })
  await ann.lock?.check(undefined)
  await ann.lock?.release()
  const lock = await ben
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ user: 'ben' })
  await lock.release()
  expect(await readdir(folder)).toEqual([])
})

it('Who lost the lock to a third in that moment notices, and leaves what is not theirs', async () => {
  const ann = await take('ann')
  await rm(path)
  const cal = await take('cal')
  expect(await codeOf(ann.check(undefined))).toBe('conflict')
  await ann.release()
  await cal.check(undefined)
  await cal.release()
  expect(await readdir(folder)).toEqual([])
})

it('Who holds it for long writes no more, before anybody may take it for stale', async () => {
  const lock = await take('ann')
  const now = performance.now()
  vi.spyOn(performance, 'now').mockReturnValue(now + 16_000)
  expect(await codeOf(lock.check(undefined))).toBe('conflict')
  await lock.release()
  expect(await readdir(folder)).toEqual([])
})

it('A lock that is only in the making when nobody wants it any more is taken back', async () => {
  const stop = new AbortController()
  const slow: FileSystem['writeSmall'] = async (...call) => {
    stop.abort()
    await new Promise(resolve => setTimeout(resolve, 50))
    await local.writeSmall(...call)
  }
  expect(await codeOf(take('ann', { writeSmall: slow }, stop.signal))).toBe('cancelled')
  expect(readdirSync(folder)).toEqual([])
})

it('A folder that nobody may write to says so at once, and a missing one too', async () => {
  const refused: FileSystem['writeSmall'] = (name, data, wish, signal) =>
    local.writeSmall(join(name, 'x'), data, wish, signal)
  expect(await codeOf(take('ann', { writeSmall: refused }))).toBe('not-found')
})
