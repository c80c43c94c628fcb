/** What one watch has taken, and how each version of each file stands at each destination. */
import type { WatchRules } from '@contract/watch'
import type { SeenFile } from '@domain/collection/observer'
import { sameStamp, versionedPath, wholeSeconds } from '@domain/collection/versions'
import { type CopyChange, type CopyState, copyStates, type StoredCopy, type Watches } from '../store/watches'

export interface Amount {
  readonly files: number
  readonly bytes: number
}

export interface WatchBook {
  /** This state of the file was taken before. */
  isTaken(file: SeenFile): boolean
  /** Some state of it was. */
  isKnown(path: string): boolean
  /** The newest state of it that was taken. */
  latest(path: string): SeenFile | undefined
  /** No later state of its file was taken. */
  isLatest(copy: StoredCopy): boolean
  /** Takes finished files; they are sent in this order. */
  add(files: readonly SeenFile[], nowMs: number): void
  /** Those that may be sent now, in order. */
  next(destination: number, limit: number, nowMs: number): StoredCopy[]
  nextDueMs(destination: number): number | null
  /** All that wait may be sent now. */
  hurry(destination: number): void
  /** Those of them that still wait, as they are now. */
  stillWaiting(copies: readonly StoredCopy[]): StoredCopy[]
  /** They go in this transfer. */
  begin(copies: readonly StoredCopy[], transfer: string, nowMs: number): void
  inTransfer(destination: number, transfer: string): StoredCopy[]
  /** Transfers that were begun and not settled, by an earlier engine too. */
  openTransfers(destination: number): string[]
  settle(copy: StoredCopy, change: CopyChange): void
  amount(destination: number, states: readonly CopyState[]): Amount
  /** Since when the first of those that are still to be copied waits, by our clock. */
  oldestMs(destination: number): number | null
  failing(destination: number): number
}

export function createWatchBook(parts: {
  readonly store: Watches
  readonly id: string
  readonly destinations: number
  readonly order: () => WatchRules['order']
}): WatchBook {
  const { store, id } = parts
  const amounts = createAmounts()
  for (const { destination, state, files, bytes } of store.totals(id)) amounts.add(destination, state, files, bytes)
  const places = [...Array(parts.destinations).keys()]

  function addOne(file: SeenFile, nowMs: number): void {
    const { path, size, mtime } = file
    const before = store.latest(id, path)
    const copies = before ? store.copiesOf(before.id) : []
    if (before && sameStamp(before, file)) {
      bringBack(copies, nowMs)
      return
    }
    const untouched = copies.length > 0 && copies.every(({ state, tries }) => state === 'waiting' && tries === 0)
    if (before && untouched) {
      store.changeFile(before.id, { size, mtime, finishedAt: writtenAt(file, nowMs), seenAt: nowMs })
      for (const { destination } of copies) amounts.add(destination, 'waiting', 0, size - before.size)
      return
    }
    // What was not sent of the earlier version cannot be any more: the source is another one now.
    for (const copy of copies) if (copy.state === 'waiting') settle(copy, { state: 'replaced', at: nowMs, due: 0 })
    const version = (before?.version ?? 0) + 1
    const times = { finishedAt: writtenAt(file, nowMs), seenAt: nowMs }
    const added = store.addFile(id, { path, version, size, mtime, ...times })
    for (const destination of places) {
      store.addCopy(id, added, destination, versionedPath(path, version), nowMs)
      amounts.add(destination, 'waiting', 1, size)
    }
  }

  /** What was gone is there again: a disk that was not mounted, say. */
  function bringBack(copies: readonly StoredCopy[], nowMs: number): void {
    for (const copy of copies)
      if (copy.state === 'gone') settle(copy, { state: 'waiting', transfer: null, tries: 0, due: 0, at: nowMs })
  }

  function settle(copy: StoredCopy, change: CopyChange): void {
    store.changeCopy(copy.id, copy.destination, change)
    if (change.state === undefined || change.state === copy.state) return
    amounts.add(copy.destination, copy.state, -1, -copy.size)
    amounts.add(copy.destination, change.state, 1, copy.size)
  }

  const waits = (destination: number): boolean => amounts.sum(destination, ['waiting', 'sending']).files > 0

  const isGone = (file: number): boolean => store.copiesOf(file).some(({ state }) => state === 'gone')

  return {
    isTaken(file) {
      const before = store.latest(id, file.path)
      if (!before || !sameStamp(before, file)) return false
      // Rarely anything is gone, and then few files are asked for by themselves.
      return !places.some(one => amounts.sum(one, ['gone']).files > 0) || !isGone(before.id)
    },
    isKnown: path => store.latest(id, path) !== undefined,
    latest: path => store.latest(id, path),
    isLatest: ({ path, version }) => store.latest(id, path)?.version === version,
    add(files, nowMs) {
      store.together(() => {
        for (const file of files) addOne(file, nowMs)
      })
    },
    next: (destination, limit, nowMs) =>
      store.copies(id, destination, { states: ['waiting'], order: parts.order(), dueAt: nowMs, limit }),
    nextDueMs: destination => store.nextDue(id, destination),
    hurry: destination => store.hurry(id, destination),
    stillWaiting: copies =>
      copies.flatMap(({ id: file, destination }) =>
        store.copiesOf(file).filter(now => now.destination === destination && now.state === 'waiting')
      ),
    begin(copies, transfer, nowMs) {
      store.together(() => {
        for (const copy of copies) settle(copy, { state: 'sending', transfer, at: nowMs })
      })
    },
    inTransfer: (destination, transfer) => store.inTransfer(id, destination, transfer),
    openTransfers: destination => store.transfersOf(id, destination),
    settle,
    amount: (destination, states) => amounts.sum(destination, states),
    // Of hundreds that have sent everything nobody has to be asked.
    oldestMs: destination => (waits(destination) ? store.oldestOpen(id, destination) : null),
    failing: destination => (waits(destination) ? store.failing(id, destination) : 0)
  }
}

/** As the host tells it, for order and to be shown; its clock may be ahead of ours, or behind it. */
const writtenAt = (file: SeenFile, nowMs: number): number => Math.min(nowMs, wholeSeconds(file) * 1000)

/** Kept along, as counting a hundred thousand rows each second would cost more than the copies. */
function createAmounts() {
  const known = new Map<number, Record<CopyState, { files: number; bytes: number }>>()
  const of = (destination: number): Record<CopyState, { files: number; bytes: number }> => {
    const found = known.get(destination)
    if (found) return found
    const none = () => ({ files: 0, bytes: 0 })
    const [waiting, sending, verified, gone, replaced] = [none(), none(), none(), none(), none()]
    const made = { waiting, sending, verified, 'size-only': none(), gone, replaced }
    known.set(destination, made)
    return made
  }
  return {
    add(destination: number, state: CopyState, files: number, bytes: number): void {
      const amount = of(destination)[state]
      amount.files += files
      amount.bytes += bytes
    },
    sum(destination: number, states: readonly CopyState[]): Amount {
      const sum = { files: 0, bytes: 0 }
      for (const state of copyStates)
        if (states.includes(state)) {
          sum.files += of(destination)[state].files
          sum.bytes += of(destination)[state].bytes
        }
      return sum
    }
  }
}
