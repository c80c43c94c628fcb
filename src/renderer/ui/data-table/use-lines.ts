import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useMemo, useRef } from 'react'
import type { Entry } from './entries'
import type { RowKey } from './selection'

const headHeight = 26
/** First guess of the height of a sunk line; it is measured once it is drawn. */
const sunkGuess = 44

/** Entry index of each row, for scrolling to it: sunk lines shift the rows below them. */
function entryPlaces<T>(entries: readonly Entry<T>[]): ReadonlyMap<RowKey, number> {
  const places = new Map<RowKey, number>()
  entries.forEach((entry, at) => {
    if (entry.kind === 'row') places.set(entry.key, at)
  })
  return places
}

/** The virtual lines of a body and the ways to scroll among them. `rowHeight` in CSS pixels. */
export function useLines<T>(entries: readonly Entry<T>[], rowHeight: number) {
  const scroll = useRef<HTMLDivElement>(null)
  const places = useMemo(() => entryPlaces(entries), [entries])
  // The same functions between renders: with new ones all lines would be measured again, at each scrolled pixel.
  const estimateSize = useCallback(
    (at: number) => (entries[at]?.kind === 'sunk' ? sunkGuess : rowHeight),
    [entries, rowHeight]
  )
  const getItemKey = useCallback((at: number) => `${entries[at]?.kind} ${entries[at]?.key}`, [entries])
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroll.current,
    estimateSize,
    getItemKey,
    overscan: 8,
    // The sticky head covers this much of the view.
    scrollPaddingEnd: headHeight,
    // Before the first layout (and when rendered to text) a screenful is drawn.
    initialRect: { width: 800, height: 600 }
  })
  const reveal = (key: RowKey) => {
    const at = places.get(key)
    if (at !== undefined) virtual.scrollToIndex(at)
  }
  /** Which line a row is, from the top. */
  const placeOf = (key: RowKey) => places.get(key)
  /** How many rows are in sight. */
  const page = () => Math.floor(((scroll.current?.clientHeight ?? 600) - headHeight) / rowHeight)
  /** Whether a row is drawn now: only then may it be named as the active descendant. */
  const isDrawn = (key: RowKey) => virtual.getVirtualItems().some(item => item.index === places.get(key))
  return { scroll, virtual, placeOf, reveal, page, isDrawn }
}
