/** Files as microscopes and programs write them, small and made here. */
import { deflateSync } from 'node:zlib'

/** Values of a picture, from its upper left. */
export type Shade = (x: number, y: number) => number

export interface MadeMrc {
  readonly columns: number
  readonly rows: number
  readonly sections?: number
  /** Å. */
  readonly pixelSize?: number
  readonly value: (x: number, y: number, section: number) => number
}

/** MRC, mode 2 (float32), little-endian. */
export function madeMrc({ columns, rows, sections = 1, pixelSize = 1, value }: MadeMrc): Buffer {
  const header = Buffer.alloc(1024)
  for (const [word, number] of [columns, rows, sections, 2, 0, 0, 0, columns, rows, sections].entries())
    header.writeInt32LE(number, word * 4)
  for (const [axis, count] of [columns, rows, sections].entries()) header.writeFloatLE(count * pixelSize, 40 + axis * 4)
  header.write('MAP ', 208, 'latin1')
  header.set([0x44, 0x44], 212)
  const body = new Float32Array(columns * rows * sections)
  for (let z = 0; z < sections; z++)
    for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) body[(z * rows + y) * columns + x] = value(x, y, z)
  return Buffer.concat([header, Buffer.from(body.buffer)])
}

export interface MadeTiff {
  readonly columns: number
  readonly rows: number
  readonly bits: 4 | 8 | 16 | 32
  /** 1: unsigned, 2: signed, 3: floating point. */
  readonly format?: 1 | 2 | 3
  readonly compression?: 1 | 5 | 8 | 32773 | 65001
  readonly predictor?: 1 | 2 | 3
  readonly rowsPerStrip?: number
  readonly tile?: number
  readonly littleEndian?: boolean
  readonly big?: boolean
  readonly samples?: 1 | 3
  readonly photometric?: number
  readonly pages?: number
  /** Further fields with bytes: tag, type, bytes. */
  readonly more?: readonly (readonly [number, number, Buffer])[]
  readonly value: (x: number, y: number, page: number) => number
}

/** LZW as TIFF has it (TIFF 6.0, section 13), for packing. */
export function packLzw(bytes: Uint8Array): Buffer {
  const out: number[] = []
  let held = 0
  let have = 0
  const put = (code: number, width: number): void => {
    held = held * 2 ** width + code
    for (have += width; have >= 8; have -= 8) {
      out.push(Math.floor(held / 2 ** (have - 8)) & 255)
      held %= 2 ** (have - 8)
    }
  }
  let codes = new Map<string, number>()
  let next = 258
  let width = 9
  const clear = (): void => {
    put(256, width)
    codes = new Map()
    next = 258
    width = 9
  }
  const codeOf = (text: string): number => (text.length === 1 ? text.charCodeAt(0) : (codes.get(text) ?? -1))
  clear()
  let text = ''
  for (const byte of bytes) {
    const longer = text + String.fromCharCode(byte)
    if (codeOf(longer) >= 0) {
      text = longer
      continue
    }
    put(codeOf(text), width)
    codes.set(longer, next++)
    if (next === 4095) clear()
    else width = next >= 2048 ? 12 : next >= 1024 ? 11 : next >= 512 ? 10 : 9
    text = String.fromCharCode(byte)
  }
  if (text !== '') {
    put(codeOf(text), width)
    next++
    width = next >= 2048 ? 12 : next >= 1024 ? 11 : next >= 512 ? 10 : 9
  }
  put(257, width)
  if (have > 0) put(0, 8 - have)
  return Buffer.from(out)
}

function packBits(bytes: Uint8Array): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; at += 128) {
    const some = Buffer.from(bytes.subarray(at, at + 128))
    const even = some.every(byte => byte === some[0])
    parts.push(
      even && some.length > 1 ? Buffer.from([257 - some.length, some[0] ?? 0]) : Buffer.from([some.length - 1, ...some])
    )
  }
  return Buffer.concat(parts)
}

const pack = {
  1: (b: Buffer) => b,
  5: packLzw,
  8: (b: Buffer) => deflateSync(b),
  32773: packBits,
  65001: (b: Buffer) => b
}

/** Bytes of the pixels of one block, its columns beyond the picture empty. */
function blockBytes(made: MadeTiff, page: number, left: number, top: number, wide: number, high: number): Buffer {
  const { bits, format = 1, samples = 1, littleEndian = true, value, predictor = 1 } = made
  const rowBytes = Math.ceil((wide * samples * bits) / 8)
  const bytes = Buffer.alloc(rowBytes * high)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let y = 0; y < high; y++)
    for (let x = 0; x < wide; x++)
      for (let sample = 0; sample < samples; sample++) {
        const number = value(left + x, top + y, page)
        const at = y * rowBytes + ((x * samples + sample) * bits) / 8
        if (bits === 4) bytes[Math.floor(at)] = (bytes[Math.floor(at)] ?? 0) | (number << (x % 2 === 0 ? 4 : 0))
        else if (bits === 8) view.setUint8(at, number)
        else if (bits === 16) view.setUint16(at, number, littleEndian)
        else if (format === 3) view.setFloat32(at, number, littleEndian)
        else view.setUint32(at, number, littleEndian)
      }
  if (predictor !== 1) for (let y = 0; y < high; y++) predict(bytes.subarray(y * rowBytes, (y + 1) * rowBytes), made)
  return bytes
}

function predict(row: Buffer, { bits, samples = 1, littleEndian = true, predictor }: MadeTiff): void {
  const each = bits / 8
  if (predictor === 2) {
    const view = new DataView(row.buffer, row.byteOffset, row.byteLength)
    for (let at = row.length - each; at >= samples * each; at -= each) {
      const before = at - samples * each
      if (each === 1) view.setUint8(at, view.getUint8(at) - view.getUint8(before))
      if (each === 2)
        view.setUint16(at, view.getUint16(at, littleEndian) - view.getUint16(before, littleEndian), littleEndian)
      if (each === 4)
        view.setUint32(at, view.getUint32(at, littleEndian) - view.getUint32(before, littleEndian), littleEndian)
    }
    return
  }
  const kept = Buffer.from(row)
  const count = row.length / each
  for (let value = 0; value < count; value++)
    for (let byte = 0; byte < each; byte++)
      row[byte * count + value] = kept[value * each + (littleEndian ? each - 1 - byte : byte)] ?? 0
  for (let at = row.length - 1; at >= samples; at--) row[at] = (row[at] ?? 0) - (row[at - samples] ?? 0)
}

/** A TIFF file: header, then of each page its pieces, the values of its fields, and its directory. */
export function madeTiff(made: MadeTiff): Buffer {
  const { big = false, littleEndian = true, pages = 1 } = made
  const parts: Buffer[] = [tiffHeader(big, littleEndian)]
  let at = big ? 16 : 8
  /** Where the place of the next directory is to be written. */
  let link = big ? 8 : 4
  const links: { at: number; to: number }[] = []
  const add = (bytes: Buffer): number => {
    parts.push(bytes)
    at += bytes.length
    return at - bytes.length
  }
  for (let page = 0; page < pages; page++) {
    const directory = pageDirectory(made, page, add)
    links.push({ at: link, to: at })
    add(directory)
    link = at - (big ? 8 : 4)
  }
  const file = Buffer.concat(parts)
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  for (const { at: place, to } of links)
    if (big) view.setBigUint64(place, BigInt(to), littleEndian)
    else view.setUint32(place, to, littleEndian)
  return file
}

function tiffHeader(big: boolean, littleEndian: boolean): Buffer {
  const view = new DataView(new ArrayBuffer(big ? 16 : 8))
  view.setUint16(0, littleEndian ? 0x4949 : 0x4d4d)
  view.setUint16(2, big ? 43 : 42, littleEndian)
  if (big) view.setUint16(4, 8, littleEndian)
  return Buffer.from(view.buffer)
}

function pageDirectory(made: MadeTiff, page: number, add: (bytes: Buffer) => number): Buffer {
  const { columns, rows, bits, format = 1, compression = 1, predictor = 1, tile, samples = 1, photometric } = made
  const high = tile ?? made.rowsPerStrip ?? rows
  const wide = tile ?? columns
  const blocks: { offset: number; bytes: number }[] = []
  for (let top = 0; top < rows; top += high)
    for (let left = 0; left < columns; left += wide) {
      const shown = tile ?? Math.min(high, rows - top)
      const bytes = pack[compression](blockBytes(made, page, left, top, wide, shown))
      blocks.push({ offset: add(Buffer.from(bytes)), bytes: bytes.length })
    }
  const fields: [number, number, number[] | Buffer][] = [
    [256, 4, [columns]],
    [257, 4, [rows]],
    [258, 3, Array.from({ length: samples }, () => bits)],
    [259, 3, [compression]],
    [262, 3, [photometric ?? (samples === 3 ? 2 : 1)]],
    [tile ? 324 : 273, 4, blocks.map(({ offset }) => offset)],
    [277, 3, [samples]],
    ...(tile ? [] : ([[278, 4, [high]]] as [number, number, number[]][])),
    [tile ? 325 : 279, 4, blocks.map(({ bytes }) => bytes)],
    [317, 3, [predictor]],
    ...(tile
      ? ([
          [322, 4, [tile]],
          [323, 4, [tile]]
        ] as [number, number, number[]][])
      : []),
    [339, 3, [format]],
    ...(made.more ?? []).map(([tag, type, bytes]): [number, number, Buffer] => [tag, type, bytes])
  ]
  return directoryBytes(
    fields.toSorted((a, b) => a[0] - b[0]),
    made,
    add
  )
}

function directoryBytes(
  fields: readonly [number, number, number[] | Buffer][],
  { big = false, littleEndian = true }: MadeTiff,
  add: (bytes: Buffer) => number
): Buffer {
  const room = big ? 8 : 4
  const each = big ? 20 : 12
  const values = fields.map(([, type, told]) => {
    if (Buffer.isBuffer(told)) return told
    const bytes = Buffer.alloc(told.length * (type === 3 ? 2 : 4))
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (const [at, number] of told.entries())
      if (type === 3) view.setUint16(at * 2, number, littleEndian)
      else view.setUint32(at * 4, number, littleEndian)
    return bytes
  })
  const places = values.map(bytes => (bytes.length > room ? add(bytes) : null))
  const bytes = Buffer.alloc((big ? 8 : 2) + fields.length * each + room)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (big) view.setBigUint64(0, BigInt(fields.length), littleEndian)
  else view.setUint16(0, fields.length, littleEndian)
  for (const [number, [tag, type, told]] of fields.entries()) {
    const at = (big ? 8 : 2) + number * each
    const place = places[number]
    view.setUint16(at, tag, littleEndian)
    view.setUint16(at + 2, type, littleEndian)
    if (big) view.setBigUint64(at + 4, BigInt(told.length), littleEndian)
    else view.setUint32(at + 4, told.length, littleEndian)
    const slot = at + (big ? 12 : 8)
    if (place === null || place === undefined) bytes.set(values[number] ?? [], slot)
    else if (big) view.setBigUint64(slot, BigInt(place), littleEndian)
    else view.setUint32(slot, place, littleEndian)
  }
  return bytes
}
