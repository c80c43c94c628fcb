import { deflateSync, inflateSync } from 'node:zlib'
import { memorySource } from '@domain/previews/byte-source'
import { sampleRaster } from '@domain/previews/raster'
import { nthDirectory, openTiff } from '@domain/tiff/directory'
import { eerItems } from '@domain/tiff/eer'
import { readTiffImage } from '@domain/tiff/image'
import { tiffRaster, type Unpackers } from '@domain/tiff/raster'
import { unpackLzw } from '@domain/tiff/unpack'
import { describe, expect, it } from 'vitest'
import { type MadeTiff, madeTiff, packLzw } from '../previews/made-files'

const unpackers: Unpackers = {
  inflate: async (packed, most) => inflateSync(packed).subarray(0, most),
  run: async work => {
    for (;;) {
      const step = work.next()
      if (step.done) return step.value
    }
  }
}

async function rasterOf(bytes: Uint8Array) {
  const file = await openTiff(memorySource('a.tif', bytes))
  const directory = await nthDirectory(file, 0)
  if (!directory) throw new Error('no directory')
  return tiffRaster(file, await readTiffImage(file, directory), unpackers)
}

/** All values, row by row, read in two parts. */
async function valuesOf(bytes: Uint8Array): Promise<number[]> {
  const raster = await rasterOf(bytes)
  const cut = Math.floor(raster.rows / 3)
  return [...(await raster.read(0, cut)), ...(await raster.read(cut, raster.rows - cut))]
}

const shades = (made: MadeTiff): number[] =>
  Array.from({ length: made.rows * made.columns }, (_, at) =>
    made.value(at % made.columns, Math.floor(at / made.columns), 0)
  )

const base = { columns: 37, rows: 29 } as const
const small = (x: number, y: number): number => (x * 5 + y * 11) % 16
const medium = (x: number, y: number): number => (x * 7 + y * 131) % 251
const large = (x: number, y: number): number => (x * 701 + y * 1301) % 65_000

/** With other values in fields of its only page. */
function changed(bytes: Buffer, fields: readonly (readonly [number, number])[]): Buffer {
  const copy = Buffer.from(bytes)
  const start = copy.readUInt32LE(4)
  for (let at = start + 2; at < start + 2 + copy.readUInt16LE(start) * 12; at += 12)
    for (const [tag, value] of fields) if (copy.readUInt16LE(at) === tag) copy.writeUInt32LE(value, at + 8)
  return copy
}

describe('a TIFF file', () => {
  const ways: [string, MadeTiff][] = []
  for (const compression of [1, 5, 8, 32773] as const)
    for (const littleEndian of [true, false]) {
      const order = littleEndian ? 'little' : 'big'
      const common = { ...base, compression, littleEndian }
      ways.push(
        [`4 bits, ${compression}, ${order}`, { ...common, bits: 4, value: small }],
        [`8 bits in strips, ${compression}, ${order}`, { ...common, bits: 8, rowsPerStrip: 4, value: medium }],
        [`16 bits, ${compression}, ${order}`, { ...common, bits: 16, rowsPerStrip: 10, value: large }],
        [`32 bits, ${compression}, ${order}`, { ...common, bits: 32, value: large }],
        [
          `floating point, ${compression}, ${order}`,
          { ...common, bits: 32, format: 3, value: (x, y) => Math.fround(Math.sin(x + y * 3)) }
        ],
        [`tiles, ${compression}, ${order}`, { ...common, bits: 16, tile: 16, value: large }],
        [`BigTIFF, ${compression}, ${order}`, { ...common, bits: 8, big: true, value: medium }]
      )
      if (compression === 5 || compression === 8)
        ways.push(
          [`8 bits, differences, ${compression}, ${order}`, { ...common, bits: 8, predictor: 2, value: medium }],
          [`16 bits, differences, ${compression}, ${order}`, { ...common, bits: 16, predictor: 2, value: large }],
          [
            `floating point, differences, ${compression}, ${order}`,
            { ...common, bits: 32, format: 3, predictor: 3, value: (x, y) => Math.fround(Math.cos(x * y)) }
          ]
        )
    }

  it.each(ways)('has its values: %s', async (_name, made) => {
    expect(await valuesOf(madeTiff(made))).toEqual(shades(made))
  })

  it('is never read beyond what may be read, however unevenly its strips are packed', async () => {
    // Every eighth strip is noise, which packs badly: those may be just the ones that are chosen.
    const noise = (x: number, y: number): number =>
      Math.floor(y / 4) % 8 === 4 ? (x * 7919 + y * y * 104_729) % 251 : 0
    const bytes = madeTiff({ columns: 512, rows: 512, bits: 8, compression: 8, rowsPerStrip: 4, value: noise })
    let read = 0
    const source = memorySource('a.tif', bytes)
    const counted = {
      ...source,
      read: (offset: number, length: number) => {
        read += length
        return source.read(offset, length)
      }
    }
    const file = await openTiff(counted)
    const directory = await nthDirectory(file, 0)
    if (!directory) throw new Error('no directory')
    const raster = tiffRaster(file, await readTiffImage(file, directory), unpackers)
    const budgetBytes = Math.floor(bytes.length / 10)
    await sampleRaster(raster, { longest: 512, budgetBytes })
    expect(read).toBeGreaterThan(0)
    expect(read).toBeLessThanOrEqual(budgetBytes)
  })

  it('has a part of a row, where it is not packed', async () => {
    const raster = await rasterOf(madeTiff({ ...base, bits: 16, rowsPerStrip: 4, value: large }))
    const part = await raster.readPart?.(9, 30, 5)
    expect([...(part ?? [])]).toEqual([30, 31, 32, 33, 34].map(x => large(x, 9)))
  })

  it('has colours as their luminance, and dark for light where zero is white', async () => {
    const made = { ...base, bits: 8, samples: 3, value: medium } as const
    const [first = 0] = await valuesOf(madeTiff(made))
    expect(first).toBeCloseTo(medium(0, 0), 3)
    const turned = await valuesOf(madeTiff({ ...base, bits: 8, photometric: 0, value: medium }))
    expect((turned[0] ?? 0) - (turned[1] ?? 0)).toBe(medium(1, 0) - medium(0, 0))
  })

  it('is told page by page, and refused where its directories are a ring', async () => {
    const bytes = madeTiff({ ...base, bits: 8, pages: 3, value: medium })
    const file = await openTiff(memorySource('a.tif', bytes))
    expect(await nthDirectory(file, 2)).toBeDefined()
    expect(await nthDirectory(file, 3)).toBeUndefined()
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const first = view.getUint32(4, true)
    view.setUint32(first + 2 + view.getUint16(first, true) * 12, first, true)
    await expect(nthDirectory(file, 5)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringMatching(/a\.tif/)
    })
  })

  it('is read row by row where all of a large picture is one strip that is not packed', async () => {
    const side = 12_000
    const head = changed(madeTiff({ ...base, bits: 8, value: medium }), [
      [256, side],
      [257, side],
      [278, side],
      [279, side * side]
    ])
    const size = head.length + side * side
    const read = async (offset: number, length: number): Promise<Uint8Array> => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)))
      bytes.set(head.subarray(offset, offset + length))
      return bytes
    }
    const file = await openTiff({ path: 'a.tif', size, read, readNear: read })
    const directory = await nthDirectory(file, 0)
    if (!directory) throw new Error('no directory')
    const raster = tiffRaster(file, await readTiffImage(file, directory), unpackers)
    expect(raster.rowBytes).toBe(side)
    expect((await raster.read(side - 1, 1)).length).toBe(side)
  })

  it('is refused where its header lies', async () => {
    const bytes = madeTiff({ ...base, bits: 8, compression: 5, rowsPerStrip: 4, value: medium })
    await expect(rasterOf(bytes.subarray(0, 6))).rejects.toMatchObject({ code: 'corrupt' })
    await expect(rasterOf(bytes.subarray(0, bytes.length - 20))).rejects.toMatchObject({ code: 'corrupt' })
    await expect(rasterOf(Buffer.from('MRC of another kind'))).rejects.toMatchObject({ code: 'corrupt' })
    const field = (tag: number, value: number): Buffer => changed(bytes, [[tag, value]])
    const lies: [number, number, string][] = [
      [256, 0, 'corrupt'],
      [256, 4_000_000_000, 'unsupported'],
      [257, 60_000, 'corrupt'],
      [258, 7, 'unsupported'],
      [259, 7, 'unsupported'],
      [273, 4_000_000_000, 'corrupt'],
      [277, 900, 'unsupported'],
      [278, 0, 'corrupt'],
      [339, 9, 'unsupported']
    ]
    for (const [tag, value, code] of lies)
      await expect(rasterOf(field(tag, value)), `field ${tag}: ${value}`).rejects.toMatchObject({ code })
    const fraction = (tag: number): Buffer => {
      const copy = field(tag, 0x7fc00000)
      const start = copy.readUInt32LE(4)
      for (let at = start + 2; at < start + 2 + copy.readUInt16LE(start) * 12; at += 12)
        if (copy.readUInt16LE(at) === tag) copy.writeUInt16LE(11, at + 2)
      return copy
    }
    for (const tag of [256, 257, 277, 278])
      await expect(rasterOf(fraction(tag)), `field ${tag}: NaN`).rejects.toMatchObject({ code: 'corrupt' })
    // One that tells more rows than its strips hold is found when they are unpacked.
    await expect(valuesOf(field(256, 9000))).rejects.toMatchObject({ code: 'corrupt' })
  })

  it('unpacks no more than its header tells, whatever its codes say', async () => {
    const zeros = new Uint8Array(50_000_000)
    const packed = deflateSync(zeros)
    const bomb = madeTiff({ ...base, bits: 8, compression: 8, value: medium })
    expect(packed.length).toBeLessThan(60_000)
    expect(bomb.length).toBeLessThan(2000)
    const work = unpackLzw(packLzw(zeros.subarray(0, 1_000_000)), 5000, 'a.tif')
    expect((await unpackers.run(work)).length).toBe(5000)
  })
})

describe('the metadata of an EER movie', () => {
  it('is read item by item, entities and odd ones too', () => {
    const xml = '<metadata><item name="a" unit="e/Å">1 &lt; 2</item>\n<item unit="s" name="b">x</item><item>y</item>'
    expect(eerItems(xml)).toEqual([
      { name: 'a', unit: 'e/Å', value: '1 < 2' },
      { name: 'b', unit: 's', value: 'x' },
      { name: '', unit: '', value: 'y' }
    ])
  })
})
