/** Several pictures as one, in rows. */
import type { GreyPicture } from './section'

/** Pixels between two pictures. */
const gap = 4

/** As near to a square as rows of equal length allow; what is between and left over is black. */
export function contactSheet(pictures: readonly GreyPicture[]): GreyPicture {
  const across = Math.max(1, Math.ceil(Math.sqrt(pictures.length)))
  const cellWidth = Math.max(1, ...pictures.map(({ width }) => width)) + gap
  const cellHeight = Math.max(1, ...pictures.map(({ height }) => height)) + gap
  const width = across * cellWidth - gap
  const height = Math.max(1, Math.ceil(pictures.length / across)) * cellHeight - gap
  const pixels = new Uint8Array(width * height)
  for (const [at, picture] of pictures.entries()) {
    const left = (at % across) * cellWidth
    const top = Math.floor(at / across) * cellHeight
    for (let row = 0; row < picture.height; row++) {
      const line = picture.pixels.subarray(row * picture.width, (row + 1) * picture.width)
      pixels.set(line, (top + row) * width + left)
    }
  }
  return { width, height, pixels }
}
