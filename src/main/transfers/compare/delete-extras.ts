/** Deletes exactly the entries that were counted: never a tree, so that what came since stays, and never through a link. */
import { setMaxListeners } from 'node:events'
import type { Difference, FailedFile } from '@contract/transfers'
import { Failure } from '@domain/failure'
import { joinPath } from '@domain/files/path'
import { deletionOrder } from '@domain/transfers/compare-trees'
import type { ComparedEnd } from './compare-trees'

/** Deletions on the way at once. */
const atOnce = 16

export interface Deletion {
  deleted: number
  readonly failed: FailedFile[]
}

/** Files and links first, then folders from the innermost out. Throws only `cancelled` and the loss of the link. */
export async function deleteExtras(
  { files, root }: ComparedEnd,
  extras: readonly Pick<Difference, 'path' | 'type'>[],
  signal: AbortSignal
): Promise<Deletion> {
  const deletion: Deletion = { deleted: 0, failed: [] }
  const order = deletionOrder(extras)
  // Every request in flight listens, which is no leak; Node would print a warning from the eleventh on.
  setMaxListeners(0, signal)

  async function each(paths: readonly string[], remove: (path: string) => Promise<void>): Promise<void> {
    const waiting = paths.values()
    const worker = async (): Promise<void> => {
      for (const path of waiting) {
        signal.throwIfAborted()
        try {
          await remove(path)
          deletion.deleted++
        } catch (thrown) {
          if (signal.aborted || !files.connected) throw thrown
          const { code, message } = Failure.from(thrown)
          // Somebody else deleted it meanwhile: it is as it should be.
          if (code !== 'not-found') deletion.failed.push({ path, code, message })
        }
      }
    }
    await Promise.all(Array.from({ length: Math.min(atOnce, paths.length) }, worker))
  }

  const at = (entry: { readonly path: string }): string => joinPath(root, entry.path)
  await each(order.files.map(at), path => files.removeFile(path, signal))
  for (const level of order.folders) await each(level.map(at), path => files.removeDirectory(path, signal))
  return deletion
}
