import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FileSystem } from '../../../src/domain/files/file-system'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'

let folder: string
let files: FileSystem

beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'local-small-'))
  files = createLocalFileSystem(folder)
})
afterEach(() => fs.rm(folder, { recursive: true, force: true, maxRetries: 5 }))

/** One alone is done on this thread; of many at once most are done in another. */
describe.each([1, 100])('small local files, %i at once', count => {
  const each = <T>(work: (path: string, number: number) => Promise<T>): Promise<PromiseSettledResult<T>[]> =>
    Promise.allSettled(Array.from({ length: count }, (_, number) => work(join(folder, `f${number}`), number)))

  it('come back as they were written, with mode and time', async () => {
    const contents = Array.from({ length: count }, (_, number) => randomBytes(number * 100))
    await each((path, number) =>
      files.writeSmall(path, contents[number] ?? Buffer.alloc(0), { mode: 0o666, mtime: 1000 + number })
    )
    const read = await each(path => files.readSmall(path, 20_000))
    read.forEach((one, number) => {
      if (one.status === 'rejected') throw one.reason
      expect(Buffer.from(one.value?.data ?? []).equals(contents[number] ?? Buffer.alloc(0))).toBe(true)
      expect(one.value?.before).toMatchObject({ type: 'file', mode: 0o666, mtime: 1000 + number, size: number * 100 })
      expect(one.value?.after.stamp).toBe(one.value?.before.stamp)
    })
    const last = read.at(-1)
    const there = await files.lstat(join(folder, `f${count - 1}`))
    expect(last?.status === 'fulfilled' && last.value?.before.stamp).toBe(there.stamp)
  })

  it('are never written over', async () => {
    await fs.writeFile(join(folder, 'f0'), 'old')
    const [first] = await each(path => files.writeSmall(path, Buffer.from('new'), { mode: 0o600 }))
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'exists' } })
    expect(await fs.readFile(join(folder, 'f0'), 'utf8')).toBe('old')
  })

  it('are renamed, but not over one that is there', async () => {
    await each(path => files.writeSmall(path, Buffer.from('x'), { mode: 0o600 }))
    await fs.writeFile(join(folder, 'f0-new'), 'old')
    const [first] = await each(path => files.rename(path, `${path}-new`))
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'exists' } })
    expect((await fs.readdir(folder)).sort()).toEqual(
      ['f0', ...Array.from({ length: count }, (_, number) => `f${number}-new`)].sort()
    )
  })

  it('that are longer than asked for, folders, or not there are told apart', async () => {
    await fs.writeFile(join(folder, 'long'), 'longer')
    await fs.mkdir(join(folder, 'folder'))
    const [long] = await each(() => files.readSmall(join(folder, 'long'), 3))
    expect(long).toMatchObject({ status: 'fulfilled', value: undefined })
    const [directory] = await each(() => files.readSmall(join(folder, 'folder'), 3))
    expect(directory).toMatchObject({ status: 'fulfilled', value: undefined })
    const [missing] = await each(() => files.readSmall(join(folder, 'missing'), 3))
    expect(missing).toMatchObject({ status: 'rejected', reason: { code: 'not-found' } })
    const [nowhere] = await each(() => files.writeSmall(join(folder, 'no', 'f'), Buffer.from('x'), { mode: 0o600 }))
    expect(nowhere).toMatchObject({ status: 'rejected', reason: { code: 'not-found' } })
  })
})
