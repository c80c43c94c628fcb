/**
 * The tags of DigitalMicrograph files, versions 3 and 4. Gatan publishes no form of them; this is what others found:
 * https://www3.ntu.edu.sg/home/cbb/info/dmformat/index.html (C. Boothroyd), https://imagej.net/ij/plugins/DM3Format.gj.html
 * (G. Jefferis). Counts are big-endian whatever the order of the values; nothing in them is believed.
 */
import { type ByteSource, corrupt, readHeader } from '../previews/byte-source'
import type { NumberType } from '../previews/number-type'

/** A long row of values, of which only the place is kept. */
export interface DmArray {
  readonly offset: number
  readonly count: number
  /** Null: of structures. */
  readonly type: NumberType | null
}

/** By path: names with dots between them, members without a name by their number from 0. */
export interface DmTags {
  readonly version: 3 | 4
  readonly littleEndian: boolean
  readonly numbers: ReadonlyMap<string, number>
  readonly texts: ReadonlyMap<string, string>
  readonly arrays: ReadonlyMap<string, DmArray>
  /** The file has more tags than were looked at. */
  readonly cut: boolean
}

/** Tags that are looked at, groups within groups, and letters of a text. */
const mostTags = 20_000
const mostDepth = 24
const mostLetters = 512

interface Simple {
  readonly bytes: number
  readonly type: NumberType | null
  read(view: DataView, little: boolean): number
}

/** Types of values by their code. */
const simples: Readonly<Record<number, Simple>> = {
  2: { bytes: 2, type: 'int16', read: (view, little) => view.getInt16(0, little) },
  3: { bytes: 4, type: 'int32', read: (view, little) => view.getInt32(0, little) },
  4: { bytes: 2, type: 'uint16', read: (view, little) => view.getUint16(0, little) },
  5: { bytes: 4, type: 'uint32', read: (view, little) => view.getUint32(0, little) },
  6: { bytes: 4, type: 'float32', read: (view, little) => view.getFloat32(0, little) },
  7: { bytes: 8, type: 'float64', read: (view, little) => view.getFloat64(0, little) },
  8: { bytes: 1, type: 'uint8', read: view => view.getUint8(0) },
  9: { bytes: 1, type: 'int8', read: view => view.getInt8(0) },
  10: { bytes: 1, type: 'int8', read: view => view.getInt8(0) },
  11: { bytes: 8, type: null, read: (view, little) => Number(view.getBigInt64(0, little)) },
  12: { bytes: 8, type: null, read: (view, little) => Number(view.getBigUint64(0, little)) }
}
const structCode = 15
const textCode = 18
const arrayCode = 20

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Reads on and on; counts and lengths are of 4 bytes in version 3 and of 8 in version 4. */
class Reader {
  readonly numbers = new Map<string, number>()
  readonly texts = new Map<string, string>()
  readonly arrays = new Map<string, DmArray>()
  private seen = 0

  constructor(
    private readonly source: ByteSource,
    private readonly version: 3 | 4,
    private readonly littleEndian: boolean,
    private at: number
  ) {}

  get cut(): boolean {
    return this.seen >= mostTags
  }

  private async take(length: number): Promise<DataView> {
    const bytes = await readHeader(this.source, this.at, length)
    this.at += length
    return viewOf(bytes)
  }

  private async count(): Promise<number> {
    if (this.version === 3) return (await this.take(4)).getUint32(0)
    return Number((await this.take(8)).getBigUint64(0))
  }

  /** The members of a group, one after the other; returns when they end, or when enough were seen. */
  async group(path: string, depth: number): Promise<void> {
    if (depth > mostDepth) throw corrupt(this.source.path, 'its tags lie too deep in each other')
    await this.take(2)
    const members = await this.count()
    for (let number = 0; number < members && !this.cut; number++) {
      this.seen++
      const head = await this.take(3)
      const kind = head.getUint8(0)
      if (kind === 0) return
      if (kind !== 20 && kind !== 21) throw corrupt(this.source.path, `its tag ${this.seen} is of kind ${kind}`)
      const name = new TextDecoder('latin1').decode(await this.take(head.getUint16(1)))
      const inside = `${path}${path === '' ? '' : '.'}${name === '' ? number : name}`
      const length = this.version === 4 ? await this.count() : null
      if (kind === 20) await this.group(inside, depth + 1)
      else await this.value(inside, length)
    }
  }

  /** `length`: bytes from here to the next tag, in version 4. */
  private async value(path: string, length: number | null): Promise<void> {
    const start = this.at
    if ((await this.take(4)).getUint32(0) !== 0x25252525) throw corrupt(this.source.path, 'a tag of it has no %%%%')
    const words = await this.count()
    if (words < 1 || words > 1000) throw corrupt(this.source.path, `a tag of it is told in ${words} words`)
    const info: number[] = []
    for (let word = 0; word < words; word++) info.push(await this.count())
    const bytes = await this.known(path, info)
    const end = length === null ? this.at + bytes : start + length
    if (!Number.isSafeInteger(end) || end < this.at || end > this.source.size)
      throw corrupt(this.source.path, 'a tag of it ends beyond the end of the file')
    this.at = end
  }

  /** Keeps what the tag holds, where it is something known; returns its bytes. */
  private async known(path: string, info: readonly number[]): Promise<number> {
    const [code = 0] = info
    const simple = simples[code]
    if (simple) {
      this.numbers.set(
        path,
        simple.read(viewOf(await readHeader(this.source, this.at, simple.bytes)), this.littleEndian)
      )
      return simple.bytes
    }
    if (code === structCode) return structBytes(info.slice(1))
    if (code === textCode) return (info[1] ?? 0) * 2
    if (code !== arrayCode) throw corrupt(this.source.path, `a tag of it is of type ${code}`)
    const count = info.at(-1) ?? 0
    const item = simples[info[1] ?? 0]
    const each = item?.bytes ?? structBytes(info.slice(2, -1))
    this.arrays.set(path, { offset: this.at, count, type: item?.type ?? null })
    // Texts are rows of 16-bit letters.
    if (info[1] === 4 && count > 0 && count <= mostLetters) {
      const letters = await readHeader(this.source, this.at, count * 2)
      this.texts.set(path, new TextDecoder(this.littleEndian ? 'utf-16le' : 'utf-16be').decode(letters))
    }
    return count * each
  }
}

/** Bytes of a structure: length of its name, number of fields, then of each the length of its name and its type. */
function structBytes(info: readonly number[]): number {
  let bytes = 0
  for (let at = 3; at < info.length; at += 2) bytes += simples[info[at] ?? 0]?.bytes ?? 0
  return bytes
}

/** `corrupt` for what is no such file, or ends in the middle. */
export async function readDmTags(source: ByteSource): Promise<DmTags> {
  const head = viewOf(await readHeader(source, 0, 16))
  const version = head.getUint32(0)
  if (version !== 3 && version !== 4)
    throw corrupt(source.path, 'it does not begin as a DigitalMicrograph file of version 3 or 4 does')
  const order = head.getUint32(version === 3 ? 8 : 12)
  if (order > 1) throw corrupt(source.path, `its header tells byte order ${order}`)
  const reader = new Reader(source, version, order === 1, version === 3 ? 12 : 16)
  await reader.group('', 0)
  const { numbers, texts, arrays, cut } = reader
  return { version, littleEndian: order === 1, numbers, texts, arrays, cut }
}
