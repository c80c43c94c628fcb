import { createHash, randomBytes } from 'node:crypto'
import { blake3, xxhash128 } from 'hash-wasm'
import { describe, expect, it } from 'vitest'
import { createOrderedHasher } from '../../../../src/main/transfers/verify/ordered-hasher'

const content = randomBytes(6 * 1024 * 1024 + 17)
const chunks = (bytes: number): number[] =>
  Array.from({ length: Math.ceil(content.length / bytes) }, (_, index) => index * bytes)
const expected = {
  sha256: async () => createHash('sha256').update(content).digest('hex'),
  xxh128: () => xxhash128(content),
  blake3: () => blake3(content),
  crc64nvme: async () => undefined
}

/** A fixed disorder: what several channels give. */
const shuffled = (offsets: readonly number[]): number[] =>
  offsets
    .map((offset, index) => ({ offset, key: (index * 7919) % 97 }))
    .sort((a, b) => a.key - b.key)
    .map(({ offset }) => offset)

describe('the hasher of chunks in any order', () => {
  for (const algorithm of ['xxh128', 'sha256', 'blake3'] as const)
    for (const size of [undefined, 100])
      it(`gives the ${algorithm} of the whole, ${size ? 'here' : 'in its thread'}`, async () => {
        const hasher = createOrderedHasher(algorithm, size)
        for (const offset of shuffled(chunks(255 * 1024)))
          void hasher.add(offset, content.subarray(offset, offset + 255 * 1024))
        expect(await hasher.digest()).toBe(await expected[algorithm]())
      })

  it('knows the check value of CRC-64/NVME', async () => {
    const hasher = createOrderedHasher('crc64nvme')
    void hasher.add(0, Buffer.from('123456789'))
    expect(await hasher.digest()).toBe('ae8b14860a799888')
  })

  it('gives the checksum of an empty file', async () => {
    expect(await createOrderedHasher('sha256').digest()).toBe(createHash('sha256').digest('hex'))
  })

  it('lets the caller use its buffer again at once', async () => {
    const buffer = Buffer.alloc(64 * 1024)
    const hasher = createOrderedHasher('sha256')
    for (const offset of shuffled(chunks(buffer.length))) {
      const length = content.copy(buffer, 0, offset, offset + buffer.length)
      void hasher.add(offset, buffer.subarray(0, length))
    }
    expect(await hasher.digest()).toBe(await expected.sha256())
  })

  it('lets go on who brings early bytes one after the other, however much waits for them', async () => {
    const mebibyte = Buffer.alloc(1024 * 1024, 1)
    for (const algorithm of ['xxh128', 'sha256'] as const) {
      const hasher = createOrderedHasher(algorithm)
      for (let at = 20; at < 40; at++) void hasher.add(at * mebibyte.length, mebibyte)
      for (let at = 0; at < 20; at++) await hasher.add(at * mebibyte.length, mebibyte)
      expect(await hasher.digest()).toMatch(/^[0-9a-f]+$/)
    }
  })

  it('asks for patience when much waits for an early byte, and never makes that byte wait', async () => {
    const mebibyte = Buffer.alloc(1024 * 1024, 1)
    for (const algorithm of ['xxh128', 'sha256'] as const) {
      const hasher = createOrderedHasher(algorithm)
      const waits: Promise<void>[] = []
      for (let at = 1; at < 40; at++) {
        const wait = hasher.add(at * mebibyte.length, mebibyte)
        if (wait) waits.push(wait)
      }
      expect(waits.length).toBeGreaterThan(10)
      let released = 0
      for (const wait of waits) void wait.then(() => released++)
      await new Promise(resolve => setTimeout(resolve, 20))
      expect(released).toBe(0)
      void hasher.add(0, mebibyte)
      await Promise.all(waits)
      expect(await hasher.digest()).toHaveLength(algorithm === 'sha256' ? 64 : 32)
    }
  })

  it('refuses to tell a checksum when bytes are missing', async () => {
    const hasher = createOrderedHasher('xxh128')
    void hasher.add(10, Buffer.from('x'))
    await expect(hasher.digest()).rejects.toMatchObject({ code: 'internal' })
    hasher.close()
  })

  it('lets whoever waits go when it is given up', async () => {
    const hasher = createOrderedHasher('sha256')
    const wait = hasher.add(1, Buffer.alloc(20 * 1024 * 1024))
    expect(wait).toBeInstanceOf(Promise)
    hasher.close()
    await wait
    await expect(hasher.digest()).rejects.toMatchObject({ code: 'internal' })
  })

  it('takes chunks one by one as slowly as they come', async () => {
    const hasher = createOrderedHasher('blake3')
    for (const offset of chunks(1024 * 1024)) {
      await hasher.add(offset, content.subarray(offset, offset + 1024 * 1024))
      await new Promise(resolve => setImmediate(resolve))
    }
    expect(await hasher.digest()).toBe(await expected.blake3())
  })
})
