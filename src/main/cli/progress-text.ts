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
const narrowestBar = 8

/** The parts by weight: the least of them go first where the line is too narrow. */
export function progressText(transfer: Shown, width: number): string {
  const stopped = stoppedText(transfer)
  if (stopped) return stopped.slice(0, width)
  const { rate, doneBytes, totalBytes, verifying, scanning } = transfer
  const known = totalBytes > 0 && !scanning
  const share = known ? Math.min(1, doneBytes / totalBytes) : undefined
  const files = `${transfer.doneFiles + transfer.skipped}/${transfer.totalFiles}${scanning ? '+' : ''} files`
  const left = known && rate > 0 ? `${durationText((totalBytes - doneBytes) / rate)} left` : undefined
  const parts = [
    share === undefined ? undefined : `${Math.floor(share * 100)}%`.padStart(4),
    `${sizeText(doneBytes)} of ${scanning ? 'more than ' : ''}${sizeText(totalBytes)}`,
    `${sizeText(rate)}/s`,
    left,
    files,
    scanning ? 'still counting' : undefined,
    verifying > 0 ? `verifying ${verifying}` : undefined
  ].filter(part => part !== undefined)
  let line = parts.join('  ')
  while (line.length > width && parts.length > 1) {
    parts.pop()
    line = parts.join('  ')
  }
  const room = Math.min(widestBar, width - line.length - 3)
  return share === undefined || room < narrowestBar ? line.slice(0, width) : `${bar(share, room)} ${line}`
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
