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

/** Rows just added that are kept for the page that takes them. */
const mostFresh = 4096

interface FreshRows {
  add(file: JournalFile): void
  /** undefined: the journal has to be asked. */
  page(choice: FileChoice, after: number): JournalFile[] | undefined
  /** None of those so far. */
  forget(): void
}

/**
 * The newest rows, so that a copy that keeps up with the scan need not read what was just written. They are the very
 * objects that were added, with all changes.
 */
function createFreshRows(first: number): FreshRows {
  /** All rows from `from` on, in their order. */
  let rows: JournalFile[] = []
  let from = first
  let next = first
  const forget = (): void => {
    rows = []
    from = next
  }
  return {
    add(file) {
      next = file.seq + 1
      if (rows.length >= mostFresh) forget()
      else rows.push(file)
    },
    page({ kinds, states, withPart, shown }, after) {
      if (after + 1 < from || withPart || shown) return undefined
      const beyond = rows.findIndex(({ seq }) => seq > after)
      // What the copy has passed is not asked for again from here.
      rows = beyond < 0 ? [] : rows.slice(beyond)
      from = after + 1
      return rows
        .filter(({ kind, state }) => (kinds?.includes(kind) ?? true) && (states?.includes(state) ?? true))
        .slice(0, pageRows)
    },
    forget
  }
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
  const fresh = createFreshRows(nextSeq)
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
    return fresh.page(choice, after) ?? journal.page(id, choice, after, pageRows)
  }

  return {
    add(file) {
      const added = { ...file, seq: nextSeq++ }
      save(added)
      fresh.add(added)
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
      fresh.forget()
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
