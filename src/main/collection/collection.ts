/** Watched folders: each is followed, and what is finished in it is copied to its destinations, once and verified. */
import type { Status } from '@contract/app'
import type { LedgerEntry, RateLimit } from '@contract/transfers'
import type { Watch, WatchedFile, WatchRules } from '@contract/watch'
import { isBatchId } from '@domain/collection/batches'
import { pathRule } from '@domain/collection/patterns'
import { Failure } from '@domain/failure'
import { createBroadcast } from '../broadcast'
import type { CopyState } from '../store/watches'
import { type AddOptions, type AddWatch, recordOf } from './add-watch'
import type { CollectionParts } from './ports'
import { type Amount, createWatchBook, type WatchBook } from './watch-book'
import { type WatchRecord, watchRecordSchema } from './watch-record'
import { createWatchRun, type WatchRun } from './watch-run'
import { fileView, hourlyAmount, watchView } from './watch-views'

/** The calls of contract/watch, and what the rest of the engine tells. */
export interface Collection {
  /** `automatic`: nobody just asked, so no prompt. */
  add(watch: AddWatch, signal: AbortSignal | undefined, options?: AddOptions): Promise<Watch>
  list(): Watch[]
  /** By its name; undefined: there is none. Of hundreds it costs as little as of one. */
  get(name: string): Watch | undefined
  /** At once and after changes, at most once a second, without saying what changed. */
  changes(signal: AbortSignal | undefined): AsyncGenerator<void, void, void>
  watch(signal: AbortSignal | undefined): AsyncGenerator<Watch[], void, void>
  pause(name: string): Promise<Watch>
  resume(name: string): Watch
  change(name: string, change: { limit?: RateLimit | undefined; rules?: Partial<WatchRules> | undefined }): Watch
  /** Its session is over: what still comes is taken until nothing does, and sent. Nothing where there is no such watch. */
  finish(name: string): void
  remove(name: string): Promise<void>
  files(name: string, choice: FileChoice): { total: number; files: WatchedFile[] }
  /** What transfers have proven; those of watches are told on. */
  proven(entries: readonly LedgerEntry[]): void
  /** The computer is awake, or has its network again. */
  wake(): void
  /** Those that copy and are neither paused nor ended. */
  following(): number
  /** For `status`. */
  watchers(): Extract<Status['watchers'][number], { kind: 'folder' }>[]
  close(): void
}

export interface FileChoice {
  readonly states?: readonly WatchedFile['copies'][number]['state'][] | undefined
  readonly offset: number
  readonly limit: number
}

interface Kept {
  readonly id: string
  record: WatchRecord
  readonly book: WatchBook
  run: WatchRun | undefined
  perHour: { readonly amount: Amount; readonly atMs: number }
}

/** Least time between two pictures of the list; how long the pace of an hour counts. Milliseconds. */
const broadcastMs = 1000
const perHourMs = 5000

export const createCollection = (parts: CollectionParts): Collection => new Watching(parts)

class Watching implements Collection {
  private readonly kept = new Map<string, Kept>()
  private readonly lists = createBroadcast(() => this.list(), broadcastMs)
  private readonly news = createBroadcast(() => undefined, broadcastMs)
  private readonly changed = (): void => {
    this.lists.publish()
    this.news.publish()
  }
  /** A command ends when it is done: it neither looks nor sends. */
  private readonly works: boolean

  constructor(private readonly parts: CollectionParts) {
    this.works = parts.platform.door !== 'cli'
    for (const { id, record } of parts.store.load()) {
      const known = watchRecordSchema.safeParse(record)
      if (known.success) this.keep(id, known.data)
      else parts.platform.log.warn('A watched folder of the store could not be read and is left out.')
    }
  }

  async add(
    asked: AddWatch,
    signal: AbortSignal | undefined,
    options: AddOptions = { automatic: false }
  ): Promise<Watch> {
    this.refuseTaken(asked.name)
    const record = await recordOf(this.parts, asked, signal, options)
    // Another call may have come first while the places were asked.
    this.refuseTaken(asked.name)
    const id = this.parts.newId()
    this.parts.store.save(id, record)
    const kept = this.keep(id, record)
    this.changed()
    return this.viewOf(kept)
  }

  list(): Watch[] {
    const transfers = this.parts.queue.list()
    const inOrder = [...this.kept.values()].sort((one, other) => (one.record.name < other.record.name ? -1 : 1))
    return inOrder.map(kept => this.viewOf(kept, transfers))
  }

  get(name: string): Watch | undefined {
    const kept = this.named(name)
    return kept && this.viewOf(kept)
  }

  watch(signal: AbortSignal | undefined): AsyncGenerator<Watch[], void, void> {
    return this.lists.follow(signal)
  }

  changes(signal: AbortSignal | undefined): AsyncGenerator<void, void, void> {
    return this.news.follow(signal)
  }

  async pause(name: string): Promise<Watch> {
    const kept = this.find(name)
    this.save(kept, { paused: true })
    await kept.run?.pause()
    return this.viewOf(kept)
  }

  resume(name: string): Watch {
    const kept = this.find(name)
    this.save(kept, { paused: false })
    kept.run?.resume()
    return this.viewOf(kept)
  }

  change(name: string, { limit, rules }: Parameters<Collection['change']>[1]): Watch {
    const kept = this.find(name)
    const wanted = { ...kept.record.rules, ...withoutUnset(rules ?? {}) }
    pathRule(wanted)
    this.save(kept, { rules: wanted, ...(limit !== undefined && { limit }) })
    if (rules && kept.run) {
      // Other files count from now on: its eye looks at everything anew.
      kept.run.close()
      kept.run = this.open(kept)
    } else if (limit !== undefined) kept.run?.setLimit()
    return this.viewOf(kept)
  }

  finish(name: string): void {
    const kept = this.named(name)
    if (!kept || kept.record.endingSince !== null) return
    this.save(kept, { endingSince: this.parts.platform.clock.now().getTime() })
    kept.run?.finish()
  }

  async remove(name: string): Promise<void> {
    const kept = this.find(name)
    this.kept.delete(kept.id)
    await kept.run?.cancel()
    this.parts.store.remove(kept.id)
    this.changed()
  }

  files(name: string, { states, offset, limit }: FileChoice): { total: number; files: WatchedFile[] } {
    const { store } = this.parts
    const wanted = states?.map((state): CopyState => (state === 'failed' ? 'waiting' : state))
    const page = store.page(this.find(name).id, wanted, offset, limit)
    return { total: page.total, files: page.files.map(file => fileView(file, store.copiesOf(file.id))) }
  }

  proven(entries: readonly LedgerEntry[]): void {
    for (const entry of entries)
      if (isBatchId(entry.transfer)) for (const { run } of this.kept.values()) run?.proven(entry)
  }

  wake(): void {
    for (const { run } of this.kept.values()) run?.nudge()
  }

  following(): number {
    const sends = ({ paused, ended, destinations }: WatchRecord): boolean =>
      !paused && !ended && destinations.length > 0
    return [...this.kept.values()].filter(({ run, record }) => run && sends(record)).length
  }

  watchers(): ReturnType<Collection['watchers']> {
    return this.list().map(({ name, state, lastLook }) => ({ kind: 'folder', name, state, lastPoll: lastLook }))
  }

  close(): void {
    for (const { run } of this.kept.values()) run?.close()
  }

  private keep(id: string, record: WatchRecord): Kept {
    const { store } = this.parts
    const book = createWatchBook({
      ...{ store, id, destinations: record.destinations.length },
      order: () => kept.record.rules.order
    })
    const kept: Kept = { id, record, book, run: undefined, perHour: { amount: { files: 0, bytes: 0 }, atMs: 0 } }
    this.kept.set(id, kept)
    if (this.works) kept.run = this.open(kept)
    return kept
  }

  private open(kept: Kept): WatchRun {
    return createWatchRun({
      ...{ parts: this.parts, id: kept.id, record: kept.record, book: kept.book, changed: this.changed },
      isTakenOver: () => this.isTakenOver(kept),
      ended: () => this.save(kept, {})
    })
  }

  /** A session that is followed by another of the same folders: two watches would send the same file at once. */
  private isTakenOver({ record }: Kept): boolean {
    const what = ({ source, rules }: WatchRecord): string => JSON.stringify([source, rules])
    return [...this.kept.values()].some(({ record: other }) => {
      if (other === record || other.paused || other.endingSince !== null || what(other) !== what(record)) return false
      const places = other.destinations.map(place => JSON.stringify(place))
      return record.destinations.every(place => places.includes(JSON.stringify(place)))
    })
  }

  /** The run holds the same record, so it sees each change. */
  private save(kept: Kept, change: Partial<WatchRecord>): void {
    Object.assign(kept.record, change)
    this.parts.store.save(kept.id, kept.record)
    this.changed()
  }

  private named(name: string): Kept | undefined {
    return [...this.kept.values()].find(({ record }) => record.name === name)
  }

  private find(name: string): Kept {
    const kept = this.named(name)
    if (kept) return kept
    throw new Failure('not-found', `There is no watch ${name}.`, { hint: 'See farscope watch list.' })
  }

  private refuseTaken(name: string): void {
    if (this.named(name))
      throw new Failure('exists', `There is a watch ${name} already.`, {
        hint: 'Choose another name, or remove that one first.'
      })
  }

  private viewOf(kept: Kept, transfers = this.parts.queue.list()): Watch {
    const nowMs = this.parts.platform.clock.now().getTime()
    const { id, record, book, run } = kept
    const { store } = this.parts
    if (nowMs - kept.perHour.atMs >= perHourMs) kept.perHour = { amount: hourlyAmount(store, id, nowMs), atMs: nowMs }
    return watchView({ id, record, book, run, store, transfers, perHour: kept.perHour.amount })
  }
}

function withoutUnset(rules: Partial<WatchRules>): Partial<WatchRules> {
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined))
}
