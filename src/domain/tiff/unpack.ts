/** The compressions of TIFF that need no library, and its predictors. */
import { corrupt } from '../previews/byte-source'
import type { TiffImage } from './image'

/** Bytes that are made between two rests. */
const restBytes = 1024 * 1024

const clearCode = 256
const endCode = 257
const firstFree = 258
const mostCodes = 4096

/** Each code stands for what another one stands for, and one byte more. */
interface Codes {
  readonly prefix: Uint16Array
  readonly suffix: Uint8Array
  /** Bytes that a code stands for. */
  readonly length: Uint32Array
}

function firstCodes(): Codes {
  const suffix = Uint8Array.from({ length: mostCodes }, (_, code) => code)
  return { prefix: new Uint16Array(mostCodes), suffix, length: new Uint32Array(mostCodes).fill(1, 0, 256) }
}

/** Makes `code` of the bytes of `before` and the first byte of `source`. */
function addCode({ prefix, suffix, length }: Codes, code: number, before: number, source: number): void {
  let first = source
  while ((length[first] ?? 1) > 1) first = prefix[first] ?? 0
  prefix[code] = before
  suffix[code] = suffix[first] ?? 0
  length[code] = (length[before] ?? 0) + 1
}

/** Returns how many bytes the code stands for; those beyond the end of `out` are left out. */
function writeCode({ prefix, suffix, length }: Codes, from: number, out: Uint8Array, at: number): number {
  const count = length[from] ?? 1
  let code = from
  for (let end = at + count - 1; end >= at; end--) {
    if (end < out.length) out[end] = suffix[code] ?? 0
    code = prefix[code] ?? 0
  }
  return count
}

/** Bits of the next code when `next` is the one that is made next: one code earlier than need be. */
const codeWidth = (next: number): number => (next >= 2047 ? 12 : next >= 1023 ? 11 : next >= 511 ? 10 : 9)

/**
 * LZW as TIFF has it (TIFF 6.0, section 13): codes of 9 to 12 bits, the high bit first. At most `most` bytes are made,
 * whatever the codes say. It rests (`yield`) after each megabyte. `corrupt`: no such codes.
 */
export function* unpackLzw(packed: Uint8Array, most: number, path: string): Generator<void, Uint8Array, void> {
  const out = new Uint8Array(most)
  const codes = firstCodes()
  let [next, last, held, have, made, rest] = [firstFree, -1, 0, 0, 0, restBytes]
  for (let at = 0; made < most; ) {
    const width = codeWidth(next)
    for (; have < width && at < packed.length; have += 8) held = ((held << 8) | (packed[at++] ?? 0)) & 0xffffff
    if (have < width) break
    have -= width
    const code = (held >> have) & ((1 << width) - 1)
    if (code === endCode) break
    if (code === clearCode) {
      next = firstFree
      last = -1
      continue
    }
    if (last < 0 ? code > 255 : code > next) throw corrupt(path, 'its LZW codes make no sense')
    // A code that is only just being made ends with the byte it begins with.
    if (last >= 0 && next < mostCodes) addCode(codes, next++, last, code === next - 1 ? last : code)
    if (code >= next) throw corrupt(path, 'its LZW codes make no sense')
    made += writeCode(codes, code, out, made)
    last = code
    if (made >= rest) {
      rest = made + restBytes
      yield
    }
  }
  return out.subarray(0, Math.min(made, most))
}

/** PackBits (TIFF 6.0, section 9), at most `most` bytes. */
export function unpackBits(packed: Uint8Array, most: number): Uint8Array {
  const out = new Uint8Array(most)
  let made = 0
  for (let at = 0; at < packed.length && made < most; ) {
    const told = packed[at++] ?? 0
    if (told === 128) continue
    if (told < 128) {
      const bytes = packed.subarray(at, at + told + 1).subarray(0, most - made)
      out.set(bytes, made)
      made += bytes.length
      at += told + 1
    } else {
      const end = Math.min(most, made + 257 - told)
      out.fill(packed[at++] ?? 0, made, end)
      made = end
    }
  }
  return out.subarray(0, made)
}

/** Undoes the predictor where the bytes stand: rows of `rowBytes` each. */
export function undoPredictor(bytes: Uint8Array, rowBytes: number, image: TiffImage, littleEndian: boolean): void {
  const { predictor, samples, bits } = image
  if (predictor === 1 || bits === 4) return
  for (let from = 0; from + rowBytes <= bytes.length; from += rowBytes) {
    const row = bytes.subarray(from, from + rowBytes)
    if (predictor === 2) addAlong(row, samples, bits / 8, littleEndian)
    else undoFloats(row, samples, bits / 8, littleEndian)
  }
}

/** Each value was stored as what it is more than the one before it (TIFF 6.0, section 14). */
function addAlong(row: Uint8Array, samples: number, each: number, littleEndian: boolean): void {
  const view = new DataView(row.buffer, row.byteOffset, row.byteLength)
  for (let at = samples * each; at + each <= row.length; at += each) {
    const before = at - samples * each
    if (each === 1) row[at] = (row[at] ?? 0) + (row[before] ?? 0)
    else if (each === 2)
      view.setUint16(at, view.getUint16(at, littleEndian) + view.getUint16(before, littleEndian), littleEndian)
    else if (each === 4)
      view.setUint32(at, view.getUint32(at, littleEndian) + view.getUint32(before, littleEndian), littleEndian)
  }
}

/** The bytes of all values by their weight, the heaviest first, as differences (TIFF Technical Note 3). */
function undoFloats(row: Uint8Array, samples: number, each: number, littleEndian: boolean): void {
  for (let at = samples; at < row.length; at++) row[at] = (row[at] ?? 0) + (row[at - samples] ?? 0)
  const kept = Uint8Array.from(row)
  const count = Math.floor(row.length / each)
  for (let value = 0; value < count; value++)
    for (let byte = 0; byte < each; byte++)
      row[value * each + (littleEndian ? each - 1 - byte : byte)] = kept[byte * count + value] ?? 0
}
