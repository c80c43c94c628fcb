import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import type { ComparisonCounts } from '@contract/transfers'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLocalChecksums } from '../../../../src/main/files/local-checksums'
import { createLocalFileSystem } from '../../../../src/main/files/local-file-system'
import { compareFolders } from '../../../../src/main/transfers/compare/compare-folders'
import { type MirrorRequest, mirrorFolders } from '../../../../src/main/transfers/compare/mirrors'
import type { EndParts } from '../../../../src/main/transfers/compare/open-ends'
import { createTransferRig, type TransferRig } from '../transfer-rig'
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

async function mirror(more: Partial<MirrorRequest>) {
  const { transfers } = rig
  const how = { by: 'checksum', deleteExtra: false, verify: true, priority: 'normal' } as const
  const request = { id: `mirror-${++count}`, ...places(), ...how, ...more }
  const { id } = await mirrorFolders({ ...parts, start: transfers.startExplicit }, request, undefined)
  return transfers.result(id, undefined)
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
