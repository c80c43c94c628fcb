/** A table of RELION that grows: only its new rows are read. */
import type { FileSystem } from '@domain/files/file-system'
import { headLength, wholeRows } from '@domain/quality/tables'

/** What is read of one table: of a longer one its head and its newest rows. Bytes. */
const most = { table: 32 * 1024 * 1024, head: 64 * 1024 } as const
/** Bytes before the new rows that must be as they were: else the table was written anew and is read anew. */
const proof = 512

type Signal = AbortSignal | undefined

/** What is known of one table. Offsets in bytes. */
interface Known<Row> {
  readonly size: number
  readonly stamp: string
  readonly head: Buffer
  /** Behind its last whole row. */
  readonly end: number
  readonly before: Buffer
  readonly rows: readonly Row[]
}

export interface GrownTable<Row> {
  /** All rows, in the order of the file. Errors of the file system. */
  read(files: FileSystem, path: string, signal: Signal): Promise<readonly Row[]>
}

/** `parse` makes rows of a whole table's text. */
export function createGrownTable<Row>(parse: (text: string) => Row[]): GrownTable<Row> {
  let path: string | undefined
  let known: Known<Row> | undefined
  return {
    async read(files, wanted, signal) {
      if (wanted !== path) known = undefined
      path = wanted
      const handle = await files.openRead(wanted, signal)
      try {
        const { size, stamp } = await handle.info(signal)
        if (known && known.size === size && known.stamp === stamp) return known.rows
        const range: ReadRange = (from, length) => readRange(handle, from, length, signal)
        known =
          (known && known.head.length > 0 && size >= known.end
            ? await goOn(known, { size, stamp }, range, parse)
            : undefined) ?? (await readAnew({ size, stamp }, range, parse))
        return known.rows
      } finally {
        await handle.close()
      }
    }
  }
}

type ReadRange = (from: number, length: number) => Promise<Buffer>

/** Fewer bytes only where the file ends before. */
export async function readRange(
  handle: Awaited<ReturnType<FileSystem['openRead']>>,
  from: number,
  length: number,
  signal: Signal
): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let done = 0; done < length; ) {
    const part = await handle.read(from + done, Math.min(length - done, 256 * 1024), signal)
    if (part.length === 0) break
    parts.push(Buffer.from(part))
    done += part.length
  }
  return Buffer.concat(parts)
}

/** One byte a character, so that places in the text are places in the file. */
const places = (bytes: Buffer): string => bytes.toString('latin1')

async function goOn<Row>(
  known: Known<Row>,
  file: { size: number; stamp: string },
  range: ReadRange,
  parse: (text: string) => Row[]
): Promise<Known<Row> | undefined> {
  const from = known.end - known.before.length
  if (file.size - from > most.table) return undefined
  const bytes = await range(from, file.size - from)
  if (!bytes.subarray(0, known.before.length).equals(known.before)) return undefined
  const fresh = bytes.subarray(known.before.length)
  const length = wholeRows(places(fresh))
  if (length === 0) return { ...known, ...file }
  const rows = parse(`${known.head}${fresh.subarray(0, length)}`)
  const end = known.end + length
  const before = bytes.subarray(Math.max(0, end - from - proof), end - from)
  return { ...file, head: known.head, end, before: Buffer.from(before), rows: [...known.rows, ...rows] }
}

async function readAnew<Row>(
  file: { size: number; stamp: string },
  range: ReadRange,
  parse: (text: string) => Row[]
): Promise<Known<Row>> {
  const whole = file.size <= most.table
  const start = whole ? await range(0, file.size) : await range(0, most.head)
  const headEnd = headLength(places(start))
  const nothing = { ...file, head: Buffer.alloc(0), end: 0, before: Buffer.alloc(0), rows: [] }
  if (headEnd === null) return { ...nothing, rows: whole ? parse(start.toString('utf8')) : [] }
  const head = start.subarray(0, headEnd)
  const from = whole ? headEnd : file.size - most.table
  const rest = whole ? start.subarray(headEnd) : await range(from, most.table)
  // The first line of a piece from the middle is cut.
  const cut = whole ? 0 : rest.indexOf(10) + 1
  const length = wholeRows(places(rest))
  const rows = parse(`${head}${rest.subarray(cut, Math.max(cut, length))}`)
  const before = rest.subarray(Math.max(0, length - proof), length)
  return { ...file, head: Buffer.from(head), end: from + length, before: Buffer.from(before), rows }
}
