/** Follows one folder: looks at it as often as its host can bear, hears what is closed there, and tells what is finished. */
import { setImmediate } from 'node:timers/promises'
import type { FailureData } from '@contract/errors'
import type { Place } from '@contract/files'
import type { Watch } from '@contract/watch'
import { createFolderChanges } from '@domain/collection/folder-changes'
import type { Observer, SeenFile } from '@domain/collection/observer'
import {
  asksForAll,
  changedSince,
  type LookMeans,
  longestLookMs,
  lookEveryMs,
  lookIntoEveryMs
} from '@domain/collection/pace'
import { sameStamp, wholeSeconds } from '@domain/collection/versions'
import { Failure } from '@domain/failure'
import { isWithin } from '@domain/files/path'
import { pause } from '../broadcast'
import { type FolderLook, type Looker, type LookerParts, openLooker, sawAll } from './looker'
import type { SourceNow } from './settle-batch'

export interface EyeParts extends LookerParts {
  readonly source: Place
  readonly observer: Observer
  now(): number
  isTaken(file: SeenFile): boolean
  isKnown(path: string): boolean
  finished(files: readonly SeenFile[]): void
  changed(): void
  warn(message: string): void
}

export type EyeView = Pick<Watch, 'means' | 'lastLook' | 'lookMs' | 'error' | 'errorAt'> & {
  readonly state: 'starting' | 'watching' | 'waiting'
}

export interface Eye {
  readonly view: EyeView
  /** A link came back, or a person asked: it is tried at once. `asked`: prompts are allowed. */
  nudge(asked: boolean): void
  /** How files stand that were taken before. */
  recheck(files: readonly SeenFile[], signal: AbortSignal): Promise<ReadonlyMap<string, SourceNow>>
  /** Everything that was there at this time, or came since, was looked at. */
  lookedThroughSince(ms: number): boolean
  /** Everything is looked at soon where that was not done since this time, which has passed. */
  lookThrough(sinceMs: number): void
  close(): void
}

export const createEye = (parts: EyeParts): Eye => new FolderEye(parts)

/** What is heard within this time is looked at together. Milliseconds. */
const gatherMs = 200
/** Beyond so many, one look through the folder is cheaper than a look at each. */
const mostSingleLooks = 5000
/** Folders of which nobody knows what changed, looked into after one look; each is a command. */
const mostFoldersAtOnce = 16
/** Files that are compared or written down in one go. */
const mostAtOnce = 500
const retries = { firstMs: 2000, mostMs: 60_000 } as const
/** After the host stopped telling. Milliseconds. */
const listenAgainMs = 5 * 60_000
/** After a look at everything that could not see everything. Milliseconds. */
const wholeAgainMs = 60_000
/** Between looks at nothing else to do, so that a clock that was changed does no harm. Milliseconds. */
const longestWaitMs = 60_000

class FolderEye implements Eye {
  private readonly ending = new AbortController()
  private waker = new AbortController()
  private asked = false
  private state: EyeView['state'] = 'starting'
  private means: LookMeans | null = null
  private error: { failure: FailureData; at: string } | null = null
  private lookedAt: number | null = null
  private tookMs = 0
  private nextLookMs = 0
  private wholeAt: number | null = null
  /** Somebody waits for a look at everything that began then or later. */
  private wantedMs: number | null = null
  /** When one failed: no further one before this time. */
  private nextWholeMs = 0
  private looking = false
  private newest: number | null = null
  private readonly folders = createFolderChanges()
  private nextIntoMs = 0
  private looker: Looker | null = null

  constructor(private readonly parts: EyeParts) {
    void this.run()
  }

  get view(): EyeView {
    const { state, means, lookedAt, error } = this
    const lastLook = lookedAt === null ? null : new Date(lookedAt).toISOString()
    const told = { error: error?.failure ?? null, errorAt: error?.at ?? null }
    return { state, means, lastLook, lookMs: lookedAt === null ? null : this.tookMs, ...told }
  }

  nudge(asked: boolean): void {
    this.asked ||= asked
    this.waker.abort()
  }

  async recheck(files: readonly SeenFile[], signal: AbortSignal): Promise<ReadonlyMap<string, SourceNow>> {
    const looker = this.looker ?? (await this.firstLooker(signal))
    if (!looker) throw new Failure('unreachable', 'The watched folder cannot be looked at now.')
    const { mark } = this.parts.observer
    const seen = await looker.lookAt(
      files.map(({ path }) => path),
      signal
    )
    const now = new Map(seen.map(file => [file.path, file]))
    await this.observe(seen, mark)
    return new Map(
      files.map(file => {
        const there = now.get(file.path)
        return [file.path, !there ? 'gone' : sameStamp(there, file) ? 'there' : 'changed']
      })
    )
  }

  /** Where nothing was looked at yet; a link that is away is not waited for. */
  private async firstLooker(signal: AbortSignal): Promise<Looker | null> {
    const ending = AbortSignal.any([signal, this.ending.signal])
    while (!this.looker && this.state === 'starting' && !ending.aborted) await pause(gatherMs, ending)
    return this.looker
  }

  lookedThroughSince(ms: number): boolean {
    // What a look found is told before its end.
    return this.state === 'watching' && !this.looking && this.wholeAt !== null && this.wholeAt >= ms
  }

  lookThrough(sinceMs: number): void {
    this.wantedMs = sinceMs
    // While its host is away nothing is hurried.
    if (this.looker && this.isWanted()) this.waker.abort()
  }

  private isWanted(): boolean {
    return this.wantedMs !== null && (this.wholeAt === null || this.wholeAt < this.wantedMs)
  }

  close(): void {
    this.ending.abort(new Failure('cancelled', 'The watch was ended.'))
  }

  private async run(): Promise<void> {
    const { signal } = this.ending
    for (let tries = 0; !signal.aborted; tries++) {
      const automatic = !this.asked
      this.asked = false
      this.waker = new AbortController()
      const waker = this.waker.signal
      try {
        this.looker = await openLooker(this.parts, this.parts.source, signal, { automatic })
        this.means = this.looker.means
        await this.follow(this.looker, signal, () => {
          tries = 0
        })
      } catch (thrown) {
        if (signal.aborted) return
        this.fail(Failure.from(thrown))
      } finally {
        this.looker = null
      }
      await pause(
        Math.min(retries.mostMs, retries.firstMs * 2 ** Math.min(tries, 10)),
        AbortSignal.any([signal, waker])
      )
    }
  }

  private fail(failure: Failure): void {
    const { code } = failure
    if (this.error?.failure.message !== failure.message) this.parts.warn(`${failure.message} (${code})`)
    this.state = 'waiting'
    this.error = { failure: failure.toData(), at: new Date(this.parts.now()).toISOString() }
    this.parts.changed()
  }

  /** Until the link is lost, or the watch ends. */
  private async follow(looker: Looker, signal: AbortSignal, wentWell: () => void): Promise<void> {
    // What happened while nobody looked is found by one look at everything.
    this.wholeAt = null
    this.nextLookMs = 0
    this.nextWholeMs = 0
    const hearing = new AbortController()
    const heard = this.listen(looker, AbortSignal.any([signal, hearing.signal]))
    try {
      while (!signal.aborted) {
        this.waker = new AbortController()
        const waker = this.waker.signal
        this.looking = true
        await this.lookNow(looker, signal).finally(() => {
          this.looking = false
        })
        wentWell()
        await this.wait(AbortSignal.any([signal, waker]), signal)
      }
    } finally {
      hearing.abort(new Failure('cancelled', 'The look has ended.'))
      await heard
    }
  }

  private async listen(looker: Looker, signal: AbortSignal): Promise<void> {
    const told = {
      ready: () => {
        this.means = 'inotify'
        this.parts.changed()
      },
      closed: (path: string) => {
        this.parts.observer.closed(path)
        this.waker.abort()
      }
    }
    while (!signal.aborted) {
      const again = await looker.listen(told, signal).catch(thrown => {
        // Looks alone are enough; that the link is lost the next one finds, too.
        if (!signal.aborted) this.parts.warn(`Not told of closed files: ${Failure.from(thrown).message}`)
        return 'later' as const
      })
      this.means = looker.means
      if (again === 'never') return
      await pause(listenAgainMs, signal)
    }
  }

  private async lookNow(looker: Looker, signal: AbortSignal): Promise<void> {
    const { observer, now, isKnown, finished } = this.parts
    const due = observer.due(now())
    const { mark } = observer
    const setBack = this.lookedAt !== null && now() < this.lookedAt
    const everything = setBack || ((due.length > mostSingleLooks || this.isWanted()) && this.mayAskForAll())
    if (now() >= this.nextLookMs || everything) await this.lookAtAll(looker, everything, signal)
    else if (due.length > 0) {
      const some = due.slice(0, mostSingleLooks)
      const seen = await looker.lookAt(some, signal)
      const there = new Set(seen.map(({ path }) => path))
      for (const path of some) if (!there.has(path)) observer.gone(path, mark)
      await this.observe(seen, mark)
    }
    const files = observer.take(now(), isKnown)
    for (const piece of pieces(inOrder(files))) {
      if (signal.aborted) return
      finished(piece)
      await setImmediate()
    }
    this.state = 'watching'
    this.parts.changed()
  }

  /** In pieces: a hundred thousand files are not compared while everybody else waits. */
  private async observe(seen: readonly SeenFile[], mark: number): Promise<void> {
    for (const piece of pieces(seen)) {
      this.parts.observer.see(piece, this.parts.isTaken, this.parts.now(), mark)
      await setImmediate()
    }
  }

  private async lookAtAll(looker: Looker, everything: boolean, signal: AbortSignal): Promise<void> {
    const began = this.parts.now()
    const all = everything || (asksForAll(this.wholeAt, began, this.tookMs) && this.mayAskForAll())
    const { mark } = this.parts.observer
    const look = await looker.look(all ? null : changedSince(this.newest), '', signal)
    const whole = all || this.newest === null || looker.means === 'listing'
    await this.observe(look.files, mark)
    let intoMs = 0
    if (whole) this.folders.whole(look, sawAll(look))
    else {
      await this.lookThroughNew(looker, this.folders.changed(look), signal)
      intoMs = await this.lookIntoChanged(looker, signal)
    }
    if (whole && sawAll(look)) {
      this.parts.observer.goneBut(new Set(look.files.map(({ path }) => path)), mark)
      this.wholeAt = began
      this.wantedMs = null
    } else if (whole) this.nextWholeMs = this.parts.now() + wholeAgainMs
    this.newest = newestOf(this.newest, look, whole)
    this.lookedAt = began
    this.tookMs = look.tookMs
    this.nextLookMs = this.parts.now() + lookEveryMs(this.means ?? looker.means, look.tookMs + intoMs)
    if (look.trouble) this.error = { failure: look.trouble.toData(), at: new Date(began).toISOString() }
    else this.error = null
  }

  /** A clock that was set back makes it no longer. */
  private mayAskForAll(): boolean {
    const left = this.nextWholeMs - this.parts.now()
    return left <= 0 || left > wholeAgainMs
  }

  /** A folder that was moved here brings files that are not new themselves. */
  private async lookThroughNew(looker: Looker, folders: readonly string[], signal: AbortSignal): Promise<void> {
    let last: string | null = null
    for (const folder of [...folders].sort()) {
      if (last !== null && isWithin(folder, last)) continue
      last = folder
      const inside = await this.inside(() => looker.look(null, folder, signal))
      if (inside) this.folders.lookedThrough(inside)
    }
  }

  /** Milliseconds that it took the host. Rarely: a folder of 100,000 files may lose one each ten seconds. */
  private async lookIntoChanged(looker: Looker, signal: AbortSignal): Promise<number> {
    const left = this.nextIntoMs - this.parts.now()
    if (left > 0 && left <= longestLookMs) return 0
    let tookMs = 0
    for (const folder of this.folders.unexplained(mostFoldersAtOnce)) {
      const inside = await this.inside(() => looker.lookInto(folder, signal))
      tookMs += inside?.tookMs ?? 0
      await this.lookThroughNew(looker, this.folders.lookedInto(folder, inside), signal)
    }
    this.nextIntoMs = this.parts.now() + lookIntoEveryMs(tookMs)
    return tookMs
  }

  /** What such a look saw; undefined where the folder is gone again already. */
  private async inside(look: () => Promise<FolderLook>): Promise<FolderLook | undefined> {
    try {
      const { mark } = this.parts.observer
      const seen = await look()
      await this.observe(seen.files, mark)
      // What it could not see the next look at everything does.
      if (!sawAll(seen)) this.wholeAt = null
      return seen
    } catch (thrown) {
      if (Failure.from(thrown).code !== 'not-found') throw thrown
      return undefined
    }
  }

  /** Until something is due. What is heard meanwhile is gathered for a moment. */
  private async wait(early: AbortSignal, signal: AbortSignal): Promise<void> {
    const nowMs = this.parts.now()
    const next = Math.min(this.nextLookMs, this.parts.observer.nextDueMs(nowMs), nowMs + longestWaitMs)
    await pause(Math.max(gatherMs, next - nowMs), early)
    if (early.aborted) await pause(gatherMs, signal)
  }
}

/** The newest time that was seen. What a look could not see may be older than what it saw, and is asked for again. */
function newestOf(before: number | null, look: FolderLook, whole: boolean): number | null {
  if (whole && sawAll(look)) return look.newest
  if (look.newest === null || (!whole && !sawAll(look))) return before
  return Math.max(before ?? 0, look.newest)
}

/** What was written first comes first. */
const inOrder = (files: readonly SeenFile[]): SeenFile[] =>
  [...files].sort((one, other) => wholeSeconds(one) - wholeSeconds(other) || (one.path < other.path ? -1 : 1))

function* pieces(files: readonly SeenFile[]): Generator<readonly SeenFile[], void, void> {
  for (let at = 0; at < files.length; at += mostAtOnce) yield files.slice(at, at + mostAtOnce)
}
