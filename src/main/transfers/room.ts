/** Whether what is to be copied has room at the destination. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'

/** Rejects with `disk-full` or `quota`, with the numbers, when `bytes` more do not fit into the folder `path`. */
export type CheckRoom = (to: FileSystem, path: string, bytes: number, signal: AbortSignal) => Promise<void>

/** By what the file system says is free; one that does not say is believed to have room. */
export const checkFreeSpace: CheckRoom = async (to, path, bytes, signal) => {
  const { freeBytes } = await to.space(path, signal)
  if (freeBytes === null || bytes <= freeBytes) return
  throw new Failure(
    'disk-full',
    `${gibibytes(bytes)} are to be copied, but ${displayName(path)} (${to.label}) has only ${gibibytes(freeBytes)} free.`,
    { hint: 'Make room there, or copy to another place; then go on with this transfer.' }
  )
}

function gibibytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}

export interface RoomWatch {
  /** So many more bytes are to be copied. Rejects when they do not fit. */
  need(bytes: number): Promise<void>
  /** All are known now. */
  complete(): Promise<void>
}

/** Asked at the end, and while the total still grows each time that it doubled: a copy of terabytes is told early. */
const firstAskBytes = 1024 ** 3

/** `copied`: bytes that arrived since this began, and so are no longer free. */
export function createRoomWatch(ask: (bytes: number) => Promise<void>, copied: () => number): RoomWatch {
  let needed = 0
  let nextAsk = firstAskBytes
  const check = (): Promise<void> => ask(Math.max(0, needed - copied()))
  return {
    async need(bytes) {
      needed += bytes
      if (needed < nextAsk) return
      nextAsk = needed * 2
      await check()
    },
    complete: async () => {
      if (needed > 0) await check()
    }
  }
}
