import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileSystem } from '@domain/files/file-system'
import { decode } from 'fast-png'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mrcHeader } from '../../../src/demo/data/mrc'
import { readPicture } from '../../../src/main/cockpit/last-picture'
import { createLocalFileSystem } from '../../../src/main/files/local-file-system'

let folder = ''
let files: FileSystem
let bytesRead = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farscope-picture-'))
  const local = createLocalFileSystem(folder)
  bytesRead = 0
  files = {
    ...local,
    openRead: async (path, signal) => {
      const handle = await local.openRead(path, signal)
      return {
        info: again => handle.info(again),
        close: () => handle.close(),
        read: async (offset, length, again) => {
          const bytes = await handle.read(offset, length, again)
          bytesRead += bytes.length
          return bytes
        }
      }
    }
  }
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

/** A float32 picture that is dark at its left and bright at its right; MRC counts rows from below. */
function put(columns: number, rows: number): string {
  const path = join(folder, 'm.mrc')
  const data = Float32Array.from({ length: columns * rows }, (_none, at) => (at % columns) / columns)
  writeFileSync(path, Buffer.concat([mrcHeader(columns, rows, 1, 2, 0.73, [0, 1, 0.5, 0.3]), Buffer.from(data.buffer)]))
  return path
}

describe('the picture of a micrograph', () => {
  it('is made of the whole of a small file', async () => {
    const picture = await readPicture(files, 'm', put(100, 60), undefined)
    expect(picture).toMatchObject({ name: 'm', width: 100, height: 60 })
    expect(picture.pixelAngstrom).toBeCloseTo(0.73, 4)
    expect(decode(Buffer.from(picture.png, 'base64'))).toMatchObject({ width: 100, height: 60, channels: 1 })
  })

  it('is made of an eighth of a big one, with its shape and the size of its pixel', async () => {
    const picture = await readPicture(files, 'm', put(4096, 4096), undefined)
    expect(picture).toMatchObject({ width: 512, height: 512 })
    expect(picture.pixelAngstrom).toBeCloseTo(0.73 * 8, 3)
    expect(bytesRead).toBeLessThanOrEqual(8 * 1024 * 1024 + 1024)
    const { data } = decode(Buffer.from(picture.png, 'base64'))
    expect([Number(data[100]) < 70, Number(data[412]) > 180]).toEqual([true, true])
  })

  it('is made of one as wide as a K3 makes it', async () => {
    const picture = await readPicture(files, 'm', put(5760, 800), undefined)
    expect(picture.width / picture.height).toBeCloseTo(7.2, 1)
  })

  it('is refused for a file that is cut, or none', async () => {
    const path = put(100, 60)
    truncateSync(path, 5000)
    await expect(readPicture(files, 'm', path, undefined)).rejects.toMatchObject({ code: 'corrupt' })
    truncateSync(path, 10)
    await expect(readPicture(files, 'm', path, undefined)).rejects.toMatchObject({ code: 'corrupt' })
    await expect(readPicture(files, 'm', join(folder, 'none'), undefined)).rejects.toMatchObject({ code: 'not-found' })
  })
})
