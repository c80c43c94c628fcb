/** The rule "resume": a file that is there already is gone on with, and never shows with holes. */
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLog, systemClock } from '../../../src/main/platform'
import { createTransferRig, namesIn, stuckAfter, type TransferRig } from './transfer-rig'

const megabyte = 1_000_000
const size = 30 * megabyte
const before = 3 * megabyte
const oldTime = 5000
const window = { platform: { clock: systemClock, log: silentLog, door: 'electron' as const } }
const bytes = randomBytes(size)

let rig: TransferRig
let target: string
beforeEach(async () => {
  rig = await createTransferRig()
  target = join(rig.there, 'big')
  await fs.writeFile(join(rig.here, 'big'), bytes)
  await fs.writeFile(target, bytes.subarray(0, before))
  await fs.utimes(target, oldTime, oldTime)
})
afterEach(() => rig.end())

/** A copy by the rule, some of whose further bytes arrived. */
async function goOnHalfway(): Promise<string> {
  const stuck = stuckAfter(4 * megabyte)
  await rig.restart(stuck.change)
  const id = rig.start(['big'], '', { conflict: 'resume' })
  await expect.poll(() => rig.store.transfers.page(id, {}, -1, 1)[0]?.doneBytes ?? 0).toBeGreaterThan(before)
  return id
}

async function expectAsBefore(): Promise<void> {
  expect(await namesIn(rig.there)).toEqual(['big'])
  expect(bytes.subarray(0, before).equals(await fs.readFile(target))).toBe(true)
  expect((await fs.stat(target)).mtimeMs).toBe(1000 * oldTime)
}

it('an engine that died leaves no file with holes under the name, and the next one goes on', async () => {
  const id = await goOnHalfway()
  rig.crash(undefined, window)
  await expect(fs.stat(target)).rejects.toThrow('ENOENT')
  const result = await rig.transfers.result(id, undefined)
  expect(result).toMatchObject({ files: 1, failed: [] })
  expect(result.resumedBytes).toBeGreaterThan(before)
  expect(bytes.equals(await fs.readFile(target))).toBe(true)
  expect(await namesIn(rig.there)).toEqual(['big'])
})

it('what was there has its name, its length and its time again when the copy is cancelled', async () => {
  const id = await goOnHalfway()
  await rig.transfers.cancel(id)
  await expectAsBefore()
})

it('also when the engine died before it was cancelled', async () => {
  const id = await goOnHalfway()
  rig.crash()
  expect(rig.view().state).toBe('paused')
  await rig.transfers.cancel(id)
  await expectAsBefore()
})

it('also when the copy cannot be finished', async () => {
  await rig.restart(files => ({
    openWrite: async (path, options, signal) => ({
      ...(await files.openWrite(path, options, signal)),
      finish: () => Promise.reject(new Error('no'))
    })
  }))
  expect(await rig.put(['big'], '', { conflict: 'resume' })).toMatchObject({
    files: 0,
    failed: [{ path: expect.any(String) }]
  })
  await expectAsBefore()
})

it('a source that became another meanwhile is copied whole', async () => {
  const id = await goOnHalfway()
  const other = randomBytes(size)
  await fs.writeFile(join(rig.here, 'big'), other)
  rig.crash(undefined, window)
  expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1, resumedBytes: 0, failed: [] })
  expect(other.equals(await fs.readFile(target))).toBe(true)
  expect(await namesIn(rig.there)).toEqual(['big'])
})

it('a file that is no beginning of the source leaves no part behind when the engine dies', async () => {
  await fs.writeFile(target, randomBytes(before))
  const id = await goOnHalfwayAnew()
  rig.crash(undefined, window)
  expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1, failed: [] })
  expect(bytes.equals(await fs.readFile(target))).toBe(true)
  expect(await namesIn(rig.there)).toEqual(['big'])
})

async function goOnHalfwayAnew(): Promise<string> {
  const stuck = stuckAfter(4 * megabyte)
  await rig.restart(stuck.change)
  const id = rig.start(['big'], '', { conflict: 'resume' })
  await expect.poll(() => rig.store.transfers.count(id, { withPart: true })).toBe(1)
  return id
}
