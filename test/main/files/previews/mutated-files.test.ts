import { gzipSync } from 'node:zlib'
import { Failure } from '@domain/failure'
import { memorySource } from '@domain/previews/byte-source'
import { encode } from 'fast-png'
import { expect, it } from 'vitest'
import { seeded } from '../../../../src/demo/data/random'
import { lookByFormat } from '../../../../src/main/files/previews/look-by-format'
import { madeDmPicture } from '../../../domain/previews/made-dm'
import { madeMrc, madeTiff } from '../../../domain/previews/made-files'

const value = (x: number, y: number): number => (x * 5 + y * 11) % 250
const tiff = { columns: 40, rows: 33, bits: 8, rowsPerStrip: 5, value } as const
const eer = Buffer.from('<metadata><item name="numberOfFrames">12</item></metadata>')

/** One of each kind; headers make up most of them, so that most changes hit one. */
const whole: readonly (readonly [string, Buffer])[] = [
  ['a.mrc', madeMrc({ columns: 12, rows: 10, sections: 2, value })],
  ['a.mrc.gz', gzipSync(madeMrc({ columns: 12, rows: 10, sections: 2, value }))],
  ['plain.tif', madeTiff({ ...tiff, pages: 2 })],
  ['lzw.tif', madeTiff({ ...tiff, compression: 5, predictor: 2 })],
  ['deflate.tif', madeTiff({ ...tiff, compression: 8, tile: 16 })],
  ['bits.tif', madeTiff({ ...tiff, compression: 32773, big: true })],
  ['a.eer', madeTiff({ ...tiff, compression: 65001, big: true, more: [[65001, 7, eer]] })],
  ['a.dm3', madeDmPicture(3, 20, 20, new Array(400).fill(3))],
  ['a.dm4', madeDmPicture(4, 20, 20, new Array(400).fill(3))],
  ['a.star', Buffer.from('data_a\n\nloop_\n_rlnA #1\n_rlnB #2\n1 "two words"\n3 4\n\ndata_b\n_c 1\n')],
  ['a.csv', Buffer.from('a,b\n1,"x ""y"""\n2,3\n')],
  ['a.json', Buffer.from('{"a": [1, 2, {"b": null}]}')],
  ['a.png', Buffer.from(encode({ width: 9, height: 9, data: new Uint8Array(81), depth: 8, channels: 1 }))],
  ['a.gif', Buffer.from('GIF89a\x05\x00\x05\x00\x80\x00\x00', 'latin1')],
  ['a.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8, 0, 9, 0, 9, 1, 0, 0, 0])],
  ['a.pdf', Buffer.from('%PDF-1.4\n')]
]

/** Odd numbers that headers break at, beside any byte at all. */
const odd = [0, 1, 0x7f, 0x80, 0xff]

function mutated(bytes: Buffer, random: () => number): Buffer {
  const changed = Buffer.from(bytes)
  const pick = (most: number): number => Math.floor(random() * most)
  for (let change = 0; change <= pick(6); change++) {
    // Half of them near the beginning, where headers are.
    const at = random() < 0.5 ? pick(Math.min(changed.length, 64)) : pick(changed.length)
    const run = random() < 0.2 ? 4 : 1
    changed.fill(random() < 0.5 ? (odd[pick(odd.length)] ?? 0) : pick(256), at, Math.min(changed.length, at + run))
  }
  return random() < 0.2 ? changed.subarray(0, pick(changed.length)) : changed
}

it.each(whole)('2,000 damaged copies of %s each give a preview or a failure', async (name, bytes) => {
  const random = seeded(name.length * 7919)
  await lookByFormat(memorySource(name, bytes), name, { spectrum: false })
  const codes = new Set<string>()
  for (let copy = 0; copy < 2000; copy++) {
    const source = memorySource(name, mutated(bytes, random))
    const wish = { spectrum: copy % 7 === 0, ...(copy % 5 === 0 && { section: 2 }) }
    try {
      const { content } = await lookByFormat(source, name, wish)
      codes.add(content.type)
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown
      codes.add(thrown.code)
      expect(thrown.message, thrown.stack).toContain(name)
    }
  }
  expect([...codes]).not.toContain('internal')
})
