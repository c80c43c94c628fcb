/**
 * Tables in NumPy's file format: one array whose elements are records with named fields ("structured array").
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, versions 1.0 to 3.0; how types are written:
 * https://numpy.org/doc/stable/reference/arrays.interface.html. Nothing in them is believed.
 */
import { Failure } from '../failure'
import { isDictionary, isList, type Literal, readPythonLiteral } from './python-literal'

/** One field of a record. */
export interface NpyField {
  /** Bytes from the beginning of the record. */
  readonly offset: number
  /** As NumPy writes it: `<f4`, `|S89`. */
  readonly type: string
  /** Of all its values together. */
  readonly bytes: number
}

/** Where the records of a file are, and what is in one. */
export interface NpyTable {
  /** Bytes before the first record. */
  readonly start: number
  readonly rows: number
  readonly rowBytes: number
  readonly fields: ReadonlyMap<string, NpyField>
}

/** Bytes of a header, fields of a record, and bytes of a record: more is no table of micrographs. */
const most = { header: 64 * 1024, fields: 1000, row: 64 * 1024 } as const

/** Bytes from the beginning of a file in which its header has to be. */
export const mostNpyHeader = most.header

const corrupt = (path: string, why: string): Failure =>
  new Failure('corrupt', `${path} cannot be read: ${why}.`, {
    hint: 'If it is still being written, look again when it is whole.'
  })

const unsupported = (path: string, why: string): Failure =>
  new Failure('unsupported', `${path} cannot be read: ${why}.`)

/** `head`: the first 64 KiB, or all of a shorter file. `size`: bytes of the whole file. `corrupt` or `unsupported`. */
export function readNpyHeader(head: Uint8Array, size: number, path: string): NpyTable {
  const { text, start } = headerText(head, path)
  const told = readPythonLiteral(text)
  if (!isDictionary(told)) throw corrupt(path, 'its header is not the dictionary that NumPy writes')
  const shape = told.get('shape')
  const [rows] = isList(shape) && shape.length === 1 ? shape : []
  if (typeof rows !== 'number' || !Number.isSafeInteger(rows) || rows < 0)
    throw unsupported(path, 'it is no table: its array has not one dimension')
  const { fields, rowBytes } = fieldsOf(told.get('descr'), path)
  if (start + rows * rowBytes > size)
    throw corrupt(path, `it tells ${rows} rows of ${rowBytes} bytes, which a file of ${size} bytes does not hold`)
  return { start, rows, rowBytes, fields }
}

/** `\x93NUMPY`, two bytes of version, the header's length in 2 bytes (1.0) or 4 (2.0, 3.0), the header. */
function headerText(head: Uint8Array, path: string): { text: string; start: number } {
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
  if (head.length < 12 || magic.some((byte, at) => head[at] !== byte))
    throw corrupt(path, 'it does not begin as an array of NumPy does')
  const version = head[6] ?? 0
  if (version < 1 || version > 3)
    throw unsupported(path, `its format is NumPy's version ${version}, and 1 to 3 are known`)
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const from = version === 1 ? 10 : 12
  const start = from + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true))
  if (start > most.header) throw unsupported(path, `its header is longer than ${most.header} bytes`)
  if (start > head.length) throw corrupt(path, 'it ends within its header')
  return { text: new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(head.subarray(from, start)), start }
}

/** `[('uid', '<u8'), ('ctf/df1_A', '<f4'), ('micrograph_blob/shape', '<u4', (2,)), …]`, without gaps between them. */
function fieldsOf(descr: Literal | undefined, path: string): Pick<NpyTable, 'fields' | 'rowBytes'> {
  if (!isList(descr)) throw unsupported(path, 'it is no table: its array has no named fields')
  if (descr.length > most.fields) throw unsupported(path, `it has more than ${most.fields} fields`)
  const fields = new Map<string, NpyField>()
  let rowBytes = 0
  for (const entry of descr) {
    const [told, type, shape] = isList(entry) ? entry : []
    // A field may have a title before its name.
    const name = isList(told) ? told[1] : told
    if (typeof name !== 'string' || typeof type !== 'string')
      throw unsupported(path, 'a field of it has no name or is made of others')
    const bytes = typeBytes(type, name, path) * valuesOf(shape, name, path)
    fields.set(name, { offset: rowBytes, type, bytes })
    rowBytes += bytes
    if (!(rowBytes <= most.row)) throw unsupported(path, `a row of it has more than ${most.row} bytes`)
  }
  if (rowBytes === 0) throw unsupported(path, 'its rows are empty')
  return { fields, rowBytes }
}

function typeBytes(type: string, name: string, path: string): number {
  const [, kind = '', count = ''] = /^[<>|=]?([biufcSUVmM])(\d{1,6})(?:\[\w+\])?$/.exec(type) ?? []
  // `O` is Python's own objects, which only Python may unpack.
  if (kind === '') throw unsupported(path, `its field ${name.slice(0, 100)} is of type ${type.slice(0, 20)}`)
  return Number(count) * (kind === 'U' ? 4 : 1)
}

function valuesOf(shape: Literal | undefined, name: string, path: string): number {
  if (shape === undefined) return 1
  const sides = isList(shape) ? shape : [shape]
  let values = 1
  for (const side of sides) {
    if (typeof side !== 'number' || !Number.isSafeInteger(side) || side < 0)
      throw corrupt(path, `its field ${name.slice(0, 100)} has a shape that is none`)
    values *= side
  }
  return values
}

/** Reads a field of the record that begins at `at`. */
export type NpyReader<Value> = (bytes: Uint8Array, at: number) => Value

/** Floating point numbers; null for what is not finite. Undefined where there is no such field. `unsupported`: others. */
export function npyNumbers(table: NpyTable, name: string, path: string): NpyReader<number | null> | undefined {
  const field = table.fields.get(name)
  if (!field) return undefined
  const { offset, type, bytes: length } = field
  if (!/^[<>]f[48]$/.test(type) || length !== Number(type.at(-1)))
    throw unsupported(path, `its field ${name} is of type ${type}`)
  const little = type.startsWith('<')
  return (bytes, at) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at + offset, length)
    const value = length === 4 ? view.getFloat32(0, little) : view.getFloat64(0, little)
    return Number.isFinite(value) ? value : null
  }
}

/** Texts (`|S89`), up to their first zero byte. Undefined where there is no such field. `unsupported`: others. */
export function npyTexts(table: NpyTable, name: string, path: string): NpyReader<string> | undefined {
  const field = table.fields.get(name)
  if (!field) return undefined
  const { offset, type, bytes: length } = field
  if (!/^\|?S\d+$/.test(type)) throw unsupported(path, `its field ${name} is of type ${type}`)
  const decoder = new TextDecoder('utf-8')
  return (bytes, at) => {
    const text = bytes.subarray(at + offset, at + offset + length)
    const end = text.indexOf(0)
    return decoder.decode(end < 0 ? text : text.subarray(0, end))
  }
}
