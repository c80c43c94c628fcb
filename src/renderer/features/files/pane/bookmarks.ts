/** Bookmarks and recent places: rules on lists. Bookmarks are a setting of the program, recent places this window's. */
import { type Bookmark, bookmarkSchema } from '@contract/app'
import { type Place, placeSchema } from '@contract/files'
import { baseName } from '@domain/files/path'
import { visibleName } from '../../../ui/visible-name'
import { sameWhere, type WhereName, whereOf } from '../where'

/** Most places that are remembered. */
export const mostRecent = 12

/** The longest label that the contract takes, in code units. */
const longestLabel = bookmarkSchema.shape.label.maxLength ?? 200

/** Whether both are the same folder. */
export function samePlace(a: Place, b: Place): boolean {
  return a.path === b.path && sameWhere(whereOf(a), whereOf(b))
}

/** `lindqvist on Ribolab NAS`; the name alone where it is the root. */
export function placeLabel(place: Place, nameOf: WhereName): string {
  const name = visibleName(baseName(place.path) || place.path)
  return `${name} on ${nameOf(whereOf(place))}`.slice(0, longestLabel).toWellFormed()
}

/** Whether a folder has a bookmark. */
export function isBookmarked(bookmarks: readonly Bookmark[], place: Place): boolean {
  return bookmarks.some(bookmark => samePlace(bookmark.place, place))
}

/** With a bookmark for this folder at the end, or without the one it had. */
export function toggledBookmark(bookmarks: readonly Bookmark[], place: Place, label: string): Bookmark[] {
  if (isBookmarked(bookmarks, place)) return bookmarks.filter(bookmark => !samePlace(bookmark.place, place))
  return [...bookmarks, { label, place }]
}

/** With the bookmark at `at` moved by `by` places, within the list. */
export function movedBookmark(bookmarks: readonly Bookmark[], at: number, by: number): Bookmark[] {
  const moved = [...bookmarks]
  const [taken] = moved.splice(at, 1)
  if (taken) moved.splice(Math.min(moved.length, Math.max(0, at + by)), 0, taken)
  return moved
}

/** Newest first, each once. */
export function withRecent(recent: readonly Place[], place: Place): readonly Place[] {
  return [place, ...recent.filter(other => !samePlace(other, place))].slice(0, mostRecent)
}

/** The recent places that were kept as text; none where it is not such a list. */
export function parseRecent(text: string | null): readonly Place[] {
  try {
    return placeSchema
      .array()
      .max(mostRecent)
      .parse(JSON.parse(text ?? '[]'))
  } catch {
    // Kept by another version, or broken: a list of places one has been to is not worth a question.
    return []
  }
}
