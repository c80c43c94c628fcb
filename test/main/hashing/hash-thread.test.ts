import { createHash, randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { hashLocalFile } from '../../../src/main/hashing/hash-thread'

let folder: string
beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'hash-'))
})
afterEach(() => fs.rm(folder, { recursive: true, force: true, maxRetries: 5 }))

it('hashes a file of any name, many at once', async () => {
  const content = randomBytes(3 * 1024 * 1024 + 5)
  const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x61, 0xff, 0x0a])])
  await fs.writeFile(path, content)
  await fs.writeFile(join(folder, 'empty'), '')
  const sums = await Promise.all([
    hashLocalFile(path, 'sha256', undefined),
    hashLocalFile(path, 'sha256', undefined),
    hashLocalFile(join(folder, 'empty'), 'sha256', undefined)
  ])
  const sum = createHash('sha256').update(content).digest('hex')
  expect(sums).toEqual([sum, sum, createHash('sha256').digest('hex')])
})

it('says what the system said of a file that is not there', async () => {
  await expect(hashLocalFile(join(folder, 'gone'), 'xxh128', undefined)).rejects.toMatchObject({ code: 'ENOENT' })
})

it('ends at once when it is given up', async () => {
  const stop = new AbortController()
  const work = hashLocalFile('/dev/zero', 'sha256', stop.signal)
  setTimeout(() => stop.abort(), 50)
  await expect(work).rejects.toMatchObject({ code: 'cancelled' })
  // The thread is free again, so the endless file was let go.
  await fs.writeFile(join(folder, 'next'), 'x')
  await hashLocalFile(join(folder, 'next'), 'sha256', undefined)
})
