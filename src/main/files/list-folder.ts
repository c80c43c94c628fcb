/** The stream behind a list of files. */
import type { Entry, ListEvent } from '@contract/files'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { toEntry } from '@domain/files/entry'
import type { FileSystem, NamedFileInfo } from '@domain/files/file-system'
import { joinPath } from '@domain/files/path'

/** Links looked at at once: enough to hide a round trip, few enough for a shared channel. */
const linksAtOnce = 16

/** `opened` when the folder is known to be one, then batches as they come, then `end`. */
export async function* listFolder(
  files: FileSystem,
  asked: string,
  signal: AbortSignal | undefined
): AsyncGenerator<ListEvent, void, void> {
  const path = files.absolute(asked)
  const info = await files.stat(path, signal)
  if (info.type !== 'directory')
    throw new Failure('not-a-directory', `${displayName(path)} (${files.label}) is not a folder.`, {
      hint: 'Look at the file itself, or list the folder that holds it.'
    })
  yield { type: 'opened', path }
  let total = 0
  for await (const batch of files.readDirectory(path, signal)) {
    total += batch.length
    yield { type: 'entries', entries: await describeAll(files, path, batch, signal) }
  }
  yield { type: 'end', total }
}

async function describeAll(
  files: FileSystem,
  folder: string,
  batch: readonly NamedFileInfo[],
  signal: AbortSignal | undefined
): Promise<Entry[]> {
  const entries = batch.map(info => toEntry(info.name, info))
  const links = batch.flatMap((info, at) => (info.type === 'link' ? [{ info, at }] : []))
  const worker = async (): Promise<void> => {
    for (let next = links.shift(); next; next = links.shift()) {
      const path = joinPath(folder, next.info.name)
      entries[next.at] = toEntry(next.info.name, next.info, await describeLink(files, path, signal))
    }
  }
  await Promise.all(Array.from({ length: Math.min(linksAtOnce, links.length) }, worker))
  return entries
}

/** Where a link leads; `null` as type where it leads to nothing, or to what we may not see. */
export async function describeLink(
  files: FileSystem,
  path: string,
  signal: AbortSignal | undefined
): Promise<Pick<Entry, 'linkTarget' | 'linkType'>> {
  const orGiveUp = <T>(work: Promise<T>): Promise<T | undefined> =>
    work.catch(thrown => {
      if (signal?.aborted || !files.connected) throw thrown
      return undefined
    })
  const [linkTarget, pointed] = await Promise.all([
    orGiveUp(files.readLink(path, signal)),
    orGiveUp(files.stat(path, signal))
  ])
  return { ...(linkTarget !== undefined && { linkTarget }), linkType: pointed?.type ?? null }
}
