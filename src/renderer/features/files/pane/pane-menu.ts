/** The menus of a pane: of the selected entries, and of the folder itself. */
import type { Entry } from '@contract/files'
import { joinPath } from '@domain/files/path'
import type { MenuEntry } from '../../../ui/menu'
import { copyIcon, copyWord } from '../copy-direction'
import { dropReason } from '../desktop-drop'
import { downloadAddress, downloadByBrowser } from '../drag-out'
import type { Where } from '../where'
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
  const { where, path } = acts.pane.store.getState()
  return [
    { kind: 'act', label: 'Open', keys: 'enter', disabledReason: oneOnly(rows), onSelect: () => acts.open(first) },
    ...(isFolder(first) ? [openInTab(acts, joinPath(path, first.name), oneOnly(rows))] : []),
    lookEntry(acts, first, oneOnly(rows)),
    {
      kind: 'act',
      label: `${copyWord(direction)} to the other pane`,
      icon: copyIcon(direction),
      keys: 'F5',
      disabledReason: direction.kind === 'none' ? direction.reason : undefined,
      onSelect: () => acts.copy(rows)
    },
    {
      kind: 'act',
      label: 'Move to the other pane…',
      icon: 'arrow-right',
      keys: 'F6',
      disabledReason: acts.movingReason(),
      onSelect: () => acts.move(rows)
    },
    ...downloadEntry(downloadAddress({ where, path, entries: rows })),
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
      disabledReason: modeReason(where, rows),
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
      disabledReason: terminalReason(where, isFolder(first) ? oneOnly(rows) : undefined),
      onSelect: () => acts.openTerminal(isFolder(first) ? first : undefined)
    },
    {
      kind: 'act',
      label: 'Properties',
      icon: 'info',
      keys: 'mod+i',
      disabledReason: oneOnly(rows),
      onSelect: () => acts.ask('properties', rows)
    },
    { kind: 'line' },
    {
      kind: 'act',
      label: 'Delete…',
      icon: 'trash',
      keys: 'F8',
      destructive: true,
      onSelect: () => acts.ask('remove', rows)
    }
  ]
}

/** Only where a browser is there to save the file. */
function downloadEntry(address: string | undefined): readonly MenuEntry[] {
  if (address === undefined) return []
  const onSelect = () => downloadByBrowser(address)
  return [{ kind: 'act', label: 'Download with the browser', icon: 'download', onSelect }]
}

function lookEntry(acts: PaneActs, entry: Entry, disabledReason: string | undefined): MenuEntry {
  const onSelect = () => acts.look(entry)
  return { kind: 'act', label: 'Quick look', icon: 'eye', keys: 'F3', disabledReason, onSelect }
}

function openInTab(acts: PaneActs, path: string, disabledReason: string | undefined): MenuEntry {
  const onSelect = () => acts.tabs.open(path)
  return { kind: 'act', label: 'Open in a new tab', icon: 'plus', disabledReason, onSelect }
}

function modeReason(where: Where | null, rows: readonly Entry[]): string | undefined {
  if (where?.kind === 's3') return 'Objects in a bucket have no permission bits'
  return rows.some(({ type }) => type === 'link') ? 'A link has no permissions of its own' : undefined
}

function terminalReason(where: Where | null, otherwise: string | undefined): string | undefined {
  return where?.kind === 's3' ? 'A bucket has no shell' : otherwise
}

function uploadReason(where: Where | null, path: string): string | undefined {
  if (where?.kind === 'local')
    return 'These files are on this computer: drop them here, or copy them from the other pane'
  return dropReason({ where, path }, false)
}

/** What is made or begun in the folder shown. */
function folderActs(acts: PaneActs): readonly MenuEntry[] {
  const { where, path } = acts.pane.store.getState()
  const noUpload = uploadReason(where, path)
  const compareReason = acts.compareReason()
  return [
    { kind: 'act', label: 'New folder…', icon: 'folder-new', keys: 'F7', onSelect: acts.askNewFolder },
    {
      kind: 'act',
      label: 'Upload files…',
      icon: 'upload',
      disabledReason: noUpload,
      onSelect: () => acts.chooseUpload('files')
    },
    {
      kind: 'act',
      label: 'Upload a folder…',
      icon: 'upload',
      disabledReason: noUpload,
      onSelect: () => acts.chooseUpload('folder')
    },
    {
      kind: 'act',
      label: 'Compare folders…',
      icon: 'compare',
      keys: 'alt+c',
      disabledReason: compareReason,
      onSelect: acts.compare
    },
    ...(where?.kind === 's3' && path !== '/'
      ? [{ kind: 'act', label: 'Unfinished uploads…', icon: 'bucket', onSelect: acts.showUnfinishedUploads } as const]
      : []),
    { kind: 'line' },
    { kind: 'act', label: 'Copy path of this folder', icon: 'copy', onSelect: () => acts.copyPaths([]) },
    {
      kind: 'act',
      label: 'Open terminal here',
      icon: 'terminals',
      disabledReason: terminalReason(where, undefined),
      onSelect: () => acts.openTerminal(undefined)
    },
    { kind: 'act', label: 'Read again', icon: 'refresh', keys: 'mod+r', onSelect: () => acts.pane.refresh() }
  ]
}

/** Menu of the folder shown. */
export function folderMenu(acts: PaneActs): readonly MenuEntry[] {
  const { pane, tabs } = acts
  const { hidden, tree, sort } = pane.store.getState()
  return [
    ...folderActs(acts),
    { kind: 'line' },
    { kind: 'act', label: 'New tab', icon: 'plus', keys: 'alt+t', onSelect: () => tabs.open() },
    { kind: 'act', label: 'Swap the panes', icon: 'swap', keys: 'mod+u', onSelect: acts.swap },
    { kind: 'check', label: 'Folder tree', keys: 'alt+e', checked: tree, onChange: next => pane.set({ tree: next }) },
    { kind: 'check', label: 'Show hidden files', keys: 'mod+h', checked: hidden, onChange: acts.setHidden },
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
    ),
    { kind: 'line' },
    { kind: 'act', label: 'Keys', icon: 'help', keys: '?', onSelect: () => acts.show('keys') }
  ]
}
