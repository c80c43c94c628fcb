/**
 * The header of an MRC file: https://www.ccpem.ac.uk/mrc_format/mrc2014.php. 1024 bytes, then `NSYMBT` bytes of an
 * extended header, then the values, column by column, row by row, section by section. Bytes are signed by that format;
 * IMOD's are not always, and say so: https://bio3d.colorado.edu/imod/doc/mrc_format.txt.
 */
import { Failure } from '../failure'
import { type NumberType, numberBytes } from '../previews/number-type'

/** Bytes of the first header. */
export const mrcHeaderBytes = 1024

const types: Readonly<Record<number, NumberType>> = { 0: 'int8', 1: 'int16', 2: 'float32', 6: 'uint16', 12: 'float16' }

/** Most columns or rows of a picture that is shown; RELION's boxes are below 2,000. */
const mostColumns = 4096

export interface MrcHeader {
  readonly columns: number
  readonly rows: number
  readonly sections: number
  /** 0: int8, 1: int16, 2: float32, 6: uint16, 12: float16. */
  readonly mode: number
  /** Mode 0 holds 0 to 255, as in files of IMOD; else the format's −128 to 127. */
  readonly unsignedBytes?: true
  readonly littleEndian: boolean
  /** Bytes of one value. */
  readonly valueBytes: number
  /** Bytes before the first value. */
  readonly offset: number
}

/** How the values are stored. */
export function mrcNumberType({ mode, unsignedBytes }: Pick<MrcHeader, 'mode' | 'unsignedBytes'>): NumberType {
  return mode === 0 && unsignedBytes ? 'uint8' : (types[mode] ?? 'float32')
}

/** Bytes of one section. */
export function sectionBytes({ columns, rows, valueBytes: bytes }: MrcHeader): number {
  return columns * rows * bytes
}

/**
 * Reads the header of a file of `size` bytes; `path` names it in errors. `corrupt`: it is none, or it speaks of more
 * than the file holds; `unsupported`: values of a mode that has no picture (complex), or more than `mostSide` columns
 * or rows.
 */
export function readMrcHeader(bytes: Uint8Array, size: number, path: string, mostSide = mostColumns): MrcHeader {
  const corrupt = (why: string): Failure =>
    new Failure('corrupt', `${path} cannot be shown: ${why}.`, { hint: 'Look again when the job has written it anew.' })
  if (bytes.length < mrcHeaderBytes) throw corrupt(`it has ${bytes.length} bytes, and an MRC header has 1024`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const littleEndian = isLittleEndian(view)
  const word = (at: number): number => view.getInt32(at * 4, littleEndian)
  const [columns, rows, sections, mode, extended] = [word(0), word(1), word(2), word(3), word(23)]
  if (columns < 1 || rows < 1 || sections < 1)
    throw corrupt(`its header tells ${columns} x ${rows} x ${sections} values`)
  const type = types[mode]
  if (type === undefined)
    throw mode >= 0 && mode <= 101
      ? new Failure('unsupported', `${path} cannot be shown: its values are of MRC mode ${mode}.`)
      : corrupt(`its header tells mode ${mode}, which there is none`)
  if (extended < 0) throw corrupt(`its header tells an extended header of ${extended} bytes`)
  const each = numberBytes[type]
  const offset = mrcHeaderBytes + extended
  const needed = offset + columns * rows * sections * each
  if (!Number.isSafeInteger(needed) || needed > size)
    throw corrupt(
      `its header tells ${columns} x ${rows} x ${sections} values, which the file of ${size} bytes does not hold`
    )
  if (columns > mostSide || rows > mostSide)
    throw new Failure('unsupported', `${path} cannot be shown: its pictures are ${columns} x ${rows}.`)
  const unsigned = mode === 0 && hasUnsignedBytes(view, littleEndian)
  return {
    columns,
    rows,
    sections,
    mode,
    littleEndian,
    valueBytes: each,
    offset,
    ...(unsigned && { unsignedBytes: true })
  }
}

/** `imodStamp` (byte 152): the flags in the word after it count. */
const imodStamp = 1_146_047_817
/** Of `imodFlags` (byte 156): bytes are stored as signed. */
const signedBytesFlag = 1

/**
 * What IMOD's flag says; without its stamp the format holds, unless the greatest value (words 20 and 21) is one that no
 * signed byte has: programs older than the format of 2014 wrote bytes from 0 to 255.
 */
function hasUnsignedBytes(view: DataView, littleEndian: boolean): boolean {
  if (view.getInt32(152, littleEndian) === imodStamp) return (view.getInt32(156, littleEndian) & signedBytesFlag) === 0
  return view.getFloat32(76, littleEndian) >= 0 && view.getFloat32(80, littleEndian) >= 128
}

/** The machine stamp (word 54), else the byte order in which the mode makes sense: many programs write no stamp. */
function isLittleEndian(view: DataView): boolean {
  const stamp = view.getUint8(212)
  if (stamp === 0x44) return true
  if (stamp === 0x11) return false
  const mode = view.getInt32(12, true)
  return mode >= 0 && mode <= 101
}

/**
 * Å a pixel: words 8 (MX) and 11 (CELLA.x). Null where the header does not tell, or tells what no pixel has: many
 * programs leave it 0, or 1 cell a pixel.
 */
export function mrcPixelSize(bytes: Uint8Array, { littleEndian }: MrcHeader): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = view.getFloat32(40, littleEndian) / view.getInt32(28, littleEndian)
  return size > 0.001 && size < 1e7 ? size : null
}

/** Least, greatest and mean value as the header tells them (words 20 to 22); null where it says that it does not know. */
export function mrcValueRange(
  bytes: Uint8Array,
  { littleEndian }: MrcHeader
): { least: number; greatest: number; mean: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [least = 0, greatest = 0, mean = 0] = [76, 80, 84].map(at => view.getFloat32(at, littleEndian))
  // MRC2014: DMAX < DMIN where it was not worked out.
  return [least, greatest, mean].every(Number.isFinite) && greatest > least ? { least, greatest, mean } : null
}

/** The lines of text in the header: at most ten of 80 letters. */
export function mrcLabels(bytes: Uint8Array): string[] {
  const lines = Array.from({ length: 10 }, (_, at) => bytes.subarray(224 + at * 80, 304 + at * 80))
  return lines.map(line => new TextDecoder('latin1').decode(line).replace(/[\0 ]+$/, '')).filter(line => line !== '')
}
