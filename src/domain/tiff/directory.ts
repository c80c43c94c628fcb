/**
 * The directories of a TIFF file: https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf (TIFF 6.0, section 2), and
 * with 64-bit offsets https://www.awaresystems.be/imaging/tiff/bigtiff.html. Nothing in them is believed.
 */
import { type ByteSource, corrupt, readHeader } from '../previews/byte-source'

/** An open TIFF file. */
export interface TiffFile {
  readonly source: ByteSource
  readonly littleEndian: boolean
  /** BigTIFF: offsets and counts of 64 bits. */
  readonly big: boolean
  /** Where the first directory stands. */
  readonly first: number
}

/** One field of a directory. */
export interface TiffField {
  readonly type: number
  readonly count: number
  /** Where its values stand in the file. */
  readonly at: number
}

export interface TiffDirectory {
  readonly fields: ReadonlyMap<number, TiffField>
  /** Where the next one stands; 0: this is the last. */
  readonly next: number
}

/** Fields of a directory, values of a field, and bytes of a text: more is no image that is shown. */
const mostFields = 1024
const mostValues = 2_000_000
const mostTextBytes = 1024 * 1024

/** Bytes of a value by its type (TIFF 6.0 section 2; 16 to 18 are BigTIFF's). */
const typeBytes: Readonly<Record<number, number>> = {
  ...{ 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8 },
  ...{ 13: 4, 16: 8, 17: 8, 18: 8 }
}

/** `corrupt` where the file does not begin as a TIFF file does. */
export async function openTiff(source: ByteSource): Promise<TiffFile> {
  const bytes = await readHeader(source, 0, Math.min(16, source.size))
  const view = viewOf(bytes)
  const order = bytes.length < 8 ? 0 : view.getUint16(0)
  if (order !== 0x4949 && order !== 0x4d4d) throw corrupt(source.path, 'it does not begin as a TIFF file does')
  const littleEndian = order === 0x4949
  const version = view.getUint16(2, littleEndian)
  if (version === 42) return { source, littleEndian, big: false, first: view.getUint32(4, littleEndian) }
  if (version === 43 && bytes.length === 16 && view.getUint16(4, littleEndian) === 8)
    return { source, littleEndian, big: true, first: Number(view.getBigUint64(8, littleEndian)) }
  throw corrupt(source.path, `its TIFF version is ${version}, and 42 and 43 are known`)
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The directory at `offset`. */
export async function readDirectory(file: TiffFile, offset: number): Promise<TiffDirectory> {
  const { source, littleEndian, big } = file
  const countBytes = big ? 8 : 2
  const fieldBytes = big ? 20 : 12
  const head = viewOf(await readHeader(source, offset, countBytes))
  const count = big ? Number(head.getBigUint64(0, littleEndian)) : head.getUint16(0, littleEndian)
  if (count < 1 || count > mostFields) throw corrupt(source.path, `a directory of it tells ${count} fields`)
  const start = offset + countBytes
  const view = viewOf(await readHeader(source, start, count * fieldBytes + (big ? 8 : 4)))
  const fields = new Map<number, TiffField>()
  for (let at = 0; at < count; at++) {
    const from = at * fieldBytes
    const type = view.getUint16(from + 2, littleEndian)
    const values = big ? Number(view.getBigUint64(from + 4, littleEndian)) : view.getUint32(from + 4, littleEndian)
    const inline = from + (big ? 12 : 8)
    const fits = (typeBytes[type] ?? 0) * values <= (big ? 8 : 4)
    const pointed = big ? Number(view.getBigUint64(inline, littleEndian)) : view.getUint32(inline, littleEndian)
    fields.set(view.getUint16(from, littleEndian), { type, count: values, at: fits ? start + inline : pointed })
  }
  const end = count * fieldBytes
  return { fields, next: big ? Number(view.getBigUint64(end, littleEndian)) : view.getUint32(end, littleEndian) }
}

/** The numbers of a field; empty where there is none, or it holds no numbers. */
export async function fieldNumbers(file: TiffFile, directory: TiffDirectory, tag: number): Promise<number[]> {
  const field = directory.fields.get(tag)
  const bytes = field && typeBytes[field.type]
  const read = field && numberReaders[field.type]
  if (!field || !bytes || !read) return []
  if (field.count > mostValues) throw corrupt(file.source.path, `its field ${tag} tells ${field.count} values`)
  const view = viewOf(await readHeader(file.source, field.at, field.count * bytes))
  return Array.from({ length: field.count }, (_, at) => read(view, at * bytes, file.littleEndian))
}

const numberReaders: Readonly<Record<number, (view: DataView, at: number, little: boolean) => number>> = {
  1: (view, at) => view.getUint8(at),
  3: (view, at, little) => view.getUint16(at, little),
  4: (view, at, little) => view.getUint32(at, little),
  5: (view, at, little) => view.getUint32(at, little) / view.getUint32(at + 4, little),
  6: (view, at) => view.getInt8(at),
  8: (view, at, little) => view.getInt16(at, little),
  9: (view, at, little) => view.getInt32(at, little),
  11: (view, at, little) => view.getFloat32(at, little),
  12: (view, at, little) => view.getFloat64(at, little),
  13: (view, at, little) => view.getUint32(at, little),
  16: (view, at, little) => Number(view.getBigUint64(at, little)),
  17: (view, at, little) => Number(view.getBigInt64(at, little)),
  18: (view, at, little) => Number(view.getBigUint64(at, little))
}

/** The text of a field, up to its first zero byte; null where there is none. At most 1 MiB. */
export async function fieldText(file: TiffFile, directory: TiffDirectory, tag: number): Promise<string | null> {
  const field = directory.fields.get(tag)
  if (!field || typeBytes[field.type] !== 1) return null
  const bytes = await readHeader(file.source, field.at, Math.min(field.count, mostTextBytes))
  const end = bytes.indexOf(0)
  return new TextDecoder('utf-8').decode(end < 0 ? bytes : bytes.subarray(0, end))
}

/** Directory number `at`, from 0; `corrupt` where the chain is a ring, undefined where there are fewer. */
export async function nthDirectory(file: TiffFile, at: number): Promise<TiffDirectory | undefined> {
  const seen = new Set<number>()
  let offset = file.first
  for (let number = 0; offset !== 0; number++) {
    if (seen.has(offset)) throw corrupt(file.source.path, 'its directories lead back to each other')
    seen.add(offset)
    const directory = await readDirectory(file, offset)
    if (number === at) return directory
    offset = directory.next
  }
  return undefined
}

/**
 * How many directories there are from `first` on, which is number `at`; null where it is not known after `most` further
 * ones: each has to be read to find the next, and that takes a round trip.
 */
export async function countDirectories(
  file: TiffFile,
  first: TiffDirectory,
  at: number,
  most: number
): Promise<number | null> {
  const seen = new Set<number>()
  let directory = first
  for (let count = at + 1; ; count++) {
    if (directory.next === 0 || seen.has(directory.next)) return count
    if (count - at > most) return null
    seen.add(directory.next)
    directory = await readDirectory(file, directory.next)
  }
}
