/** What a killed engine leaves of small files beside their targets. */
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLog, systemClock } from '../../../src/main/platform'
import { createTransferRig, namesIn, type TransferRig } from './transfer-rig'

let rig: TransferRig
beforeEach(async () => {
  rig = await createTransferRig()
  await fs.writeFile(join(rig.here, 'small'), 'ours')
})
afterEach(() => rig.end())

const window = { platform: { clock: systemClock, log: silentLog, door: 'electron' as const } }

/** The next rename ends the engine when `instead` is done. */
const diesRenaming = (instead: (from: string, to: string) => Promise<void>) =>
  rig.restart(() => ({
    async rename(from, to) {
      await instead(from, to)
      rig.crash(undefined, window)
      return new Promise(() => undefined)
    }
  }))

it('The part goes although its file has its name already', async () => {
  // As sftp-server renames: link(2), then unlink(2).
  await diesRenaming((from, to) => fs.link(from, to))
  const id = rig.start(['small'], '')
  await expect.poll(() => rig.opened.length).toBe(2)
  expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1, failed: [] })
  expect(await namesIn(rig.there)).toEqual(['small'])
})

it.each(['skip', null] as const)('The part goes although another has the name since (%s)', async conflict => {
  await diesRenaming((_, to) => fs.writeFile(to, 'theirs'))
  const id = rig.start(['small'], '', conflict === null ? {} : { conflict })
  await expect.poll(() => rig.opened.length).toBe(2)
  await rig.transfers.result(id, undefined)
  expect(await namesIn(rig.there)).toEqual(['small'])
})
