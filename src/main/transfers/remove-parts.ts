/** What a cancelled transfer left half done at its destination goes. */
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import type { JournalFile } from '../store/journal-file'
import type { FileJournal } from './file-journal'
import type { OpenRoute } from './route'

/** Rejects when the destination cannot be reached without asking; what single files refuse is passed over. */
export async function removeParts(
  journal: FileJournal,
  open: (signal: AbortSignal) => Promise<OpenRoute>,
  signal: AbortSignal
): Promise<void> {
  const choice = { kinds: ['file'], withPart: true } as const
  if (journal.page(choice, -1).length === 0) return
  const ends = await open(signal)
  try {
    for (const file of journal.all(choice)) {
      await removePart(ends.to, file, signal)
      Object.assign(file, { part: null, stamp: null, ranges: [] })
      journal.save(file)
    }
  } finally {
    ends.close()
    journal.flush()
  }
}

async function removePart(to: FileSystem, { part, target }: JournalFile, signal: AbortSignal): Promise<void> {
  if (part === null) return
  try {
    if (!to.wholeFilesOnly) return await to.removeFile(part, signal)
    const writer = await to.openWrite(target, { how: 'existing', upload: part }, signal)
    await (writer.discard?.() ?? writer.close())
  } catch (thrown) {
    if (!to.connected) throw thrown
    // It is gone already, or it is not ours any more.
    if (Failure.from(thrown).code === 'cancelled') throw thrown
  }
}
