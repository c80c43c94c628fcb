import type { Bookmark, Settings } from '@contract/app'
import { CompareDialog } from '../compare/compare-dialog'
import type { WhereName } from '../where'
import { AccountDialog } from './account-dialog'
import { BookmarksDialog } from './bookmarks-dialog'
import type { DialogRequest } from './dialog-request'
import { KeysDialog } from './keys-dialog'
import { ModeDialog } from './mode-dialog'
import { MoveDialog } from './move-dialog'
import { NameDialog } from './name-dialog'
import { NamesDialog } from './names-dialog'
import { PropertiesDialog } from './properties-dialog'
import { RemoveDialog } from './remove-dialog'
import { UnfinishedUploadsDialog } from './unfinished-uploads-dialog'

/** The dialog for a request. */
export function ActDialog(props: {
  request: DialogRequest
  nameOf: WhereName
  settings: Settings
  onBookmarks: (bookmarks: Bookmark[]) => void
  onClose: () => void
}) {
  const { request, nameOf, settings, onBookmarks, onClose } = props
  switch (request.kind) {
    case 'new-folder':
      return <NameDialog at={request.at} before={undefined} nameOf={nameOf} onClose={onClose} />
    case 'rename':
      return <NameDialog at={request.at} before={request.at.entries[0].name} nameOf={nameOf} onClose={onClose} />
    case 'remove':
      return <RemoveDialog at={request.at} nameOf={nameOf} onClose={onClose} />
    case 'mode':
      return <ModeDialog at={request.at} onClose={onClose} />
    case 'properties':
      return <PropertiesDialog at={request.at} nameOf={nameOf} onClose={onClose} />
    case 'move':
      return <MoveDialog at={request.at} to={request.to} onClose={onClose} />
    case 'compare': {
      const { from, to } = request
      return <CompareDialog {...{ from, to, nameOf, onClose }} verify={settings.verifyTransfers} />
    }
    case 'unfinished-uploads':
      return <UnfinishedUploadsDialog at={request.at} onClose={onClose} />
    case 'account':
      return <AccountDialog pane={request.pane} onClose={onClose} />
    case 'names':
      return <NamesDialog pane={request.pane} rows={request.rows} choose={request.choose} onClose={onClose} />
    case 'bookmarks':
      return <BookmarksDialog {...{ nameOf, onClose }} bookmarks={settings.bookmarks} onChange={onBookmarks} />
    case 'keys':
      return <KeysDialog onClose={onClose} />
  }
}
