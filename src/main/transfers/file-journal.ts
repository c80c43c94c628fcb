/** The journal of one transfer while it runs: changes are written together, soon, and always before they are relied on. */
import type { JournalFile } from '../store/journal-file'
import type { FileChoice, TransferJournal } from '../store/transfer-journal'

/** A change waits at most so long. Milliseconds. */
const writeEveryMs = 100
/** The same for confirmed bytes of large files: what is not yet written is sent again after a crash. */
const confirmEveryMs = 50
const confirmEveryBytes = 4 * 1024 * 1024
/** Rows that are read, and held, at once. */
export const pageRows = 256

export interface FileJournal {
  /** A new row; it gets its number here. */
  add(file: Omit<JournalFile, 'seq'>): JournalFile
  /** The row is written as it is when its turn comes. */
  save(file: JournalFile): void
  /** So many more bytes of the file are confirmed. */
  confirmed(file: JournalFile, bytes: number): void
  /** The record of the transfer changed. */
  touch(): void
  /** Writes all that waits. */
  flush(): void
  remove(files: readonly JournalFile[]): void
  /** Rows after `after`, all changes included. */
  page(choice: FileChoice, after: number): JournalFile[]
  /** The same, all of them, a page in memory at a time. */
  all(choice: FileChoice): Generator<JournalFile, void, void>
  /** Resolves when something was added, or `wake` was called, or after a moment. */
  more(signal: AbortSignal): Promise<void>
  /** No more is added. */
  wake(): void
}

/** `record`: the present record of the transfer, written with each batch. `lost`: a batch could not be written. */
export function createFileJournal(parts: {
  journal: TransferJournal
  id: string
  record(): unknown
  lost(thrown: unknown): void
}): FileJournal {
  const { journal, id } = parts
  let nextSeq = journal.lastSeq(id) + 1
  const pending = new Map<number, JournalFile>()
  let touched = false
  let unwrittenBytes = 0
  let timer: NodeJS.Timeout | undefined
  let dueAt = Number.POSITIVE_INFINITY
  let wake = (): void => undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    dueAt = Number.POSITIVE_INFINITY
    unwrittenBytes = 0
    if (pending.size === 0 && !touched) return
    journal.saveFiles(id, parts.record(), [...pending.values()])
    pending.clear()
    touched = false
  }

  function flushLater(): void {
    try {
      flush()
    } catch (thrown) {
      parts.lost(thrown)
    }
  }

  function soon(milliseconds: number): void {
    const due = performance.now() + milliseconds
    if (due >= dueAt) return
    clearTimeout(timer)
    dueAt = due
    timer = setTimeout(flushLater, milliseconds)
  }

  function save(file: JournalFile): void {
    pending.set(file.seq, file)
    soon(writeEveryMs)
  }

  function page(choice: FileChoice, after: number): JournalFile[] {
    flush()
    return journal.page(id, choice, after, pageRows)
  }

  return {
    add(file) {
      const added = { ...file, seq: nextSeq++ }
      save(added)
      wake()
      return added
    },
    save,
    confirmed(file, bytes) {
      pending.set(file.seq, file)
      unwrittenBytes += bytes
      if (unwrittenBytes >= confirmEveryBytes) flushLater()
      else soon(confirmEveryMs)
    },
    touch() {
      touched = true
      soon(writeEveryMs)
    },
    flush,
    remove(files) {
      for (const { seq } of files) pending.delete(seq)
      journal.removeFiles(
        id,
        files.map(({ seq }) => seq)
      )
    },
    page,
    *all(choice) {
      for (let rows = page(choice, -1); rows.length > 0; rows = page(choice, rows.at(-1)?.seq ?? -1)) yield* rows
    },
    more: signal =>
      new Promise(resolve => {
        const end = (): void => {
          clearTimeout(limit)
          signal.removeEventListener('abort', end)
          wake = () => undefined
          // What is found at the same moment comes together: a page of many rows costs little more than one of one.
          setImmediate(resolve)
        }
        const limit = setTimeout(end, writeEveryMs)
        signal.addEventListener('abort', end)
        wake = end
      }),
    wake: () => wake()
  }
}
