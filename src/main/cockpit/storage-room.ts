/** How much room there is where the session's files go. */
import type { StoragePlace } from '@contract/cockpit'
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import { type Coming, type FreeSample, roomForecast, seenToFill } from '@domain/forecast/runs-full'

/** A quota changes slowly, and quota(1) may ask a slow file server. Milliseconds. */
const quotaMs = 5 * 60_000
/** After a question that failed, or told none where one was told before, the quota that was told is held to so long. */
const heldMs = 2 * 3_600_000
/** How far back a trend looks. Milliseconds. */
const trendMs = 2 * 3_600_000

type Signal = AbortSignal | undefined

/** Bytes that the quota leaves at a path of a site; null where none is told. It fails where it cannot be asked for. */
export type QuotaLeft = (site: string, path: string, signal: AbortSignal) => Promise<number | null>

export interface RoomQuestion {
  /** Null: this computer. */
  readonly site: string | null
  readonly path: string
  readonly holds: StoragePlace['holds']
  /** Of what arrives there. Null: not known. */
  readonly bytesPerHour: number | null
  /** What watched folders bring there. */
  readonly coming: Coming | null
  /** Milliseconds since 1970 by this computer's clock. */
  readonly sessionEnd: number
}

export interface StorageRoom {
  /** Never fails: what went wrong is in it. */
  look(question: RoomQuestion, open: () => Promise<FileSystem>, signal: Signal): Promise<StoragePlace>
}

/** What was seen of one limit: each has a trend of its own. */
interface Limit {
  readonly samples: readonly FreeSample[]
}

/** Of a place that could not be asked. */
export function unknownRoom({ site, path, holds, bytesPerHour }: RoomQuestion, thrown: unknown): StoragePlace {
  const nothing = { totalBytes: null, freeBytes: null, quotaLeftBytes: null, fullAt: null, beforeEnd: null }
  return { site, path, holds, bytesPerHour, ...nothing, error: Failure.from(thrown).toData() }
}

interface Seen {
  disk: Limit
  quota: Limit & { readonly askedAt: number }
}

const unseen = (): Seen => ({ disk: { samples: [] }, quota: { samples: [], askedAt: Number.NEGATIVE_INFINITY } })

/** With what was just seen; what is too old for a trend is dropped. */
const withSample = (samples: readonly FreeSample[], at: number, freeBytes: number): FreeSample[] =>
  [...samples, { at, freeBytes }].filter(sample => sample.at >= at - trendMs)

export function createStorageRoom(deps: { now: () => number; quotaLeft: QuotaLeft }): StorageRoom {
  const { now, quotaLeft } = deps
  const seen = new Map<string, Seen>()

  /** Asks again where it is time to. */
  async function askQuota(known: Seen, { site, path }: RoomQuestion, signal: Signal): Promise<void> {
    if (site === null || now() - known.quota.askedAt <= quotaMs) return
    const left = await quotaLeft(site, path, signal ?? new AbortController().signal).catch(() => null)
    signal?.throwIfAborted()
    const at = now()
    const { samples } = known.quota
    const told = left === null ? samples.filter(sample => sample.at >= at - heldMs) : withSample(samples, at, left)
    known.quota = { samples: told, askedAt: at }
  }

  return {
    async look(question, open, signal) {
      const { site, path, holds, bytesPerHour, coming, sessionEnd } = question
      const key = JSON.stringify([site, path])
      const known = seen.get(key) ?? unseen()
      seen.set(key, known)
      try {
        const space = await (await open()).space(path, signal)
        await askQuota(known, question, signal)
        const at = now()
        const { disk, quota } = known
        if (space.freeBytes !== null) known.disk = { samples: withSample(disk.samples, at, space.freeBytes) }
        const quotaLeftBytes = quota.samples.at(-1)?.freeBytes ?? null
        const limits = [
          ...(space.freeBytes === null ? [] : [{ free: space.freeBytes, seen: known.disk.samples }]),
          ...(quotaLeftBytes === null ? [] : [{ free: quotaLeftBytes, seen: known.quota.samples }])
        ].map(({ free, seen }) => {
          const facts = { freeBytes: free, arrivingPerHour: bytesPerHour, seenPerHour: seenToFill(seen) }
          return { free, ...roomForecast({ ...facts, coming, now: at, sessionEnd }) }
        })
        const [nearest] = limits.sort((a, b) => a.free - b.free)
        const fulls = limits.flatMap(({ fullAt }) => fullAt ?? [])
        const rate = nearest ? nearest.bytesPerHour : bytesPerHour
        const freeBytes = nearest?.free ?? null
        return {
          ...{ site, path, holds, totalBytes: space.totalBytes, freeBytes, quotaLeftBytes, bytesPerHour: rate },
          fullAt: fulls.length === 0 ? null : new Date(Math.min(...fulls)).toISOString(),
          beforeEnd: limits.some(({ beforeEnd }) => beforeEnd) || (nearest?.beforeEnd ?? null),
          error: null
        }
      } catch (thrown) {
        signal?.throwIfAborted()
        return unknownRoom(question, thrown)
      }
    }
  }
}
