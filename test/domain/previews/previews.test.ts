import { dmImage } from '@domain/dm/image'
import { readDmTags } from '@domain/dm/tags'
import { memorySource } from '@domain/previews/byte-source'
import { previewFormat } from '@domain/previews/format'
import { fourierPlan, transform } from '@domain/previews/fourier'
import { toGrey } from '@domain/previews/grey'
import { powerSpectrum, spectrumSide } from '@domain/previews/power-spectrum'
import { plainRaster, planSamples, sampleRaster } from '@domain/previews/raster'
import { lengthWords, scaleBar, withScaleBar } from '@domain/previews/scale-bar'
import { delimitedTable, starTables } from '@domain/previews/tables'
import { readTextEnds } from '@domain/previews/text-ends'
import { describe, expect, it } from 'vitest'
import { madeDmPicture } from './made-dm'

describe('what is read for a picture', () => {
  it('is a tenth of the rows, evenly spread, where the budget is a tenth', () => {
    const plan = planSamples({ columns: 4096, rows: 4096, rowBytes: 16_384 }, { longest: 512, budgetBytes: 6_710_886 })
    const read = plan.bins.reduce((sum, { rows }) => sum + rows, 0)
    expect(read * 16_384).toBeLessThanOrEqual(6_710_886)
    expect(plan.height).toBeGreaterThan(380)
    expect([plan.width, plan.all]).toEqual([plan.height, false])
    const ends = plan.bins.flatMap(({ row, rows }) => [row, row + rows])
    expect(ends.every((end, at) => at === 0 || end >= (ends[at - 1] ?? 0))).toBe(true)
  })

  it('is every row where that is within the budget, and never none', () => {
    const all = planSamples({ columns: 100, rows: 1000, rowBytes: 100 }, { longest: 50, budgetBytes: 1e9 })
    expect([all.width, all.height, all.all]).toEqual([5, 50, true])
    expect(all.bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(1000)
    const poor = planSamples({ columns: 9000, rows: 9000, rowBytes: 1e9 }, { longest: 512, budgetBytes: 1 })
    expect(poor.bins).toHaveLength(1)
  })

  it('becomes means of what was read', async () => {
    const bytes = new Uint8Array(Float32Array.from({ length: 64 * 64 }, (_, at) => Math.floor(at / 64)).buffer)
    const raster = plainRaster(memorySource('a', bytes), {
      ...{ columns: 64, rows: 64, type: 'float32', littleEndian: true, fromBelow: false, offset: 0 }
    })
    const whole = await sampleRaster(raster, { longest: 4, budgetBytes: 1e9 })
    expect([...whole.values].filter((_, at) => at % 4 === 0)).toEqual([7.5, 23.5, 39.5, 55.5])
    const cut = plainRaster(memorySource('a', bytes.subarray(0, 9000)), {
      ...{ columns: 64, rows: 64, type: 'float32', littleEndian: true, fromBelow: false, offset: 0 }
    })
    await expect(sampleRaster(cut, { longest: 4, budgetBytes: 1e9 })).rejects.toMatchObject({ code: 'corrupt' })
  })
})

describe('the Fourier transform', () => {
  it('is what its definition says', () => {
    const real = Float64Array.from({ length: 16 }, (_, at) => Math.sin(at * 1.3) + at / 7)
    const imaginary = Float64Array.from({ length: 16 }, (_, at) => Math.cos(at))
    const slow = Array.from({ length: 16 }, (_, k) =>
      real.reduce((sum, value, n) => {
        const angle = (-2 * Math.PI * k * n) / 16
        return sum + value * Math.cos(angle) - (imaginary[n] ?? 0) * Math.sin(angle)
      }, 0)
    )
    transform(fourierPlan(16), real, imaginary)
    for (const [at, value] of slow.entries()) expect(real[at]).toBeCloseTo(value, 9)
  })

  it('gives the power of every frequency, on both sides of the middle', () => {
    const side = 32
    const window = (at: number): number => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / side)
    const values = Float32Array.from({ length: side * side }, (_, at) => Math.sin(at * 1.7) + Math.cos(at * at))
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const powerAt = (u: number, v: number): number => {
      let [real, imaginary] = [0, 0]
      for (let y = 0; y < side; y++)
        for (let x = 0; x < side; x++) {
          const value = ((values[y * side + x] ?? 0) - mean) * window(x) * window(y)
          const angle = (-2 * Math.PI * (u * x + v * y)) / side
          real += value * Math.cos(angle)
          imaginary += value * Math.sin(angle)
        }
      return Math.log1p(real * real + imaginary * imaginary)
    }
    const work = powerSpectrum({ width: side, height: side, values })
    let step = work.next()
    while (!step.done) step = work.next()
    for (const [u, v] of [
      [0, 3],
      [5, 2],
      [-5, 2],
      [-16, -16],
      [15, -7],
      [-9, 0]
    ] as const)
      expect(step.value.values[(v + 16) * side + u + 16], `${u}, ${v}`).toBeCloseTo(powerAt(u, v), 3)
  })

  it('is made of the largest square that fits and is worth reading', () => {
    expect(spectrumSide(4096, 4096, 4, 6_700_000)).toBe(1024)
    expect(spectrumSide(4096, 4096, 4, 1_100_000)).toBe(512)
    expect(spectrumSide(700, 300, 4, 1e9)).toBe(256)
    expect(spectrumSide(30, 30, 4, 1e9)).toBe(0)
  })
})

describe('a scale bar', () => {
  it('is of a round length, at most a quarter of the picture', () => {
    expect(scaleBar(0.73, 4096, 512)).toMatchObject({ angstrom: 500, label: '50 nm' })
    expect(scaleBar(0.73, 4096, 512)?.pixels).toBeCloseTo((500 / (0.73 * 4096)) * 512, 6)
    expect(scaleBar(2400, 256, 256)).toMatchObject({ label: '10 µm' })
    expect(scaleBar(null, 100, 100)).toBeNull()
    expect(lengthWords(0.5)).toBe('0.5 Å')
  })

  it('is drawn into the lower right, white on black', () => {
    const picture = { width: 100, height: 50, pixels: new Uint8Array(5000).fill(77) }
    const { pixels } = withScaleBar(picture, { angstrom: 1, pixels: 20, label: '' })
    expect([pixels[43 * 100 + 80], pixels[41 * 100 + 80], pixels[5 * 100 + 5]]).toEqual([255, 0, 77])
    expect(picture.pixels.every(pixel => pixel === 77)).toBe(true)
  })
})

describe('values as grey', () => {
  it('are black where they are none, and all grey where they are one', () => {
    const grid = { width: 2, height: 1, values: Float32Array.of(Number.NaN, 5) }
    expect([...toGrey(grid, { black: 0, white: 5, fromBelow: false }).pixels]).toEqual([0, 255])
    expect([...toGrey(grid, { black: 5, white: 5, fromBelow: false }).pixels]).toEqual([0, 128])
  })
})

describe('what a file is', () => {
  it('is told by its first bytes before its name', () => {
    const text = Buffer.from('just words\n')
    expect(previewFormat('a.mrc', Buffer.from('II*\0more'))).toBe('tiff')
    expect(previewFormat('picture.mrc', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))).toBe('png')
    expect(previewFormat('movie.mrcs', text)).toBe('mrc')
    expect(previewFormat('movie.mrc.gz', Buffer.from([0x1f, 0x8b]))).toBe('mrc.gz')
    expect(previewFormat('run.out', text)).toBe('text')
    expect(previewFormat('colours.log', Buffer.from('\x1b[31mred\x1b[0m\r\x08'))).toBe('text')
    expect(previewFormat('a.star', text)).toBe('star')
    expect(previewFormat('a.dat', Buffer.from([1, 2, 0, 3]))).toBe('none')
    expect(previewFormat('empty', new Uint8Array())).toBe('text')
    const mrc = Buffer.alloc(1100)
    mrc.write('MAP ', 208)
    expect(previewFormat('odd name', mrc)).toBe('mrc')
  })
})

describe('tables out of texts', () => {
  it('leave out what goes beyond their bounds, and say so', () => {
    const rows = Array.from({ length: 120_000 }, (_, at) => `${at} 1`).join('\n')
    const [table] = starTables(`data_a\nloop_\n_x #1\n_y #2\n${rows}\n`, true)
    expect([table?.rows.length, table?.cut]).toEqual([100_000, true])
    const [short] = starTables('data_a\nloop_\n_x #1\n_y #2\n1 2\n3 4', false)
    expect([short?.rows, short?.cut]).toEqual([[['1', '2']], true])
  })

  it('take quotes, line ends and other signs between values as spreadsheets write them', () => {
    const { columns, rows } = delimitedTable('"a","b ""c"""\r\n1,\r\n\r\n"x\ny",2', 'f', true)
    expect([columns, rows]).toEqual([
      ['a', 'b "c"'],
      [
        ['1', ''],
        ['x\ny', '2']
      ]
    ])
    expect(delimitedTable('a\tb\n1\t2', 'f', true).rows).toEqual([['1', '2']])
    expect(delimitedTable('', 'f', true)).toMatchObject({ columns: [], rows: [] })
    expect(delimitedTable('a,b\n"never closed', 'f', true).rows).toEqual([['never closed', '']])
  })

  it('are made in reasonable time of lines that were made to take long', () => {
    const nasty = `data_a\nloop_\n_x #1\n${'"x '.repeat(1_300_000)}\n`
    expect(starTables(nasty, true)).toHaveLength(1)
    expect(delimitedTable('"a""'.repeat(1_000_000), 'f', true).columns.length).toBeGreaterThan(0)
  })
})

describe('the ends of a text', () => {
  it('are whole lines, and together with what is left out the whole', async () => {
    const text = Array.from({ length: 40_000 }, (_, at) => `zeile ${at} ü`).join('\n')
    const bytes = Buffer.from(text)
    const { head, tail, skippedBytes } = await readTextEnds(memorySource('a', bytes))
    expect([head.startsWith('zeile 0 ü'), head.endsWith('\n'), tail.startsWith('zeile ')]).toEqual([true, true, true])
    expect(Buffer.byteLength(head) + Buffer.byteLength(tail) + skippedBytes).toBe(bytes.length)
  })
})

describe('the tags of a DigitalMicrograph file', () => {
  it('tell the larger picture, its place and its pixel size', async () => {
    for (const version of [3, 4] as const) {
      const bytes = madeDmPicture(
        version,
        8,
        4,
        Array.from({ length: 32 }, (_, at) => at + 100)
      )
      const tags = await readDmTags(memorySource('a.dm4', bytes))
      const image = dmImage(tags)
      expect(image).toMatchObject({ columns: 8, rows: 4, type: 'uint16', pixelSize: 5, path: 'ImageList.1' })
      expect(bytes.readUInt16LE(image?.offset ?? 0)).toBe(100)
    }
  })

  it('are refused where they end in the middle, or are no tags', async () => {
    const bytes = madeDmPicture(4, 8, 4, new Array(32).fill(1))
    for (const length of [3, 20, 100, bytes.length - 40])
      await expect(readDmTags(memorySource('/p/a.dm4', bytes.subarray(0, length)))).rejects.toMatchObject({
        code: 'corrupt',
        message: expect.stringContaining('/p/a.dm4')
      })
    const deep = Buffer.concat([bytes.subarray(0, 16), ...Array.from({ length: 60 }, group)])
    await expect(readDmTags(memorySource('a', deep))).rejects.toMatchObject({ code: 'corrupt' })
  })
})

/** The beginning of a group with one group in it. */
function group(): Buffer {
  const bytes = Buffer.alloc(10 + 3 + 8)
  bytes.writeBigUInt64BE(1n, 2)
  bytes[10] = 20
  return bytes
}
