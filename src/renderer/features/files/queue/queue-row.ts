/** Transfers of the engine and uploads of the window as rows of one list. */
import type { FailedFile, Transfer } from '@contract/transfers'
import { countOf, formatBytes, formatCount, formatDuration } from '../../../ui/format'
import type { State } from '../../../ui/state-mark'
import type { Upload } from './uploads'

/** A row of the list, ready to be drawn. */
export interface QueueRow {
  readonly id: string
  /** `window`: it runs in this window, and ends with it. */
  readonly kind: 'engine' | 'window'
  readonly title: string
  readonly direction: 'put' | 'get'
  readonly site: string
  readonly destination: string
  readonly mark: State
  /** What a screen reader says for the mark, and what stands where there is no bar. */
  readonly word: string
  /** 0 to 1; undefined where no bar makes sense. */
  readonly share: number | undefined
  /** `1.2 GiB of 4.0 GiB`. */
  readonly amount: string
  /** Bytes per second; undefined when it does not move. */
  readonly rate: number | undefined
  readonly left: string
  readonly failed: readonly FailedFile[]
  readonly failedCount: number
  readonly ended: boolean
}

type Facts = Pick<Transfer, 'state' | 'totalBytes' | 'doneBytes' | 'totalFiles' | 'doneFiles' | 'skipped' | 'rate'> & {
  readonly direction: Transfer['direction']
  readonly scanning: boolean
  readonly failedCount: number
}

/** How long the rest takes at this rate: `9 s`, `under 1 s`; blank when it does not move, `counting` before all is known. */
export function leftWords(facts: Pick<Facts, 'state' | 'totalBytes' | 'doneBytes' | 'rate' | 'scanning'>): string {
  if (facts.state !== 'running') return ''
  if (facts.scanning) return 'counting'
  if (facts.rate <= 0) return 'unknown'
  const seconds = (facts.totalBytes - facts.doneBytes) / facts.rate
  return seconds < 1 ? 'under 1 s' : formatDuration(Math.ceil(seconds))
}

const endWords = { finished: 'Done', failed: 'Failed', cancelled: 'Cancelled' } as const

function markOf({ state, direction }: Facts): State {
  if (state === 'running') return direction === 'put' ? 'up' : 'down'
  if (state === 'finished') return 'done'
  if (state === 'finished-with-errors') return 'warning'
  return state
}

function wordOf(facts: Facts): string {
  const { state, failedCount, doneFiles, skipped } = facts
  if (state === 'waiting') return 'Waiting'
  if (state === 'running') return facts.direction === 'put' ? 'Uploading' : 'Downloading'
  if (state === 'finished-with-errors') return `Done, but ${countOf(failedCount, 'file')} failed`
  if (state !== 'finished') return endWords[state]
  const parts = [countOf(doneFiles, 'file'), ...(skipped > 0 ? [`${formatCount(skipped)} skipped`] : [])]
  return `${endWords.finished}, ${parts.join(', ')}`
}

function amountOf({ doneBytes, totalBytes, scanning, state }: Facts): string {
  if (state === 'finished') return formatBytes(doneBytes)
  if (scanning && totalBytes === 0) return 'counting'
  return `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}${scanning ? ' or more' : ''}`
}

function shareOf({ state, doneBytes, totalBytes, doneFiles, totalFiles }: Facts): number | undefined {
  if (state !== 'running') return undefined
  if (totalBytes > 0) return doneBytes / totalBytes
  return totalFiles > 0 ? doneFiles / totalFiles : 0
}

function drawn(facts: Facts) {
  return {
    mark: markOf(facts),
    word: wordOf(facts),
    share: shareOf(facts),
    amount: amountOf(facts),
    rate: facts.state === 'running' ? facts.rate : undefined,
    left: leftWords(facts),
    failedCount: facts.failedCount,
    ended: facts.state !== 'waiting' && facts.state !== 'running'
  }
}

/** The row of a transfer. */
export function transferRow(transfer: Transfer): QueueRow {
  const { id, title, sources, direction, site, destination, failed } = transfer
  const more = sources > 1 && !/\bmore$/.test(title) ? ` and ${sources - 1} more` : ''
  return { id, kind: 'engine', title: title + more, direction, site, destination, failed, ...drawn(transfer) }
}

/** The row of an upload. */
export function uploadRow(upload: Upload): QueueRow {
  const { id, title, site, folder, failed } = upload
  const facts: Facts = { ...upload, direction: 'put', scanning: false, failedCount: failed.length }
  return { id, kind: 'window', title, direction: 'put', site, destination: folder, failed, ...drawn(facts) }
}

const rank = (row: QueueRow): number => (row.ended ? 2 : row.mark === 'waiting' ? 1 : 0)

/** What moves first, then what waits in its turn, then what ended, the newest first. */
export function queueRows(transfers: readonly Transfer[], uploads: readonly Upload[]): readonly QueueRow[] {
  const rows = [...transfers.map(transferRow), ...uploads.map(uploadRow)]
  const ended = rows.filter(row => row.ended).reverse()
  return [...rows.filter(row => rank(row) === 0), ...rows.filter(row => rank(row) === 1), ...ended]
}

/** `2 moving, 3 waiting, 1 with failed files`; undefined when the list is empty. */
export function queueSummary(rows: readonly QueueRow[]): string | undefined {
  if (rows.length === 0) return undefined
  const moving = rows.filter(row => rank(row) === 0).length
  const waiting = rows.filter(row => rank(row) === 1).length
  const failed = rows.filter(row => row.failedCount > 0 || row.mark === 'failed').length
  const parts = [
    ...(moving > 0 ? [`${formatCount(moving)} moving`] : []),
    ...(waiting > 0 ? [`${formatCount(waiting)} waiting`] : []),
    ...(failed > 0 ? [`${formatCount(failed)} with failures`] : [])
  ]
  return parts.length > 0 ? parts.join(', ') : `${formatCount(rows.length)} ended`
}
