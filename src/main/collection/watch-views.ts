/** A watch, and its files, as the contract tells of them. */
import { failureSchema } from '@contract/errors'
import type { Transfer } from '@contract/transfers'
import type { Watch, WatchDestination, WatchedFile } from '@contract/watch'
import { wholeSeconds } from '@domain/collection/versions'
import { copyStates, type StoredCopy, type StoredFile, type Watches } from '../store/watches'
import type { Amount, WatchBook } from './watch-book'
import type { WatchRecord } from './watch-record'
import type { WatchRun } from './watch-run'

const iso = (ms: number): string => new Date(ms).toISOString()
const hourMs = 3_600_000
/** Over less a pace says nothing. */
const shortestSpanMs = 5 * 60_000

export interface ViewParts {
  readonly id: string
  readonly record: WatchRecord
  readonly book: WatchBook
  /** Unset: no engine that stays is running. */
  readonly run: WatchRun | undefined
  readonly store: Watches
  readonly transfers: readonly Transfer[]
  readonly perHour: Amount
}

export function watchView({ id, record, book, run, store, transfers, perHour }: ViewParts): Watch {
  const seen = run?.view(transfers) ?? atRest(record)
  const newest = store.newest(id)
  const { name, source, rules, limit, session, createdAt } = record
  return {
    ...{ id, name, source, rules, limit, session, createdAt },
    ...seen,
    found: record.destinations.length > 0 ? book.amount(0, copyStates) : store.fileTotals(id, 0),
    perHour,
    newest: newest ? { path: newest.path, size: newest.size, at: iso(newest.finishedAt) } : null,
    destinations: record.destinations.map((place, index): WatchDestination => {
      const oldest = book.oldestMs(index)
      return {
        place,
        ...(seen.destinations[index] ?? quiet),
        verified: book.amount(index, ['verified']),
        sizeOnly: book.amount(index, ['size-only']),
        backlog: book.amount(index, ['waiting', 'sending']),
        oldest: oldest === null ? null : iso(oldest),
        failing: book.failing(index),
        lost: book.amount(index, ['gone', 'replaced']).files
      }
    })
  }
}

const quiet = { state: 'waiting', rate: 0, pace: null, error: null, errorAt: null } as const

function atRest({ paused, ended, destinations }: WatchRecord): ReturnType<WatchRun['view']> {
  const state = ended ? 'ended' : paused ? 'paused' : 'resting'
  const nothing = { means: null, lastLook: null, lookMs: null, error: null, errorAt: null, withoutSidecar: 0 }
  const each = destinations.map(() => (paused ? { ...quiet, state: 'paused' as const } : quiet))
  return { state, ...nothing, unfinished: { files: 0, bytes: 0 }, destinations: each }
}

/**
 * Files written within the last hour; where the first is younger, as many as an hour would bring at this pace. Their
 * times are those of their host, whose clock may be off, so they are compared with its own now: what is found soonest
 * after it was written tells how far it is behind. What lay there already when the watch began tells nothing of it.
 */
export function hourlyAmount(store: Watches, id: string, nowMs: number): Amount {
  const begunMs = store.firstSeen(id) ?? nowMs
  const behindMs = store.leastDelay(id, Math.max(nowMs - hourMs, begunMs + shortestSpanMs)) ?? 0
  const thereMs = nowMs - behindMs
  const { files, bytes } = store.fileTotals(id, thereMs - hourMs)
  const first = store.firstFinished(id) ?? thereMs
  const span = Math.min(hourMs, Math.max(shortestSpanMs, thereMs - first))
  return { files: Math.round((files * hourMs) / span), bytes: Math.round((bytes * hourMs) / span) }
}

export function fileView(file: StoredFile, copies: readonly StoredCopy[]): WatchedFile {
  const { path, version, size, finishedAt } = file
  return {
    ...{ path, version, size, mtime: iso(wholeSeconds(file) * 1000), finishedAt: iso(finishedAt) },
    copies: copies.map(({ target, state, at, error, tries }) => {
      const known = failureSchema.safeParse(error)
      const why = known.success ? { code: known.data.code, message: known.data.message } : null
      return { target, state: state === 'waiting' && tries > 0 ? 'failed' : state, at: iso(at), error: why }
    })
  }
}
