/** What the list of watched folders says, in words. */
import type { Watch, WatchDestination } from '@contract/watch'
import { countOf, formatBytes, formatDuration } from '../../ui/format'
import type { State } from '../../ui/state-mark'
import { visibleName } from '../../ui/visible-name'

/** One line of the list: a watched folder on its way to one destination. */
export interface WatchRow {
  readonly id: string
  readonly watch: Watch
  /** Unset: it is followed and copied nowhere. */
  readonly to: WatchDestination | undefined
}

export const watchRows = (watches: readonly Watch[]): readonly WatchRow[] =>
  watches.flatMap((watch): WatchRow[] =>
    watch.destinations.length === 0
      ? [{ id: watch.id, watch, to: undefined }]
      : watch.destinations.map((to, place) => ({ id: `${watch.id} ${place}`, watch, to }))
  )

export interface RowState {
  readonly mark: State
  readonly words: string
}

const folderStates: Readonly<Record<Watch['state'], RowState>> = {
  starting: { mark: 'starting', words: 'Starting' },
  watching: { mark: 'running', words: 'Watching' },
  waiting: { mark: 'warning', words: 'The folder cannot be followed now' },
  paused: { mark: 'paused', words: 'Paused' },
  ending: { mark: 'running', words: 'Waiting for the last files' },
  ended: { mark: 'done', words: 'Ended, all sent' },
  resting: { mark: 'paused', words: 'Not running' }
}

/** The worse of the folder and the destination speaks for the row. */
export function rowState({ watch, to }: WatchRow): RowState {
  const folder = folderStates[watch.state]
  if (watch.state !== 'watching' && watch.state !== 'ending') return folder
  if (to?.state === 'trouble') return { mark: 'failed', words: 'Files do not arrive' }
  if (to?.state === 'waiting' && to.error) return { mark: 'warning', words: 'Waits for the link' }
  if (to?.state === 'sending') return { mark: 'running', words: 'Sending' }
  // Its folder is followed no more.
  if (watch.state === 'ending' && watch.means === null) return { ...folder, words: 'Sending the last files' }
  return folder
}

/** Why it does not get on; undefined: it does. */
export function rowTrouble({ watch, to }: WatchRow): string | undefined {
  const error = to?.error ?? watch.error
  return error === null || error === undefined ? undefined : visibleName(`${error.message} ${error.hint}`.trim())
}

export function backlogWords({ to }: WatchRow): string {
  if (!to) return ''
  return to.backlog.files === 0 ? 'none' : `${countOf(to.backlog.files, 'file')}, ${formatBytes(to.backlog.bytes)}`
}

export function verifiedWords({ to }: WatchRow): string {
  if (!to) return ''
  const sizes = to.sizeOnly.files > 0 ? `, ${countOf(to.sizeOnly.files, 'file')} by size only` : ''
  return `${countOf(to.verified.files, 'file')}, ${formatBytes(to.verified.bytes)}${sizes}`
}

/** How long the oldest file has waited. `now`: milliseconds since 1970. */
export function oldestWords({ to }: WatchRow, now: number): string {
  if (!to?.oldest) return ''
  return formatDuration(Math.max(0, now - Date.parse(to.oldest)) / 1000)
}

/** What comes in: the last hour's pace, and what is still being written. */
export function collectedWords({ watch }: WatchRow): string {
  const { perHour, unfinished, withoutSidecar } = watch
  return [
    `${countOf(perHour.files, 'file')}/h`,
    ...(unfinished.files > 0 ? [`${countOf(unfinished.files, 'file')} being written`] : []),
    ...(withoutSidecar > 0 ? [`${withoutSidecar} without the sidecar`] : [])
  ].join(', ')
}

/** Whether one of these texts holds what was typed, in any case; an empty filter takes all. */
export function holds(filter: string, texts: readonly string[]): boolean {
  const typed = filter.trim().toLowerCase()
  return typed === '' || texts.some(text => text.toLowerCase().includes(typed))
}
