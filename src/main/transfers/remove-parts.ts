/** What a transfer that is given up left half done at its destination goes. */
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import { partPath } from '@domain/transfers/part-name'
import type { JournalFile } from '../store/journal-file'
import type { FileJournal } from './file-journal'
import { isSmallFile } from './files-at-once'
import type { OpenRoute } from './route'
import { giveBack } from './stage'
import { smallPartId, type TransferRecord } from './transfer-record'

/** Removals on the way at once. */
const removalsAtOnce = 32

/** Rows that may have a part: those that name one, and small files that were begun and never told of their end. */
export function* unfinishedFiles(
  journal: FileJournal,
  { reached }: Pick<TransferRecord, 'reached'>
): Generator<JournalFile, void, void> {
  yield* journal.all({ kinds: ['file'], withPart: true })
  for (const file of journal.all({ kinds: ['file'], states: ['waiting', 'copying'] })) {
    if (file.seq > reached) return
    if (file.part === null && isSmallFile(file.size)) yield file
  }
}

/** Rejects when the destination cannot be reached without asking; what single files refuse is passed over. */
export async function removeParts(
  journal: FileJournal,
  record: Pick<TransferRecord, 'reached' | 'partKey'>,
  open: (signal: AbortSignal) => Promise<OpenRoute>,
  signal: AbortSignal
): Promise<void> {
  const files = [...unfinishedFiles(journal, record)]
  if (files.length === 0) return
  const ends = await open(signal)
  const worker = async (): Promise<void> => {
    for (let file = files.pop(); file; file = files.pop()) {
      await removePart(ends.to, file, file.part ?? partPath(file.target, smallPartId(record, file)), signal)
      Object.assign(file, { part: null, stamp: null, ranges: [] })
      journal.save(file)
    }
  }
  try {
    await Promise.all(Array.from({ length: removalsAtOnce }, worker))
  } finally {
    ends.close()
    journal.flush()
  }
}

async function removePart(
  to: FileSystem,
  { part: upload, target, how, existing }: JournalFile,
  path: string,
  signal: AbortSignal
): Promise<void> {
  try {
    if (how === 'resume' && existing) return await giveBack(to, path, target, existing, signal)
    if (!to.wholeFilesOnly) return await to.removeFile(path, signal)
    if (upload === null) return
    const writer = await to.openWrite(target, { how: 'existing', upload }, signal)
    await (writer.discard?.() ?? writer.close())
  } catch (thrown) {
    if (!to.connected) throw thrown
    // It is gone already, or it is not ours any more.
    if (Failure.from(thrown).code === 'cancelled') throw thrown
  }
}
