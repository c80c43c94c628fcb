/** Sends what a watch took to one destination, in batches through the queue of transfers, until each file is proven there. */
import type { FailureData } from '@contract/errors'
import type { LedgerEntry, RateLimit, Transfer } from '@contract/transfers'
import type { WatchDestination } from '@contract/watch'
import { batchId, batchMost, isOfFile, retryAfterMs, takeBatch } from '@domain/collection/batches'
import { wholeSeconds } from '@domain/collection/versions'
import { Failure } from '@domain/failure'
import { makeFolders } from '@domain/files/make-folders'
import { isWithin, joinPath, parentPath } from '@domain/files/path'
import { createLinkPace } from '@domain/forecast/link-pace'
import { pause } from '../broadcast'
import type { StoredCopy } from '../store/watches'
import { withinTime } from '../within-time'
import { openPlace } from './open-place'
import type { BatchItem, CollectionParts } from './ports'
import { createSettler, type OpenBatch, type SettleParts, type Settler } from './settle-batch'

export interface SenderParts
  extends Pick<CollectionParts, 'fileSystems' | 'newId'>,
    Omit<SettleParts, 'itemOf' | 'folderGone'> {
  /** Its number in the watch. */
  readonly index: number
  limit(): RateLimit
  changed(): void
  /** Unset: `folderLimitMs`. */
  readonly folderMs?: number | undefined
}

export interface Sender {
  /** There may be something to send. */
  nudge(): void
  /** A transfer of ours has proven a copy. */
  proven(entry: LedgerEntry): void
  pause(): Promise<void>
  /** What failed is tried at once. */
  resume(): void
  setLimit(limit: RateLimit): void
  view(transfers: readonly Transfer[]): Pick<WatchDestination, 'state' | 'rate' | 'pace' | 'error' | 'errorAt'>
  /** Nothing waits and nothing is on the way. */
  readonly idle: boolean
  /** Gives up what is on the way. */
  cancel(): Promise<void>
  /** The engine ends: the next one goes on. */
  close(): void
}

/** A second batch begins while the one before is only being verified, so that the link has no pause. */
const mostBatches = 2
/** A file server that does not answer when a folder is made there. Milliseconds. */
const folderLimitMs = 60_000
/** While something waits and no byte arrives for longer, nobody knows the pace. Milliseconds. */
const paceKnownMs = 5 * 60_000
/** Between looks at what is on the way, and the longest rest. Milliseconds. */
const waits = { working: 1000, longest: 60_000 } as const

export const createSender = (parts: SenderParts, paused: boolean): Sender => new DestinationSender(parts, paused)

class DestinationSender implements Sender {
  private readonly ending = new AbortController()
  private readonly batches = new Map<string, OpenBatch>()
  private readonly settler: Settler
  /** Folders that are there. */
  private readonly made = new Set<string>()
  private readonly pace = createLinkPace()
  /** Of each batch: bytes that had arrived when it was looked at last. */
  private readonly carried = new Map<string, number>()
  private waker = new AbortController()
  private error: { failure: FailureData; at: string } | null = null
  private failures = 0
  /** When a byte arrived last, or nothing waited. */
  private movedAt: number
  private restUntil = 0

  constructor(
    private readonly parts: SenderParts,
    private paused: boolean
  ) {
    this.movedAt = parts.now()
    this.settler = createSettler({
      ...parts,
      itemOf: copy => this.itemOf(copy),
      folderGone: copy => this.folderGone(copy)
    })
    for (const id of parts.book.openTransfers(parts.index)) this.takeUp(id)
    void this.loop()
  }

  nudge(): void {
    this.waker.abort()
  }

  proven(entry: LedgerEntry): void {
    const batch = this.batches.get(entry.transfer)
    if (!batch) return
    this.settler.proven(batch, entry)
    this.parts.changed()
  }

  async pause(): Promise<void> {
    this.paused = true
    await Promise.all([...this.batches.keys()].map(id => this.parts.queue.pause(id)))
    this.parts.changed()
  }

  resume(): void {
    const { book, index, queue } = this.parts
    this.paused = false
    this.restUntil = 0
    book.hurry(index)
    for (const id of this.batches.keys()) queue.resume(id)
    this.nudge()
  }

  setLimit(limit: RateLimit): void {
    for (const id of this.batches.keys()) this.parts.queue.change(id, { limit })
  }

  get idle(): boolean {
    return this.batches.size === 0 && this.parts.book.amount(this.parts.index, ['waiting', 'sending']).files === 0
  }

  view(transfers: readonly Transfer[]): ReturnType<Sender['view']> {
    const open = transfers.filter(({ id }) => this.batches.has(id))
    const rate = open.reduce((sum, one) => sum + one.rate, 0)
    const known = Math.abs(this.parts.now() - this.movedAt) <= paceKnownMs
    const told = {
      rate,
      pace: known ? this.pace.pace : null,
      error: this.error?.failure ?? null,
      errorAt: this.error?.at ?? null
    }
    if (this.paused) return { state: 'paused', ...told }
    const held = open.find(({ hold }) => hold !== null)
    if (held) return { state: 'waiting', ...told, error: heldError(held) }
    if (open.some(({ state }) => state === 'running')) return { state: 'sending', ...told }
    if (this.idle) return { ...told, state: 'idle', error: null, errorAt: null }
    return { state: this.error ? 'trouble' : 'waiting', ...told }
  }

  async cancel(): Promise<void> {
    const { queue } = this.parts
    const ids = [...this.batches.keys()]
    this.close()
    for (const id of ids) {
      await queue.cancel(id).catch(() => undefined)
      queue.forget(id)
    }
  }

  close(): void {
    this.ending.abort(new Failure('cancelled', 'The watch was ended.'))
    this.nudge()
  }

  private async loop(): Promise<void> {
    const { signal } = this.ending
    while (!signal.aborted) {
      this.waker = new AbortController()
      const waker = this.waker.signal
      const waitMs = await this.work(signal).catch(thrown => {
        // Only the store can fail here: its disk is full, say. The watch goes on when it can.
        if (!signal.aborted) this.rest(Failure.from(thrown).toData())
        return waits.longest
      })
      await pause(waitMs, AbortSignal.any([signal, waker]))
    }
  }

  /** Milliseconds until there may be more to do. */
  private async work(signal: AbortSignal): Promise<number> {
    this.takeUpLeft()
    this.lookAtPace()
    if (this.mayBegin()) await this.beginNext(signal)
    if (this.batches.size > 0) this.parts.changed()
    return this.waitMs()
  }

  /** What was begun and is followed by nobody: an earlier engine's, or its end could not be settled. */
  private takeUpLeft(): void {
    if (this.paused || this.rests()) return
    for (const id of this.parts.book.openTransfers(this.parts.index)) if (!this.batches.has(id)) this.takeUp(id)
  }

  private lookAtPace(): void {
    const open = this.parts.queue.list().filter(({ id }) => this.batches.has(id))
    let bytes = 0
    for (const { id, doneBytes } of open) {
      bytes += Math.max(0, doneBytes - (this.carried.get(id) ?? doneBytes))
      this.carried.set(id, doneBytes)
    }
    const busy = open.some(({ state, doneBytes, totalBytes }) => state === 'running' && doneBytes < totalBytes)
    this.pace.look({ bytes, busy }, this.parts.now())
    if (bytes > 0 || this.idle) this.movedAt = this.parts.now()
  }

  /** A clock that was set back does not make it longer. */
  private rests(): boolean {
    const left = this.restUntil - this.parts.now()
    return left > 0 && left <= retryAfterMs(this.failures, this.parts.retry)
  }

  private waitMs(): number {
    if (this.batches.size > 0) return waits.working
    const { book, index } = this.parts
    const due = book.openTransfers(index).length > 0 ? 0 : book.nextDueMs(index)
    if (due === null || this.paused) return waits.longest
    return Math.min(waits.longest, Math.max(waits.working, Math.max(due, this.restUntil) - this.parts.now()))
  }

  private mayBegin(): boolean {
    if (this.paused || this.rests() || this.batches.size >= mostBatches) return false
    if (this.batches.size === 0) return true
    const [first] = this.parts.queue.list().filter(({ id }) => this.batches.has(id))
    return first?.state === 'running' && !first.scanning && first.doneBytes >= first.totalBytes
  }

  private async beginNext(signal: AbortSignal): Promise<void> {
    const { book, index, now, queue, source, place, newId, limit } = this.parts
    const waiting: StoredCopy[] = []
    for (const copy of book.next(index, batchMost.files, now()))
      if (book.isLatest(copy)) waiting.push(copy)
      // Its bytes are nowhere any more: the source is a later version by now, which goes by itself.
      else book.settle(copy, { state: 'replaced', at: now(), due: 0 })
    const [first] = waiting
    if (!first) return
    // What takes the place of a copy of ours goes in a batch of its own: that rule is for nothing else.
    const chosen = takeBatch(waiting.filter(({ replaces }) => replaces === first.replaces))
    const id = batchId(newId())
    try {
      await this.makeFoldersFor(chosen, signal)
      if (signal.aborted || this.paused) return
      // A file may have become another one meanwhile.
      const copies = book.stillWaiting(chosen)
      if (copies.length === 0) return
      book.begin(copies, id, now())
      const common = { from: source, to: place, failed: [], verify: true, priority: 'low' } as const
      const items = copies.map(copy => this.itemOf(copy))
      const rule = first.replaces ? ({ conflict: 'overwrite' } as const) : {}
      queue.startExplicit({ id, ...common, items, limit: limit(), ...rule })
      this.takeUp(id)
    } catch (thrown) {
      if (signal.aborted) return
      this.rest(Failure.from(thrown).toData())
      // Nothing of it stays marked as on its way.
      this.takeUp(id)
    }
  }

  /** Follows a transfer that was begun; where it is no more, its files wait again. */
  private takeUp(id: string): void {
    const { book, index, queue, now } = this.parts
    const copies = book.inTransfer(index, id)
    if (queue.list().some(one => one.id === id))
      this.follow({ id, copies: new Map(copies.map(copy => [this.itemOf(copy).source, copy])) })
    else for (const copy of copies) book.settle(copy, { state: 'waiting', transfer: null, at: now() })
  }

  private itemOf(copy: StoredCopy): BatchItem {
    const source = joinPath(this.parts.source.path, copy.path)
    const target = joinPath(this.parts.place.path, copy.target)
    return { source, target, expected: { size: copy.size, mtime: wholeSeconds(copy) } }
  }

  private async makeFoldersFor(copies: readonly StoredCopy[], signal: AbortSignal): Promise<void> {
    const folders = new Set(copies.map(copy => parentPath(this.itemOf(copy).target)))
    const missing = [...folders].filter(folder => !this.made.has(folder)).sort()
    if (missing.length === 0) return
    const within = <Value>(work: (inner: AbortSignal) => Promise<Value>): Promise<Value> =>
      withinTime(this.parts.folderMs ?? folderLimitMs, signal, noAnswer, work)
    const { fileSystems, place } = this.parts
    const files = await within(inner => openPlace(fileSystems, place, inner, { automatic: true }))
    for (const folder of missing) {
      // In a bucket a folder is what keys have in common; made by itself it would be an object more.
      if (!files.wholeFilesOnly) await within(inner => makeFolders(files, folder, inner))
      this.made.add(folder)
    }
  }

  /** It is made again, with what was below it. */
  private folderGone(copy: StoredCopy): void {
    const gone = parentPath(this.itemOf(copy).target)
    for (const folder of this.made) if (isWithin(folder, gone)) this.made.delete(folder)
  }

  private follow(batch: OpenBatch): void {
    const { signal } = this.ending
    this.batches.set(batch.id, batch)
    this.lookAtPace()
    this.parts.changed()
    void this.untilEnd(batch, signal)
      .catch(thrown => this.rest(Failure.from(thrown).toData()))
      .finally(() => {
        if (!signal.aborted) this.batches.delete(batch.id)
        this.nudge()
        this.parts.changed()
      })
  }

  private async untilEnd(batch: OpenBatch, signal: AbortSignal): Promise<void> {
    const { queue, book, now } = this.parts
    const all = batch.copies.size
    const whole = await queue.result(batch.id, signal).then(
      () => null,
      thrown => Failure.from(thrown)
    )
    if (signal.aborted) return
    this.lookAtPace()
    this.carried.delete(batch.id)
    const transfer = queue.list().find(({ id }) => id === batch.id)
    // Taken off the list by somebody: what arrived is found there, and not sent again.
    if (!transfer)
      for (const copy of batch.copies.values()) book.settle(copy, { state: 'waiting', transfer: null, at: now() })
    // Without an end it is the engine that ends; the next one goes on.
    if (!transfer || transfer.endedAt === null) return
    const { later, failure } = await this.settler.end(batch, whole, signal)
    queue.forget(batch.id)
    if (failure === null) {
      this.failures = 0
      this.error = null
    } else if ((whole || later >= all) && (all > 1 || !isOfFile(failure.code))) this.rest(failure)
    else this.tell(failure)
  }

  /** Nothing gets on at this destination: it is left alone for a while. */
  private rest(failure: FailureData): void {
    this.failures++
    this.restUntil = this.parts.now() + retryAfterMs(this.failures, this.parts.retry)
    this.made.clear()
    this.tell(failure)
  }

  private tell(failure: FailureData): void {
    this.error = { failure, at: new Date(this.parts.now()).toISOString() }
    this.parts.changed()
  }
}

const noAnswer = (cause: unknown): Failure =>
  new Failure('timeout', 'The destination does not answer: its folders could not be made in time.', {
    hint: 'It is tried again by itself; its disk may be slow, busy or away.',
    cause
  })

function heldError({ hold, notices }: Transfer): FailureData {
  if (hold === 'sign-in')
    return {
      code: 'answer-needed',
      message: notices.at(-1) ?? 'The link is lost, and its login needs a person.',
      hint: 'Connect the site again; the watch then goes on by itself.'
    }
  if (hold === 'link')
    return { code: 'unreachable', message: 'The link is lost.', hint: 'It is dialled again by itself.' }
  return { code: 'limit-exceeded', message: 'The schedule of speeds allows nothing now.', hint: 'See Settings.' }
}
