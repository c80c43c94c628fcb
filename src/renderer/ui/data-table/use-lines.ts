import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useRef } from 'react'
import type { Entries } from './entries'
import type { RowKey } from './selection'

const headHeight = 26
/** First guess of the height of a sunk line; it is measured once it is drawn. */
const sunkGuess = 44

/** The virtual lines of a body and the ways to scroll among them. `rowHeight` in CSS pixels. */
export function useLines<T>(entries: Entries<T>, rowHeight: number) {
  const scroll = useRef<HTMLDivElement>(null)
  // The same functions between renders: with new ones all lines would be measured again, at each scrolled pixel.
  const estimateSize = useCallback((at: number) => (entries.isSunk(at) ? sunkGuess : rowHeight), [entries, rowHeight])
  const getItemKey = useCallback((at: number) => entries.keyAt(at), [entries])
  const virtual = useVirtualizer({
    count: entries.count,
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
    const at = entries.lineOf(key)
    if (at !== undefined) virtual.scrollToIndex(at)
  }
  /** Which line a row is, from the top. */
  const placeOf = (key: RowKey) => entries.lineOf(key)
  /** How many rows are in sight. */
  const page = () => Math.floor(((scroll.current?.clientHeight ?? 600) - headHeight) / rowHeight)
  /** Whether a row is drawn now: only then may it be named as the active descendant. */
  const isDrawn = (key: RowKey) => virtual.getVirtualItems().some(item => item.index === entries.lineOf(key))
  return { scroll, virtual, placeOf, reveal, page, isDrawn }
}
