import { createHash, randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../src/domain/failure'
import type { FileSystem } from '../../../src/domain/files/file-system'
import type { ByteRange } from '../../../src/domain/transfers/byte-ranges'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'
import { type CopyContext, createCopyFile, type FileTask } from '../../../src/main/transfers/copy-file'
import { createSlots } from '../../../src/main/transfers/slots'

let root: string
let source: string
let target: string
let began: { part: string; stamp: string }[]
let confirmed: ByteRange[]

beforeEach(async () => {
  root = await fs.mkdtemp(join(tmpdir(), 'copy-file-'))
  source = join(root, 'source')
  await fs.mkdir(join(root, 'there'))
  target = join(root, 'there', 'target')
  began = []
  confirmed = []
})

afterEach(() => fs.rm(root, { recursive: true, force: true, maxRetries: 5 }))

const local = (): FileSystem => createLocalFileSystem(root)
const names = (): Promise<string[]> => fs.readdir(join(root, 'there'))

function copy(task: Partial<FileTask> = {}, context: Partial<CopyContext> = {}, ends: Partial<FileSystem>[] = []) {
  const [from = {}, to = {}] = ends
  const parts = {
    from: { ...local(), ...from },
    to: { ...local(), ...to },
    requests: createSlots(16),
    newId: () => 'id'
  }
  return createCopyFile(parts)(
    { source, target, how: 'new', ...task },
    {
      signal: new AbortController().signal,
      sent: () => undefined,
      began: (part, stamp) => void began.push({ part, stamp }),
      confirmed: range => void confirmed.push(range),
      ...context
    }
  )
}

/** Fails after so many bytes, as a link that is lost. */
const cutAfter = (bytes: number): Partial<FileSystem> => {
  const files = local()
  let left = bytes
  return {
    openWrite: async (path, options) => {
      const handle = await files.openWrite(path, options)
      return {
        ...handle,
        write: async (offset, data) => {
          left -= data.length
          if (left < 0) throw new Failure('unreachable', 'The link is gone.')
          await handle.write(offset, data)
        }
      }
    }
  }
}

describe('a small file', () => {
  it('arrives whole with its mode, time and checksum, and begins no part worth a journal', async () => {
    await fs.writeFile(source, 'content', { mode: 0o640 })
    await fs.utimes(source, 1000, 1000)
    const outcome = await copy({}, { checksum: 'sha256' })
    const hex = createHash('sha256').update('content').digest('hex')
    expect(outcome).toMatchObject({ bytes: 7, restarted: null, checksum: { algorithm: 'sha256', hex } })
    const { mode, mtimeMs } = await fs.stat(target)
    expect([mode & 0o7777, mtimeMs]).toEqual([0o640, 1_000_000])
    expect(began).toEqual([])
    expect(await names()).toEqual(['target'])
  })

  it('never takes the place of one that is there, and leaves no part', async () => {
    await fs.writeFile(source, 'new')
    await fs.writeFile(target, 'old')
    await expect(copy()).rejects.toMatchObject({ code: 'exists' })
    expect(await fs.readFile(target, 'utf8')).toBe('old')
    expect(await names()).toEqual(['target'])
    await copy({ how: 'replace' })
    expect(await fs.readFile(target, 'utf8')).toBe('new')
  })

  it('that changes while it is read is refused', async () => {
    await fs.writeFile(source, 'content')
    const files = local()
    const changing: Partial<FileSystem> = {
      readSmall: async (path, most) => {
        const read = await files.readSmall(path, most)
        return read && { ...read, after: { ...read.after, stamp: 'another' } }
      }
    }
    await expect(copy({}, {}, [changing])).rejects.toMatchObject({ code: 'changed-at-source' })
    expect(await names()).toEqual([])
  })

  it('is held to the rate', async () => {
    await fs.writeFile(source, 'content')
    const taken: number[] = []
    await copy({}, { throttle: { take: async bytes => void taken.push(bytes) } })
    expect(taken).toEqual([7])
  })

  it('of no bytes is copied too', async () => {
    await fs.writeFile(source, '')
    expect(await copy()).toMatchObject({ bytes: 0 })
    expect((await fs.stat(target)).size).toBe(0)
  })
})

describe('a large file', () => {
  const size = 3_000_000
  let bytes: Buffer

  beforeEach(async () => {
    bytes = randomBytes(size)
    await fs.writeFile(source, bytes)
  })

  const keep = { keepPart: () => true }
  /** What an earlier attempt left, as the journal would have it. */
  const broken = async (): Promise<NonNullable<FileTask['partial']>> => {
    await expect(copy({}, keep, [{}, cutAfter(1_500_000)])).rejects.toMatchObject({ code: 'unreachable' })
    const [part] = began
    if (!part) throw new Error('nothing began')
    return { ...part, confirmed: mergeAll(confirmed) }
  }

  it('tells its part before the first byte, and every range that arrived', async () => {
    const outcome = await copy({}, { checksum: 'sha256' })
    expect(began).toHaveLength(1)
    expect(mergeAll(confirmed)).toEqual([[0, size]])
    expect(outcome.checksum?.hex).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect((await fs.readFile(target)).equals(bytes)).toBe(true)
    expect(await names()).toEqual(['target'])
  })

  it('goes on where it was cut, and moves only what was missing', async () => {
    const partial = await broken()
    expect(await names()).toHaveLength(1)
    confirmed = []
    const outcome = await copy({ partial }, { checksum: 'sha256' })
    expect(outcome).toMatchObject({ bytes: size, restarted: null })
    expect(outcome.resumedBytes).toBeGreaterThan(1_000_000)
    expect(outcome.resumedBytes + confirmed.reduce((sum, [from, end]) => sum + end - from, 0)).toBe(size)
    expect(outcome.checksum?.hex).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect((await fs.readFile(target)).equals(bytes)).toBe(true)
    expect(await names()).toEqual(['target'])
  })

  it('begins anew when the source is another one by then', async () => {
    const partial = await broken()
    const other = randomBytes(size)
    await fs.writeFile(source, other)
    await fs.utimes(source, 5000, 5000)
    expect(await copy({ partial })).toMatchObject({ resumedBytes: 0, restarted: 'changed-at-source' })
    expect((await fs.readFile(target)).equals(other)).toBe(true)
    expect(await names()).toEqual(['target'])
  })

  it.each(['gone', 'too short'])('begins anew when the part is %s', async what => {
    const partial = await broken()
    if (what === 'gone') await fs.rm(partial.part)
    else await fs.truncate(partial.part, 1000)
    expect(await copy({ partial })).toMatchObject({ resumedBytes: 0, restarted: 'part-gone' })
    expect((await fs.readFile(target)).equals(bytes)).toBe(true)
    expect(await names()).toEqual(['target'])
  })

  it('leaves no part when what failed cannot go on later', async () => {
    await expect(copy({}, { keepPart: () => false }, [{}, cutAfter(1_500_000)])).rejects.toThrow()
    expect(await names()).toEqual([])
  })

  it('that grows while it is copied is refused, and its part is worth nothing', async () => {
    const growing: Partial<FileSystem> = {
      openRead: async path => {
        const handle = await local().openRead(path)
        let looks = 0
        return {
          ...handle,
          info: async () => {
            const info = await handle.info()
            return looks++ === 0 ? info : { ...info, stamp: 'another' }
          }
        }
      }
    }
    await expect(copy({}, keep, [growing])).rejects.toMatchObject({ code: 'changed-at-source' })
    expect(await names()).toEqual([])
  })

  it('that is cut short is refused', async () => {
    const shrinking: Partial<FileSystem> = {
      openRead: async path => {
        const handle = await local().openRead(path)
        const read: typeof handle.read = async (offset, length) =>
          offset > 1_000_000 ? new Uint8Array() : handle.read(offset, length)
        return { ...handle, read }
      }
    }
    await expect(copy({}, {}, [shrinking])).rejects.toMatchObject({ code: 'changed-at-source' })
    expect(await names()).toEqual([])
  })

  it('goes to a place of whole files in full, aligned chunks under its own name', async () => {
    const chunkBytes = 1 << 20
    const written: ByteRange[] = []
    const bucket: Partial<FileSystem> = {
      wholeFilesOnly: true,
      chunkBytes,
      openWrite: async path => {
        const handle = await local().openWrite(path, { how: 'new' })
        return {
          ...handle,
          upload: 'upload-1',
          write: async (offset, data) => {
            written.push([offset, offset + data.length])
            await handle.write(offset, data)
          }
        }
      }
    }
    await copy({ size }, {}, [{}, bucket])
    expect(written.sort((one, other) => one[0] - other[0])).toEqual([
      [0, chunkBytes],
      [chunkBytes, 2 * chunkBytes],
      [2 * chunkBytes, size]
    ])
    expect(began).toMatchObject([{ part: 'upload-1' }])
    expect((await fs.readFile(target)).equals(bytes)).toBe(true)
  })
})

it('throws away the unfinished upload of a source that changed since', async () => {
  await fs.writeFile(source, randomBytes(3_000_000))
  const taken: unknown[] = []
  const bucket: Partial<FileSystem> = {
    wholeFilesOnly: true,
    chunkBytes: 1 << 20,
    openWrite: async (path, options) => {
      taken.push(options.upload)
      const discard = async (): Promise<void> => void taken.push(`discarded ${options.upload}`)
      if (options.upload !== undefined)
        return { ...(await local().openWrite(join(root, 'x'), { how: 'new' })), discard }
      return local().openWrite(path, { how: 'new' })
    }
  }
  await copy({ partial: { part: 'upload-1', stamp: 'of another', confirmed: [] } }, {}, [{}, bucket])
  expect(taken).toEqual(['upload-1', 'discarded upload-1', undefined])
})

/** The ranges in order, those that touch as one. */
function mergeAll(ranges: readonly ByteRange[]): ByteRange[] {
  const merged: [number, number][] = []
  for (const [from, end] of [...ranges].sort((one, other) => one[0] - other[0])) {
    const last = merged.at(-1)
    if (last && last[1] === from) last[1] = end
    else merged.push([from, end])
  }
  return merged
}
