/** The copy of a store in the form in which its calls see it. */
import { createHash } from 'node:crypto'
import type { StoreProblem } from '@contract/booking'
import { parseResources, type ReadResources } from '@domain/bookings/resources-file'
import { Failure } from '@domain/failure'
import type { StoreContents } from '../booking-folder'
import { puttingTogether, type StoreParts } from './folder-contents'
import type { FolderCopy } from './folder-copy'
import { resourcesName } from './folder-layout'
import { inTurns } from './unhurried'

type Built = Pick<StoreContents, 'file' | 'version'> & StoreParts

/** Null: nothing is kept. `offline`: why it could not be read now. */
export type FolderView = (offline: Failure | null) => Promise<StoreContents | null>

export function createFolderView(copy: FolderCopy, clock: { readonly offsetMs: number }): FolderView {
  let built: { revision: number; parts: Promise<Built> } | undefined
  return async offline => {
    await copy.load()
    const { readAt, resources, revision } = copy
    if (!readAt || !resources) return null
    if (built?.revision !== revision) {
      const read = readKept(resources.text)
      if (!read) return null
      built = { revision, parts: build(copy, read, resources.text) }
    }
    const parts = await built.parts
    // Whoever looks for what is wrong with the store finds it there, too.
    const edited = offline && (offline.code === 'corrupt' || offline.code === 'unsupported')
    const wrong = edited ? [{ file: resourcesName, error: offline.toData() }] : []
    const problems = [...wrong, ...parts.problems]
    return { ...parts, problems, readAt, clockOffsetMs: clock.offsetMs, offline }
  }
}

/** Null where a later version of the program reads it in another way. */
function readKept(text: string): ReadResources | null {
  try {
    return parseResources(text, resourcesName)
  } catch {
    return null
  }
}

async function build(copy: FolderCopy, { file, unknown }: ReadResources, text: string): Promise<Built> {
  const version = createHash('sha256').update(text).digest('hex').slice(0, 16)
  // As they are now: another read may change the copy between two turns.
  const parts = await inTurns(puttingTogether([...copy.files], file))
  const ignored = unknown.map((field): StoreProblem => {
    const message = `${resourcesName}: the field ${field} means nothing and is passed over.`
    const error = new Failure('corrupt', message, { hint: 'Look for a slip of the finger in its name.' })
    return { file: resourcesName, error: error.toData() }
  })
  return { file, version, ...parts, problems: [...ignored, ...parts.problems] }
}
