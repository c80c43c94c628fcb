/** Values as a grey picture. */

/** A grey picture, one byte a pixel, from its upper left. */
export interface GreyPicture {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

/** Values in rows. */
export interface ValueGrid {
  readonly width: number
  readonly height: number
  readonly values: Float32Array
}

/** Values of which the contrast is taken, at most; evenly spread, so that a large picture takes no longer. */
const mostSamples = 65_536

/** The values below which `low` and `high` (0 to 1) of the finite ones lie: stray pixels do not darken the rest. */
export function percentiles(values: Float32Array, low: number, high: number): [number, number] {
  const step = Math.max(1, Math.floor(values.length / mostSamples))
  const some = step === 1 ? values : values.filter((_, at) => at % step === 0)
  const finite = some.filter(Number.isFinite).sort()
  const at = (share: number): number => finite[Math.round(share * (finite.length - 1))] ?? 0
  return [at(low), at(high)]
}

/** What black and white stand for, and whether the first row of the values is the lowest of the picture. */
export interface GreyScale {
  readonly black: number
  readonly white: number
  readonly fromBelow: boolean
}

/** One byte a value; what is no number is black. Where black and white are one, all is grey. */
export function toGrey({ width, height, values }: ValueGrid, { black, white, fromBelow }: GreyScale): GreyPicture {
  const pixels = new Uint8Array(width * height)
  const scale = white > black ? 255 / (white - black) : 0
  for (let y = 0; y < height; y++) {
    const row = (fromBelow ? height - 1 - y : y) * width
    for (let x = 0; x < width; x++) {
      const value = values[row + x] ?? Number.NaN
      const shade = scale === 0 ? 127.5 : (value - black) * scale
      pixels[y * width + x] = Number.isNaN(value) ? 0 : Math.round(Math.min(255, Math.max(0, shade)))
    }
  }
  return { width, height, pixels }
}

/** Means of blocks, so that neither side is longer than `longest`; smaller ones stay as they are. */
export function smaller({ values, width: columns, height: rows }: ValueGrid, longest: number): ValueGrid {
  const factor = Math.max(1, columns / longest, rows / longest)
  if (factor === 1) return { values, width: columns, height: rows }
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
