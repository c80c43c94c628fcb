import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Failure } from '@domain/failure'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog, systemClock } from '../../../src/main/platform'
import type { Verifier } from '../../../src/main/transfers/verify/verifier'
import { createTransferRig, type SiteChange, type TransferRig } from './transfer-rig'

let rig: TransferRig
beforeEach(async () => {
  rig = await createTransferRig()
})
afterEach(() => rig.end())

const window = { platform: { clock: systemClock, log: silentLog, door: 'electron' as const } }

async function tree(files: number): Promise<void> {
  await fs.mkdir(join(rig.here, 'tree'))
  for (let number = 0; number < files; number++) await fs.writeFile(join(rig.here, 'tree', `f${number}`), `${number}`)
  await fs.writeFile(join(rig.here, 'tree', 'big'), randomBytes(3_000_000))
}

/** Flips a byte of one file as soon as it is there. */
const flipping =
  (name: string): SiteChange =>
  files => ({
    async writeSmall(path, data, wish, signal) {
      const wrong = Uint8Array.from(data)
      if (basename(path).startsWith(`.${name}.`) && wrong[0] !== undefined) wrong[0] ^= 1
      await files.writeSmall(path, wrong, wish, signal)
    }
  })

describe('a verified transfer', () => {
  it('is finished when every file is proven, and the ledger has them', async () => {
    await tree(20)
    const id = rig.start(['tree'], '', { verify: true })
    expect(await rig.transfers.result(id, undefined)).toMatchObject({
      files: 21,
      verified: 21,
      sizeOnly: 0,
      failed: []
    })
    expect(rig.view()).toMatchObject({ state: 'finished', verified: 21, verifying: 0, doneFiles: 21 })
    const { total, entries } = rig.transfers.ledger({ path: join(rig.here, 'tree', 'big'), offset: 0, limit: 9 })
    expect(total).toBe(1)
    expect(entries).toMatchObject([
      { transfer: id, copy: { path: join(rig.there, 'tree', 'big'), end: { kind: 'site' } }, size: 3_000_000 }
    ])
    const [file] = rig.transfers.files(id, { offset: 0, limit: 1 }).files
    expect(file).toMatchObject({ state: 'verified', checksum: { algorithm: expect.any(String) } })
  })

  it('has its bytes on the disk before it has its name', async () => {
    await fs.writeFile(join(rig.here, 'big'), Buffer.alloc(3_000_000))
    const flushed: unknown[] = []
    await rig.restart(files => ({
      async openWrite(path, options, signal) {
        const handle = await files.openWrite(path, options, signal)
        return {
          ...handle,
          finish(wish, inner, flush) {
            flushed.push(flush)
            return handle.finish(wish, inner, flush)
          }
        }
      }
    }))
    expect(await rig.put(['big'], 'one', { verify: true })).toMatchObject({ verified: 1 })
    expect(await rig.put(['big'], 'two')).toMatchObject({ files: 1 })
    expect(flushed).toEqual([true, false])
  })

  it('never counts a wrong copy as done; the next try replaces it', async () => {
    await tree(3)
    await rig.restart(flipping('f1'))
    const id = rig.start(['tree'], '', { verify: true })
    const result = await rig.transfers.result(id, undefined)
    expect(result).toMatchObject({
      files: 3,
      verified: 3,
      failed: [{ path: join(rig.here, 'tree', 'f1'), code: 'mismatch' }]
    })
    expect(rig.view().state).toBe('finished-with-errors')
    expect(rig.transfers.files(id, { states: ['mismatch'], offset: 0, limit: 9 }).total).toBe(1)
    await rig.restart()
    rig.transfers.retryFailed(id)
    expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 4, verified: 4, failed: [] })
    expect(await fs.readFile(join(rig.there, 'tree', 'f1'), 'utf8')).toBe('1')
  })

  it('is verified to its end by the next engine when one died in between', async () => {
    await tree(3)
    await rig.restart(undefined, { openVerifier: async () => silent })
    const id = rig.start(['tree'], '', { verify: true })
    await expect.poll(() => rig.view().verifying).toBe(4)
    expect(rig.view()).toMatchObject({ state: 'running', doneFiles: 0 })
    await expect.poll(() => rig.store.transfers.count(id, { states: ['verifying'] })).toBe(4)
    rig.crash(undefined, window)
    expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 4, verified: 4, failed: [] })
  })

  it('says where only sizes could be compared', async () => {
    await tree(1)
    await rig.restart(undefined, {
      openVerifier: async () => ({ ...silent, check: async () => ({ state: 'size-only' as const }) })
    })
    const result = await rig.put(['tree'], '', { verify: true })
    expect(result).toMatchObject({ files: 2, verified: 0, sizeOnly: 2, failed: [] })
  })

  it('goes on with its proofs over a lost link', async () => {
    await tree(3)
    const verifiers = [{ ...silent, check: () => Promise.reject(new Failure('unreachable', 'Gone.')) }]
    await rig.restart(undefined, {
      openVerifier: async () => verifiers.shift() ?? { ...silent, check: async () => ({ state: 'size-only' as const }) }
    })
    expect(await rig.put(['tree'], '', { verify: true })).toMatchObject({ files: 4, sizeOnly: 4, failed: [] })
    expect(rig.opened).toHaveLength(2)
  })
})

/** One that never comes to a verdict. */
const silent: Verifier = {
  streamAlgorithm: async () => undefined,
  check: () => new Promise(() => undefined),
  flush: () => undefined,
  close: () => undefined
}

describe('an explicit copy', () => {
  it('copies what it is told under these names, then takes its last step', async () => {
    await tree(2)
    await fs.writeFile(join(rig.here, 'late'), 'late')
    const steps: string[] = []
    const { id } = rig.transfers.startExplicit({
      id: 'mirror-0001',
      from: { kind: 'local', path: join(rig.here, 'tree') },
      to: { kind: 'site', site: 'far', path: rig.there },
      items: [{ source: join(rig.here, 'tree', 'f0'), target: join(rig.there, 'other') }],
      failed: [],
      conflict: 'overwrite',
      verify: false,
      priority: 'normal',
      async after() {
        steps.push((await fs.readdir(rig.there)).join())
        return {
          deleted: 1,
          failed: [{ path: '/extra', code: 'permission', message: 'It stays.' }],
          items: [{ source: join(rig.here, 'late'), target: join(rig.there, 'late') }]
        }
      }
    })
    expect(await rig.transfers.result(id, undefined)).toMatchObject({
      files: 2,
      deleted: 1,
      failed: [{ path: '/extra', code: 'permission' }]
    })
    expect(steps).toEqual(['other'])
    expect((await fs.readdir(rig.there)).sort()).toEqual(['late', 'other'])
  })

  it('takes no last step when a copy failed; what was refused before is listed and keeps nothing back', async () => {
    let after = 0
    const start = (id: string, source: string) =>
      rig.transfers.startExplicit({
        id,
        from: { kind: 'local', path: rig.here },
        to: { kind: 'site', site: 'far', path: rig.there },
        items: [{ source, target: join(rig.there, 'copy') }],
        failed: [{ path: '/unreadable', code: 'permission', message: 'No.' }],
        conflict: 'overwrite',
        verify: false,
        priority: 'normal',
        async after() {
          after++
          return { deleted: 0, failed: [], items: [] }
        }
      })
    await fs.writeFile(join(rig.here, 'f'), 'x')
    start('mirror-0002', join(rig.here, 'missing'))
    expect((await rig.transfers.result('mirror-0002', undefined)).failed).toHaveLength(2)
    expect(after).toBe(0)
    start('mirror-0003', join(rig.here, 'f'))
    expect((await rig.transfers.result('mirror-0003', undefined)).failed).toMatchObject([{ path: '/unreadable' }])
    expect(after).toBe(1)
  })
})
