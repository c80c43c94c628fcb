/** What is said at the end of a copy that nobody was looking at, or that took long, or that has failed files. */
import type { Transfer } from '@contract/transfers'
import { isRunTransfer } from '@domain/cloud/work/run-transfer-id'
import { isBatchId } from '@domain/collection/batches'
import { hasEnded } from '@domain/transfers/overall-progress'
import { countOf, formatBytes, formatCount } from '../../../ui/format'
import { visibleName } from '../../../ui/visible-name'

/** Milliseconds from which on the end of a copy is told even to somebody who sees the list. */
const longMs = 10_000
/** More ends at once than this are told in one notice. */
const mostNotices = 3

/** What a notice says. `failedId`: the transfer whose failed files can be tried again. */
export interface EndNotice {
  readonly title: string
  readonly description: string
  readonly failedId?: string
}

/** The facts that a notice is made of; an upload of the window has them too. */
export type EndFacts = Pick<
  Transfer,
  'id' | 'title' | 'state' | 'failedCount' | 'doneFiles' | 'doneBytes' | 'verified' | 'addedAt' | 'endedAt'
>

const tookLong = ({ addedAt, endedAt }: EndFacts): boolean =>
  endedAt !== null && Date.parse(endedAt) - Date.parse(addedAt) >= longMs

function noticeOf(transfer: EndFacts): EndNotice {
  const { id, state, failedCount, doneFiles, doneBytes, verified } = transfer
  const name = visibleName(transfer.title)
  const proof = verified > 0 ? `, ${formatCount(verified)} verified` : ''
  const done = `${countOf(doneFiles, 'file')}, ${formatBytes(doneBytes)}${proof}.`
  if (state === 'finished') return { title: `${name} is copied`, description: done }
  if (state === 'failed' && failedCount === 0)
    return { title: `${name} was not copied`, description: 'The list of transfers says why.' }
  return { title: `${name}: ${countOf(failedCount, 'file')} failed`, description: `Copied: ${done}`, failedId: id }
}

const isPart = ({ id }: EndFacts): boolean => isBatchId(id) || isRunTransfer(id)

/**
 * The notices for those of `transfers` that were open in `before` and have ended now. `outOfSight`: nobody sees the
 * list. What a person cancelled is no news, nor what a watch or a cloud run copied: their own lists tell.
 */
export function endNotices(
  before: ReadonlySet<string>,
  transfers: readonly EndFacts[],
  outOfSight: boolean
): readonly EndNotice[] {
  const ended = transfers.filter(
    transfer => before.has(transfer.id) && hasEnded(transfer) && transfer.state !== 'cancelled' && !isPart(transfer)
  )
  const told = ended.filter(
    transfer => outOfSight || transfer.failedCount > 0 || transfer.state === 'failed' || tookLong(transfer)
  )
  if (told.length <= mostNotices) return told.map(noticeOf)
  const failed = told.filter(({ state }) => state !== 'finished').length
  const description = failed > 0 ? `${formatCount(failed)} of them with failed files.` : 'Nothing failed.'
  return [{ title: `${countOf(told.length, 'transfer')} ended`, description }]
}

/** The titles of those that cannot go on since `before` without a person who signs in, by their ids. */
export function signInNotices(
  before: ReadonlySet<string>,
  transfers: readonly Pick<Transfer, 'id' | 'title' | 'hold'>[]
): readonly { readonly id: string; readonly title: string }[] {
  const held = transfers.filter(({ id, hold }) => hold === 'sign-in' && !before.has(id))
  return held.slice(0, mostNotices).map(({ id, title }) => ({ id, title: `${visibleName(title)} needs your sign-in` }))
}
