/** One watched folder at work: its eye, and a sender for each destination. */
import type { LedgerEntry, Transfer } from '@contract/transfers'
import type { Watch } from '@contract/watch'
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
  /** Nothing new is waited for any more. */
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
  /** The record has to be written down. */
  ended(): void
}

/**
 * The folder of a session that is over is followed so long at most from the first look on that was made after its end:
 * the camera's last files may still be on their way. A computer that slept meanwhile has not looked yet. Milliseconds.
 */
const graceMs = 10 * 60_000
const endLookMs = 1000

export function createWatchRun({ parts, id, record, book, changed, ended }: WatchRunParts): WatchRun {
  const { platform } = parts
  const now = (): number => platform.clock.now().getTime()
  const log = (message: string): void => platform.log.warn(`Watch ${record.name}: ${message}`)
  const observer = createObserver(record.rules, pathRule(record.rules))
  let eye: Eye | undefined
  let endTimer: NodeJS.Timeout | undefined
  let lookedSinceEnd: number | undefined
  let release: (() => void) | undefined
  const openedAt = now()

  const recheck = async (paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, SourceNow>> => {
    const files = paths.flatMap((path): SeenFile[] => {
      const known = book.latest(path)
      return known ? [known] : []
    })
    if (record.ended || record.paused) return new Map()
    if (!eye) {
      // It was quiet when it was looked at last, and is not any more: it is followed until it is quiet again.
      lookedSinceEnd = undefined
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
    eye ??= createEye({
      ...{ fileSystems: parts.fileSystems, access: parts.access, source: record.source, observer, now, changed },
      ...{ isTaken: book.isTaken, isKnown: book.isKnown, warn: log },
      finished(files) {
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

  /** Once all is quiet at the source and everything is sent. */
  function lookForEnd(): void {
    const since = record.endingSince
    if (since === null || record.ended || record.paused) return
    if (eye) {
      if (!eye.lookedSince(Math.max(since, openedAt)) && !wasNeverThere(eye)) return
      lookedSinceEnd ??= now()
      const { files } = observer.unfinished()
      const quiet = files + observer.withoutSidecar === 0
      if (!quiet && now() - lookedSinceEnd < graceMs) return
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
