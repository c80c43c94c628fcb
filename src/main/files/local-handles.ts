/** Open files of this computer. */
import { constants } from 'node:fs'
import * as fs from 'node:fs/promises'
import { Failure } from '@domain/failure'
import type { AttributeWish, ReadHandle, WriteHandle, WriteOptions } from '@domain/files/file-system'
import { takeChunk } from '../ssh/chunk-buffers'
import { localFailure } from './local-errors'
import { infoOf, nativePath } from './local-stats'

function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw Failure.from(signal.reason)
}

/** O_NONBLOCK, so that a named pipe put in the place of a file cannot hang us. */
export async function openLocalRead(path: string): Promise<ReadHandle> {
  const file = await fs.open(nativePath(path), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  return {
    info: async () => infoOf(await file.stat(), undefined),
    async read(offset, length, signal) {
      refuseAborted(signal)
      const bytes = takeChunk(length)
      try {
        const { bytesRead } = await file.read(bytes, 0, length, offset)
        return bytes.subarray(0, bytesRead)
      } catch (thrown) {
        throw localFailure('read', path, thrown)
      }
    },
    close: () => file.close()
  }
}

/** A new file is made with O_EXCL: what somebody else put there is never written to, nor what a link points to. */
export async function openLocalWrite(path: string, { how, mode }: WriteOptions): Promise<WriteHandle> {
  const flags = how === 'new' ? constants.O_CREAT | constants.O_EXCL : (constants.O_NOFOLLOW ?? 0)
  const file = await fs.open(nativePath(path), constants.O_WRONLY | flags, mode)
  let closed = false
  const change = async (wish: AttributeWish): Promise<void> => {
    try {
      if (wish.size !== undefined) await file.truncate(wish.size)
      if (wish.mode !== undefined) await file.chmod(wish.mode)
      if (wish.mtime !== undefined) await file.utimes(wish.mtime, wish.mtime)
    } catch (thrown) {
      throw localFailure('change', path, thrown)
    }
  }
  const close = async (): Promise<void> => {
    if (closed) return
    closed = true
    try {
      await file.close()
    } catch (thrown) {
      // Network file systems tell only now that the disk was full.
      throw localFailure('write', path, thrown)
    }
  }
  return {
    async write(offset, data, signal) {
      refuseAborted(signal)
      try {
        for (let at = 0; at < data.length; ) {
          const { bytesWritten } = await file.write(data, at, data.length - at, offset + at)
          at += bytesWritten
        }
      } catch (thrown) {
        throw localFailure('write', path, thrown)
      }
    },
    setAttributes: change,
    async finish(wish, signal, flush) {
      refuseAborted(signal)
      if (flush)
        await file.sync().catch(thrown => {
          throw localFailure('write', path, thrown)
        })
      await change(wish)
      await close()
    },
    close
  }
}
