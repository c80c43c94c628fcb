/** The review before a release: of a set, all files or none. */
import type { ReleasePlan } from '@contract/ledger'
import { Failure } from '../failure'
import { judgeFile } from './file-state'
import { placeText, separatePlaceText } from './place-text'
import { byName, type ComparePlaces, cautious, doubtText, pairText, placesOf } from './places'
import type { RecordedFile } from './recorded-file'

/** Rows of each list that a plan carries; its counts are of all. */
const mostListed = 1000
const mostDoubts = 20

export interface ReleasePlanner {
  add(file: RecordedFile): void
  plan(): ReleasePlan
  /** The files that would go, in order. */
  files(): readonly number[]
}

/**
 * `apart`: the pairs of places that a person said are two (`pairText`); other doubts refuse the file. Unset, for the
 * review: no doubt refuses, and those that the release depends on are listed.
 */
export function createReleasePlanner(
  asked: number,
  compare: ComparePlaces = byName,
  apart?: ReadonlySet<string>
): ReleasePlanner {
  const surely = cautious(compare, apart ?? new Set())
  const chosen: number[] = []
  const list: ReleasePlan['list'] = []
  const refused: ReleasePlan['refused'] = []
  const doubts = new Set<string>()
  let bytes = 0
  let refusedCount = 0
  let leftOut = 0

  function take(file: RecordedFile): void {
    chosen.push(file.id)
    bytes += file.size
    const proven = file.copies.filter(({ state }) => state === 'verified')
    for (const doubt of doubtsOf(file)) if (doubts.size < mostDoubts) doubts.add(doubt)
    if (list.length >= mostListed) return
    const places = [...new Set(proven.map(({ place }) => separatePlaceText(place)))]
    list.push({ id: file.id, path: placeText(file.source), size: file.size, places })
  }

  /** Without them it would not be in as many places as are asked for. */
  function doubtsOf(file: RecordedFile): string[] {
    const proven = { source: file.source, copies: file.copies.filter(({ state }) => state === 'verified') }
    if (placesOf(proven, surely).count >= asked) return []
    return placesOf(proven, compare).doubts.map(pairText)
  }

  function refuse(file: RecordedFile, reason: string): void {
    refusedCount++
    if (refused.length < mostListed) refused.push({ id: file.id, path: placeText(file.source), reason })
  }

  return {
    add(file) {
      const { state, reason } = judgeFile(file, asked, compare)
      if (state === 'released' || state === 'replaced') leftOut++
      else if (state === 'safe' || state === 'doubted') {
        const [doubt] = apart ? doubtsOf(file).filter(pair => !apart.has(pair)) : []
        if (doubt === undefined) take(file)
        else refuse(file, doubtText([doubt]))
      } else refuse(file, reason)
    },
    plan: () => ({
      copies: asked,
      files: chosen.length,
      bytes,
      allowed: chosen.length > 0 && refusedCount === 0,
      refused,
      refusedCount,
      leftOut,
      list,
      doubts: [...doubts]
    }),
    files: () => chosen
  }
}

/** Null: the release that was confirmed is this one. `rule`, `not-found` or `confirmation-required` otherwise. */
export function releaseProblem(plan: ReleasePlan, expected: { files: number; bytes: number }): Failure | null {
  const [first] = plan.refused
  if (first) {
    const others = plan.refusedCount > 1 ? ` It and ${plan.refusedCount - 1} more are not safe to release.` : ''
    return new Failure('rule', `Nothing was deleted: ${first.path} stays. ${first.reason}${others}`, {
      hint: 'Copy and verify what is missing, or choose fewer files.'
    })
  }
  if (plan.files === 0)
    return new Failure('not-found', 'There is nothing to release.', {
      hint: 'The ledger has no such files, or they are released already.'
    })
  if (plan.files === expected.files && plan.bytes === expected.bytes) return null
  return new Failure(
    'confirmation-required',
    `${plan.files} files of ${plan.bytes} bytes would be deleted, not ${expected.files} of ${expected.bytes}.`,
    { hint: 'Look at the list again and confirm what it says now; nothing was deleted.' }
  )
}
