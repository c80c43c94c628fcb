import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import type { ErrorCode } from '@contract/errors'
import { Failure } from '@domain/failure'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog, systemClock } from '../../../src/main/platform'
import type { Connection } from '../../../src/main/ssh/types'
import type { TransfersParts } from '../../../src/main/transfers/transfers'
import { createTransferRig, namesIn, type SiteChange, sha256, type TransferRig } from './transfer-rig'

let rig: TransferRig
beforeEach(async () => {
  rig = await createTransferRig()
})
afterEach(() => rig.end())

const megabyte = 1_000_000
const siteName = 'far'
const window = { platform: { clock: systemClock, log: silentLog, door: 'electron' as const } }

/** A link that breaks once when so many bytes were written, and stays down for so many tries to open it. */
function breaking(after: number, downFor: number, code: ErrorCode = 'unreachable'): SiteChange {
  let written = 0
  let broke = false
  let tries = 0
  rig.beforeOpen = async () => {
    if (broke && tries++ < downFor) throw new Failure(code, 'There is no way to the host.')
  }
  return files => ({
    async openWrite(path, options, signal) {
      const handle = await files.openWrite(path, options, signal)
      return {
        ...handle,
        async write(offset, data, inner) {
          if (!broke && written >= after) {
            broke = true
            throw new Failure('unreachable', 'The connection was lost.')
          }
          written += data.length
          await handle.write(offset, data, inner)
        }
      }
    }
  })
}

describe('a lost link', () => {
  it('is waited for, and the file goes on from what was confirmed', async () => {
    await fs.writeFile(join(rig.here, 'big'), randomBytes(30 * megabyte))
    await rig.restart(breaking(10 * megabyte, 3), { retry: { firstMs: 200, mostMs: 200 } })
    const id = rig.start(['big'], '')
    await expect.poll(() => rig.view().hold, { interval: 5 }).toBe('link')
    expect(rig.view().state).toBe('running')
    const result = await rig.transfers.result(id, undefined)
    expect(result).toMatchObject({ files: 1, failed: [] })
    expect(result.resumedBytes).toBeGreaterThan(9 * megabyte)
    expect(result.sentBytes).toBe(30 * megabyte)
    expect(rig.opened.map(({ automatic }) => automatic)).toEqual([false, true, true, true, true])
    expect(rig.view()).toMatchObject({ hold: null, state: 'finished' })
    expect(await namesIn(rig.there)).toEqual(['big'])
    expect(await sha256(join(rig.there, 'big'))).toBe(await sha256(join(rig.here, 'big')))
  })

  it('that stays away is given up by a command, with its failure, and can be taken up later', async () => {
    await fs.writeFile(join(rig.here, 'big'), randomBytes(30 * megabyte))
    await rig.restart(breaking(10 * megabyte, Number.POSITIVE_INFINITY), {
      retry: { firstMs: 5, mostMs: 10, giveUpMs: 100 }
    })
    const id = rig.start(['big'], '')
    await expect(rig.transfers.result(id, undefined)).rejects.toMatchObject({ code: 'unreachable' })
    expect(rig.view()).toMatchObject({ state: 'failed', failed: [{ code: 'unreachable' }], failedCount: 1 })
    rig.beforeOpen = async () => undefined
    await rig.restart()
    expect(rig.start(['big'], '', { resume: true })).toBe(id)
    expect((await rig.transfers.result(id, undefined)).resumedBytes).toBeGreaterThan(9 * megabyte)
  })

  it('that stayed away leaves no part behind when the transfer is taken off the list', async () => {
    await fs.writeFile(join(rig.here, 'big'), randomBytes(30 * megabyte))
    await rig.restart(breaking(10 * megabyte, 20), { retry: { firstMs: 5, mostMs: 10, giveUpMs: 50 } })
    const id = rig.start(['big'], '')
    await expect(rig.transfers.result(id, undefined)).rejects.toMatchObject({ code: 'unreachable' })
    expect(await namesIn(rig.there)).toHaveLength(1)
    rig.beforeOpen = async () => undefined
    rig.transfers.forget(id)
    expect(rig.transfers.list()).toEqual([])
    await expect.poll(() => rig.store.transfers.load()).toEqual([])
    expect(await namesIn(rig.there)).toEqual([])
  })

  it('is tried at once when somebody clicks, who may then be asked', async () => {
    await fs.writeFile(join(rig.here, 'big'), randomBytes(3 * megabyte))
    await rig.restart(breaking(megabyte, 0), { ...window, retry: { firstMs: 60_000, mostMs: 60_000 } })
    const id = rig.start(['big'], '')
    await expect.poll(() => rig.view().hold).toBe('link')
    rig.transfers.resume(id)
    expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1 })
    expect(rig.opened.map(({ automatic }) => automatic)).toEqual([false, false])
  })

  it.each(['answer-needed', 'auth-failed'] as const)('is not dialled again after %s', async code => {
    await fs.writeFile(join(rig.here, 'big'), randomBytes(3 * megabyte))
    await rig.restart(breaking(megabyte, Number.POSITIVE_INFINITY, code), window)
    rig.start(['big'], '')
    await expect.poll(() => rig.view().state).toBe('paused')
    expect(rig.view().hold).toBe('sign-in')
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(rig.opened).toHaveLength(2)
  })

  describe('that others hold, too', () => {
    /** The links that are held now, by site. */
    const held = new Map<string, () => unknown>()
    const hold: TransfersParts['hold'] = (site, choice, holder, { onBack }) => {
      expect([choice, holder]).toEqual([{ role: 'transfer' }, 'transfers'])
      // The transfer takes its connection itself.
      held.set(site, () => onBack({} as Connection))
      return () => held.delete(site)
    }

    it('is gone on with at once when it is back, and asks nobody', async () => {
      await fs.writeFile(join(rig.here, 'big'), randomBytes(3 * megabyte))
      await rig.restart(breaking(megabyte, 0), { ...window, hold, retry: { firstMs: 60_000, mostMs: 60_000 } })
      const id = rig.start(['big'], '')
      await expect.poll(() => rig.view().hold).toBe('link')
      expect([...held.keys()]).toEqual([siteName])
      held.get(siteName)?.()
      expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1 })
      expect(rig.opened.map(({ automatic }) => automatic)).toEqual([false, true])
      expect(held.size).toBe(0)
    })

    it('is gone on with when somebody signed in for another reason', async () => {
      await fs.writeFile(join(rig.here, 'big'), randomBytes(3 * megabyte))
      await rig.restart(breaking(megabyte, 1, 'answer-needed'), { ...window, hold })
      const id = rig.start(['big'], '')
      await expect.poll(() => rig.view().hold).toBe('sign-in')
      held.get(siteName)?.()
      expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1 })
      expect(held.size).toBe(0)
    })

    it('is wanted no more by what somebody paused', async () => {
      await fs.writeFile(join(rig.here, 'big'), randomBytes(3 * megabyte))
      await rig.restart(breaking(megabyte, 9, 'answer-needed'), { ...window, hold })
      const id = rig.start(['big'], '')
      await expect.poll(() => rig.view().hold).toBe('sign-in')
      await rig.transfers.cancel(id)
      expect(held.size).toBe(0)
    })
  })

  it('can be paused and cancelled while it is waited for', async () => {
    await fs.writeFile(join(rig.here, 'big'), randomBytes(3 * megabyte))
    await rig.restart(breaking(megabyte, Number.POSITIVE_INFINITY), { retry: { firstMs: 60_000, mostMs: 60_000 } })
    const id = rig.start(['big'], '')
    await expect.poll(() => rig.view().hold).toBe('link')
    await rig.transfers.pause(id)
    expect(rig.view()).toMatchObject({ state: 'paused', hold: null })
    await rig.transfers.cancel(id)
    expect(rig.view()).toMatchObject({
      state: 'cancelled',
      notices: [expect.stringContaining('could not be removed')]
    })
  })

  it('in the middle of the scan is no fault of a folder', async () => {
    await fs.mkdir(join(rig.here, 'tree', 'sub'), { recursive: true })
    await fs.writeFile(join(rig.here, 'tree', 'sub', 'f'), 'x')
    let lost = false
    await rig.restart(files => ({
      async makeDirectory(path, mode, signal) {
        if (path.endsWith('sub') && !lost) {
          lost = true
          throw new Failure('timeout', 'It no longer answers.')
        }
        await files.makeDirectory(path, mode, signal)
      }
    }))
    expect(await rig.put(['tree'], 'copy')).toMatchObject({ files: 1, failed: [] })
    expect(rig.opened).toHaveLength(2)
  })
})

describe('what is no lost link', () => {
  it('fails at once: a host that is not there when somebody starts a copy', async () => {
    rig.beforeOpen = () => Promise.reject(new Failure('dns', 'The name is not known.'))
    await fs.writeFile(join(rig.here, 'f'), 'x')
    await expect(rig.put(['f'], '')).rejects.toMatchObject({ code: 'dns' })
    expect(rig.opened).toHaveLength(1)
  })

  it('ends: a link that opens again and again and never carries a byte', async () => {
    await fs.writeFile(join(rig.here, 'f'), 'x')
    await rig.restart(
      () => ({ writeSmall: () => Promise.reject(new Failure('timeout', 'It does not answer.')) }),
      window
    )
    await expect(rig.put(['f'], '')).rejects.toMatchObject({ code: 'timeout' })
    expect(rig.opened).toHaveLength(5)
  })

  it('is listed: a file that fails for its own reason, and the rest arrives', async () => {
    for (const name of ['a', 'b', 'c']) await fs.writeFile(join(rig.here, name), name)
    await rig.restart(files => ({
      writeSmall: (path, data, wish, signal) =>
        /[/.]b(\.|$)/.test(path)
          ? Promise.reject(new Failure('permission', 'Not this one.'))
          : files.writeSmall(path, data, wish, signal)
    }))
    const result = await rig.put(['a', 'b', 'c'], '')
    expect([result.files, result.failed.map(({ code }) => code)]).toEqual([2, ['permission']])
    expect(rig.opened).toHaveLength(1)
  })
})
