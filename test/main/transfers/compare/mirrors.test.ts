import * as fs from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Failure } from '@domain/failure'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CompareRig, createCompareRig } from './compare-rig'
import { makeTree, treeNames, trees } from './trees'

let rig: CompareRig
beforeEach(async () => {
  rig = await createCompareRig()
})
afterEach(() => rig.end())

const kinds = async (by?: 'size-time' | 'checksum'): Promise<string[]> =>
  (await rig.compare(by)).differences.map(({ kind, path }) => `${kind} ${path}`).toSorted()

describe('a comparison', () => {
  it('tells new, changed and extra apart, and counts', async () => {
    await makeTree(rig.here, { new: { file: '12345' }, changed: 'abc', same: 'same', link: { to: 'x' }, newer: 'abc' })
    await makeTree(rig.there, { changed: 'ab', same: 'same', link: { to: 'y' }, old: { file: '1' }, newer: 'xyz' })
    await fs.utimes(join(rig.there, 'newer'), 5, 5)
    expect(await kinds()).toEqual([
      'changed changed',
      'changed link',
      'changed newer',
      'extra old',
      'extra old/file',
      'new new',
      'new new/file'
    ])
    expect((await rig.compare()).counts).toEqual({ same: 1, new: 2, changed: 3, extra: 2, bytes: 11, failed: [] })
  })

  it('by checksum sees other content under equal size and time, and takes no other time for a change', async () => {
    await makeTree(rig.here, { flipped: 'abc', touched: 'abc' })
    await makeTree(rig.there, { flipped: 'abd', touched: 'abc' })
    await fs.utimes(join(rig.there, 'touched'), 5, 5)
    expect(await kinds()).toEqual(['changed touched'])
    expect(await kinds('checksum')).toEqual(['changed flipped'])
  })

  it('without a tool for checksums at one end says so for each file', async () => {
    await makeTree(rig.here, { a: 'abc' })
    await makeTree(rig.there, { a: 'abc' })
    rig.tools = false
    const { differences, counts } = await rig.compare('checksum')
    expect(differences).toEqual([])
    expect(counts.failed).toMatchObject([{ code: 'command-missing' }])
  })

  it('with a destination that is not there finds everything new', async () => {
    await makeTree(rig.here, { a: { b: 'abc' } })
    await fs.rmdir(rig.there)
    expect(await kinds()).toEqual(['new a', 'new a/b'])
  })

  it('refuses folders of which one is in the other', async () => {
    rig.places.to = { kind: 'local', path: join(rig.here, 'sub') }
    await expect(rig.compare()).rejects.toMatchObject({ code: 'usage' })
  })

  it('counts every one of 100,000 entries', async () => {
    const folders = Array.from({ length: 20 }, (_, index) => `f${index}`)
    await makeTree(rig.here, Object.fromEntries(folders.map(name => [name, {}])))
    const wide = Array.from({ length: 5000 }, (_, index) => ({
      type: 'file' as const,
      size: 1,
      mtime: index,
      mode: 0o644,
      owner: '',
      group: '',
      stamp: '',
      name: `n${index}`
    }))
    rig.change.here = files => ({
      readDirectory: (path, signal) => (path === rig.here ? files.readDirectory(path, signal) : list())
    })
    async function* list() {
      yield wide
    }
    const { counts } = await rig.compare()
    expect(counts).toMatchObject({ new: 20 * 5001, bytes: 20 * 5000 })
  })
})

describe('a mirror', () => {
  it('makes any tree equal to any other', async () => {
    await fc.assert(
      fc.asyncProperty(trees, trees, async (source, target) => {
        await fs.rm(rig.here, { recursive: true })
        await fs.rm(rig.there, { recursive: true })
        await makeTree(rig.here, source)
        await makeTree(rig.there, target)
        const { counts } = await rig.compare()
        const done = await rig.mirror({ deleteExtra: true, expectDeletes: counts.extra })
        expect(done).toMatchObject({ deleted: counts.extra, failed: [] })
        expect((await rig.compare()).differences).toEqual([])
      }),
      { numRuns: 20 }
    )
  })

  it('deletes nothing unless it is asked to', async () => {
    await makeTree(rig.here, { a: 'abc' })
    await makeTree(rig.there, { b: 'abc' })
    expect(await rig.mirror()).toMatchObject({ deleted: 0, failed: [] })
    expect(await kinds()).toEqual(['extra b'])
  })

  it('does nothing at all unless the confirmed number is the true one, which it says', async () => {
    await makeTree(rig.here, { a: 'abc' })
    await makeTree(rig.there, { b: { c: 'abc' } })
    for (const expectDeletes of [undefined, 0, 1, 3])
      await expect(rig.mirror({ deleteExtra: true, expectDeletes })).rejects.toMatchObject({
        code: 'confirmation-required',
        message: expect.stringMatching(/^2 would be deleted/)
      })
    expect(await kinds()).toEqual(['extra b', 'extra b/c', 'new a'])
  })

  it('deletes nothing when more is extra at its end than was confirmed', async () => {
    await makeTree(rig.there, { b: 'abc' })
    rig.meanwhile = () => makeTree(rig.there, { c: 'abc' })
    const done = await rig.mirror({ deleteExtra: true, expectDeletes: 1 })
    expect(done).toMatchObject({ deleted: 0, failed: [{ code: 'confirmation-required' }] })
    expect(await kinds()).toEqual(['extra b', 'extra c'])
  })

  it('deletes nothing when as many are extra at its end as were confirmed, but others', async () => {
    await makeTree(rig.there, { b: 'abc' })
    rig.meanwhile = async () => {
      await fs.rm(join(rig.there, 'b'))
      await makeTree(rig.there, { c: 'abc' })
    }
    const done = await rig.mirror({ deleteExtra: true, expectDeletes: 1 })
    expect(done).toMatchObject({ deleted: 0, failed: [{ code: 'confirmation-required' }] })
    expect(await kinds()).toEqual(['extra c'])
  })

  describe('onto a disk that takes no notice of case', () => {
    beforeEach(() => {
      rig.change.there = files => ({
        async lstat(path, signal) {
          const names = await fs.readdir(dirname(path))
          const same = names.find(name => name.toLowerCase() === basename(path).toLowerCase())
          return files.lstat(same === undefined ? path : join(dirname(path), same), signal)
        }
      })
    })

    it('never takes a file for extra that it would copy onto', async () => {
      await makeTree(rig.here, { Scan: 'new content' })
      await makeTree(rig.there, { scan: 'old' })
      expect(await kinds()).toEqual(['changed Scan'])
    })

    it('refuses a second file of one name', async () => {
      await makeTree(rig.here, { Scan: 'longer', scan: 'two' })
      await makeTree(rig.there, { scan: 'two' })
      const { differences, counts } = await rig.compare()
      expect(differences).toMatchObject([{ kind: 'changed', path: 'Scan' }])
      expect(counts.failed).toMatchObject([{ path: join(rig.here, 'scan'), code: 'conflict' }])
    })
  })

  it('never takes what it cannot read at the source for extra', async () => {
    await fc.assert(
      fc.asyncProperty(trees, trees, treeNames, async (source, target, hidden) => {
        await fs.rm(rig.here, { recursive: true })
        await fs.rm(rig.there, { recursive: true })
        await makeTree(rig.here, { ...source, [hidden]: {} })
        await makeTree(rig.there, { ...target, [hidden]: { kept: 'abc', deep: { kept: 'abc' } } })
        rig.change.here = files => ({
          readDirectory: (path, signal) => {
            if (path === join(rig.here, hidden)) throw new Failure('permission', `${path} cannot be read.`)
            return files.readDirectory(path, signal)
          }
        })
        const { differences, counts } = await rig.compare()
        expect(differences.filter(({ path }) => path.startsWith(`${hidden}/`))).toEqual([])
        expect(counts.failed).toMatchObject([{ path: join(rig.here, hidden), code: 'permission' }])
        const done = await rig.mirror({ deleteExtra: true, expectDeletes: counts.extra })
        expect(done.deleted).toBe(0)
        expect(await fs.readFile(join(rig.there, hidden, 'deep', 'kept'), 'utf8')).toBe('abc')
      }),
      { numRuns: 20 }
    )
  })

  it('deletes links, never what they point to', async () => {
    await makeTree(rig.here, { target: { file: 'abc' } })
    await makeTree(rig.there, { target: { file: 'abc' }, link: { to: 'target' } })
    expect(await rig.mirror({ deleteExtra: true, expectDeletes: 1 })).toMatchObject({ deleted: 1, failed: [] })
    expect(await fs.readdir(join(rig.there, 'target'))).toEqual(['file'])
  })
})
