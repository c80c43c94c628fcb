import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '@domain/failure'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createListingLooker } from '../../../src/main/collection/listing-looker'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'

let root: string
const { signal } = new AbortController()

beforeEach(async () => {
  root = await fs.mkdtemp(join(tmpdir(), 'listing-'))
  await fs.mkdir(join(root, 'sub/deep'), { recursive: true })
  for (const [path, text] of [
    ['a', '1'],
    ['sub/b', '22'],
    ['sub/deep/c', '333']
  ] as const) {
    await fs.writeFile(join(root, path), text)
    await fs.utimes(join(root, path), 1000, 1000)
  }
  await fs.symlink('a', join(root, 'link'))
})

afterEach(() => fs.rm(root, { recursive: true, force: true, maxRetries: 5 }))

describe('a look by listing', () => {
  it('finds files in all folders, links and folders left out', async () => {
    const look = await createListingLooker(createLocalFileSystem(root), root).look(null, '', signal)
    expect([...look.files].sort((one, other) => one.size - other.size)).toEqual([
      { path: 'a', size: 1, mtime: '1000' },
      { path: 'sub/b', size: 2, mtime: '1000' },
      { path: 'sub/deep/c', size: 3, mtime: '1000' }
    ])
    expect([[...look.folders].sort(), look.complete]).toEqual([['sub', 'sub/deep'], true])
  })

  it('looks at single files, of which some are gone', async () => {
    const looker = createListingLooker(createLocalFileSystem(root), root)
    expect(await looker.lookAt(['sub/b', 'gone', 'link'], signal)).toEqual([{ path: 'sub/b', size: 2, mtime: '1000' }])
  })

  it('asks for many files and folders at once, as each costs a round trip of the link', async () => {
    const names = Array.from({ length: 12 }, (_, number) => `folder${number}`)
    for (const name of names) {
      await fs.mkdir(join(root, name))
      await fs.writeFile(join(root, name, 'movie'), name)
    }
    const files = createLocalFileSystem(root)
    const busy = { now: 0, most: 0 }
    /** Answers only when as many as could be asked at once were asked, or nobody asks any more. */
    const slowly = async (): Promise<void> => {
      busy.most = Math.max(busy.most, ++busy.now)
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
      busy.now--
    }
    const looker = createListingLooker(
      {
        ...files,
        async *readDirectory(path, abort) {
          await slowly()
          yield* files.readDirectory(path, abort)
        },
        async lstat(path, abort) {
          await slowly()
          return files.lstat(path, abort)
        }
      },
      root
    )
    expect((await looker.look(null, '', signal)).files).toHaveLength(15)
    expect(busy.most).toBeGreaterThan(10)
    busy.most = 0
    const wanted = names.map(name => `${name}/movie`)
    expect((await looker.lookAt(wanted, signal)).map(({ path }) => path)).toEqual(wanted)
    expect(busy.most).toBeGreaterThan(10)
  })

  it('asks nothing more once the host does not answer', async () => {
    const files = createLocalFileSystem(root)
    const info = await files.lstat(join(root, 'a'), signal)
    let asked = 0
    const lstat = async () => {
      if (asked++ === 0) throw new Failure('unreachable', 'The host does not answer.')
      return info
    }
    const looker = createListingLooker({ ...files, lstat }, root)
    const names = Array.from({ length: 500 }, (_, number) => `movie${number}`)
    await expect(looker.lookAt(names, signal)).rejects.toMatchObject({ code: 'unreachable' })
    await new Promise(resolve => setImmediate(resolve))
    expect(asked).toBeLessThan(100)
  })

  it('goes on past a folder that may not be read, and says so', async () => {
    const files = createLocalFileSystem(root)
    const readDirectory: typeof files.readDirectory = (path, abort) => {
      if (path.endsWith('/sub/deep')) throw new Failure('permission', 'You may not read sub/deep.')
      return files.readDirectory(path, abort)
    }
    const look = await createListingLooker({ ...files, readDirectory }, root).look(null, '', signal)
    expect(look.files.map(({ path }) => path).sort()).toEqual(['a', 'sub/b'])
    expect(look).toMatchObject({ complete: false, trouble: { code: 'permission' } })
  })

  it('says when the folder itself is not there', async () => {
    const looker = createListingLooker(createLocalFileSystem(root), join(root, 'nowhere'))
    await expect(looker.look(null, '', signal)).rejects.toMatchObject({ code: 'not-found' })
  })
})
