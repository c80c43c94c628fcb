/** The bar that tells how large things in a picture are. */
import type { GreyPicture } from './grey'

/** Of a round length, at most a quarter of the picture's width. */
export interface ScaleBar {
  readonly angstrom: number
  /** Of the picture, not whole. */
  readonly pixels: number
  /** `50 nm`. */
  readonly label: string
}

const units = [
  { angstrom: 1e7, name: 'mm' },
  { angstrom: 1e4, name: 'µm' },
  { angstrom: 10, name: 'nm' },
  { angstrom: 1, name: 'Å' }
] as const

/** Å in the largest unit of which it is at least one: `2 µm`, `0.5 Å`. */
export function lengthWords(angstrom: number): string {
  const unit = units.find(one => angstrom >= one.angstrom) ?? units[3]
  return `${Number((angstrom / unit.angstrom).toPrecision(3))} ${unit.name}`
}

/** For a picture of `width` pixels that shows `columns` of `pixelSize` Å each; null where that is not known. */
export function scaleBar(pixelSize: number | null, columns: number, width: number): ScaleBar | null {
  if (pixelSize === null || !(pixelSize > 0) || columns < 1 || width < 1) return null
  const most = (pixelSize * columns) / 4
  const power = 10 ** Math.floor(Math.log10(most))
  const angstrom = ([5, 2, 1].find(round => round * power <= most) ?? 1) * power
  return { angstrom, pixels: (angstrom / (pixelSize * columns)) * width, label: lengthWords(angstrom) }
}

/** The picture with the bar drawn in, white on black at the lower right. The picture itself stays. */
export function withScaleBar({ width, height, pixels }: GreyPicture, bar: ScaleBar): GreyPicture {
  const drawn = Uint8Array.from(pixels)
  const thick = Math.max(2, Math.round(height / 100))
  const gap = thick * 3
  const long = Math.max(1, Math.round(bar.pixels))
  const [left, top] = [width - gap - long, height - gap - thick]
  const fill = (x: number, y: number, wide: number, high: number, shade: number): void => {
    for (let row = Math.max(0, y); row < Math.min(height, y + high); row++)
      drawn.fill(shade, row * width + Math.max(0, x), row * width + Math.max(0, Math.min(width, x + wide)))
  }
  const edge = Math.max(1, Math.round(thick / 2))
  fill(left - edge, top - edge, long + 2 * edge, thick + 2 * edge, 0)
  fill(left, top, long, thick, 255)
  return { width, height, pixels: drawn }
}
