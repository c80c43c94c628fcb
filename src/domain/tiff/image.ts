/** What a TIFF directory says of its image (TIFF 6.0, part 1 and sections 13 to 19), checked against what it can be. */
import { corrupt, unsupported } from '../previews/byte-source'
import type { NumberType } from '../previews/number-type'
import { fieldNumbers, type TiffDirectory, type TiffFile } from './directory'

/** Compressions that are read. */
export type TiffCompression = 'none' | 'lzw' | 'deflate' | 'packbits'

/** One image of a file, in strips or tiles: both are pieces here. */
export interface TiffImage {
  readonly columns: number
  readonly rows: number
  /** Of one sample; 4 bits are two to a byte. */
  readonly bits: 4 | 8 | 16 | 32 | 64
  readonly type: NumberType
  /** Of a pixel; only the first three colours count. */
  readonly samples: number
  /** The least value is white. */
  readonly whiteIsZero: boolean
  readonly compression: TiffCompression
  /** 1: none, 2: differences along the row, 3: those of floating point numbers (TIFF Technical Note 3). */
  readonly predictor: 1 | 2 | 3
  readonly pieceColumns: number
  readonly pieceRows: number
  /** Pieces side by side; 1 for strips. */
  readonly across: number
  readonly offsets: readonly number[]
  readonly byteCounts: readonly number[]
  /** Å a pixel by the resolution fields; null where they tell nothing a microscope could mean. */
  readonly pixelSize: number | null
}

/** The codes of TIFF; 65000 to 65002 are those of EER (domain/tiff/eer). */
export const compressionNames: Readonly<Record<number, string>> = {
  ...{
    1: 'none',
    2: 'CCITT 1D',
    3: 'CCITT group 3',
    4: 'CCITT group 4',
    5: 'LZW',
    6: 'old JPEG',
    7: 'JPEG',
    8: 'Deflate'
  },
  ...{ 32773: 'PackBits', 32946: 'Deflate', 34712: 'JPEG 2000', 34887: 'LERC', 34925: 'LZMA', 50000: 'Zstandard' },
  ...{ 65000: 'EER, 8 bits', 65001: 'EER, 7 bits', 65002: 'EER' }
}

const readable: Readonly<Record<number, TiffCompression>> = {
  ...{ 1: 'none', 5: 'lzw', 8: 'deflate', 32773: 'packbits', 32946: 'deflate' }
}

/** Columns or rows, and bytes of a piece once it is unpacked: more is not shown. */
const mostSide = 65_535
const mostPieceBytes = 128 * 1024 * 1024

/** The one value of a field, or what counts where there is none. */
export async function fieldNumber(
  file: TiffFile,
  directory: TiffDirectory,
  tag: number,
  otherwise: number
): Promise<number> {
  const [value] = await fieldNumbers(file, directory, tag)
  return value ?? otherwise
}

/** The same where only whole numbers make sense: a field may be of any type, and tell zero divided by zero. */
async function wholeNumber(file: TiffFile, directory: TiffDirectory, tag: number, otherwise: number): Promise<number> {
  const value = await fieldNumber(file, directory, tag, otherwise)
  if (Number.isSafeInteger(value)) return value
  throw corrupt(file.source.path, `its field ${tag} tells ${value}, which is no whole number`)
}

/** `corrupt` for what contradicts itself, `unsupported` for what is not read here. */
export async function readTiffImage(file: TiffFile, directory: TiffDirectory): Promise<TiffImage> {
  const { path, size } = file.source
  const one = (tag: number, otherwise: number): Promise<number> => wholeNumber(file, directory, tag, otherwise)
  const [columns, rows, code, samples] = [await one(256, 0), await one(257, 0), await one(259, 1), await one(277, 1)]
  if (columns < 1 || rows < 1) throw corrupt(path, `its header tells ${columns} x ${rows} pixels`)
  if (columns > mostSide || rows > mostSide) throw unsupported(path, `its picture is ${columns} x ${rows}`)
  const compression = readable[code]
  if (!compression) throw unsupported(path, `it is packed as ${compressionNames[code] ?? `TIFF compression ${code}`}`)
  const { bits, type } = await sampleType(file, directory)
  if (samples < 1 || samples > 16) throw unsupported(path, `it has ${samples} samples a pixel`)
  if (samples > 1 && bits === 4) throw unsupported(path, 'it has colours of 4 bits')
  if (samples > 1 && (await one(284, 1)) !== 1) throw unsupported(path, 'its colours lie apart from each other')
  const predictor = await one(317, 1)
  if (predictor !== 1 && predictor !== 2 && predictor !== 3)
    throw unsupported(path, `its values are told by predictor ${predictor}`)
  const pieces = await readPieces(file, directory, columns, rows)
  const { pieceColumns, pieceRows, offsets, byteCounts } = pieces
  const plain = compression === 'none'
  const pieceBytes = Math.ceil((pieceColumns * samples * bits) / 8) * pieceRows
  // Strips that are not packed are read row by row, be it all of a large picture in one.
  if ((!plain || pieces.tiled) && pieceBytes > mostPieceBytes)
    throw unsupported(path, `a piece of it has ${pieceBytes} bytes, and ${mostPieceBytes} are unpacked at once at most`)
  for (const [at, offset] of offsets.entries())
    if (offset + (byteCounts[at] ?? 0) > size)
      throw corrupt(path, `piece ${at + 1} of its picture lies beyond the end of the file`)
  if (plain && byteCounts.some((count, at) => count < pieceSize(pieces, rows, at, columns * samples * bits)))
    throw corrupt(path, `its pieces are too short for ${columns} x ${rows} pixels`)
  return {
    ...{ columns, rows, bits, type, samples, compression, predictor: plain ? 1 : predictor },
    ...pieces,
    whiteIsZero: (await one(262, 1)) === 0,
    pixelSize: await pixelSize(file, directory)
  }
}

/** Bytes of strip `at` where it is not packed; 0 for tiles, which readers check as they read. */
function pieceSize(pieces: Pieces, rows: number, at: number, rowBits: number): number {
  if (pieces.tiled) return 0
  return Math.ceil(rowBits / 8) * Math.min(pieces.pieceRows, rows - at * pieces.pieceRows)
}

async function sampleType(
  file: TiffFile,
  directory: TiffDirectory
): Promise<{ bits: TiffImage['bits']; type: NumberType }> {
  const { path } = file.source
  const all = await fieldNumbers(file, directory, 258)
  const bits = all[0] ?? 1
  if (all.some(each => each !== bits)) throw unsupported(path, `its samples have ${all.join(', ')} bits`)
  const format = await fieldNumber(file, directory, 339, 1)
  const type = sampleTypes[`${format === 4 ? 1 : format} ${bits}`]
  if (!type || (bits !== 4 && bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64))
    throw unsupported(path, `its values have ${bits} bits of sample format ${format}`)
  return { bits, type }
}

/** By sample format (1: unsigned, 2: signed, 3: floating point) and bits; two values of 4 bits stand in a byte. */
const sampleTypes: Readonly<Record<string, NumberType>> = {
  ...{ '1 4': 'uint8', '1 8': 'uint8', '1 16': 'uint16', '1 32': 'uint32', '2 8': 'int8', '2 16': 'int16' },
  ...{ '2 32': 'int32', '3 16': 'float16', '3 32': 'float32', '3 64': 'float64' }
}

interface Pieces extends Pick<TiffImage, 'pieceColumns' | 'pieceRows' | 'across' | 'offsets' | 'byteCounts'> {
  readonly tiled: boolean
}

async function readPieces(file: TiffFile, directory: TiffDirectory, columns: number, rows: number): Promise<Pieces> {
  const { path } = file.source
  const tiled = directory.fields.has(322)
  const [offsetTag, countTag] = tiled ? [324, 325] : [273, 279]
  const told = await wholeNumber(file, directory, tiled ? 323 : 278, rows)
  const pieceRows = tiled ? told : Math.min(rows, told)
  const pieceColumns = tiled ? await wholeNumber(file, directory, 322, 0) : columns
  if (pieceRows < 1 || pieceColumns < 1 || pieceRows > mostSide || pieceColumns > mostSide)
    throw corrupt(path, `its pieces have ${pieceColumns} x ${pieceRows} pixels`)
  const across = Math.ceil(columns / pieceColumns)
  const needed = across * Math.ceil(rows / pieceRows)
  const offsets = (await fieldNumbers(file, directory, offsetTag)).slice(0, needed)
  const byteCounts = (await fieldNumbers(file, directory, countTag)).slice(0, needed)
  if (offsets.length < needed || byteCounts.length < needed)
    throw corrupt(path, `its picture has ${needed} pieces, and its header tells where ${offsets.length} of them are`)
  return { pieceColumns, pieceRows, across, offsets, byteCounts, tiled }
}

/** Å for the units of the resolution field: none, an inch, a centimetre. */
const unitAngstrom: Readonly<Record<number, number>> = { 2: 2.54e8, 3: 1e8 }

/** Printers' resolutions (72 or 300 an inch) are no pixel sizes: a pixel of a micrograph is below 10 µm. */
async function pixelSize(file: TiffFile, directory: TiffDirectory): Promise<number | null> {
  const perUnit = await fieldNumber(file, directory, 282, 0)
  const unit = unitAngstrom[await fieldNumber(file, directory, 296, 2)]
  const size = unit === undefined ? Number.NaN : unit / perUnit
  return size > 0.01 && size < 1e5 ? size : null
}
