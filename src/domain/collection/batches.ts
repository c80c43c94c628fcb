/** Which files go together in one transfer, and when one that failed is tried again. */
import type { ErrorCode } from '@contract/errors'

/** A batch ends soon enough for transfers of the person to come between, and is large enough for a link's full rate. */
export const batchMost = { files: 1000, bytes: 16 * 1024 ** 3 } as const

/** The first ones that go together; at least one. */
export function takeBatch<File extends { readonly size: number }>(waiting: Iterable<File>): File[] {
  const taken: File[] = []
  let bytes = 0
  for (const file of waiting) {
    if (taken.length > 0 && (taken.length >= batchMost.files || bytes + file.size > batchMost.bytes)) break
    taken.push(file)
    bytes += file.size
  }
  return taken
}

/** Milliseconds. */
export interface RetryDelays {
  readonly firstMs: number
  readonly mostMs: number
}
const usualDelays: RetryDelays = { firstMs: 5000, mostMs: 5 * 60_000 }

/** Milliseconds until the next try, after so many that failed in a row. */
export const retryAfterMs = (tries: number, { firstMs, mostMs } = usualDelays): number =>
  Math.min(mostMs, firstMs * 2 ** Math.max(0, Math.min(20, tries - 1)))

/** What a failed copy says about its file: see `afterFailure`. */
export type NextStep = 'again' | 'replace' | 'other-name' | 'look'

/**
 * `other-name`: something else has the name there and stays. `replace`: our own copy is not what the source is, so the
 * next one takes its place. `look`: the source may be gone or another one by now.
 */
export function afterFailure(code: ErrorCode): NextStep {
  switch (code) {
    case 'exists':
    case 'is-a-directory':
    case 'conflict':
      return 'other-name'
    case 'mismatch':
      return 'replace'
    case 'not-found':
    case 'changed-at-source':
    case 'not-a-directory':
    case 'unsupported':
      return 'look'
    default:
      return 'again'
  }
}

/** What says nothing of other files: one that may not be read keeps no other waiting. */
export const isOfFile = (code: ErrorCode): boolean => code === 'permission' || afterFailure(code) !== 'again'

const prefix = 'watch-'

/** The id of a transfer that a watch began: its end is no news, as the next one begins a moment later. */
export const batchId = (random: string): string => `${prefix}${random}`
export const isBatchId = (transfer: string): boolean => transfer.startsWith(prefix)
