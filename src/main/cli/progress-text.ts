/** One line about a transfer that runs, as wide as the terminal allows. */
import type { Transfer } from '@contract/transfers'
import { durationText, sizeText } from './text'

type Shown = Pick<
  Transfer,
  | 'state'
  | 'hold'
  | 'scanning'
  | 'doneBytes'
  | 'totalBytes'
  | 'doneFiles'
  | 'skipped'
  | 'totalFiles'
  | 'verifying'
  | 'rate'
>

const widestBar = 30
const narrowestBar = 10
/** What a narrow line keeps beside its bar: share, bytes, rate. */
const fewestParts = 3
/** `100.0 MiB`: so that the line does not jump. */
const sizeWidth = 8

export function progressText(transfer: Shown, width: number): string {
  const stopped = stoppedText(transfer)
  if (stopped) return stopped.slice(0, width)
  const { rate, doneBytes, totalBytes, verifying, scanning } = transfer
  const known = totalBytes > 0 && !scanning
  const share = known ? Math.min(1, doneBytes / totalBytes) : undefined
  const left = known && rate > 0 ? `${durationText((totalBytes - doneBytes) / rate)} left` : undefined
  // By weight: where the line is too narrow, the last go first.
  const parts = [
    share === undefined ? undefined : `${Math.floor(share * 100)}%`.padStart(4),
    `${sizeText(doneBytes).padStart(sizeWidth)} of ${scanning ? 'more than ' : ''}${sizeText(totalBytes)}`,
    `${sizeText(rate).padStart(sizeWidth)}/s`,
    left,
    verifying > 0 ? `verifying ${verifying}` : undefined,
    `${transfer.doneFiles + transfer.skipped}/${transfer.totalFiles}${scanning ? '+' : ''} files`,
    scanning ? 'still counting' : undefined
  ].filter(part => part !== undefined)
  const room = (): number => width - parts.join('  ').length - 1
  const wanted = share === undefined ? -1 : narrowestBar
  while (room() < wanted && parts.length > fewestParts) parts.pop()
  const line = parts.join('  ')
  if (share === undefined || room() < narrowestBar) return line.slice(0, width)
  return `${bar(share, Math.min(widestBar, room()))} ${line}`
}

/** Why nothing moves just now. */
function stoppedText({ state, hold }: Shown): string | undefined {
  if (state === 'waiting') return 'waiting for its turn'
  if (state === 'paused') return 'paused; farscope transfer resume goes on'
  if (hold === 'link') return 'the link is lost; trying again'
  if (hold === 'sign-in') return 'needs a sign-in; farscope transfer resume asks for it'
  if (hold === 'limit') return 'held by the schedule of the bandwidth limit'
  return undefined
}

function bar(share: number, room: number): string {
  const inside = room - 2
  const filled = Math.floor(share * inside)
  const head = filled < inside ? '>' : ''
  return `[${'='.repeat(filled)}${head}${' '.repeat(Math.max(0, inside - filled - head.length))}]`
}
