/** Compares the contents of two folders, wherever they are, and tells what it finds while it goes on. */
import type { Place } from '@contract/files'
import type { ComparisonCounts, ComparisonEvent, Difference, FailedFile } from '@contract/transfers'
import type { CompareBy } from '@domain/transfers/compare-trees'
import { type CompareParts, createTreeComparison, type FoundDifference } from './compare-trees'
import { createHandOver } from './hand-over'
import { type EndParts, type OpenEnds, openEnds } from './open-ends'

export interface CompareRequest {
  readonly from: Place
  readonly to: Place
  readonly by: CompareBy
}

/** Least time between two pictures of the progress. Milliseconds. */
const progressMs = 250
/** Differences of one event, and how many may be unread before the walk waits. */
const batchDifferences = 1000
const mostUnread = 10_000

/** Ends early when `signal` aborts; throws what makes the whole comparison impossible. */
export async function* compareFolders(
  parts: EndParts,
  request: CompareRequest,
  signal: AbortSignal | undefined
): AsyncGenerator<ComparisonEvent, void, void> {
  const stop = new AbortController()
  const working = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
  const ends = await openEnds(parts, request, working)
  try {
    yield* tellComparison({ ...ends, by: request.by, signal: working }, stop)
  } finally {
    stop.abort()
    ends.close()
  }
}

async function* tellComparison(
  parts: Omit<CompareParts, 'difference' | 'fail'>,
  stop: AbortController
): AsyncGenerator<ComparisonEvent, void, void> {
  const found = createHandOver<Difference>(mostUnread)
  const counter = createCounter()
  const comparison = createTreeComparison({
    ...parts,
    fail: counter.fail,
    difference(one) {
      counter.add(one)
      const { top: _top, blocked: _blocked, ...difference } = one
      return found.put(difference)
    }
  })
  let over = false
  const done = comparison.run().finally(() => {
    over = true
    found.end()
  })
  // It is awaited below; until then its rejection is nobody's surprise.
  done.catch(() => undefined)
  try {
    let toldAt = Number.NEGATIVE_INFINITY
    for (let last = false; !last; ) {
      last = over
      const differences = await found.take(progressMs)
      for (let at = 0; at < differences.length; at += batchDifferences)
        yield { type: 'differences', differences: differences.slice(at, at + batchDifferences) }
      if (performance.now() - toldAt < progressMs) continue
      toldAt = performance.now()
      yield { type: 'progress', entries: comparison.tally.entries, checksums: comparison.tally.checksums }
    }
    await done
    yield { type: 'end', counts: counter.counts(comparison.tally) }
  } finally {
    stop.abort()
    found.end()
  }
}

/** Adds up what a walk finds. */
export interface Counter {
  add(found: Pick<FoundDifference, 'kind'>): void
  fail(failed: FailedFile): void
  counts(tally: { readonly same: number; readonly bytes: number }): ComparisonCounts
}

export function createCounter(): Counter {
  const found = { new: 0, changed: 0, extra: 0 }
  const failed: FailedFile[] = []
  return {
    add: ({ kind }) => {
      found[kind]++
    },
    fail: one => void failed.push(one),
    counts: ({ same, bytes }) => ({ same, ...found, bytes, failed })
  }
}

/** A walk to its end, without events: what a mirror works on. */
export async function collectDifferences(
  ends: OpenEnds,
  by: CompareParts['by'],
  signal: AbortSignal
): Promise<{ differences: FoundDifference[]; counts: ComparisonCounts }> {
  const differences: FoundDifference[] = []
  const counter = createCounter()
  const comparison = createTreeComparison({
    ...ends,
    by,
    signal,
    fail: counter.fail,
    async difference(found) {
      counter.add(found)
      differences.push(found)
    }
  })
  await comparison.run()
  return { differences, counts: counter.counts(comparison.tally) }
}
