/** The picture of a TIFF directory as rows of values, strip by strip or tile by tile. */
import { Failure } from '../failure'
import { corrupt, readExactly } from '../previews/byte-source'
import { type NumberType, numberBytes, readNumbers } from '../previews/number-type'
import type { Raster } from '../previews/raster'
import type { TiffFile } from './directory'
import type { TiffCompression, TiffImage } from './image'
import { undoPredictor, unpackBits, unpackLzw } from './unpack'

/** What unpacking takes from outside. */
export interface Unpackers {
  /** zlib (RFC 1950); no more than `most` bytes: `corrupt` where there are more, or it is none. */
  inflate(packed: Uint8Array, most: number, path: string): Promise<Uint8Array>
  /** Runs work that rests now and then, and lets others work meanwhile. */
  run<Value>(work: Generator<void, Value, void>): Promise<Value>
}

/** Bytes of unpacked pieces that are kept: the rows of a picture are asked for one after the other. */
const keptBytes = 32 * 1024 * 1024
/** Bytes that are unpacked for one picture; more is no picture but a trap. */
const mostUnpacked = 1024 * 1024 * 1024

/** Rows of a piece up to which it saves reading to leave some pieces out. */
const fewRows = 8

/** Strips that are not packed are read row by row; of everything else whole pieces are read. */
export function tiffRaster(file: TiffFile, image: TiffImage, unpackers: Unpackers): Raster {
  const { columns, rows, samples, bits, compression, across } = image
  const base = { columns, rows, fromBelow: false }
  if (compression === 'none' && across === 1 && image.pieceColumns === columns)
    return {
      ...{ ...base, rowBytes: Math.ceil((columns * samples * bits) / 8) },
      read: (row, count) => plainRows(file, image, row, count),
      ...(bits !== 4 && { readPart: (row, column, count) => plainPart(file, image, row, column, count) })
    }
  const pieceBytes = pieceRowBytes(image) * image.pieceRows * across
  const piece = keptPieces(file, image, unpackers, Math.max(2, Math.ceil(keptBytes / pieceBytes)) * across)
  return {
    ...base,
    // A row costs the strip it is in. Of strips of many rows nearly all are touched anyway, so all rows are taken.
    rowBytes: image.pieceRows > fewRows ? 1 : largestStrip(image),
    pieceBytes: pieceBytes * 2,
    read: (row, count) => rowsOfPieces(image, piece, row, count, file.littleEndian)
  }
}

/**
 * Bytes of the pieces side by side that take most of the file: strips are packed to any length, and of a mean one the
 * rows that happen to be chosen may cost much more than what may be read.
 */
function largestStrip({ across, byteCounts }: TiffImage): number {
  let most = 1
  for (let at = 0; at < byteCounts.length; at += across) {
    let strip = 0
    for (let side = at; side < Math.min(at + across, byteCounts.length); side++) strip += byteCounts[side] ?? 0
    most = Math.max(most, strip)
  }
  return most
}

const pieceRowBytes = ({ pieceColumns, samples, bits }: TiffImage): number =>
  Math.ceil((pieceColumns * samples * bits) / 8)

async function plainRows(file: TiffFile, image: TiffImage, row: number, count: number): Promise<Float32Array> {
  const { columns, samples, bits, pieceRows, offsets } = image
  const rowBytes = Math.ceil((columns * samples * bits) / 8)
  const values = new Float32Array(columns * count)
  for (let at = row; at < row + count; ) {
    const strip = Math.floor(at / pieceRows)
    const within = at - strip * pieceRows
    const some = Math.min(row + count - at, pieceRows - within)
    const bytes = await readExactly(file.source, (offsets[strip] ?? 0) + within * rowBytes, some * rowBytes)
    values.set(greyValues(bytes, image, columns, some, file.littleEndian), (at - row) * columns)
    at += some
  }
  return values
}

async function plainPart(
  file: TiffFile,
  image: TiffImage,
  row: number,
  column: number,
  count: number
): Promise<Float32Array> {
  const { columns, samples, bits, pieceRows, offsets } = image
  const each = (samples * bits) / 8
  const strip = Math.floor(row / pieceRows)
  const at = (offsets[strip] ?? 0) + ((row - strip * pieceRows) * columns + column) * each
  return greyValues(await readExactly(file.source, at, count * each), image, count, 1, file.littleEndian)
}

/** The unpacked bytes of a piece. */
type Piece = (number: number) => Promise<Uint8Array>

/** Pieces that were unpacked, the last `room` of them kept; those that failed are not. */
function keptPieces(file: TiffFile, image: TiffImage, unpackers: Unpackers, room: number): Piece {
  const kept = new Map<number, Promise<Uint8Array>>()
  let unpacked = 0
  return number => {
    const known = kept.get(number)
    if (known) return known
    unpacked += pieceRowBytes(image) * image.pieceRows
    if (unpacked > mostUnpacked)
      return Promise.reject(
        new Failure('limit-exceeded', `${file.source.path} cannot be shown: it unpacks to too many bytes.`, {
          hint: 'Ask for a smaller picture, or copy it to this computer and open it there.'
        })
      )
    const piece = unpackPiece(file, image, unpackers, number)
    kept.set(number, piece)
    piece.catch(() => kept.delete(number))
    for (const oldest of kept.keys()) {
      if (kept.size <= room) break
      kept.delete(oldest)
    }
    return piece
  }
}

async function rowsOfPieces(
  image: TiffImage,
  piece: Piece,
  row: number,
  count: number,
  littleEndian: boolean
): Promise<Float32Array> {
  const { columns, pieceColumns, pieceRows, across } = image
  const rowBytes = pieceRowBytes(image)
  const values = new Float32Array(columns * count)
  const last = Math.floor((row + count - 1) / pieceRows)
  for (let down = Math.floor(row / pieceRows); down <= last; down++) {
    const [from, end] = [Math.max(row, down * pieceRows), Math.min(row + count, (down + 1) * pieceRows)]
    const within = from - down * pieceRows
    for (let side = 0; side < across; side++) {
      const bytes = (await piece(down * across + side)).subarray(within * rowBytes, (within + end - from) * rowBytes)
      const got = greyValues(bytes, image, pieceColumns, end - from, littleEndian)
      const left = side * pieceColumns
      const wide = Math.min(pieceColumns, columns - left)
      for (let at = from; at < end; at++) {
        const start = (at - from) * pieceColumns
        values.set(got.subarray(start, start + wide), (at - row) * columns + left)
      }
    }
  }
  return values
}

async function unpackPiece(
  file: TiffFile,
  image: TiffImage,
  unpackers: Unpackers,
  number: number
): Promise<Uint8Array> {
  const { pieceRows, across, rows, compression, offsets, byteCounts } = image
  const { path } = file.source
  const packed = await readExactly(file.source, offsets[number] ?? 0, byteCounts[number] ?? 0)
  const rowBytes = pieceRowBytes(image)
  // The last strip has only the rows that are left; a tile always has all of its rows.
  const strips = across === 1 && image.pieceColumns === image.columns
  const high = strips ? Math.min(pieceRows, rows - number * pieceRows) : pieceRows
  const most = rowBytes * high
  const unpack: Readonly<Record<TiffCompression, () => Uint8Array | Promise<Uint8Array>>> = {
    none: () => Uint8Array.from(packed.subarray(0, most)),
    lzw: () => unpackers.run(unpackLzw(packed, most, path)),
    packbits: () => unpackBits(packed, most),
    deflate: () => unpackers.inflate(packed, most, path)
  }
  const bytes = await unpack[compression]()
  if (bytes.length < most)
    throw corrupt(path, `piece ${number + 1} of its picture unpacks to ${bytes.length} bytes where ${most} should be`)
  undoPredictor(bytes, rowBytes, image, file.littleEndian)
  return bytes
}

/** One value a pixel: colours become their luminance (ITU-R BT.601). */
function greyValues(
  bytes: Uint8Array,
  image: TiffImage,
  wide: number,
  high: number,
  littleEndian: boolean
): Float32Array {
  const { bits, type, samples, whiteIsZero } = image
  if (bits === 4) return halfBytes(bytes, wide, high, whiteIsZero)
  const numbers = wholeNumbers(bytes, type, littleEndian)
  if (samples === 1 && !whiteIsZero) return numbers
  const values = new Float32Array(wide * high)
  for (let at = 0; at < values.length; at++) {
    const [red = 0, green = 0, blue = 0] = numbers.subarray(at * samples, at * samples + 3)
    const grey = samples < 3 ? red : 0.299 * red + 0.587 * green + 0.114 * blue
    values[at] = whiteIsZero ? -grey : grey
  }
  return values
}

const wholeNumbers = (bytes: Uint8Array, type: NumberType, littleEndian: boolean): Float32Array =>
  readNumbers(bytes.subarray(0, bytes.length - (bytes.length % numberBytes[type])), type, littleEndian)

/** Two values a byte, the left one in the high bits (TIFF 6.0, FillOrder 1); each row begins with a byte. */
function halfBytes(bytes: Uint8Array, wide: number, high: number, whiteIsZero: boolean): Float32Array {
  const rowBytes = Math.ceil(wide / 2)
  const values = new Float32Array(wide * high)
  for (let y = 0; y < high; y++)
    for (let x = 0; x < wide; x++) {
      const byte = bytes[y * rowBytes + (x >> 1)] ?? 0
      const value = x % 2 === 0 ? byte >> 4 : byte & 15
      values[y * wide + x] = whiteIsZero ? 15 - value : value
    }
  return values
}
