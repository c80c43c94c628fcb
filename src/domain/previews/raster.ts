/** Pictures of any size in files, of which only some rows are read. */
import { eachAtOnce } from '../each-at-once'
import { type ByteSource, readExactly } from './byte-source'
import type { ValueGrid } from './grey'
import { type NumberType, numberBytes, readNumbers } from './number-type'

/** Rows of values. */
export interface Raster {
  readonly columns: number
  readonly rows: number
  /** The first row is the lowest of the picture. */
  readonly fromBelow: boolean
  /** Bytes of the file for one row: what reading it costs. */
  readonly rowBytes: number
  /** Bytes of memory that one read takes for the time being; unset: no more than the values themselves. */
  readonly pieceBytes?: number
  /** The values of rows `row` to `row + rows`, of all columns. */
  read(row: number, rows: number): Promise<Float32Array>
  /** Some columns of one row, where that costs less than the row. */
  readPart?(row: number, column: number, columns: number): Promise<Float32Array>
}

/** A picture whose rows lie one after the other, as they are. */
export interface PlainRaster {
  readonly columns: number
  readonly rows: number
  readonly type: NumberType
  readonly littleEndian: boolean
  readonly fromBelow: boolean
  /** Of the first value. */
  readonly offset: number
}

/** `corrupt` on reading where the file ends before. */
export function plainRaster(source: ByteSource, picture: PlainRaster): Raster {
  const { columns, rows, type, littleEndian, fromBelow, offset } = picture
  const each = numberBytes[type]
  const rowBytes = columns * each
  const numbers = async (from: number, length: number): Promise<Float32Array> =>
    readNumbers(await readExactly(source, offset + from, length), type, littleEndian)
  return {
    ...{ columns, rows, fromBelow, rowBytes },
    read: (row, count) => numbers(row * rowBytes, count * rowBytes),
    readPart: (row, column, count) => numbers(row * rowBytes + column * each, count * each)
  }
}

/** How small a raster is made, and how much of the file may be read for it. */
export interface SampleWish {
  /** Pixels of the longer side, at most. */
  readonly longest: number
  /** Bytes of rows that may be read; a picture that would need more is made of rows between which others are left out. */
  readonly budgetBytes: number
}

/** Rows of one row of pixels, side by side in the file. */
interface Bin {
  readonly y: number
  readonly row: number
  readonly rows: number
}

/** The sizes and rows that a wish comes to. `all`: no row is left out. */
export interface SamplePlan {
  readonly width: number
  readonly height: number
  readonly bins: readonly Bin[]
  readonly all: boolean
}

/** Which rows are read for a picture. */
export function planSamples(
  { columns, rows, rowBytes }: Pick<Raster, 'columns' | 'rows' | 'rowBytes'>,
  { longest, budgetBytes }: SampleWish
): SamplePlan {
  const affordable = Math.min(rows, Math.max(1, Math.floor(budgetBytes / Math.max(1, rowBytes))))
  const shrink = Math.max(1, columns / longest, rows / longest, affordable < rows ? rows / affordable : 1)
  const width = Math.max(1, Math.floor(columns / shrink))
  const height = Math.max(1, Math.floor(rows / shrink))
  const most = Math.max(1, Math.floor(affordable / height))
  const bins = Array.from({ length: height }, (_, y) => {
    const top = Math.floor((y * rows) / height)
    const bin = Math.floor(((y + 1) * rows) / height) - top
    const taken = affordable === rows ? bin : Math.min(bin, most)
    return { y, row: top + Math.floor((bin - taken) / 2), rows: taken }
  })
  return { width, height, bins, all: affordable === rows }
}

/** Bytes of rows that are asked for at once, where they lie side by side. */
const readBytes = 256 * 1024
/** Bytes that reads under way may hold together. */
const flyingBytes = 32 * 1024 * 1024
/** Reads under way: so many small ones hide the round trips of a long way. */
const mostReads = 256

/** Bins that lie side by side, in reads of about `readBytes`. */
function together(bins: readonly Bin[], rowBytes: number): Bin[][] {
  const reads: Bin[][] = []
  for (const bin of bins) {
    const open = reads.at(-1)
    const first = open?.[0]
    const last = open?.at(-1)
    const fits = first && last && last.row + last.rows === bin.row
    if (fits && (bin.row + bin.rows - first.row) * rowBytes <= readBytes) open.push(bin)
    else reads.push([bin])
  }
  return reads
}

/** The raster made small as the wish has it: means of what was read. */
export async function sampleRaster(raster: Raster, wish: SampleWish): Promise<ValueGrid & { readonly all: boolean }> {
  const { columns, rowBytes } = raster
  const { width, height, bins, all } = planSamples(raster, wish)
  const values = new Float32Array(width * height)
  const lefts = Int32Array.from({ length: width + 1 }, (_, x) => Math.floor((x * columns) / width))
  const take = async (read: readonly Bin[]): Promise<void> => {
    const [first] = read
    const last = read.at(-1)
    if (!first || !last) return
    const got = await raster.read(first.row, last.row + last.rows - first.row)
    for (const { y, row, rows } of read)
      meansInto(values.subarray(y * width, (y + 1) * width), got.subarray((row - first.row) * columns), rows, lefts)
  }
  const reads = together(bins, rowBytes)
  const each = Math.max(raster.pieceBytes ?? 0, columns * 4, rowBytes)
  await eachAtOnce(reads, Math.max(1, Math.min(mostReads, Math.floor(flyingBytes / each))), take)
  return { width, height, values, all }
}

/** Means of `rows` rows of values into one row of pixels; `lefts` are the first columns of the pixels, and the end. */
function meansInto(pixels: Float32Array, values: Float32Array, rows: number, lefts: Int32Array): void {
  const columns = lefts[pixels.length] ?? 0
  for (let x = 0; x < pixels.length; x++) {
    const [left = 0, right = 0] = [lefts[x], lefts[x + 1]]
    let sum = 0
    for (let row = 0; row < rows; row++)
      for (let column = left; column < right; column++) sum += values[row * columns + column] ?? 0
    pixels[x] = sum / ((right - left) * rows)
  }
}

/** The square of `side` values a side out of the middle. */
export async function middleOf(raster: Raster, side: number): Promise<ValueGrid> {
  const left = Math.floor((raster.columns - side) / 2)
  const top = Math.floor((raster.rows - side) / 2)
  const values = new Float32Array(side * side)
  const lines = Array.from({ length: side }, (_, y) => y)
  const each = Math.max(raster.pieceBytes ?? 0, raster.columns * 4)
  await eachAtOnce(lines, Math.max(1, Math.min(mostReads, Math.floor(flyingBytes / each))), async y => {
    const part = raster.readPart
      ? await raster.readPart(top + y, left, side)
      : (await raster.read(top + y, 1)).subarray(left, left + side)
    values.set(part, y * side)
  })
  return { width: side, height: side, values }
}
