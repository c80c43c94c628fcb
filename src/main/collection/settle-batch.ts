/** What became of each file of a batch: proven, to be sent again, gone at its source. */
import type { FailureData } from '@contract/errors'
import type { Place } from '@contract/files'
import type { LedgerEntry, TransferFile } from '@contract/transfers'
import { afterFailure, retryAfterMs } from '@domain/collection/batches'
import { versionedPath, wholeSeconds } from '@domain/collection/versions'
import { Failure } from '@domain/failure'
import type { StoredCopy } from '../store/watches'
import { endOf } from './open-place'
import type { BatchItem, CollectionParts } from './ports'
import type { WatchBook } from './watch-book'

export interface OpenBatch {
  /** Of its transfer. */
  readonly id: string
  /** Those without a verdict yet, by the absolute path of the source. */
  readonly copies: Map<string, StoredCopy>
}

/** How a file at the source stands after its copy failed. */
export type SourceNow = 'there' | 'changed' | 'gone'

export interface SettleParts extends Pick<CollectionParts, 'queue' | 'prove' | 'retry'> {
  readonly source: Place
  readonly place: Place
  readonly book: WatchBook
  now(): number
  itemOf(copy: StoredCopy): BatchItem
  recheck(paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, SourceNow>>
  /** The folder of this copy's target may be there no more. */
  folderGone(copy: StoredCopy): void
  /** Tells the ledger. */
  proven(copy: StoredCopy, entry: LedgerEntry): void
}

export interface BatchEnd {
  /** How many files did not arrive and are tried again later. */
  readonly later: number
  /** Why the first that did not arrive did not. */
  readonly failure: FailureData | null
}

export interface Settler {
  /** A transfer of ours has proven a copy. */
  proven(batch: OpenBatch, entry: LedgerEntry): void
  /** The transfer ended; `whole`: all of it failed. Every copy has its verdict afterwards, or waits again. */
  end(batch: OpenBatch, whole: Failure | null, signal: AbortSignal): Promise<BatchEnd>
}

export const createSettler = (parts: SettleParts): Settler => new BatchSettler(parts)

interface FailedCopy {
  readonly copy: StoredCopy
  readonly failure: FailureData
}

class BatchSettler implements Settler {
  constructor(private readonly parts: SettleParts) {}

  proven(batch: OpenBatch, entry: LedgerEntry): void {
    const copy = batch.copies.get(entry.source.path)
    if (!copy) return
    batch.copies.delete(entry.source.path)
    const { book, now } = this.parts
    if (entry.size !== copy.size || Date.parse(entry.mtime) / 1000 !== wholeSeconds(copy)) {
      // It changed between its look and its copy: what is there now is no finished version, and is ours to replace.
      book.settle(copy, { state: 'waiting', transfer: null, replaces: true, at: now() })
      return
    }
    // First: the ledger may be told twice, and must never be left out.
    this.parts.proven(copy, entry)
    book.settle(copy, { state: 'verified', error: null, tries: 0, at: now() })
  }

  async end(batch: OpenBatch, whole: Failure | null, signal: AbortSignal): Promise<BatchEnd> {
    const failed: FailedCopy[] = []
    const skipped: StoredCopy[] = []
    for (const file of this.filesOf(batch.id)) {
      const copy = batch.copies.get(file.source)
      if (!copy) continue
      if (file.state === 'skipped') skipped.push(copy)
      else if (file.error) {
        failed.push({ copy, failure: { ...file.error, hint: '' } })
        batch.copies.delete(file.source)
      } else this.arrived(batch, copy, file)
    }
    await this.proveSkipped(batch, skipped, signal)
    signal.throwIfAborted()
    const later = await this.notArrived(failed, signal)
    // Whatever has no verdict of its own goes again.
    const why = (whole ?? new Failure('partial', 'The transfer ended before it came to this file.')).toData()
    for (const copy of batch.copies.values()) this.again(copy, why)
    const first = failed[0]?.failure ?? (batch.copies.size > 0 ? why : null)
    return { later: later + batch.copies.size, failure: whole ? why : first }
  }

  private *filesOf(id: string): Generator<TransferFile, void, void> {
    for (let offset = 0; ; ) {
      const { files } = this.parts.queue.files(id, { offset, limit: 500 })
      yield* files
      offset += files.length
      if (files.length === 0) return
    }
  }

  private arrived(batch: OpenBatch, copy: StoredCopy, file: TransferFile): void {
    const { now, book, place, source } = this.parts
    if (file.state === 'verified' && file.checksum) {
      const mtime = new Date(wholeSeconds(copy) * 1000).toISOString()
      const ends = {
        source: { end: endOf(source), path: file.source },
        copy: { end: endOf(place), path: file.target }
      }
      const verifiedAt = new Date(now()).toISOString()
      this.proven(batch, { transfer: batch.id, ...ends, size: file.size, mtime, ...file.checksum, verifiedAt })
    } else if (file.state === 'size-only' && file.size === copy.size) {
      batch.copies.delete(file.source)
      book.settle(copy, { state: 'size-only', error: null, tries: 0, at: now() })
    }
  }

  /** A file of the same size and time was there: by its content it is a copy, or it is something else. */
  private async proveSkipped(batch: OpenBatch, skipped: readonly StoredCopy[], signal: AbortSignal): Promise<void> {
    if (skipped.length === 0) return
    const { prove, source, place, book, now, itemOf } = this.parts
    const ends = { from: endOf(source), to: endOf(place), transfer: batch.id }
    await prove(ends, skipped.map(itemOf), signal, (item, verdict) => {
      const copy = batch.copies.get(item.source)
      // What is verified was told to `proven`, as a copy of the transfer itself is.
      if (!copy || verdict === 'verified' || verdict === 'failed') return
      batch.copies.delete(item.source)
      if (verdict === 'size-only') book.settle(copy, { state: 'size-only', error: null, tries: 0, at: now() })
      else if (copy.replaces) this.again(copy, differsThere())
      else this.underOtherName(copy, differsThere())
    })
  }

  /** How many are tried again later. */
  private async notArrived(failed: readonly FailedCopy[], signal: AbortSignal): Promise<number> {
    let later = 0
    const { book, now, recheck } = this.parts
    const steps = failed.map(one => ({ ...one, step: afterFailure(one.failure.code) }))
    const asked = steps.filter(({ step }) => step === 'look').map(({ copy }) => copy.path)
    const found = asked.length === 0 ? null : await recheck(asked, signal).catch(() => null)
    // Whoever comes next settles what is left; twice would be counted twice.
    signal.throwIfAborted()
    for (const { copy, failure, step } of steps) {
      const state = (step === 'look' && found?.get(copy.path)) || 'there'
      if (state === 'there' && step === 'other-name') this.underOtherName(copy, failure)
      else if (state === 'there') {
        this.again(copy, failure, step === 'replace' || copy.replaces)
        later++
      } else {
        const lost = state === 'gone' ? 'gone' : 'replaced'
        book.settle(copy, { state: lost, transfer: null, error: failure, at: now() })
      }
    }
    return later
  }

  private underOtherName(copy: StoredCopy, error: FailureData): void {
    const { book, now } = this.parts
    const tries = copy.tries + 1
    const target = versionedPath(copy.path, copy.version + tries)
    book.settle(copy, { state: 'waiting', transfer: null, target, tries, due: 0, error, at: now() })
  }

  private again(copy: StoredCopy, error: FailureData, replaces = copy.replaces): void {
    const { book, now, retry, folderGone } = this.parts
    if (error.code === 'not-found' || error.code === 'not-a-directory') folderGone(copy)
    const tries = copy.tries + 1
    const due = now() + retryAfterMs(tries, retry)
    book.settle(copy, { state: 'waiting', transfer: null, tries, replaces, due, error, at: now() })
  }
}

const differsThere = (): FailureData => ({
  code: 'mismatch',
  message:
    'A file of the same name, size and time with another content is there; it stays, and the copy goes beside it.',
  hint: ''
})
