/**
 * Tells which files of a watched folder are finished, from looks at it: size and time stay as they are for long enough
 * and in enough looks, and the sidecars that the rule asks for are finished, too.
 */
import type { WatchRules } from '@contract/watch'
import type { TakesPath } from './patterns'
import { mayBeSidecar, sidecarsOf } from './sidecars'
import { type Stamp, sameStamp } from './versions'

/** A file as a look saw it. `path`: below the watched folder, with `/`. */
export interface SeenFile extends Stamp {
  readonly path: string
}

/**
 * Where the rule names no time: by looks alone, and after the writer was seen to close the file, where a second look only
 * has to see that nobody opened it again at once. Milliseconds.
 */
export const usualStillMs = { looked: 10_000, closed: 1000 } as const

export interface Observer {
  /** What a look saw. `isTaken`: whether this state of the file was taken before. `mark`: as it was when the look began. */
  see(files: Iterable<SeenFile>, isTaken: (file: SeenFile) => boolean, nowMs: number, mark?: number): void
  /** The kernel told that its writer closed it, or moved it there whole. It may never have been seen yet. */
  closed(path: string): void
  /** A look found nothing there. */
  gone(path: string, mark?: number): void
  /** A look at everything came to its end; what it did not see is gone. */
  goneBut(seen: ReadonlySet<string>, mark?: number): void
  /** Grows with each `closed`: what was told while a look was under way says nothing of what that look saw. */
  readonly mark: number
  /** Takes the finished ones out, those seen first before others. `isKnown`: a file of that path was taken before. */
  take(nowMs: number, isKnown: (path: string) => boolean): SeenFile[]
  /** Paths to look at again by themselves now: hinted ones and those whose time has come. */
  due(nowMs: number): string[]
  /** When the next of them is due; infinite: none. Milliseconds of our clock. */
  nextDueMs(nowMs: number): number
  /** What is seen and not finished. */
  unfinished(): { files: number; bytes: number }
  /** Finished, without the sidecar, as `take` found last. */
  readonly withoutSidecar: number
}

export type ObservedRules = Pick<WatchRules, 'sidecars' | 'stableSeconds' | 'looks'>

export const createObserver = (rules: ObservedRules, takes: TakesPath): Observer => new Candidates(rules, takes)

interface Candidate {
  readonly stamp: Stamp
  /** When it was first seen in this state; milliseconds of our clock. */
  sinceMs: number
  /** Looks that saw this state. */
  looks: number
  closed: boolean
}

class Candidates implements Observer {
  mark = 0
  private readonly open = new Map<string, Candidate>()
  /** Files that are not taken themselves but may be sidecars of others. */
  private readonly beside = new Map<string, Candidate>()
  /** Closed, as the kernel told, and not looked at since. */
  private readonly hinted = new Map<string, number>()
  /** Only their sidecar is missing: they are not looked at again and again. */
  private readonly waiting = new Set<string>()

  constructor(
    private readonly rules: ObservedRules,
    private readonly takes: TakesPath
  ) {}

  see(files: Iterable<SeenFile>, isTaken: (file: SeenFile) => boolean, nowMs: number, mark = this.mark): void {
    for (const file of files) {
      const closed = this.wasHinted(file.path, mark)
      if (!this.takes(file.path)) {
        if (mayBeSidecar(this.rules.sidecars, file.path)) this.note(this.beside, file, nowMs, closed)
      } else if (isTaken(file)) this.open.delete(file.path)
      else this.note(this.open, file, nowMs, closed)
      if (closed) this.hinted.delete(file.path)
    }
  }

  closed(path: string): void {
    if (this.takes(path) || mayBeSidecar(this.rules.sidecars, path)) this.hinted.set(path, ++this.mark)
  }

  gone(path: string, mark = this.mark): void {
    for (const places of [this.open, this.beside, this.waiting]) places.delete(path)
    if (this.wasHinted(path, mark)) this.hinted.delete(path)
  }

  goneBut(seen: ReadonlySet<string>, mark = this.mark): void {
    for (const places of [this.open, this.beside, this.hinted])
      for (const path of places.keys()) if (!seen.has(path)) this.gone(path, mark)
  }

  take(nowMs: number, isKnown: (path: string) => boolean): SeenFile[] {
    const finished: SeenFile[] = []
    this.waiting.clear()
    for (const [path, candidate] of this.open) {
      if (!this.isStill(candidate, nowMs)) continue
      if (this.hasSidecars(path, nowMs, isKnown)) finished.push({ path, ...candidate.stamp })
      else this.waiting.add(path)
    }
    for (const { path } of finished) this.open.delete(path)
    return finished
  }

  due(nowMs: number): string[] {
    const paths = [...this.hinted.keys()]
    for (const [path, candidate] of this.restless(nowMs))
      if (this.dueMs(candidate) <= nowMs && !this.hinted.has(path)) paths.push(path)
    return paths
  }

  nextDueMs(nowMs: number): number {
    if (this.hinted.size > 0) return nowMs
    let next = Number.POSITIVE_INFINITY
    for (const [, candidate] of this.restless(nowMs)) next = Math.min(next, this.dueMs(candidate))
    return next
  }

  unfinished(): { files: number; bytes: number } {
    let bytes = 0
    for (const [path, { stamp }] of this.open) if (!this.waiting.has(path)) bytes += stamp.size
    return { files: this.open.size - this.waiting.size, bytes }
  }

  get withoutSidecar(): number {
    return this.waiting.size
  }

  private wasHinted(path: string, mark: number): boolean {
    const hint = this.hinted.get(path)
    return hint !== undefined && hint <= mark
  }

  private note(places: Map<string, Candidate>, { path, size, mtime }: SeenFile, nowMs: number, closed: boolean): void {
    const before = places.get(path)
    if (before && sameStamp(before.stamp, { size, mtime })) {
      // A clock that was set back makes it wait once more, not for ever.
      before.sinceMs = Math.min(before.sinceMs, nowMs)
      before.looks++
      before.closed ||= closed
    } else places.set(path, { stamp: { size, mtime }, sinceMs: nowMs, looks: 1, closed })
  }

  private stillMs({ closed }: Candidate): number {
    const { stableSeconds } = this.rules
    if (stableSeconds !== null) return stableSeconds * 1000
    return closed ? usualStillMs.closed : usualStillMs.looked
  }

  private isStill(candidate: Candidate, nowMs: number): boolean {
    return candidate.looks >= this.rules.looks && nowMs - candidate.sinceMs >= this.stillMs(candidate)
  }

  /** The looks that are asked for are spread over the time. */
  private dueMs(candidate: Candidate): number {
    const spans = this.rules.looks - 1
    return candidate.sinceMs + Math.ceil((this.stillMs(candidate) * Math.min(candidate.looks, spans)) / spans)
  }

  private hasSidecars(path: string, nowMs: number, isKnown: (path: string) => boolean): boolean {
    return sidecarsOf(this.rules.sidecars, path).every(wanted => {
      const there = this.open.get(wanted) ?? this.beside.get(wanted)
      return there ? this.isStill(there, nowMs) : isKnown(wanted)
    })
  }

  /** Those of which a further look would tell something. */
  private *restless(nowMs: number): Generator<[string, Candidate], void, void> {
    for (const entry of this.open) if (!this.waiting.has(entry[0])) yield entry
    for (const entry of this.beside) if (!this.isStill(entry[1], nowMs)) yield entry
  }
}
