/** Ways in which a transfer could say more than is true, or lose what it must keep. */
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog, systemClock } from '../../../src/main/platform'
import { createTransferRig, namesIn, sha256, stuckAfter, type TransferRig } from './transfer-rig'

let rig: TransferRig
beforeEach(async () => {
  rig = await createTransferRig()
})
afterEach(() => rig.end())

const megabyte = 1_000_000
const window = { platform: { clock: systemClock, log: silentLog, door: 'electron' as const } }
const local = (path: string) => ({ destination: { kind: 'local' as const, path } })

describe('after the engine died', () => {
  it('an old file of the same size and time is not taken for the copy that was to replace it', async () => {
    for (const folder of [rig.here, rig.there]) {
      await fs.writeFile(join(folder, 'big'), randomBytes(3 * megabyte))
      await fs.utimes(join(folder, 'big'), 5000, 5000)
    }
    await rig.restart(() => ({
      openWrite() {
        rig.crash(undefined, window)
        return new Promise(() => undefined)
      }
    }))
    const id = rig.start(['big'], '', { conflict: 'overwrite' })
    await expect.poll(() => rig.opened.length).toBe(2)
    expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1, failed: [] })
    expect(await sha256(join(rig.there, 'big'))).toBe(await sha256(join(rig.here, 'big')))
  })

  it('a file that two sources bring to two places arrives at both', async () => {
    await fs.mkdir(join(rig.here, 'tree', 'sub'), { recursive: true })
    for (let number = 0; number < 20; number++) await fs.writeFile(join(rig.here, 'tree', 'sub', `${number}`), 'x')
    await rig.restart(files => ({
      async makeDirectory(path, mode, signal) {
        await files.makeDirectory(path, mode, signal)
        if (path !== join(rig.there, 'sub')) return
        await expect.poll(() => rig.view().doneFiles).toBe(20)
        await new Promise(resolve => setTimeout(resolve, 150))
        rig.crash(undefined, window)
      }
    }))
    const id = rig.start(['tree', 'tree/sub'], '')
    await expect.poll(() => rig.opened.length, { timeout: 30_000 }).toBe(2)
    expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 40, failed: [] })
    expect(await namesIn(join(rig.there, 'sub'))).toHaveLength(20)
  })
})

it('a mirror says after the engine died that its last step was not done', async () => {
  await fs.writeFile(join(rig.here, 'big'), randomBytes(megabyte))
  const stuck = stuckAfter(0)
  await rig.restart(stuck.change)
  const { id } = rig.transfers.startExplicit({
    id: 'mirror',
    from: { kind: 'local', path: rig.here },
    to: { kind: 'site', site: 'far', path: rig.there },
    items: [{ source: join(rig.here, 'big'), target: join(rig.there, 'big') }],
    ...{ failed: [], conflict: 'overwrite', verify: false, priority: 'normal' },
    after: async () => ({ deleted: 3, failed: [], items: [] })
  })
  await expect.poll(() => rig.store.transfers.count(id, { withPart: true })).toBe(1)
  rig.crash(undefined, window)
  expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1, failed: [{ code: 'partial' }] })
  expect(rig.view().state).toBe('finished-with-errors')
  rig.transfers.retryFailed(id)
  const failed = [{ code: 'partial', path: rig.there }]
  expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1, skipped: 0, failed })
})

describe('names that are one name at the destination', () => {
  /** As a disk that keeps the case of a name and takes no notice of it. */
  const spelled = async (path: string): Promise<string> => {
    const names = await fs.readdir(dirname(path)).catch(() => [])
    const same = names.find(name => name.toLowerCase() === basename(path).toLowerCase())
    return same === undefined ? path : join(dirname(path), same)
  }
  it.each([10, megabyte])('are not written over one another (%i bytes)', async bytes => {
    await fs.mkdir(join(rig.here, 'tree'))
    for (const name of ['Scan', 'scan']) await fs.writeFile(join(rig.here, 'tree', name), randomBytes(bytes))
    await rig.restart(files => ({
      lstat: async (path, signal) => files.lstat(await spelled(path), signal),
      rename: async (from, to) => files.rename(from, await spelled(to)),
      replace: async (from, to) => files.replace(from, await spelled(to))
    }))
    const { failed, files } = await rig.put(['tree'], '', { conflict: 'overwrite', jobs: 1 })
    expect({ files, failed }).toMatchObject({ files: 1, failed: [{ code: 'conflict' }] })
  })
})

it('a folder is not copied into itself', async () => {
  await fs.mkdir(join(rig.here, 'tree', 'sub'), { recursive: true })
  await fs.writeFile(join(rig.here, 'tree', 'file'), 'x')
  const result = await rig.put(['tree'], '', local('tree/sub'))
  expect(result.failed).toMatchObject([{ path: join(rig.here, 'tree') }])
  expect(await namesIn(rig.here)).toEqual(['tree', 'tree/file', 'tree/sub'])
})

describe('what failed is tried again', () => {
  it('and a source whose name another one took still goes nowhere else', async () => {
    for (const folder of ['a', 'b']) {
      await fs.mkdir(join(rig.here, folder, 'x'), { recursive: true })
      await fs.writeFile(join(rig.here, folder, 'x', `of-${folder}`), 'x')
    }
    const id = rig.start(['a/x', 'b/x'], '')
    await rig.transfers.result(id, undefined)
    rig.transfers.retryFailed(id)
    expect((await rig.transfers.result(id, undefined)).failed).toMatchObject([{ code: 'exists' }])
    expect(await namesIn(rig.there)).toEqual(['x', 'x/of-a'])
  })

  it('and what is in a folder goes where it was to go', async () => {
    await fs.mkdir(join(rig.there, 'to'))
    await fs.symlink('late', join(rig.here, 'link'))
    const id = rig.start(['link/'], 'to')
    await rig.transfers.result(id, undefined)
    await fs.mkdir(join(rig.here, 'late'))
    await fs.writeFile(join(rig.here, 'late', 'file'), 'x')
    rig.transfers.retryFailed(id)
    expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1, failed: [] })
    expect((await fs.lstat(join(rig.there, 'to', 'link'))).isDirectory()).toBe(true)
  })

  it('and a link that leads out of the tree still is not followed', async () => {
    await fs.mkdir(join(rig.here, 'tree'))
    await fs.mkdir(join(rig.here, 'outside'))
    await fs.writeFile(join(rig.here, 'outside', 'secret'), 'x')
    await fs.symlink('../outside', join(rig.here, 'tree', 'link'))
    const id = rig.start(['tree'], '', { followLinks: true })
    await rig.transfers.result(id, undefined)
    rig.transfers.retryFailed(id)
    expect((await rig.transfers.result(id, undefined)).failed).toMatchObject([{ code: 'not-allowed' }])
    expect(await namesIn(rig.there)).toEqual(['tree'])
  })
})

it('the ledger has the time of the source that was copied, not of one found before', async () => {
  for (const name of ['first', 'second']) await fs.writeFile(join(rig.here, name), randomBytes(megabyte))
  const stuck = stuckAfter(0)
  await rig.restart(stuck.change)
  const id = rig.start(['first', 'second'], '', { verify: true, jobs: 1 })
  await expect.poll(() => rig.store.transfers.count(id, {})).toBe(2)
  await fs.writeFile(join(rig.here, 'second'), randomBytes(2 * megabyte))
  await fs.utimes(join(rig.here, 'second'), 2000, 2000)
  stuck.release()
  expect(await rig.transfers.result(id, undefined)).toMatchObject({ verified: 2, failed: [] })
  const { entries } = rig.store.ledger.query({ path: join(rig.there, 'second'), offset: 0, limit: 10 })
  expect(entries).toMatchObject([{ size: 2 * megabyte, mtime: new Date(2_000_000).toISOString() }])
})

it('a transfer that was cancelled stays cancelled, whatever is asked of it after that', async () => {
  await fs.writeFile(join(rig.here, 'big'), randomBytes(megabyte))
  const stuck = stuckAfter(0)
  await rig.restart(stuck.change)
  const id = rig.start(['big'], '')
  await expect.poll(() => rig.store.transfers.count(id, { withPart: true })).toBe(1)
  const cancelled = rig.transfers.cancel(id)
  await new Promise(setImmediate)
  await rig.transfers.pause(undefined)
  await cancelled
  expect(rig.view().state).toBe('cancelled')
  expect(await namesIn(rig.there)).toEqual([])
})

it('what was cancelled is not copied after all because something failed before', async () => {
  await fs.writeFile(join(rig.here, 'big'), randomBytes(megabyte))
  await rig.restart(stuckAfter(0).change)
  const id = rig.start(['missing', 'big'], '')
  await expect.poll(() => rig.view()).toMatchObject({ failedCount: 1, totalFiles: 1, scanning: false })
  await rig.transfers.cancel(id)
  expect(() => rig.transfers.retryFailed(id)).toThrow('cancelled')
  expect(rig.view().state).toBe('cancelled')
})

it('a transfer that was paused as the engine ends stays paused', async () => {
  await fs.writeFile(join(rig.here, 'big'), randomBytes(megabyte))
  const stuck = stuckAfter(0)
  await rig.restart(stuck.change)
  const id = rig.start(['big'], '')
  await expect.poll(() => rig.store.transfers.count(id, { withPart: true })).toBe(1)
  const paused = rig.transfers.pause(id)
  await rig.restart(undefined, window)
  await paused
  expect(rig.view()).toMatchObject({ state: 'paused', hold: null })
})

it('contents of two folders that hold a file of one name bring it once, and the second is told', async () => {
  for (const folder of ['a', 'b']) {
    await fs.mkdir(join(rig.here, folder))
    await fs.writeFile(join(rig.here, folder, 'same'), folder)
    await fs.writeFile(join(rig.here, folder, `only-${folder}`), folder)
  }
  await fs.mkdir(join(rig.there, 'into'))
  const id = rig.start(['a/.', 'b/.'], 'into', { conflict: 'overwrite' })
  const result = await rig.transfers.result(id, undefined)
  expect(result.files).toBe(3)
  expect(result.failed).toEqual([expect.objectContaining({ path: join(rig.here, 'b', 'same'), code: 'exists' })])
  expect(await fs.readFile(join(rig.there, 'into', 'same'), 'utf8')).toBe('a')
  expect((await namesIn(join(rig.there, 'into'))).sort()).toEqual(['only-a', 'only-b', 'same'])
})
