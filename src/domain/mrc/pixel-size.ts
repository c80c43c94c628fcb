/** How big a pixel of an MRC file is. */

/** Words of the header: MX (8th) intervals along the cell's side CELLA (11th, ångström), by the MRC2014 format. */
const words = { mx: 7, cellX: 10 } as const

/** Ångström; null where the header tells none. `bytes`: of the header. */
export function pixelAngstrom(bytes: Uint8Array, littleEndian: boolean): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = view.getFloat32(words.cellX * 4, littleEndian) / view.getInt32(words.mx * 4, littleEndian)
  // Programs that know no pixel size write 0, or 1 for the whole picture.
  return Number.isFinite(size) && size > 0.01 && size < 1e6 ? size : null
}
