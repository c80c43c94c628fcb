/** One watched folder at work: its eye, and a sender for each destination. */
import type { LedgerEntry, Transfer } from '@contract/transfers'
import type { Watch } from '@contract/watch'
import { createLastFiles, type LastFiles } from '@domain/collection/last-files'
import { createObserver, type SeenFile } from '@domain/collection/observer'
import { pathRule } from '@domain/collection/patterns'
import { copyStates } from '../store/watches'
import { createEye, type Eye } from './eye'
import type { CollectionParts } from './ports'
import { provenCopy } from './proven-copy'
import { createSender, type Sender } from './sender'
import type { SourceNow } from './settle-batch'
import type { WatchBook } from './watch-book'
import type { WatchRecord } from './watch-record'

export interface WatchRun {
  proven(entry: LedgerEntry): void
  /** It pauses, or goes on: as the record says now. */
  pause(): Promise<void>
  resume(): void
  setLimit(): void
  /** A link came back. */
  nudge(): void
  /** Its session is over: only the last files are waited for. */
  finish(): void
  view(transfers: readonly Transfer[]): Pick<
    Watch,
    'state' | 'means' | 'lastLook' | 'lookMs' | 'error' | 'errorAt' | 'unfinished' | 'withoutSidecar'
  > & {
    destinations: ReturnType<Sender['view']>[]
  }
  /** Gives up what is on the way. */
  cancel(): Promise<void>
  close(): void
}

export interface WatchRunParts {
  readonly parts: CollectionParts
  readonly id: string
  readonly record: WatchRecord
  readonly book: WatchBook
  changed(): void
  /** Another watch, which goes on, brings all that comes in this folder to the same places. */
  isTakenOver(): boolean
  /** The record has to be written down. */
  ended(): void
}

/** Between two looks at whether it is over. Milliseconds. */
const endLookMs = 1000

export function createWatchRun({ parts, id, record, book, changed, isTakenOver, ended }: WatchRunParts): WatchRun {
  const { platform } = parts
  const now = (): number => platform.clock.now().getTime()
  const log = (message: string): void => platform.log.warn(`Watch ${record.name}: ${message}`)
  const observer = createObserver(record.rules, pathRule(record.rules))
  let eye: Eye | undefined
  let endTimer: NodeJS.Timeout | undefined
  let eyeOpenedAt = 0
  let last: LastFiles | undefined
  let release: (() => void) | undefined

  const recheck = async (paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, SourceNow>> => {
    const files = paths.flatMap((path): SeenFile[] => {
      const known = book.latest(path)
      return known ? [known] : []
    })
    if (record.ended || record.paused) return new Map()
    if (!eye) {
      // It was quiet when it was looked at last, and is not any more: it is followed until it is quiet again.
      last?.again()
      open()
    }
    return eye ? eye.recheck(files, signal) : new Map()
  }
  const senders = record.destinations.map((place, index) =>
    createSender(
      {
        ...{
          queue: parts.queue,
          prove: parts.prove,
          retry: parts.retry,
          fileSystems: parts.fileSystems,
          newId: parts.newId
        },
        ...{ source: record.source, place, index, book, now, recheck, changed: senderChanged },
        limit: () => record.limit,
        proven: (copy, entry) => parts.onVerified(provenCopy(id, record, copy, entry))
      },
      record.paused
    )
  )

  function open(): void {
    if (!eye) eyeOpenedAt = now()
    eye ??= createEye({
      ...{ fileSystems: parts.fileSystems, access: parts.access, source: record.source, observer, now, changed },
      ...{ isTaken: book.isTaken, isKnown: book.isKnown, warn: log },
      finished(files) {
        if (last && files.some(({ path }) => !book.isKnown(path))) last.came(now())
        book.add(files, now())
        for (const sender of senders) sender.nudge()
      }
    })
    if (record.source.kind === 'site')
      release ??= parts.access.hold?.(record.source.site, { role: 'transfer' }, 'monitors', {
        onBack: () => eye?.nudge(false)
      })
  }

  function shut(): void {
    eye?.close()
    eye = undefined
    release?.()
    release = undefined
    clearInterval(endTimer)
    endTimer = undefined
  }

  /** A folder that nothing was ever found in and that is not there: the camera never made it. */
  const wasNeverThere = ({ view }: Eye): boolean =>
    view.error?.code === 'not-found' && senders.every((_, index) => book.amount(index, copyStates).files === 0)

  /** Until the camera's last files have come: a look at everything, made some time after them, found all finished. */
  function isFollowed(followed: Eye, endedMs: number): boolean {
    const nowMs = now()
    last ??= createLastFiles(endedMs, parts.store.newest(id)?.finishedAt ?? null)
    eyeOpenedAt = Math.min(eyeOpenedAt, nowMs)
    const from = Math.max(last.lastLookMs(nowMs), eyeOpenedAt)
    if (nowMs < from) return true
    const seen = followed.lookedThroughSince(from) || wasNeverThere(followed)
    if (!seen) followed.lookThrough(from)
    const quiet = observer.unfinished().files + observer.withoutSidecar === 0
    // What was just closed is not looked at yet.
    return !last.isOver({ seen, quiet: quiet && observer.nextDueMs(nowMs) === Number.POSITIVE_INFINITY }, nowMs)
  }

  /** Once the last files were found, and everything is sent. */
  function lookForEnd(): void {
    if (record.endingSince === null || record.ended || record.paused) return
    if (eye) {
      if (!isTakenOver() && isFollowed(eye, record.endingSince)) return
      shut()
      endTimer = setInterval(lookForEnd, endLookMs)
    }
    if (!senders.every(({ idle }) => idle)) return
    record.ended = true
    shut()
    ended()
  }

  function waitForEnd(): void {
    if (record.endingSince !== null && !record.ended) endTimer ??= setInterval(lookForEnd, endLookMs)
  }

  function senderChanged(): void {
    changed()
  }

  if (!record.paused && !record.ended) {
    open()
    waitForEnd()
  }

  return {
    proven: entry => {
      for (const sender of senders) sender.proven(entry)
    },
    async pause() {
      shut()
      await Promise.all(senders.map(sender => sender.pause()))
    },
    resume() {
      if (!record.ended) open()
      eye?.nudge(true)
      for (const sender of senders) sender.resume()
      waitForEnd()
    },
    setLimit: () => {
      for (const sender of senders) sender.setLimit(record.limit)
    },
    nudge: () => eye?.nudge(false),
    finish: waitForEnd,
    view(transfers) {
      const seen = eye?.view ?? { means: null, lastLook: null, lookMs: null, error: null, errorAt: null }
      const state = record.ended
        ? 'ended'
        : record.paused
          ? 'paused'
          : record.endingSince !== null
            ? 'ending'
            : (eye?.view.state ?? 'starting')
      const quiet = { unfinished: observer.unfinished(), withoutSidecar: observer.withoutSidecar }
      return { ...seen, ...quiet, state, destinations: senders.map(sender => sender.view(transfers)) }
    },
    async cancel() {
      shut()
      await Promise.all(senders.map(sender => sender.cancel()))
    },
    close() {
      shut()
      for (const sender of senders) sender.close()
    }
  }
}
