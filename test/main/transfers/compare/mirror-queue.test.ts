import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import type { ComparisonCounts } from '@contract/transfers'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLocalChecksums } from '../../../../src/main/files/local-checksums'
import { createLocalFileSystem } from '../../../../src/main/files/local-file-system'
import { silentLog, systemClock } from '../../../../src/main/platform'
import { compareFolders } from '../../../../src/main/transfers/compare/compare-folders'
import { endMirror, type MirrorRequest, mirrorFolders } from '../../../../src/main/transfers/compare/mirrors'
import type { EndParts } from '../../../../src/main/transfers/compare/open-ends'
import { createTransferRig, type SiteChange, stuckAfter, type TransferRig } from '../transfer-rig'
import { makeTree, type Tree, trees } from './trees'

let rig: TransferRig
let parts: EndParts
let count = 0

beforeEach(async () => {
  rig = await createTransferRig()
  const files = createLocalFileSystem(rig.root)
  const site = { ...files, kind: 'site' as const, label: 'far', close: () => undefined }
  const sums = createLocalChecksums()
  parts = {
    fileSystems: {
      local: files,
      site: async () => site,
      openSite: async () => site,
      s3: () => Promise.reject(new Error('no buckets here'))
    },
    checksumsOf: async () => sums
  }
})
afterEach(() => rig.end())

const places = () =>
  ({ from: { kind: 'local', path: rig.here }, to: { kind: 'site', site: 'far', path: rig.there } }) as const

async function counts(): Promise<ComparisonCounts> {
  for await (const event of compareFolders(parts, { ...places(), by: 'checksum' }, undefined))
    if (event.type === 'end') return event.counts
  throw new Error('no end')
}

async function startMirror(more: Partial<MirrorRequest>): Promise<string> {
  const { transfers } = rig
  const how = { by: 'checksum', deleteExtra: false, verify: true, priority: 'normal' } as const
  const request = { id: `mirror-${++count}`, ...places(), ...how, ...more }
  return (await mirrorFolders({ ...parts, start: transfers.startExplicit }, request, undefined)).id
}

const mirror = async (more: Partial<MirrorRequest>) => rig.transfers.result(await startMirror(more), undefined)

/** The next engine takes it up by itself. */
function crash(change?: SiteChange): void {
  rig.crash(change, {
    platform: { clock: systemClock, log: silentLog, door: 'electron' },
    takeUpMirror: (folders, end) => endMirror(parts, folders, end, true)
  })
}

async function makeBoth(source: Tree, target: Tree): Promise<void> {
  await fs.rm(rig.here, { recursive: true })
  await fs.rm(rig.there, { recursive: true })
  await makeTree(rig.here, source)
  await makeTree(rig.there, target)
}

describe('a mirror through the queue', () => {
  it('makes any tree equal to any other, every file verified', async () => {
    await fc.assert(
      fc.asyncProperty(trees, trees, async (source, target) => {
        await makeBoth(source, target)
        const { extra } = await counts()
        const result = await mirror({ deleteExtra: true, expectDeletes: extra })
        expect(result.failed).toEqual([])
        expect(result.verified).toBe(result.files)
        expect(result.deleted ?? 0).toBe(extra)
        expect(await counts()).toMatchObject({ new: 0, changed: 0, extra: 0, failed: [] })
      }),
      { numRuns: 25 }
    )
  })

  it('fails by name where a file has to take the place of a folder that may not be deleted', async () => {
    await makeBoth({ a: 'one', b: 'one' }, { a: { kept: 'one' } })
    const result = await mirror({})
    expect(result).toMatchObject({ files: 1, failed: [{ path: join(rig.here, 'a'), code: 'is-a-directory' }] })
    expect(await fs.readFile(join(rig.there, 'a/kept'), 'utf8')).toBe('one')
  })

  it('deletes nothing when a copy failed', async () => {
    await makeBoth({ a: 'one', b: 'three' }, { extra: 'one' })
    await fs.writeFile(join(rig.there, 'b'), 'other')
    await rig.restart(files => ({
      replace: path =>
        path.includes('.b.') ? Promise.reject(new Error('no')) : files.replace(path, join(rig.there, 'b'))
    }))
    const result = await mirror({ deleteExtra: true, expectDeletes: 1 })
    expect(result).toMatchObject({ files: 1, failed: [{ path: join(rig.here, 'b') }] })
    expect(await fs.readdir(rig.there)).toContain('extra')
  })
})

describe('a mirror whose engine died', () => {
  /** What is to be copied hangs; three entries are extra, one of them in the way of a file. */
  async function dieWhileCopying(): Promise<string> {
    await makeBoth({ a: 'one', b: 'one' }, { a: { inTheWay: 'one' }, extra: 'one' })
    await fs.writeFile(join(rig.here, 'big'), Buffer.alloc(3_000_000))
    await rig.restart(stuckAfter(0).change)
    const id = await startMirror({ deleteExtra: true, expectDeletes: 3 })
    await expect.poll(() => rig.store.transfers.count(id, { withPart: true })).toBe(1)
    return id
  }

  it('is taken up, and deletes what was confirmed', async () => {
    const id = await dieWhileCopying()
    crash()
    expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 3, deleted: 3, failed: [] })
    expect(await counts()).toMatchObject({ new: 0, changed: 0, extra: 0, failed: [] })
  })

  it('deletes nothing when another entry is extra by then', async () => {
    const id = await dieWhileCopying()
    await fs.writeFile(join(rig.there, 'late'), 'x')
    await fs.rm(join(rig.there, 'extra'))
    crash()
    const { failed, deleted } = await rig.transfers.result(id, undefined)
    expect([deleted, failed.map(({ code }) => code).sort()]).toEqual([0, ['confirmation-required', 'is-a-directory']])
    expect((await fs.readdir(rig.there)).sort()).toEqual(['a', 'b', 'big', 'late'])
  })

  it('goes on where it was in the middle of its deletions', async () => {
    await makeBoth({ a: 'one' }, { extra: { one: 'one', two: 'one', three: 'one' } })
    let removed = 0
    const hang = new Promise<never>(() => undefined)
    const { site } = parts.fileSystems
    const far = await site('far', new AbortController().signal)
    const one = {
      ...far,
      removeFile: (path: string) => (removed++ === 0 ? far.removeFile(path) : hang),
      close: () => undefined
    }
    parts = { ...parts, fileSystems: { ...parts.fileSystems, openSite: async () => one } }
    const id = await startMirror({ deleteExtra: true, expectDeletes: 4 })
    await expect.poll(async () => (await fs.readdir(join(rig.there, 'extra'))).length).toBe(2)
    parts = {
      ...parts,
      fileSystems: { ...parts.fileSystems, openSite: async () => ({ ...far, close: () => undefined }) }
    }
    crash()
    expect(await rig.transfers.result(id, undefined)).toMatchObject({ files: 1, deleted: 4, failed: [] })
    expect(await counts()).toMatchObject({ new: 0, changed: 0, extra: 0, failed: [] })
  })
})
