/** One section of an MRC file as a grey picture. */
import { type GreyPicture, percentiles, smaller, toGrey } from '../previews/grey'
import { readNumbers } from '../previews/number-type'
import { type MrcHeader, mrcNumberType } from './header'

export type { GreyPicture }

/** The values of a section's bytes, row by row from the lower left as MRC has them. */
export function sectionValues(bytes: Uint8Array, header: MrcHeader): Float32Array {
  const { columns, rows, littleEndian } = header
  const values = new Float32Array(columns * rows)
  values.set(readNumbers(bytes, mrcNumberType(header), littleEndian).subarray(0, values.length))
  return values
}

/**
 * The picture of a section: at most `longest` pixels a side, grey from the 1st to the 99th percentile of the values,
 * the last row on top (MRC counts rows from below). A section of one value is all grey.
 */
export function greyPicture(bytes: Uint8Array, header: MrcHeader, longest: number): GreyPicture {
  const grid = { values: sectionValues(bytes, header), width: header.columns, height: header.rows }
  const small = smaller(grid, longest)
  const [black, white] = percentiles(small.values, 0.01, 0.99)
  return toGrey(small, { black, white, fromBelow: true })
}
