/** Files from the desktop on their way into the folder that a pane shows. */
import { Failure } from '@domain/failure'
import { joinPath } from '@domain/files/path'
import type { DragEvent } from 'react'
import type { Pane, PaneState } from './pane/pane'
import { droppedItems, type PushTree, walkDropped } from './queue/dropped-files'
import type { Uploads } from './queue/uploads'

/** Longest time for walking through what was dropped, milliseconds. */
const walkMs = 10 * 60_000

/**
 * Why nothing from the desktop can be put into the folder that a pane shows, or into a folder of it; undefined when it
 * can. Which buckets there are is no folder: files lie in one of them.
 */
export function dropReason(
  { where, path }: Pick<PaneState, 'where' | 'path'>,
  intoFolder: boolean
): string | undefined {
  if (where === null) return 'Choose a place first'
  return where.kind === 's3' && path === '/' && !intoFolder ? 'Open a bucket first' : undefined
}

/** Uploads into the folder that a pane shows, or into a folder of it. */
export function push(uploads: Uploads, state: PaneState, into: string | undefined, tree: PushTree): void {
  const { where, path } = state
  if (where === null || dropReason(state, into !== undefined) !== undefined) return
  uploads.add(where, into === undefined ? path : joinPath(path, into), tree)
}

/** Takes a drop from the desktop; what cannot be read is told in the pane. */
export async function pushDropped(
  uploads: Uploads,
  pane: Pane,
  into: string | undefined,
  event: DragEvent
): Promise<void> {
  const dropped = droppedItems(event.dataTransfer.items)
  // Walking takes a while: it goes to the folder shown when it was dropped.
  const before = pane.store.getState()
  try {
    push(uploads, before, into, await walkDropped(dropped, AbortSignal.timeout(walkMs)))
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    const problem = new Failure('not-found', 'What was dropped could not be read, so nothing was copied.', {
      cause: thrown,
      hint: `${why} Drop it again.`
    })
    pane.set({ problem })
  }
}
