/** Who goes where: what a transfer walks through, from what it was asked. */
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import type { FileInfo, FileSystem } from '@domain/files/file-system'
import { makeFolders, statIfThere } from '@domain/files/make-folders'
import { parentPath } from '@domain/files/path'
import { type CopyRoot, planRoots } from '@domain/transfers/copy-roots'
import type { Attempt } from './attempt'
import { refuseIntoItself } from './into-itself'

export interface FoundRoots {
  readonly roots: readonly CopyRoot[]
  readonly refused: readonly { readonly source: string; readonly failure: Failure }[]
  /** The folder that all of it goes into. */
  readonly folder: string
}

/** What makes the whole copy impossible is thrown: `not-found`, `not-a-directory`. */
export async function findRoots({ request, record, journal, from, to, signal }: Attempt): Promise<FoundRoots> {
  const destination = { asked: request.destination, absolute: to.absolute(request.destination) }
  if (request.items) {
    const roots = request.items.map(item => ({ ...item, contents: false, follow: false }))
    return { roots, refused: [], folder: destination.absolute }
  }
  const sources = request.sources.map(asked => ({ asked, absolute: from.absolute(asked) }))
  // Mostly what it goes into: asked for together with the destination, not a round trip later.
  const above = parentPath(destination.absolute)
  const seen = new Map([[above, statIfThere(to, above, signal)]])
  for (const asked of seen.values()) asked.catch(() => undefined)
  if (record.destinationState === null) {
    const asked = statIfThere(to, destination.absolute, signal)
    seen.set(destination.absolute, asked)
    const there = await asked
    record.destinationState = !there ? 'missing' : there.type === 'directory' ? 'directory' : 'other'
    // What this copy makes there must not change what it is named when it is taken up again.
    journal.touch()
    journal.flush()
  }
  const plan = planRoots(sources, destination, record.destinationState)
  if (request.parents) await makeFolders(to, plan.folder, signal)
  else requireFolder(to, plan.folder, await (seen.get(plan.folder) ?? statIfThere(to, plan.folder, signal)))
  const onePlace = JSON.stringify(request.from) === JSON.stringify(request.to)
  return onePlace ? refuseIntoItself(to, plan, signal) : plan
}

function requireFolder(to: FileSystem, path: string, there: FileInfo | undefined): void {
  if (!there)
    throw new Failure('not-found', `The folder ${displayName(path)} (${to.label}) is not there.`, {
      hint: 'Make it first, or have missing folders made (--parents).'
    })
  if (there.type !== 'directory')
    throw new Failure('not-a-directory', `${displayName(path)} (${to.label}) is not a folder.`, {
      hint: 'Check the path.'
    })
}
