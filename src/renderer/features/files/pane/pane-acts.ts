/** What can be done with the entries of a pane, in one place for menu, keys and drops. */
import type { FarscopeClient } from '@contract/contract'
import type { Entry, Place } from '@contract/files'
import type { TerminalPlace } from '@contract/terminals'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { isWithin, joinPath } from '@domain/files/path'
import type { DialogFolder, DialogRequest, DialogTarget, EntryAct } from '../acts/dialog-request'
import { type CopyDirection, copyDirection } from '../copy-direction'
import { placeAt, sameWhere, startPath } from '../where'
import { isFolder } from './entry-order'
import type { Pane } from './pane'
import type { PaneTabs } from './pane-tabs'

/** The acts of one pane. */
export interface PaneActs {
  readonly pane: Pane
  readonly tabs: PaneTabs
  /** Where F5 would copy to, or why it cannot. */
  copying(): CopyDirection
  /** Why F6 cannot move to the other pane; undefined when it can. */
  movingReason(): string | undefined
  /** Enter: a folder is gone into, anything else shows its properties. */
  open(entry: Entry): void
  goHome(): void
  /** Opens the quick look at a file or folder, or closes it where it shows that one; with `follow` only one that is open moves on to it. */
  look(entry: Entry, follow?: boolean): void
  ask(kind: EntryAct, entries: readonly Entry[]): void
  askNewFolder(): void
  /** Asks for a pattern, and chooses those of `rows` whose names fit it, or chooses them no more. */
  askNames(rows: readonly Entry[], choose: boolean): void
  /** Copies to the other pane. */
  copy(entries: readonly Entry[]): void
  /** F6: moves to the other pane where both show one place, else renames a single entry. */
  move(entries: readonly Entry[]): void
  /** Takes what is dragged from a pane: into this folder, or into one of its folders. */
  take(entries: readonly Entry[], from: Pane, into: Entry | undefined): void
  compare(): void
  /** Why the two folders cannot be compared; undefined when they can. */
  compareReason(): string | undefined
  showUnfinishedUploads(): void
  show(kind: 'bookmarks' | 'keys' | 'account'): void
  copyPaths(entries: readonly Entry[]): void
  openTerminal(entry: Entry | undefined): void
  /** Opens the system's file dialog. */
  chooseUpload(what: 'files' | 'folder'): void
  /** Each pane shows what the other one showed. */
  swap(): void
  /** For both panes, and for the next time. */
  setHidden(hidden: boolean): void
  /** Bookmarks the folder shown, or takes its bookmark away. */
  toggleBookmark(): void
}

/** What the acts need from the room. */
export interface ActSurroundings {
  readonly pane: Pane
  readonly other: Pane
  readonly tabs: PaneTabs
  readonly transfers: Pick<FarscopeClient['transfers'], 'start'>
  readonly newId: () => string
  /** Whether copies are verified. */
  readonly verify: boolean
  /** Of this computer, absolute. */
  readonly homeFolder: string
  readonly showDialog: (request: DialogRequest) => void
  readonly writeClipboard: (text: string) => Promise<void>
  readonly openTerminal: (place: TerminalPlace, folder: string) => void
  readonly look: (place: Place, follow: boolean) => void
  readonly chooseUpload: (what: 'files' | 'folder') => void
  readonly setHidden: (hidden: boolean) => void
  readonly toggleBookmark: (pane: Pane) => void
}

const folderOf = (pane: Pane): DialogFolder | null => {
  const { where, path } = pane.store.getState()
  return where && { pane, where, folder: path }
}

function targetOf(pane: Pane, entries: readonly Entry[]): DialogTarget | undefined {
  const at = folderOf(pane)
  const [first, ...rest] = entries
  return at && first ? { ...at, entries: [first, ...rest] } : undefined
}

/** Why entries of one folder cannot be moved to another; undefined when they can. */
export function moveReason(from: DialogFolder | null, to: DialogFolder | null): string | undefined {
  if (from === null || to === null) return 'Choose a place in the other pane first'
  if (!sameWhere(from.where, to.where))
    return 'Moving goes within one place: copy, and delete here once the copy is verified'
  return from.folder === to.folder ? 'Both panes show the same folder' : undefined
}

/** Why the folders of both panes cannot be compared; undefined when they can. */
export function compareReason(from: DialogFolder | null, to: DialogFolder | null): string | undefined {
  if (from === null || to === null) return 'Choose a place in the other pane first'
  if (!sameWhere(from.where, to.where)) return undefined
  return isWithin(from.folder, to.folder) || isWithin(to.folder, from.folder)
    ? 'One of the folders lies in the other, or both are the same'
    : undefined
}

/** What shows dialogs and asks the engine for copies. */
function createTransferActs({ pane, other, transfers, newId, verify, showDialog }: ActSurroundings) {
  const report = (thrown: unknown): void => pane.set({ problem: Failure.from(thrown) })

  async function start(entries: readonly Entry[], from: Pane, to: Pane, into: Entry | undefined): Promise<void> {
    const source = from.store.getState()
    const goal = to.store.getState()
    const direction = copyDirection(source.where, goal.where)
    if (direction.kind === 'none' || !source.where || !goal.where) {
      const reason = direction.kind === 'none' ? direction.reason : ''
      return report(new Failure('unsupported', 'Nothing was copied.', { hint: `${reason}.` }))
    }
    const { where, path } = source
    try {
      await transfers.start({
        id: newId(),
        sources: entries.map(({ name }) => placeAt(where, joinPath(path, name))),
        destination: placeAt(goal.where, into ? joinPath(goal.path, into.name) : goal.path),
        conflict: 'ask',
        verify
      })
    } catch (thrown) {
      report(thrown)
    }
  }

  function askMove(entries: readonly Entry[], to: DialogFolder | null): void {
    const at = targetOf(pane, entries)
    const reason = moveReason(at ?? null, to)
    if (at && to && reason === undefined) showDialog({ kind: 'move', at, to })
    else if (at) report(new Failure('unsupported', 'Nothing was moved.', { hint: `${reason}.` }))
  }

  return {
    copy(entries: readonly Entry[]): void {
      if (entries.length > 0) void start(entries, pane, other, undefined)
    },
    move(entries: readonly Entry[]): void {
      const at = targetOf(pane, entries)
      const cannot = moveReason(folderOf(pane), folderOf(other)) !== undefined
      if (at && cannot && entries.length === 1) showDialog({ kind: 'rename', at })
      else askMove(entries, folderOf(other))
    },
    take(entries: readonly Entry[], from: Pane, into: Entry | undefined): void {
      if (from !== pane) return void start(entries, from, pane, into)
      const at = folderOf(pane)
      if (at && into) askMove(entries, { ...at, folder: joinPath(at.folder, into.name) })
    }
  }
}

/** The acts of a pane beside another one. */
export function createPaneActs(parts: ActSurroundings): PaneActs {
  const { pane, other, tabs, showDialog } = parts

  function ask(kind: EntryAct, entries: readonly Entry[]): void {
    const at = targetOf(pane, entries)
    if (at) showDialog({ kind, at })
  }
  function withFolder(act: (at: DialogFolder) => void): void {
    const at = folderOf(pane)
    if (at) act(at)
  }

  return {
    pane,
    tabs,
    ...createTransferActs(parts),
    copying: () => copyDirection(pane.store.getState().where, other.store.getState().where),
    movingReason: () => moveReason(folderOf(pane), folderOf(other)),
    open(entry) {
      if (isFolder(entry)) pane.go(joinPath(pane.store.getState().path, entry.name))
      else ask('properties', [entry])
    },
    goHome: () => withFolder(({ where }) => pane.go(startPath(where, parts.homeFolder))),
    look: (entry, follow = false) =>
      withFolder(({ where, folder }) => parts.look(placeAt(where, joinPath(folder, entry.name)), follow)),
    ask,
    askNewFolder: () => withFolder(at => showDialog({ kind: 'new-folder', at })),
    askNames: (rows, choose) => {
      if (rows.length > 0) showDialog({ kind: 'names', pane, rows, choose })
    },
    compare: () =>
      withFolder(from => {
        const to = folderOf(other)
        const reason = compareReason(from, to)
        if (to && reason === undefined) showDialog({ kind: 'compare', from, to })
        else pane.set({ problem: new Failure('usage', 'Nothing was compared.', { hint: `${reason}.` }) })
      }),
    compareReason: () => compareReason(folderOf(pane), folderOf(other)),
    showUnfinishedUploads: () => withFolder(at => showDialog({ kind: 'unfinished-uploads', at })),
    show: kind => showDialog(kind === 'account' ? { kind, pane } : { kind }),
    copyPaths(entries) {
      const { path } = pane.store.getState()
      const paths = entries.length === 0 ? [path] : entries.map(({ name }) => joinPath(path, name))
      parts.writeClipboard(paths.map(displayName).join('\n')).catch(thrown =>
        pane.set({
          problem: new Failure('not-allowed', 'The clipboard cannot be written here.', {
            cause: thrown,
            hint: 'Properties show the path to be selected and copied by hand.'
          })
        })
      )
    },
    openTerminal: entry =>
      withFolder(({ where, folder }) => {
        if (where.kind !== 's3') parts.openTerminal(where, entry ? joinPath(folder, entry.name) : folder)
      }),
    chooseUpload: parts.chooseUpload,
    swap() {
      const [mine, others] = [pane.store.getState(), other.store.getState()]
      if (mine.where) other.show(mine.where, mine.path)
      if (others.where) pane.show(others.where, others.path)
    },
    setHidden: parts.setHidden,
    toggleBookmark: () => parts.toggleBookmark(pane)
  }
}
