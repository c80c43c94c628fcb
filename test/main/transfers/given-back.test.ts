/** A file that was to be gone on with, and could not be, has its name again. */
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '@domain/failure'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTransferRig, namesIn, type TransferRig } from './transfer-rig'

let rig: TransferRig
let whole: Buffer
beforeEach(async () => {
  rig = await createTransferRig()
  whole = randomBytes(3_000_000)
  await fs.writeFile(join(rig.here, 'big'), whole)
  await fs.writeFile(join(rig.there, 'big'), whole.subarray(0, 1_000_000))
  await fs.utimes(join(rig.there, 'big'), 5000, 5000)
})
afterEach(() => rig.end())

const refused = (): Failure => new Failure('permission', 'Not yours.')

async function expectAsItWas(): Promise<void> {
  expect(await namesIn(rig.there)).toEqual(['big'])
  expect((await fs.readFile(join(rig.there, 'big'))).equals(whole.subarray(0, 1_000_000))).toBe(true)
}

it('although it belongs to somebody else, whose times nobody else may set', async () => {
  await rig.restart(files => ({
    async openWrite(path, options, signal) {
      const handle = await files.openWrite(path, options, signal)
      return { ...handle, finish: () => Promise.reject(refused()) }
    },
    setAttributes: (path, wish, signal) =>
      wish.mtime === undefined ? files.setAttributes(path, wish, signal) : Promise.reject(refused())
  }))
  await rig.transfers.result(rig.start(['big'], '', { conflict: 'resume' }), undefined).catch(() => undefined)
  expect(rig.view().failed.at(-1)).toMatchObject({ code: 'permission' })
  await expectAsItWas()
})

it('although it may only be read', async () => {
  await rig.restart(files => ({
    openWrite: (path, options, signal) =>
      options.how === 'existing' ? Promise.reject(refused()) : files.openWrite(path, options, signal),
    setAttributes: (path, wish, signal) =>
      wish.size === undefined ? files.setAttributes(path, wish, signal) : Promise.reject(refused())
  }))
  await rig.transfers.result(rig.start(['big'], '', { conflict: 'resume' }), undefined).catch(() => undefined)
  expect(rig.view().failed.at(-1)).toMatchObject({ code: 'permission' })
  await expectAsItWas()
})
