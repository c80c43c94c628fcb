/** What one transfer has counted so far. Every count follows from the states of its files, so none is ever told twice. */
import type { FailedFile } from '@contract/transfers'
import { Failure } from '@domain/failure'
import { createRateMeter } from '@domain/transfers/rate-meter'
import type { Clock } from '../platform'
import type { JournalFile } from '../store/journal-file'
import type { StateCount } from '../store/transfer-journal'
import { noCounts, type TransferCounts } from './transfer-record'

/** Failed files that the list of transfers shows. */
const shownFailures = 1000

type State = JournalFile['state']

export interface Tally {
  readonly counts: TransferCounts
  /** The first that failed, for the list. */
  readonly failed: FailedFile[]
  currentFile: string | null
  /** A new row of the journal. */
  found(file: JournalFile): void
  /** A row leaves the journal. */
  dropped(file: JournalFile): void
  /** Gives a file another state and counts it there. */
  settle(file: JournalFile, state: State): void
  fail(file: JournalFile, thrown: unknown): void
  /** So many bytes of it are at the destination, or need not go there. */
  setDone(file: JournalFile, bytes: number): void
  setSize(file: JournalFile, bytes: number): void
  /** These were sent just now. */
  sent(file: JournalFile, bytes: number): void
  resumed(bytes: number): void
  /** Bytes per second, lately. */
  rate(): number
}

/** How many files of a state count where. */
function tallyState(counts: TransferCounts, state: State, files: number, bytes: number): void {
  const arrived = state === 'copied' || state === 'verified' || state === 'size-only'
  if (arrived) {
    counts.files += files
    counts.bytes += bytes
  }
  if (state === 'verified') counts.verified += files
  if (state === 'size-only') counts.sizeOnly += files
  if (state === 'verifying') counts.verifying += files
  if (state === 'skipped') counts.skipped += files
  if (state === 'failed' || state === 'mismatch') counts.failedCount += files
}

/** The counts of the rows of the journal; what was sent is known only to the record. */
export function countsOf(rows: readonly StateCount[], record: TransferCounts): TransferCounts {
  const counts = { ...noCounts, sentBytes: record.sentBytes, resumedBytes: record.resumedBytes }
  for (const { kind, state, files, bytes, doneBytes } of rows) {
    tallyState(counts, state, kind === 'folder' && state !== 'failed' ? 0 : files, bytes)
    if (kind !== 'file') continue
    counts.totalFiles += files
    counts.totalBytes += bytes
    counts.doneBytes += doneBytes
  }
  return counts
}

/** `counts` is kept up in place; `failed` are those that failed before. `changed` is called after each change. */
export function createTally(parts: {
  clock: Clock
  counts: TransferCounts
  failed: readonly JournalFile[]
  changed(): void
}): Tally {
  const { counts, changed } = parts
  const meter = createRateMeter()
  const now = (): number => parts.clock.now().getTime()
  const failed = new Map<number, FailedFile>()
  const note = ({ seq, source, error }: JournalFile): void => {
    if (error && failed.size < shownFailures) failed.set(seq, { path: source, ...error })
  }
  parts.failed.forEach(note)

  function settle(file: JournalFile, state: State): void {
    const counted = file.kind === 'folder' ? ['failed'] : undefined
    const count = (of: State, files: number): void => {
      if (!counted || counted.includes(of)) tallyState(counts, of, files, files * file.size)
    }
    count(file.state, -1)
    file.state = state
    if (state === 'failed' || state === 'mismatch') note(file)
    else failed.delete(file.seq)
    count(state, 1)
    changed()
  }

  function setDone(file: JournalFile, bytes: number): void {
    if (file.kind === 'file') counts.doneBytes += bytes - file.doneBytes
    file.doneBytes = bytes
  }

  return {
    counts,
    get failed() {
      return [...failed.values()]
    },
    currentFile: null,
    found(file) {
      if (file.kind === 'file') {
        counts.totalFiles++
        counts.totalBytes += file.size
      }
      if (file.kind !== 'folder') tallyState(counts, file.state, 1, file.size)
      note(file)
      changed()
    },
    dropped(file) {
      settle(file, 'waiting')
      setDone(file, 0)
      if (file.kind !== 'file') return
      counts.totalFiles--
      counts.totalBytes -= file.size
    },
    settle,
    fail(file, thrown) {
      const { code, message } = Failure.from(thrown)
      file.error = { code, message }
      settle(file, code === 'mismatch' ? 'mismatch' : 'failed')
    },
    setDone,
    setSize(file, bytes) {
      if (file.kind === 'file') counts.totalBytes += bytes - file.size
      file.size = bytes
    },
    sent(file, bytes) {
      counts.sentBytes += bytes
      setDone(file, file.doneBytes + bytes)
      meter.add(bytes, now())
      changed()
    },
    resumed(bytes) {
      counts.resumedBytes += bytes
    },
    rate: () => meter.rate(now())
  }
}
