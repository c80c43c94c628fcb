import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Preview, PreviewPicture } from '@contract/previews'
import { decode, encode } from 'fast-png'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFileSystems } from '../../../../src/main/files/file-systems'
import { createPreviews, type Previews } from '../../../../src/main/files/previews/previews'
import { madeDmPicture } from '../../../domain/previews/made-dm'
import { madeMrc, madeTiff } from '../../../domain/previews/made-files'

let folder: string
let previews: Previews
const access = { connection: () => Promise.reject(new Error('no site here')) }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-previews-'))
  previews = createPreviews(createFileSystems({ access, homeFolder: folder }))
})
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

type Wish = Partial<Parameters<Previews['look']>[1]>

const look = (name: string, wish: Wish = {}): Promise<Preview> =>
  previews.look({ kind: 'local', path: join(folder, name) }, { spectrum: false, ...wish }, undefined)

async function looked(name: string, bytes: Uint8Array | string, wish: Wish = {}): Promise<Preview> {
  await writeFile(join(folder, name), bytes)
  return look(name, wish)
}

function pictureOf({ content }: Preview): PreviewPicture & { pixels: number[] } {
  if (content.type !== 'picture') throw new Error(`no picture: ${content.type}`)
  const { data } = decode(Buffer.from(content.png, 'base64'))
  return { ...content, pixels: [...data] }
}

const factOf = ({ facts }: Preview, name: string): string | undefined => facts.find(one => one.name === name)?.value

it('says of an empty file that it is one, whatever its name', async () => {
  const empty = { kind: 'Empty file', size: 0, content: { type: 'text', head: '', tail: '' } }
  for (const name of ['empty.mrc', 'empty.star', 'empty.eer', 'empty'])
    expect(await looked(name, Buffer.alloc(0))).toMatchObject(empty)
})

describe('a look at an MRC file', () => {
  it('shows it with its last row on top, its pixel size and a scale bar', async () => {
    const value = (_x: number, y: number): number => y
    const preview = await looked('steps.mrc', madeMrc({ columns: 64, rows: 64, pixelSize: 1.5, value }))
    const picture = pictureOf(preview)
    expect(preview.kind).toBe('MRC')
    expect(picture).toMatchObject({ width: 64, height: 64, section: 1, sections: 1, pixelSizeAngstrom: 1.5 })
    expect(picture.scaleBar).toMatchObject({ angstrom: 20, label: '2 nm' })
    expect([picture.pixels[0], picture.pixels.at(-1)]).toEqual([255, 0])
    expect(factOf(preview, 'Pixels')).toBe('64 × 64')
  })

  it('has its contrast from the 1st to the 99th percentile of its values, or from others that are asked for', async () => {
    const bytes = madeMrc({ columns: 100, rows: 100, value: (_x, y) => y })
    await writeFile(join(folder, 'ramp.mrc'), bytes)
    const range = async (wish: Parameters<typeof look>[1]): Promise<unknown> => {
      const { black, white } = pictureOf(await look('ramp.mrc', wish))
      return [black, white]
    }
    expect(await range({})).toEqual([1, 98])
    expect(await range({ clip: 0 })).toEqual([0, 99])
    expect(await range({ clip: 10 })).toEqual([10, 89])
  })

  it('reads a tenth of a large one at most, and shows what is in it', async () => {
    const value = (x: number, y: number): number => (x > 1000 && y > 1000 ? 1 : 0) + ((x * 7 + y * 13) % 5) / 10
    const bytes = madeMrc({ columns: 2048, rows: 2048, sections: 4, value })
    await writeFile(join(folder, 'large.mrc'), bytes)
    const preview = await look('large.mrc', {})
    expect(preview.bytesRead).toBeLessThan(bytes.length / 10)
    expect(pictureOf(preview)).toMatchObject({ columns: 2048, sections: 4, everyRow: false })
    const { pixels, width, height } = pictureOf(preview)
    const at = (x: number, y: number): number => pixels[Math.floor(y * height) * width + Math.floor(x * width)] ?? -1
    expect(at(0.8, 0.2)).toBeGreaterThan(at(0.2, 0.8) + 100)
  })

  it('draws its scale bar in where that is asked for', async () => {
    const value = (x: number, y: number): number => (x + y) % 3
    const bytes = madeMrc({ columns: 100, rows: 100, pixelSize: 1.5, value })
    const plain = pictureOf(await looked('bar.mrc', bytes))
    const barred = pictureOf(await look('bar.mrc', { drawScaleBar: true }))
    const inBar = 92 * 100 + 85
    expect([plain.pixels[inBar], barred.pixels[inBar]]).toEqual([plain.pixels[inBar], 255])
    expect(barred.pixels.slice(0, 8000)).toEqual(plain.pixels.slice(0, 8000))
    expect(barred.scaleBar).toEqual(plain.scaleBar)
  })

  it('asks for no byte twice, and waits for no answer on which nothing depends', async () => {
    const asked: [number, number][] = []
    const { local, ...others } = createFileSystems({ access, homeFolder: folder })
    const far: typeof local = {
      ...local,
      openRead: async (path, signal) => {
        const handle = await local.openRead(path, signal)
        return {
          info: handle.info,
          read: (offset, length, inner) => {
            asked.push([offset, length])
            return handle.read(offset, length, inner)
          },
          // A file server that hangs now keeps nobody waiting for a picture that is there.
          close: async () => {
            await handle.close()
            await new Promise(() => {})
          }
        }
      }
    }
    const path = join(folder, 'far.mrc')
    await writeFile(path, madeMrc({ columns: 2048, rows: 1024, value: x => x }))
    const slow = createPreviews({ ...others, local: far })
    const preview = await slow.look({ kind: 'local', path }, { spectrum: false }, undefined)
    expect(preview.kind).toBe('MRC')
    expect(asked[0]).toEqual([0, expect.any(Number)])
    // All that is asked for after the head are rows.
    expect(asked.slice(1).filter(([offset]) => offset < 1024)).toEqual([])
  })

  it('knows it still when it is asked again, until the file has changed', async () => {
    const made = (shade: number) => madeMrc({ columns: 40, rows: 40, value: x => x * shade })
    await looked('again.mrc', made(1))
    expect((await look('again.mrc')).bytesRead).toBe(0)
    await writeFile(join(folder, 'again.mrc'), Buffer.concat([made(2), Buffer.alloc(4)]))
    expect((await look('again.mrc')).bytesRead).toBeGreaterThan(0)
  })

  it('shows the section that is asked for, and of a map the middle one', async () => {
    const bytes = madeMrc({ columns: 16, rows: 16, sections: 16, value: (_x, _y, z) => z })
    bytes.writeInt32LE(1, 88)
    expect(pictureOf(await looked('map.mrc', bytes))).toMatchObject({ section: 9, black: 8 })
    expect(pictureOf(await look('map.mrc', { section: 3 }))).toMatchObject({ section: 3, black: 2 })
    await expect(look('map.mrc', { section: 17 })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('is made when it is packed with gzip, and unpacks no more than it needs', async () => {
    const made = madeMrc({ columns: 300, rows: 200, sections: 3, value: (x, y, z) => x + y + z })
    const packed = gzipSync(made)
    expect(pictureOf(await looked('packed.mrc.gz', packed))).toMatchObject({ width: 300, height: 200, sections: 3 })
    const plain = pictureOf(await looked('plain.mrc', made, { section: 2 })).pixels
    expect(pictureOf(await look('packed.mrc.gz', { section: 2 })).pixels).toEqual(plain)
  })

  it('shows a lattice as spots in its spectrum', async () => {
    const value = (x: number): number => Math.cos((2 * Math.PI * x) / 8)
    const picture = pictureOf(
      await looked('lattice.mrc', madeMrc({ columns: 256, rows: 256, value }), { spectrum: true })
    )
    expect(picture).toMatchObject({ of: 'spectrum', width: 256, columns: 256 })
    const at = (x: number, y: number): number => picture.pixels[y * 256 + x] ?? -1
    expect([at(128 + 32, 128), at(128 - 32, 128)]).toEqual([255, 255])
    expect(at(128 + 60, 128 + 60)).toBeLessThan(128)
  })
})

describe('a look at other pictures', () => {
  it('shows TIFF, page by page', async () => {
    const value = (x: number, y: number, page: number): number => (x + y * 3 + page * 50) % 256
    const bytes = madeTiff({ columns: 30, rows: 20, bits: 8, compression: 5, rowsPerStrip: 6, pages: 3, value })
    const preview = await looked('movie.tif', bytes)
    expect(preview.kind).toBe('TIFF stack')
    expect(factOf(preview, 'Packed')).toBe('LZW')
    expect(pictureOf(preview)).toMatchObject({ width: 30, height: 20, sections: 3 })
    const blacks = [preview, await look('movie.tif', { section: 2 })].map(page => pictureOf(page).black ?? 0)
    expect((blacks[1] ?? 0) - (blacks[0] ?? 0)).toBe(50)
    await expect(look('movie.tif', { section: 4 })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('tells the frames and the dose of an EER movie', async () => {
    const xml =
      '<metadata><item name="numberOfFrames">1204</item><item name="totalDose" unit="e/pixel">41.7</item></metadata>'
    const bytes = madeTiff({
      ...{ columns: 4096, rows: 16, bits: 8, compression: 65001, big: true, value: () => 0 },
      more: [[65001, 7, Buffer.from(xml)]]
    })
    const preview = await looked('movie.eer', bytes)
    expect(preview).toMatchObject({ kind: 'EER movie', content: { type: 'nothing' } })
    expect([factOf(preview, 'Frames'), factOf(preview, 'totalDose')]).toEqual(['1204', '41.7 e/pixel'])
  })

  it('counts the frames of an EER movie that does not tell them, up to a few', async () => {
    const made = { columns: 64, rows: 16, bits: 8, compression: 65001, big: true, value: () => 0 } as const
    await writeFile(join(folder, 'short.eer'), madeTiff({ ...made, pages: 9 }))
    await writeFile(join(folder, 'long.eer'), madeTiff({ ...made, pages: 40 }))
    const frames = async (name: string, section: number) => factOf(await look(name, { section }), 'Frames')
    expect([await frames('short.eer', 1), await frames('short.eer', 4)]).toEqual(['9', '9'])
    expect([await frames('long.eer', 1), await frames('long.eer', 30)]).toEqual(['more than 13', '40'])
    expect(factOf(await look('short.eer'), 'Pixels')).toBe('64 × 16')
  })

  it('shows DM3 and DM4, their pixel size and microscope', async () => {
    const shorts = Array.from({ length: 60 * 40 }, (_, at) => at % 60)
    for (const version of [3, 4] as const) {
      const preview = await looked(`picture.dm${version}`, madeDmPicture(version, 60, 40, shorts))
      expect(preview.kind).toBe(`DM${version}`)
      expect(pictureOf(preview)).toMatchObject({ width: 60, height: 40, pixelSizeAngstrom: 5 })
      expect(factOf(preview, 'Voltage')).toBe('300000 V')
      expect(pictureOf(preview).pixels.slice(0, 60)[59]).toBe(255)
    }
  })

  it('hands on PNG as it is, and refuses one of more pixels than a window can hold', async () => {
    const png = Buffer.from(encode({ width: 3, height: 2, data: new Uint8Array(6), depth: 8, channels: 1 }))
    const preview = await looked('a.png', png)
    expect(preview.content).toMatchObject({ type: 'image', mime: 'image/png', width: 3, height: 2 })
    expect(preview.content.type === 'image' && Buffer.from(preview.content.base64, 'base64').equals(png)).toBe(true)
    const bomb = Buffer.from(png)
    bomb.writeUInt32BE(100_000, 16)
    bomb.writeUInt32BE(100_000, 20)
    const large = looked('bomb.png', bomb)
    await expect(large).rejects.toMatchObject({
      code: 'limit-exceeded',
      message: expect.stringContaining('100000 x 100000 pixels')
    })
  })

  it('says of one that is too long to be read that its bytes are too many, not its pixels', async () => {
    const png = Buffer.from(encode({ width: 3, height: 2, data: new Uint8Array(6), depth: 8, channels: 1 }))
    const long = looked('long.png', Buffer.concat([png, Buffer.alloc(17 * 1024 ** 2)]))
    await expect(long).rejects.toMatchObject({
      code: 'limit-exceeded',
      message: expect.stringContaining('all of its 17.0 MiB')
    })
  })

  it('tells the version of a PDF', async () => {
    expect(factOf(await looked('paper.pdf', '%PDF-1.7\n...'), 'Version')).toBe('1.7')
  })
})

describe('a look at texts', () => {
  it('shows both ends of a long log', async () => {
    const lines = Array.from({ length: 50_000 }, (_, at) => `line ${at}`).join('\n')
    const { content, bytesRead } = await looked('run.out', lines)
    if (content.type !== 'text') throw new Error(content.type)
    expect([content.head.startsWith('line 0\n'), content.tail.endsWith('line 49999')]).toEqual([true, true])
    expect(content.head.length + content.tail.length + content.skippedBytes).toBe(lines.length)
    expect(bytesRead).toBeLessThan(lines.length / 2)
  })

  it('makes tables of STAR and CSV, and orders JSON', async () => {
    const star = 'data_optics\n\nloop_\n_rlnA #1\n_rlnB #2\n1 2\n3 4\n\ndata_one\n_rlnC 5\n'
    expect((await looked('a.star', star)).content).toEqual({
      type: 'tables',
      tables: [
        {
          name: 'optics',
          columns: ['rlnA', 'rlnB'],
          rows: [
            ['1', '2'],
            ['3', '4']
          ],
          cut: false
        },
        { name: 'one', columns: ['name', 'value'], rows: [['rlnC', '5']], cut: false }
      ]
    })
    expect((await looked('a.csv', 'a;b\r\n"x;""y""";2\r\n')).content).toMatchObject({
      tables: [{ columns: ['a', 'b'], rows: [['x;"y"', '2']] }]
    })
    expect((await looked('a.json', '{"a":[1]}')).content).toMatchObject({ head: '{\n  "a": [\n    1\n  ]\n}' })
  })

  it('leaves JSON that has lines as it is, and every number as it was written', async () => {
    const own = '{\n\t"a": [1, 2],\n\t"b": 1.0\n}\n'
    expect((await looked('own.json', own)).content).toMatchObject({ head: own })
    const line = '{"id":12345678901234567890,"e":[],"s":"a, {b}: \\"c\\"","n":[1.0,{}]}'
    const lines = '{"id": 12345678901234567890,|  "e": [],|  "s": "a, {b}: \\"c\\"",|  "n": [|    1.0,|    {}|  ]|}'
    expect((await looked('line.json', line)).content).toMatchObject({
      head: lines.replace('{"id', '{|  "id').replaceAll('|', '\n')
    })
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`
    expect((await looked('deep.json', deep)).content).toMatchObject({ head: deep })
  })

  it('says so of bytes that are nothing known', async () => {
    expect((await looked('a.bin', Buffer.from([0, 1, 2, 3]))).content.type).toBe('nothing')
    await expect(look('.')).rejects.toMatchObject({ code: 'is-a-directory' })
    await expect(look('none')).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('the newest pictures of a folder', () => {
  it('come newest first, with the reason where one cannot be shown', async () => {
    const mine = await mkdtemp(join(folder, 'montage-'))
    for (const at of [1, 2, 3])
      await writeFile(join(mine, `m${at}.mrc`), madeMrc({ columns: 32, rows: 32, value: x => x * at }))
    await writeFile(join(mine, 'm4.mrc'), 'half written')
    await writeFile(join(mine, 'notes.txt'), 'no picture')
    const wish = { most: 3, size: 64 }
    const montage = await previews.newest({ kind: 'local', path: mine }, wish, undefined)
    expect(montage.total).toBe(4)
    expect(montage.pictures).toHaveLength(3)
    expect(montage.pictures.find(({ name }) => name === 'm4.mrc')).toMatchObject({
      png: null,
      why: expect.stringContaining('m4.mrc')
    })
    expect(montage.pictures.filter(({ png }) => png !== null).length).toBe(2)
  })

  it('have EER movies among them, behind what can be shown, with their size and number of frames', async () => {
    const mine = await mkdtemp(join(folder, 'eer-'))
    const frames = { columns: 32, rows: 16, bits: 8, compression: 65001, pages: 3, big: true, value: () => 0 } as const
    for (const at of [1, 2]) await writeFile(join(mine, `m${at}_EER.eer`), madeTiff(frames))
    const newest = () => previews.newest({ kind: 'local', path: mine }, { most: 3, size: 64 }, undefined)
    const movies = await newest()
    expect(movies.total).toBe(2)
    expect(movies.pictures[0]).toMatchObject({ png: null, why: 'EER movie of 32 × 16 pixels, 3 frames.' })
    await writeFile(join(mine, 'm0.mrc'), madeMrc({ columns: 32, rows: 32, value: x => x }))
    await utimes(join(mine, 'm0.mrc'), 1000, 1000)
    expect((await newest()).pictures.map(({ name }) => name)[0]).toBe('m0.mrc')
  })
})
