/**
 * Reads a tar archive as GNU tar writes it with --format=posix (POSIX.1-2017, pax, "ustar Interchange Format" and "pax
 * Extended Header"): headers only, so that a reader can begin at any of them and take the contents for itself.
 */
import { decodeName } from '../../bytes-name'
import { Failure } from '../../failure'

export interface TarEntry {
  /** As it stands there, lossless. */
  readonly name: string
  /** `other`: nothing that results have. */
  readonly type: 'file' | 'directory' | 'link' | 'other'
  /** Of its contents, which begin at byte `start` of the archive. */
  readonly size: number
  readonly start: number
  /** Whole seconds since 1970. */
  readonly mtime: number
  /** Permission bits 0o7777. */
  readonly mode: number
  /** Of a link. */
  readonly target: string
  /** Where the next header begins: a reader can go on there. */
  readonly next: number
}

/** Exactly so many bytes of the archive; rejects where there are fewer. */
export type ReadArchive = (at: number, length: number) => Promise<Uint8Array>

const blockBytes = 512
/** A path of 4,096 bytes and a few numbers; more is no header of ours. */
const longestExtended = 1024 * 1024

/** From the header at byte `from` on, until the archive says that it ends. */
export async function* tarEntries(read: ReadArchive, from: number): AsyncGenerator<TarEntry, void, void> {
  let extended: ReadonlyMap<string, string> = new Map()
  for (let at = from; ; ) {
    const header = await read(at, blockBytes)
    if (header.every(byte => byte === 0)) return
    requireSum(header)
    const kind = String.fromCharCode(header[156] ?? 0)
    const plainSize = numberAt(header, 124, 12)
    const start = at + blockBytes
    if (kind === 'x' || kind === 'g') {
      if (plainSize > longestExtended) throw damaged()
      if (kind === 'x') extended = recordsOf(await read(start, plainSize))
      at = start + padded(plainSize)
      continue
    }
    const entry = entryOf(header, kind, extended, start)
    extended = new Map()
    yield entry
    at = entry.next
  }
}

function entryOf(header: Uint8Array, kind: string, more: ReadonlyMap<string, string>, start: number): TarEntry {
  const prefix = textAt(header, 345, 155)
  const short = textAt(header, 0, 100)
  const size = Number(more.get('size') ?? numberAt(header, 124, 12))
  const mtime = Math.floor(Number(more.get('mtime') ?? numberAt(header, 136, 12)))
  if (!Number.isSafeInteger(size) || size < 0 || !Number.isSafeInteger(mtime)) throw damaged()
  return {
    name: more.get('path') ?? (prefix === '' ? short : `${prefix}/${short}`),
    ...{ type: types[kind] ?? 'other', size, start, mtime, mode: numberAt(header, 100, 8) & 0o7777 },
    target: more.get('linkpath') ?? textAt(header, 157, 100),
    next: start + padded(size)
  }
}

const types: Readonly<Record<string, TarEntry['type']>> = {
  ...{ '0': 'file', '\0': 'file', '2': 'link', '5': 'directory' }
}

const padded = (bytes: number): number => Math.ceil(bytes / blockBytes) * blockBytes

function textAt(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + length)
  const end = field.indexOf(0)
  return decodeName(end < 0 ? field : field.subarray(0, end))
}

/** Octal, or what does not fit into it in base 256 with the first bit set (GNU tar manual, "Extensions to the format"). */
function numberAt(bytes: Uint8Array, at: number, length: number): number {
  const first = bytes[at] ?? 0
  if ((first & 0x80) === 0) return Number.parseInt(textAt(bytes, at, length).trim() || '0', 8)
  return bytes.subarray(at + 1, at + length).reduce((sum, byte) => sum * 256 + byte, first & 0x7f)
}

function requireSum(header: Uint8Array): void {
  const said = numberAt(header, 148, 8)
  const sum = header.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 0x20 : byte), 0)
  if (said !== sum) throw damaged()
}

/** `LENGTH NAME=VALUE` and a line's end, as often as there are any; the length counts itself, in bytes. */
function recordsOf(bytes: Uint8Array): Map<string, string> {
  const records = new Map<string, string>()
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at)
    const length = Number(decodeName(bytes.subarray(at, Math.max(at, space))))
    const equals = bytes.indexOf(0x3d, space)
    const end = at + length
    if (space < 0 || equals < 0 || !Number.isSafeInteger(length) || equals >= end || end > bytes.length) throw damaged()
    records.set(decodeName(bytes.subarray(space + 1, equals)), decodeName(bytes.subarray(equals + 1, end - 1)))
    at = end
  }
  return records
}

const damaged = (): Failure =>
  new Failure('corrupt', 'The archive of the results in the bucket cannot be read.', {
    hint: 'Nothing was deleted. Look at the bucket; the parts put together are a tar archive.'
  })
