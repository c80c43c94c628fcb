import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '@domain/failure'
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

/** A copy of 30 MB whose engine dies after a third of it. Gives the transfer's id and what was written. */
async function dieInTheMiddle(door: 'electron' | 'cli', next = stuckAfter(Number.POSITIVE_INFINITY)) {
  const stuck = stuckAfter(10 * megabyte)
  await fs.writeFile(join(rig.here, 'big'), randomBytes(30 * megabyte))
  await rig.restart(stuck.change)
  const id = rig.start(['big'], '')
  await expect.poll(stuck.written).toBeGreaterThan(9 * megabyte)
  await expect
    .poll(() => rig.store.transfers.page(id, {}, -1, 1)[0]?.doneBytes ?? 0)
    .toBeGreaterThan(stuck.written() - 4.2 * megabyte)
  rig.crash(next.change, door === 'electron' ? window : {})
  return { id, written: stuck.written() }
}

describe('after the engine died', () => {
  it('the window goes on by itself where the copy was, without asking anybody', async () => {
    const { id, written } = await dieInTheMiddle('electron')
    const result = await rig.transfers.result(id, undefined)
    expect(result).toMatchObject({ files: 1, failed: [] })
    expect(result.resumedBytes).toBeGreaterThan(written - 4.2 * megabyte)
    expect(rig.opened.at(-1)).toEqual({ automatic: true })
    expect(rig.view()).toMatchObject({ totalFiles: 1, doneFiles: 1, doneBytes: 30 * megabyte })
    expect(await namesIn(rig.there)).toEqual(['big'])
    expect(await sha256(join(rig.there, 'big'))).toBe(await sha256(join(rig.here, 'big')))
  })

  it('the command waits to be asked, and takes up the same work with resume', async () => {
    const { id } = await dieInTheMiddle('cli')
    expect(rig.view()).toMatchObject({ state: 'paused', totalFiles: 1 })
    const opened = rig.opened.length
    const other = rig.start(['big'], 'other', { resume: true })
    expect(other).not.toBe(id)
    await rig.transfers.result(other, undefined)
    expect(rig.start(['big'], '', { resume: true })).toBe(id)
    expect((await rig.transfers.result(id, undefined)).resumedBytes).toBeGreaterThan(5 * megabyte)
    expect(rig.opened.slice(opened)).toEqual([{ automatic: false }, { automatic: false }])
  })

  it.each([
    ['goes on with what is verified although nobody repeats it', true, false, true],
    ['does not go on unproven where proof is asked', false, true, false]
  ])('resume %s', async (_, verify, asked, same) => {
    const stuck = stuckAfter(0)
    await fs.writeFile(join(rig.here, 'movie'), randomBytes(100_000))
    await rig.restart(stuck.change)
    const id = rig.start(['movie'], '', { verify, parents: true })
    await expect.poll(() => rig.view(id).state).toBe('running')
    rig.crash()
    expect(rig.start(['movie'], '', { verify: asked, resume: true }) === id).toBe(same)
  })

  it('a sign-in that needs a person pauses it until somebody clicks', async () => {
    rig.beforeOpen = async () => {
      if (rig.opened.at(-1)?.automatic) throw new Failure('answer-needed', 'A code is needed.')
    }
    const { id } = await dieInTheMiddle('electron')
    await expect.poll(() => rig.view().state).toBe('paused')
    expect(rig.view()).toMatchObject({ hold: 'sign-in', notices: ['A code is needed.'] })
    // A computer that wakes up is nobody's click.
    rig.transfers.resume(id, true)
    await expect.poll(() => rig.view().state).toBe('paused')
    expect(rig.opened.at(-1)).toEqual({ automatic: true })
    rig.transfers.resume(id)
    expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1, failed: [] })
  })

  it('what was paused by a person stays paused', async () => {
    const stuck = stuckAfter(0)
    await rig.restart(stuck.change)
    await fs.writeFile(join(rig.here, 'big'), randomBytes(megabyte))
    await rig.transfers.pause(rig.start(['big'], ''))
    rig.crash(undefined, window)
    expect(rig.view()).toMatchObject({ state: 'paused', hold: null })
  })

  it('a file that had its name already is counted, not sent again', async () => {
    await fs.writeFile(join(rig.here, 'big'), randomBytes(3 * megabyte))
    const again = stuckAfter(Number.POSITIVE_INFINITY)
    await rig.restart(files => ({
      async rename(from, to) {
        await files.rename(from, to)
        rig.crash(again.change, window)
      }
    }))
    const id = rig.start(['big'], '', { conflict: 'rename' })
    await expect.poll(() => rig.opened.length).toBe(2)
    expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1, bytes: 3 * megabyte })
    expect(again.written()).toBe(0)
    expect(await namesIn(rig.there)).toEqual(['big'])
  })

  it('a scan that was not at its end is made again; what it found counts once, under the same names', async () => {
    for (const folder of ['a', 'b', 'c']) {
      await fs.mkdir(join(rig.here, 'tree', folder), { recursive: true })
      for (let number = 0; number < 30; number++) await fs.writeFile(join(rig.here, 'tree', folder, `${number}`), 'x')
    }
    let folders = 0
    await rig.restart(files => ({
      async makeDirectory(path, mode, signal) {
        await files.makeDirectory(path, mode, signal)
        // The tree itself, and one folder of it.
        if (++folders !== 3) return
        await expect.poll(() => rig.view().doneFiles).toBeGreaterThan(10)
        await new Promise(resolve => setTimeout(resolve, 150))
        rig.crash(undefined, window)
      }
    }))
    const id = rig.start(['tree'], 'copy')
    await expect.poll(() => rig.opened.length, { timeout: 30_000 }).toBe(2)
    expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 90, failed: [] })
    expect(rig.view()).toMatchObject({ totalFiles: 90, scanning: false })
    expect(await namesIn(join(rig.there, 'copy'))).toEqual(await namesIn(join(rig.here, 'tree')))
    expect(rig.store.transfers.count(id, { kinds: ['file'] })).toBe(90)
  })

  it('a small file that got a name of its own is not copied to a third', async () => {
    await fs.writeFile(join(rig.here, 'f'), 'ours')
    await fs.writeFile(join(rig.there, 'f'), 'theirs, and longer')
    await rig.restart(files => ({
      async rename(from, to) {
        await files.rename(from, to)
        rig.crash(undefined, window)
      }
    }))
    const id = rig.start(['f'], '', { conflict: 'rename' })
    await expect.poll(() => rig.opened.length).toBe(2)
    expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1, skipped: 0, failed: [] })
    expect(await namesIn(rig.there)).toEqual(['f', 'f (2)'])
    expect(rig.transfers.files(id, { offset: 0, limit: 1 }).files).toMatchObject([{ target: join(rig.there, 'f (2)') }])
  })

  it('nothing is left of small files that were on their way, nor when the transfer is cancelled instead', async () => {
    await fs.mkdir(join(rig.here, 'd'))
    for (let number = 0; number < 20; number++) await fs.writeFile(join(rig.here, 'd', `f${number}`), 'x')
    for (const end of ['goes on', 'is cancelled'] as const) {
      await rig.restart(files => ({ rename: () => new Promise(() => files) }))
      const id = rig.start(['d'], end)
      await expect.poll(() => namesIn(rig.there)).toHaveLength(end === 'goes on' ? 21 : 42)
      rig.crash(undefined, end === 'goes on' ? window : {})
      if (end === 'goes on') await rig.transfers.result(id, undefined)
      else await rig.transfers.cancel(id)
      expect((await namesIn(rig.there)).filter(name => name.includes('farscope'))).toEqual([])
    }
    expect(await namesIn(join(rig.there, 'goes on'))).toHaveLength(20)
    expect(await namesIn(join(rig.there, 'is cancelled'))).toEqual([])
  })

  it('folders made before get their times when all is copied', async () => {
    await fs.mkdir(join(rig.here, 'tree'))
    await fs.writeFile(join(rig.here, 'tree', 'big'), randomBytes(3 * megabyte))
    await fs.utimes(join(rig.here, 'tree'), 2000, 2000)
    const stuck = stuckAfter(megabyte)
    await rig.restart(stuck.change)
    const id = rig.start(['tree'], '')
    await expect.poll(stuck.written).toBeGreaterThan(0)
    await expect.poll(() => rig.store.transfers.count(id, {})).toBe(2)
    rig.crash(undefined, window)
    await rig.transfers.result(id, undefined)
    expect((await fs.stat(join(rig.there, 'tree'))).mtimeMs).toBe(2_000_000)
  })

  it('results and failures of transfers that ended are still known', async () => {
    await fs.writeFile(join(rig.here, 'a'), 'x')
    const id = rig.start(['a', 'missing'], '')
    const result = await rig.transfers.result(id, undefined)
    await rig.restart()
    expect(await rig.transfers.result(id, undefined)).toEqual(result)
    expect(rig.view()).toMatchObject({ state: 'finished-with-errors', failedCount: 1, failed: [{ code: 'not-found' }] })
  })
})

it('keeps the newest two hundred that ended', async () => {
  await fs.writeFile(join(rig.here, 'a'), 'x')
  const id = rig.start(['a'], '')
  await rig.transfers.result(id, undefined)
  const [stored] = rig.store.transfers.load()
  if (!stored) throw new Error('nothing is stored')
  const at = (second: number) => ({ ...(stored.record as object), endedAt: new Date(second * 1000).toISOString() })
  rig.store.transfers.save(
    Array.from({ length: 300 }, (_, index) => ({
      ...stored,
      id: `old-${index}`,
      position: index,
      record: index === 0 ? { ...at(0), state: 'failed', whole: { code: 'dns', message: '', hint: '' } } : at(index)
    }))
  )
  await rig.restart()
  const ids = rig.transfers.list().map(transfer => transfer.id)
  expect(ids).toHaveLength(201)
  expect(ids).toEqual(expect.arrayContaining([id, 'old-0', 'old-299', 'old-101']))
  expect(ids).not.toContain('old-100')
  expect(rig.store.transfers.load()).toHaveLength(201)
})

it('stops with the reason when the journal can no longer be written, and keeps what arrived', async () => {
  await fs.writeFile(join(rig.here, 'big'), randomBytes(30 * megabyte))
  const stuck = stuckAfter(10 * megabyte)
  await rig.restart(stuck.change)
  const id = rig.start(['big'], '')
  await expect.poll(stuck.written).toBeGreaterThan(9 * megabyte)
  rig.store.transfers.saveFiles = () => {
    throw new Failure('disk-full', 'No room for the journal.')
  }
  stuck.release()
  await expect(rig.transfers.result(id, undefined)).rejects.toMatchObject({ code: 'disk-full' })
  expect(rig.view()).toMatchObject({ state: 'failed', failed: [{ message: 'No room for the journal.' }] })
  rig.crash(undefined, window)
  expect((await rig.transfers.result(id, undefined)).resumedBytes).toBeGreaterThan(5 * megabyte)
})

it('ends the engine in the middle of a copy without harm: the next one goes on', async () => {
  const stuck = stuckAfter(10 * megabyte)
  await fs.writeFile(join(rig.here, 'big'), randomBytes(30 * megabyte))
  await rig.restart(stuck.change)
  const id = rig.start(['big'], '')
  const cut = rig.transfers.result(id, undefined)
  cut.catch(() => undefined)
  await expect.poll(stuck.written).toBeGreaterThan(9 * megabyte)
  await rig.restart(undefined, window)
  await expect(cut).rejects.toMatchObject({ code: 'cancelled' })
  expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1, resumedBytes: stuck.written() })
})
