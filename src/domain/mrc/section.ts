/** One section of an MRC file as a grey picture. */
import type { MrcHeader } from './header'

/** A grey picture, one byte a pixel, from its upper left. */
export interface GreyPicture {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

/** IEEE 754 half precision; Node 20 has no Float16Array. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** The values of a section's bytes, row by row from the lower left as MRC has them. */
export function sectionValues(bytes: Uint8Array, { columns, rows, mode, littleEndian }: MrcHeader): Float32Array {
  const values = new Float32Array(columns * rows)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const read: Readonly<Record<number, (at: number) => number>> = {
    0: at => view.getInt8(at),
    1: at => view.getInt16(at * 2, littleEndian),
    2: at => view.getFloat32(at * 4, littleEndian),
    6: at => view.getUint16(at * 2, littleEndian),
    12: at => halfToNumber(view.getUint16(at * 2, littleEndian))
  }
  const value = read[mode]
  if (value) for (let at = 0; at < values.length; at++) values[at] = value(at)
  return values
}

/** Means of blocks, so that neither side is longer than `longest`; smaller ones stay as they are. */
function smaller(
  values: Float32Array,
  columns: number,
  rows: number,
  longest: number
): { values: Float32Array; width: number; height: number } {
  const factor = Math.max(1, columns / longest, rows / longest)
  const width = Math.max(1, Math.floor(columns / factor))
  const height = Math.max(1, Math.floor(rows / factor))
  const means = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.floor((y * rows) / height), Math.floor(((y + 1) * rows) / height)]
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.floor((x * columns) / width), Math.floor(((x + 1) * columns) / width)]
      let sum = 0
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++) sum += values[row * columns + column] ?? 0
      means[y * width + x] = sum / ((bottom - top) * (right - left))
    }
  }
  return { values: means, width, height }
}

/** The values below which `low` and `high` (0 to 1) of the finite ones lie; stray pixels do not darken the rest. */
function bounds(values: Float32Array, low: number, high: number): [number, number] {
  const finite = values.filter(Number.isFinite).sort()
  const at = (share: number): number => finite[Math.round(share * (finite.length - 1))] ?? 0
  return [at(low), at(high)]
}

/**
 * The picture of a section: at most `longest` pixels a side, grey from the 1st to the 99th percentile of the values,
 * the last row on top (MRC counts rows from below). A section of one value is all grey.
 */
export function greyPicture(bytes: Uint8Array, header: MrcHeader, longest: number): GreyPicture {
  const { values, width, height } = smaller(sectionValues(bytes, header), header.columns, header.rows, longest)
  const [black, white] = bounds(values, 0.01, 0.99)
  const pixels = new Uint8Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const value = values[(height - 1 - y) * width + x] ?? Number.NaN
      const share = white > black ? (value - black) / (white - black) : 0.5
      pixels[y * width + x] = Number.isNaN(share) ? 0 : Math.round(255 * Math.min(1, Math.max(0, share)))
    }
  return { width, height, pixels }
}
