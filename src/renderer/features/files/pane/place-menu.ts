/** The menu of places: bookmarks, and where one has been. */
import type { Bookmark } from '@contract/app'
import type { Place } from '@contract/files'
import { baseName } from '@domain/files/path'
import type { IconName } from '../../../ui/icon'
import type { MenuEntry } from '../../../ui/menu'
import { visibleName } from '../../../ui/visible-name'
import { placeAt, type WhereName, whereOf } from '../where'
import { isBookmarked, placeLabel, samePlace } from './bookmarks'
import type { PaneActs } from './pane-acts'

/** Bookmarks that stand in the menu; all are in their dialog. */
const mostInMenu = 20

/** What the menu shows beside the acts. */
export interface PlaceLists {
  readonly bookmarks: readonly Bookmark[]
  readonly recent: readonly Place[]
  readonly nameOf: WhereName
}

/** The icon of what a folder lies on. */
export function placeIcon(kind: Place['kind']): IconName {
  if (kind === 's3') return 'bucket'
  return kind === 'site' ? 'server' : 'disk'
}

/** Menu of the places one goes to from a pane. */
export function placeMenu(acts: PaneActs, { bookmarks, recent, nameOf }: PlaceLists): readonly MenuEntry[] {
  const { pane } = acts
  const { where, path } = pane.store.getState()
  const here = where && placeAt(where, path)
  const go = (label: string, place: Place, icon: IconName): MenuEntry => ({
    kind: 'act',
    label,
    icon,
    hint: `${nameOf(whereOf(place))}, ${visibleName(place.path)}`,
    onSelect: () => pane.show(whereOf(place), place.path)
  })
  const marked = here !== null && isBookmarked(bookmarks, here)
  // Where one is and what has a bookmark need not be offered twice.
  const others = recent.filter(place => !(here && samePlace(place, here)) && !isBookmarked(bookmarks, place))
  return [
    {
      kind: 'act',
      label: marked ? 'Remove this bookmark' : 'Bookmark this folder',
      icon: 'bookmark',
      keys: 'mod+d',
      onSelect: acts.toggleBookmark
    },
    { kind: 'act', label: 'Home folder', icon: 'folder', keys: '~', onSelect: acts.goHome },
    ...(bookmarks.length > 0 ? [{ kind: 'head', label: 'Bookmarks' } as const] : []),
    ...bookmarks
      .slice(0, mostInMenu)
      .map(({ label, place }) => go(label || baseName(place.path), place, placeIcon(place.kind))),
    ...(bookmarks.length > 0
      ? [{ kind: 'act', label: 'All bookmarks…', icon: 'edit', onSelect: () => acts.show('bookmarks') } as const]
      : []),
    ...(others.length > 0 ? [{ kind: 'head', label: 'Recent' } as const] : []),
    ...others.map(place => go(placeLabel(place, nameOf), place, 'history'))
  ]
}
