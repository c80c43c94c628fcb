/** The picture of an MRC file, from a part of its rows where it is big. */
import type { MicrographPicture } from '@contract/cockpit'
import type { FileSystem, ReadHandle } from '@domain/files/file-system'
import { type MrcHeader, mrcHeaderBytes, readMrcHeader } from '@domain/mrc/header'
import { pixelAngstrom } from '@domain/mrc/pixel-size'
import { greyPicture, sectionValues } from '@domain/mrc/section'
import { greyPng } from '../grey-png'

/** Pixels of the longer side. */
const longest = 512
/** Most bytes of a file that are read: of a bigger one every so many rows. */
const mostBytes = 8 * 1024 * 1024
/** Reads under way at a time: rows are short and the way is long. */
const atOnce = 32

type Signal = AbortSignal | undefined

/** Every so many rows from the first, so that they are at most `mostBytes`. */
const rowStep = ({ columns, rows, valueBytes }: MrcHeader): number =>
  Math.max(1, Math.ceil((columns * rows * valueBytes) / mostBytes))

async function readWhole(handle: ReadHandle, from: number, into: Uint8Array, signal: Signal): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const part = await handle.read(from + done, into.length - done, signal)
    if (part.length === 0) return
    into.set(part, done)
    done += part.length
  }
}

/** Most columns or rows of a micrograph: a K3's has 5,760, in super-resolution 11,520. */
const mostSide = 65_535

/** The rows that are read, as the bytes of a section with fewer rows. */
async function readRows(handle: ReadHandle, header: MrcHeader, signal: Signal): Promise<[Uint8Array, MrcHeader]> {
  const step = rowStep(header)
  const rowBytes = header.columns * header.valueBytes
  const rows = Math.ceil(header.rows / step)
  const bytes = new Uint8Array(rows * rowBytes)
  if (step === 1) await readWhole(handle, header.offset, bytes, signal)
  else {
    let next = 0
    const reader = async (): Promise<void> => {
      for (let row = next++; row < rows; row = next++) {
        const into = bytes.subarray(row * rowBytes, (row + 1) * rowBytes)
        await readWhole(handle, header.offset + row * step * rowBytes, into, signal)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, reader))
  }
  return narrowed(bytes, { ...header, rows, sections: 1 }, step)
}

/** Where rows were left out, as many columns become one, so that the picture keeps its shape. */
function narrowed(bytes: Uint8Array, header: MrcHeader, step: number): [Uint8Array, MrcHeader] {
  if (step === 1) return [bytes, header]
  const columns = Math.max(1, Math.floor(header.columns / step))
  const values = sectionValues(bytes, header)
  const narrow = new DataView(new ArrayBuffer(columns * header.rows * 4))
  for (let row = 0; row < header.rows; row++)
    for (let column = 0; column < columns; column++) {
      const from = row * header.columns + column * step
      let sum = 0
      for (let at = from; at < from + step; at++) sum += values[at] ?? 0
      narrow.setFloat32((row * columns + column) * 4, sum / step, true)
    }
  const made = { ...header, columns, mode: 2, littleEndian: true, valueBytes: 4 }
  return [new Uint8Array(narrow.buffer), made]
}

/** The first section of the file. `corrupt`, `unsupported`, and the file system's errors. */
export async function readPicture(
  files: FileSystem,
  name: string,
  path: string,
  signal: Signal
): Promise<MicrographPicture> {
  const handle = await files.openRead(path, signal)
  try {
    const { size } = await handle.info(signal)
    const head = new Uint8Array(mrcHeaderBytes)
    await readWhole(handle, 0, head, signal)
    const header = readMrcHeader(head.subarray(0, Math.min(size, mrcHeaderBytes)), size, path, mostSide)
    const [bytes, read] = await readRows(handle, header, signal)
    const grey = greyPicture(bytes, read, longest)
    const { width, height } = grey
    const pixel = pixelAngstrom(head, header.littleEndian)
    return {
      ...{ name, path, width, height },
      pixelAngstrom: pixel === null ? null : (pixel * header.columns) / width,
      png: (await greyPng(grey)).toString('base64')
    }
  } finally {
    await handle.close()
  }
}
