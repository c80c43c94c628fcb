/** Transfers as the command shows them. */
import type { Endpoint, Transfer } from '@contract/transfers'
import { displayName } from '@domain/bytes-name'
import { shownFailures } from './copy-result'
import type { ShownTransfer } from './schema-documents'
import { sizeText, table } from './text'

/** Enough of an ID to tell those of a list apart. */
const shortId = 8

/** The object of --json: text with U+FFFD where a byte was not text. */
export function shownTransfer(transfer: Transfer): ShownTransfer {
  const { title, destination, currentFile, failed, notices } = transfer
  return {
    ...transfer,
    title: displayName(title),
    destination: displayName(destination),
    currentFile: currentFile === null ? null : displayName(currentFile),
    failed: shownFailures(failed),
    notices: notices.map(displayName)
  }
}

export function transfersTable(transfers: readonly Transfer[]): string {
  const short = transfers.every(({ id }, at) =>
    transfers.every((other, place) => place === at || other.id.slice(0, shortId) !== id.slice(0, shortId))
  )
  return table(transfers, [
    { title: 'ID', cell: ({ id }) => (short ? id.slice(0, shortId) : id) },
    { title: 'STATE', cell: stateText },
    { title: 'DONE', right: true, cell: doneText },
    { title: 'OF', right: true, cell: ({ totalBytes, scanning }) => `${sizeText(totalBytes)}${scanning ? '+' : ''}` },
    { title: 'RATE', right: true, cell: ({ rate, state }) => (state === 'running' ? `${sizeText(rate)}/s` : '-') },
    { title: 'FROM', cell: ({ from }) => endText(from) },
    { title: 'TO', cell: ({ to }) => endText(to) },
    { title: 'WHAT', cell: ({ title, sources }) => (sources > 1 ? `${title} and ${sources - 1} more` : title) }
  ])
}

const heldText = {
  link: 'link lost',
  'sign-in': 'needs a sign-in',
  limit: 'schedule',
  answer: 'needs an answer'
} as const

function stateText({ state, hold, failedCount }: Transfer): string {
  if (hold) return `${state} (${heldText[hold]})`
  return failedCount > 0 && state !== 'failed' ? `${state} (${failedCount} failed)` : state
}

function doneText({ doneBytes, totalBytes, scanning, state }: Transfer): string {
  if (state === 'finished') return '100%'
  return totalBytes > 0 && !scanning ? `${Math.floor((100 * doneBytes) / totalBytes)}%` : sizeText(doneBytes)
}

function endText(end: Endpoint): string {
  return end.kind === 'local' ? 'here' : end.kind === 'site' ? end.site : `s3${end.profile ? ` (${end.profile})` : ''}`
}
