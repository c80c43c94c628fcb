/** How much room there is where the session's files go. */
import type { StoragePlace } from '@contract/cockpit'
import { Failure } from '@domain/failure'
import type { FileSystem } from '@domain/files/file-system'
import { type FreeSample, fillRate, runsFullAt, seenToFill } from '@domain/forecast/runs-full'

/** A quota changes slowly, and quota(1) may ask a slow file server. Milliseconds. */
const quotaMs = 5 * 60_000
/** How far back a trend looks. Milliseconds. */
const trendMs = 2 * 3_600_000

type Signal = AbortSignal | undefined

/** Bytes that the quota leaves at a path of a site; null where none is told. */
export type QuotaLeft = (site: string, path: string, signal: AbortSignal) => Promise<number | null>

export interface RoomQuestion {
  /** Null: this computer. */
  readonly site: string | null
  readonly path: string
  readonly holds: StoragePlace['holds']
  /** Of what arrives there. Null: not known. */
  readonly bytesPerHour: number | null
  /** Milliseconds since 1970 by this computer's clock. */
  readonly sessionEnd: number
}

export interface StorageRoom {
  /** Never fails: what went wrong is in it. */
  look(question: RoomQuestion, open: () => Promise<FileSystem>, signal: Signal): Promise<StoragePlace>
}

interface Seen {
  samples: FreeSample[]
  quota: { at: number; left: number | null } | undefined
}

export function createStorageRoom(deps: { now: () => number; quotaLeft: QuotaLeft }): StorageRoom {
  const { now, quotaLeft } = deps
  const seen = new Map<string, Seen>()

  async function quotaAt(known: Seen, { site, path }: RoomQuestion, signal: Signal): Promise<number | null> {
    if (site === null) return null
    if (known.quota === undefined || now() - known.quota.at > quotaMs)
      known.quota = { at: now(), left: await quotaLeft(site, path, signal ?? new AbortController().signal) }
    return known.quota.left
  }

  return {
    async look(question, open, signal) {
      const { site, path, holds, bytesPerHour, sessionEnd } = question
      const key = JSON.stringify([site, path])
      const known = seen.get(key) ?? { samples: [], quota: undefined }
      seen.set(key, known)
      const nothing = { totalBytes: null, freeBytes: null, quotaLeftBytes: null, fullAt: null, beforeEnd: null }
      try {
        const space = await (await open()).space(path, signal)
        const quotaLeftBytes = await quotaAt(known, question, signal)
        const limits = [space.freeBytes, quotaLeftBytes].filter(limit => limit !== null)
        const freeBytes = limits.length === 0 ? null : Math.min(...limits)
        const at = now()
        if (freeBytes !== null) {
          known.samples.push({ at, freeBytes })
          known.samples = known.samples.filter(sample => sample.at >= at - trendMs)
        }
        const rate = fillRate(bytesPerHour, seenToFill(known.samples))
        const full = runsFullAt(freeBytes, rate, at)
        return {
          ...{ site, path, holds, totalBytes: space.totalBytes, freeBytes, quotaLeftBytes, bytesPerHour: rate },
          fullAt: full === null ? null : new Date(full).toISOString(),
          beforeEnd: freeBytes === null || rate === null ? null : full !== null && full < sessionEnd,
          error: null
        }
      } catch (thrown) {
        signal?.throwIfAborted()
        return { site, path, holds, bytesPerHour, ...nothing, error: Failure.from(thrown).toData() }
      }
    }
  }
}
