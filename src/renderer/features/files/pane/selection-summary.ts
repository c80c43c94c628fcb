/** The foot of a pane in words. */
import type { Entry } from '@contract/files'
import { countOf, formatBytes, formatCount } from '../../../ui/format'

/** `11 items`, `11 of 300 items, 2 selected, 134.2 MiB`. Sizes of folders are not known and are not counted. */
export function selectionSummary(facts: {
  readonly shown: readonly Entry[]
  readonly all: number
  readonly selected: ReadonlySet<string>
}): string {
  const { shown, all, selected } = facts
  const items = shown.length === all ? countOf(all, 'item') : `${formatCount(shown.length)} of ${countOf(all, 'item')}`
  if (selected.size === 0) return items
  let bytes = 0
  let files = 0
  for (const entry of shown) {
    if (!selected.has(entry.name) || entry.type !== 'file') continue
    bytes += entry.size
    files += 1
  }
  const size = files > 0 ? `, ${formatBytes(bytes)}${files < selected.size ? ' in files' : ''}` : ''
  return `${items}, ${formatCount(selected.size)} selected${size}`
}

/** `41.6 TiB free`; unknown is said. */
export function spaceWords(freeBytes: number | null | undefined): string {
  return freeBytes === null || freeBytes === undefined ? 'free space unknown' : `${formatBytes(freeBytes)} free`
}
