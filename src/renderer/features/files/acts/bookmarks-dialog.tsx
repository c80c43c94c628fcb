import type { Bookmark } from '@contract/app'
import { useState } from 'react'
import { Button, IconButton } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { EmptyState } from '../../../ui/empty-state'
import { TextField } from '../../../ui/text-field'
import { visibleName } from '../../../ui/visible-name'
import { movedBookmark } from '../pane/bookmarks'
import { type WhereName, whereKey, whereOf } from '../where'
import styles from './acts.module.css'

/** Names, orders and removes bookmarks. Each change is kept at once, a name when it is left. */
export function BookmarksDialog(props: {
  bookmarks: readonly Bookmark[]
  nameOf: WhereName
  onChange: (bookmarks: Bookmark[]) => void
  onClose: () => void
}) {
  const { nameOf, onChange, onClose } = props
  const [bookmarks, setBookmarks] = useState(props.bookmarks)
  const keep = (next: Bookmark[]): void => {
    setBookmarks(next)
    onChange(next)
  }
  const close = (): void => {
    if (bookmarks !== props.bookmarks) onChange([...bookmarks])
    onClose()
  }
  return (
    <Dialog
      open
      onClose={close}
      title='Bookmarks'
      actions={
        <Button autoFocus onClick={close} keys='escape'>
          Close
        </Button>
      }
    >
      {bookmarks.length === 0 && (
        <EmptyState>
          Folders you want at hand stand here. Ctrl or ⌘ with D bookmarks the folder that is shown.
        </EmptyState>
      )}
      <ul className={styles.bookmarks}>
        {bookmarks.map((bookmark, at) => (
          <li key={`${whereKey(whereOf(bookmark.place))} ${bookmark.place.path}`} className={styles.bookmark}>
            <TextField
              className='grow'
              label={`Name of the bookmark for ${visibleName(bookmark.place.path)}`}
              hideLabel
              value={bookmark.label}
              maxLength={200}
              onChange={label =>
                setBookmarks(bookmarks.map((other, place) => (place === at ? { ...other, label } : other)))
              }
              onBlur={() => onChange([...bookmarks])}
              hint={`${nameOf(whereOf(bookmark.place))}, ${visibleName(bookmark.place.path)}`}
            />
            <IconButton
              icon='arrow-up'
              label={`Move ${bookmark.label} up`}
              disabledReason={at === 0 ? 'It is the first' : undefined}
              onClick={() => keep(movedBookmark(bookmarks, at, -1))}
            />
            <IconButton
              icon='arrow-down'
              label={`Move ${bookmark.label} down`}
              disabledReason={at === bookmarks.length - 1 ? 'It is the last' : undefined}
              onClick={() => keep(movedBookmark(bookmarks, at, 1))}
            />
            <IconButton
              icon='close'
              label={`Remove the bookmark ${bookmark.label}`}
              onClick={() => keep(bookmarks.filter((_, place) => place !== at))}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
