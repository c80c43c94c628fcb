import { randomBytes } from 'node:crypto'
import { deflateSync, gzipSync } from 'node:zlib'
import { Failure } from '@domain/failure'
import { type ByteSource, memorySource } from '@domain/previews/byte-source'
import { describe, expect, it } from 'vitest'
import { lookByFormat } from '../../../../src/main/files/previews/look-by-format'
import { gunzipHead, inSteps, unpackers } from '../../../../src/main/files/previews/unpackers'
import { madeMrc } from '../../../domain/previews/made-files'

/** The file, with the bytes that were read of it. */
function watched(source: ByteSource): ByteSource & { bytes: number } {
  const seen = {
    ...source,
    bytes: 0,
    read: async (offset: number, length: number) => {
      const got = await source.read(offset, length)
      seen.bytes += got.length
      return got
    }
  }
  return seen
}

const wish = { spectrum: false }

describe('what is packed', () => {
  it('unpacks to what its header tells, and no byte more', async () => {
    const packed = deflateSync(Buffer.alloc(1000, 7))
    expect(await unpackers.inflate(packed, 1000, 'a')).toHaveLength(1000)
    expect(await unpackers.inflate(packed, 2000, 'a')).toHaveLength(1000)
    await expect(unpackers.inflate(packed, 999, 'a')).rejects.toMatchObject({ code: 'corrupt' })
    await expect(unpackers.inflate(Buffer.from('no zlib'), 999, 'a')).rejects.toMatchObject({ code: 'corrupt' })
    // 200 MB of zeros are 200 kB: only what was told is ever in memory.
    const bomb = deflateSync(Buffer.alloc(200_000_000))
    await expect(unpackers.inflate(bomb, 5000, '/p/bomb.tif')).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('/p/bomb.tif')
    })
  })

  it('is read no further than what is shown takes', async () => {
    const picture = madeMrc({ columns: 50, rows: 50, sections: 1, value: (x, y) => x * y })
    const packed = gzipSync(Buffer.concat([picture, randomBytes(12_000_000)]), { level: 1 })
    const source = watched(memorySource('a.mrc.gz', packed))
    const { content } = await lookByFormat(source, 'a.mrc.gz', wish)
    expect(content).toMatchObject({ type: 'picture', width: 50 })
    // A piece is read ahead of what is unpacked, no more.
    expect(source.bytes).toBeLessThanOrEqual(3 * 1024 * 1024)
    expect(packed.length).toBeGreaterThan(11_000_000)
  })

  it('is refused where it would unpack to more than the memory may hold, and where it ends in the middle', async () => {
    const huge = madeMrc({ columns: 4, rows: 4, value: () => 0 })
    huge.writeInt32LE(60_000, 0)
    huge.writeInt32LE(60_000, 4)
    await expect(lookByFormat(memorySource('a.mrc.gz', gzipSync(huge)), 'a.mrc.gz', wish)).rejects.toMatchObject({
      code: 'limit-exceeded'
    })
    const packed = gzipSync(madeMrc({ columns: 300, rows: 300, value: x => x }))
    const cut = memorySource('a.mrc.gz', packed.subarray(0, packed.length - 200))
    await expect(lookByFormat(cut, 'a.mrc.gz', wish)).rejects.toMatchObject({ code: 'corrupt' })
  })

  it('ends with the failure of what it is read from', async () => {
    const failing: ByteSource = {
      ...memorySource('a', gzipSync(Buffer.alloc(10))),
      read: async () => {
        throw new Failure('unreachable', 'The link is lost.')
      }
    }
    await expect(gunzipHead(failing, 5, () => 5)).rejects.toMatchObject({ code: 'unreachable' })
  })
})

describe('long work', () => {
  it('lets others work now and then', async () => {
    let others = 0
    const tick = setInterval(() => others++, 1)
    function* work(): Generator<void, string, void> {
      const until = performance.now() + 100
      while (performance.now() < until) yield
      return 'done'
    }
    expect(await inSteps(work())).toBe('done')
    clearInterval(tick)
    expect(others).toBeGreaterThan(1)
  })
})
