import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLimiter, limitedByBoth } from '../../../src/main/transfers/limiter'
import { createRoomWatch } from '../../../src/main/transfers/room'
import { createTransferRig, namesIn, type TransferRig } from './transfer-rig'

const open = new AbortController().signal

describe('a limiter', () => {
  it('lets through what the limit allows, whatever the pieces', async () => {
    const limiter = createLimiter(1_000_000)
    const startedAt = performance.now()
    await Promise.all(Array.from({ length: 20 }, () => limiter.take(25_000, open)))
    const rate = 500_000 / ((performance.now() - startedAt) / 1000)
    expect(rate).toBeGreaterThan(100_000)
    expect(rate).toBeLessThan(1_500_000)
  })

  it('lets those who wait go at once when the limit is lifted', async () => {
    const limiter = createLimiter(1024)
    await limiter.take(1_000_000, open)
    const waiting = limiter.take(1, open)
    limiter.setLimit(null)
    await waiting
  })

  it('lets go who gives up, however long those before have to wait', async () => {
    const limiter = createLimiter(1024)
    await limiter.take(1_000_000, open)
    const later = new AbortController()
    const first = limiter.take(1, later.signal)
    first.catch(() => undefined)
    const stop = new AbortController()
    const second = limiter.take(1, stop.signal)
    stop.abort()
    await expect(second).rejects.toMatchObject({ code: 'cancelled' })
    later.abort()
    await expect(first).rejects.toBeDefined()
  })

  it('works beside another: both hold', async () => {
    const slow = createLimiter(100_000)
    const both = limitedByBoth(createLimiter(null), slow)
    const startedAt = performance.now()
    for (let piece = 0; piece < 4; piece++) await both.take(10_000, open)
    expect(performance.now() - startedAt).toBeGreaterThan(200)
  })
})

describe('room', () => {
  it('is asked for early when the total grows large, and at the end, without what has arrived', async () => {
    const asked: number[] = []
    let copied = 0
    const watch = createRoomWatch(
      async bytes => void asked.push(bytes),
      () => copied
    )
    const gib = 1024 ** 3
    await watch.need(gib)
    await watch.need(gib / 2)
    copied = gib
    await watch.need(gib)
    await watch.complete()
    expect(asked).toEqual([gib, 1.5 * gib, 1.5 * gib])
  })
})

describe('transfers', () => {
  let rig: TransferRig
  beforeEach(async () => {
    rig = await createTransferRig()
  })
  afterEach(() => rig.end())

  it('keep to their own limit, which can be changed on the way', async () => {
    await fs.writeFile(join(rig.here, 'big'), randomBytes(20_000_000))
    const id = rig.start(['big'], '', { limit: 1_000_000 })
    await new Promise(resolve => setTimeout(resolve, 500))
    expect(rig.view()).toMatchObject({ state: 'running', limit: 1_000_000 })
    expect(rig.view().sentBytes).toBeLessThan(2_500_000)
    rig.transfers.change(id, { limit: null })
    expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1 })
  })

  it('keep together to the limit of the settings, which can be changed on the way', async () => {
    rig.settings = { ...rig.settings, transferLimit: 1_000_000 }
    await rig.restart()
    for (const name of ['a', 'b']) await fs.writeFile(join(rig.here, name), randomBytes(5_000_000))
    const ids = [rig.start(['a'], ''), rig.start(['b'], '')]
    await new Promise(resolve => setTimeout(resolve, 500))
    expect(rig.transfers.list().reduce((sum, { sentBytes }) => sum + sentBytes, 0)).toBeLessThan(2_500_000)
    rig.settings = { ...rig.settings, transferLimit: null }
    for (const id of ids) expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1 })
  })

  it('are refused with the numbers where they do not fit, and go on when room was made', async () => {
    let freeBytes = 1_000_000
    await fs.writeFile(join(rig.here, 'big'), randomBytes(3_000_000))
    await rig.restart(() => ({ space: async () => ({ freeBytes, totalBytes: 10_000_000 }) }))
    const id = rig.start(['big'], '')
    await expect(rig.transfers.result(id, undefined)).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/2\.9 MiB are to be copied, but .* has only 976\.6 KiB free/)
    })
    freeBytes = 5_000_000
    rig.transfers.resume(id)
    expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1 })
    expect(await namesIn(rig.there)).toEqual(['big'])
  })

  it('need no room for what is there already', async () => {
    await fs.writeFile(join(rig.here, 'big'), randomBytes(3_000_000))
    await rig.put(['big'], '')
    await rig.restart(() => ({ space: async () => ({ freeBytes: 1000, totalBytes: 10_000_000 }) }))
    expect(await rig.put(['big'], '')).toMatchObject({ skipped: 1, failed: [] })
  })
})
