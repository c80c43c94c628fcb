/** Makes one folder like another: compares, has the queue copy, then deletes what was confirmed and nothing else. */
import type { Place } from '@contract/files'
import type { ComparisonCounts, FailedFile, TransferPriority } from '@contract/transfers'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { makeFolders } from '@domain/files/make-folders'
import { joinPath } from '@domain/files/path'
import { leavesOpen } from '@domain/transfers/compare-trees'
import { type CompareRequest, collectDifferences } from './compare-folders'
import type { FoundDifference } from './compare-trees'
import { deleteExtras } from './delete-extras'
import type { AfterCopies, CopyItem, ExplicitCopy, MirrorEnd, StartExplicit } from './explicit-copy'
import { type EndParts, type OpenEnds, openEnds } from './open-ends'

export interface MirrorRequest extends CompareRequest {
  readonly id: string
  readonly deleteExtra: boolean
  readonly expectDeletes?: number | undefined
  readonly verify: boolean
  readonly limit?: number | null | undefined
  readonly priority: TransferPriority
  readonly jobs?: number | undefined
}

export interface MirrorParts extends EndParts {
  readonly start: StartExplicit
}

/**
 * Resolves when the copies are queued; deletions follow as the last step of that transfer. `confirmation-required`
 * before anything is copied when what is extra now is not exactly `expectDeletes`.
 */
export async function mirrorFolders(
  parts: MirrorParts,
  request: MirrorRequest,
  signal: AbortSignal | undefined
): Promise<{ id: string }> {
  const { id, from, to, verify, limit, priority, jobs, deleteExtra } = request
  const working = signal ?? new AbortController().signal
  const ends = await openEnds(parts, request, working)
  try {
    const { differences, counts } = await collectDifferences(ends, request.by, working)
    if (deleteExtra) requireExpected(counts, request.expectDeletes, to)
    await makeFolders(ends.to.files, ends.to.root, working)
    const items = copyItems(differences, ends)
    // Where nothing is deleted, what is in the way of a folder fails in the copy itself, by its name.
    const unread = leavesOpen(counts.failed)
    const deletes = deleteExtra && counts.extra > 0 && !unread
    const waits = (item: MirrorItem): boolean => deletes && item.blocked
    const open = items.filter(item => !waits(item))
    const why = notDeleted(to, 'partial', 'a part of the folders could not be read.')
    const failed = deleteExtra && unread ? [...counts.failed, why] : counts.failed
    const mirrorEnd: MirrorEnd = {
      expectDeletes: counts.extra,
      seen: differences.filter(({ kind }) => kind === 'extra').map(({ path }) => path),
      blocked: items.filter(waits).map(({ source, target }) => ({ source, target }))
    }
    const last = deletes && { after: endMirror(parts, { from, to }, mirrorEnd), mirrorEnd }
    const what = { from, to, items: open, failed, conflict: 'overwrite' } as const
    return parts.start({ id, ...what, verify, limit, priority, jobs, ...last })
  } finally {
    ends.close()
  }
}

function requireExpected({ extra }: ComparisonCounts, expected: number | undefined, to: Place): void {
  if (extra === expected || (extra === 0 && expected === undefined)) return
  const where = displayName(to.path)
  const asked = expected === undefined ? '' : `, not ${expected}`
  throw new Failure('confirmation-required', `${extra} would be deleted in ${where}${asked}.`, {
    hint: `Look at the differences first; then confirm exactly ${extra}. Nothing was copied or deleted.`
  })
}

type MirrorItem = CopyItem & { readonly blocked: boolean }

/** A new folder is copied with all that is in it, so only the topmost of what is new is named. */
function copyItems(differences: readonly FoundDifference[], { from, to }: OpenEnds): MirrorItem[] {
  return differences
    .filter(({ kind, top }) => kind === 'changed' || (kind === 'new' && top))
    .map(({ path, blocked }) => ({ source: joinPath(from.root, path), target: joinPath(to.root, path), blocked }))
}

const notDeleted = (to: Place, code: 'confirmation-required' | 'partial', why: string): FailedFile => ({
  path: to.path,
  code,
  message: `Nothing was deleted: ${why}`
})

/**
 * The last step of the transfer: looks again, deletes, and hands back what had to wait for a free name. `takenUp`: an
 * engine that died may have begun with it. Then, and at a second call, some of what was confirmed may be gone already.
 */
export function endMirror(
  parts: EndParts,
  places: { readonly from: Place; readonly to: Place },
  { expectDeletes, seen, blocked }: MirrorEnd,
  takenUp = false
): NonNullable<ExplicitCopy['after']> {
  const known = new Set(seen)
  let begun = takenUp
  // What is in the way of those that wait stays, so that they fail by their names.
  const refuse = (code: 'confirmation-required' | 'partial', why: string): AfterCopies => ({
    deleted: 0,
    failed: [notDeleted(places.to, code, why)],
    items: blocked
  })
  return async signal => {
    const ends = await openEnds(parts, places, signal, { automatic: true })
    try {
      const { differences, counts } = await collectDifferences(ends, 'names', signal)
      if (leavesOpen(counts.failed)) return refuse('partial', 'a part of the folders could not be read any more.')
      const gone = expectDeletes - counts.extra
      if (begun ? gone < 0 : gone !== 0)
        return refuse('confirmation-required', `${counts.extra} are extra now, not ${expectDeletes}.`)
      const extras = differences.filter(({ kind }) => kind === 'extra')
      if (extras.some(({ path }) => !known.has(path)))
        return refuse('confirmation-required', 'others are extra now than were confirmed.')
      begun = true
      const { deleted, failed } = await deleteExtras(ends.to, extras, signal)
      return { deleted: gone + deleted, failed, items: blocked }
    } finally {
      ends.close()
    }
  }
}
