/** The menus of a pane: of the selected entries, and of the folder itself. */
import type { Entry } from '@contract/files'
import type { MenuEntry } from '../../../ui/menu'
import { copyIcon, copyWord } from '../copy-direction'
import { isFolder, type OrderColumn } from './entry-order'
import type { PaneActs } from './pane-acts'

const orders: readonly (readonly [OrderColumn, string])[] = [
  ['name', 'Name'],
  ['size', 'Size'],
  ['changed', 'Changed'],
  ['owner', 'Owner'],
  ['mode', 'Mode']
]

/** Why what needs one entry cannot be done with these. */
function oneOnly(rows: readonly Entry[]): string | undefined {
  return rows.length === 1 ? undefined : 'Select one entry'
}

/** Menu of entries, or of the folder when there are none. */
export function rowMenu(acts: PaneActs, rows: readonly Entry[]): readonly MenuEntry[] {
  const [first] = rows
  if (!first) return folderMenu(acts)
  const direction = acts.copying()
  const isSite = acts.pane.store.getState().where?.kind === 'site'
  return [
    { kind: 'act', label: 'Open', keys: 'enter', disabledReason: oneOnly(rows), onSelect: () => acts.open(first) },
    {
      kind: 'act',
      label: `${copyWord(direction)} to the other pane`,
      icon: copyIcon(direction),
      keys: 'F5',
      disabledReason: direction.kind === 'none' ? direction.reason : undefined,
      onSelect: () => acts.copy(rows)
    },
    { kind: 'line' },
    {
      kind: 'act',
      label: 'Rename…',
      icon: 'edit',
      keys: 'F2',
      disabledReason: oneOnly(rows),
      onSelect: () => acts.ask('rename', rows)
    },
    {
      kind: 'act',
      label: 'Permissions…',
      icon: 'lock',
      disabledReason: rows.some(({ type }) => type === 'link') ? 'A link has no permissions of its own' : undefined,
      onSelect: () => acts.ask('mode', rows)
    },
    {
      kind: 'act',
      label: rows.length === 1 ? 'Copy path' : 'Copy paths',
      icon: 'copy',
      onSelect: () => acts.copyPaths(rows)
    },
    {
      kind: 'act',
      label: 'Open terminal here',
      icon: 'terminals',
      disabledReason: terminalReason(isSite, isFolder(first) ? oneOnly(rows) : undefined),
      onSelect: () => acts.openTerminal(isFolder(first) ? first : undefined)
    },
    {
      kind: 'act',
      label: 'Properties',
      icon: 'info',
      disabledReason: oneOnly(rows),
      onSelect: () => acts.ask('properties', rows)
    },
    { kind: 'line' },
    {
      kind: 'act',
      label: 'Delete…',
      icon: 'trash',
      keys: 'Delete',
      destructive: true,
      onSelect: () => acts.ask('remove', rows)
    }
  ]
}

function terminalReason(isSite: boolean, otherwise: string | undefined): string | undefined {
  return isSite ? otherwise : 'A terminal of this computer is opened in Terminals'
}

/** Menu of the folder shown. */
export function folderMenu(acts: PaneActs): readonly MenuEntry[] {
  const { pane } = acts
  const { where, hidden, sort } = pane.store.getState()
  const notSite = where?.kind === 'site' ? undefined : 'Uploads go to a site: choose one in this pane'
  return [
    { kind: 'act', label: 'New folder…', icon: 'folder-new', keys: 'F7', onSelect: acts.askNewFolder },
    {
      kind: 'act',
      label: 'Upload files…',
      icon: 'upload',
      disabledReason: notSite,
      onSelect: () => acts.chooseUpload('files')
    },
    {
      kind: 'act',
      label: 'Upload a folder…',
      icon: 'upload',
      disabledReason: notSite,
      onSelect: () => acts.chooseUpload('folder')
    },
    { kind: 'line' },
    { kind: 'act', label: 'Copy path of this folder', icon: 'copy', onSelect: () => acts.copyPaths([]) },
    {
      kind: 'act',
      label: 'Open terminal here',
      icon: 'terminals',
      disabledReason: terminalReason(where?.kind === 'site', undefined),
      onSelect: () => acts.openTerminal(undefined)
    },
    { kind: 'act', label: 'Read again', icon: 'refresh', onSelect: () => pane.refresh() },
    { kind: 'line' },
    { kind: 'check', label: 'Show hidden files', checked: hidden, onChange: next => pane.set({ hidden: next }) },
    { kind: 'head', label: 'Order' },
    ...orders.map(
      ([column, label]): MenuEntry => ({
        kind: 'check',
        label,
        checked: sort.column === column,
        onChange: () =>
          pane.set({
            sort: { column, direction: column === 'size' || column === 'changed' ? 'descending' : 'ascending' }
          })
      })
    )
  ]
}
