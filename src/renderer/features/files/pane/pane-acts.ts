/** What can be done with the entries of a pane, in one place for menu, keys and drops. */
import type { FarscopeClient } from '@contract/contract'
import type { Entry } from '@contract/files'
import { displayName } from '@domain/bytes-name'
import { Failure } from '@domain/failure'
import { joinPath } from '@domain/files/path'
import type { DialogRequest, EntryAct } from '../acts/dialog-request'
import { type CopyDirection, copyDirection } from '../copy-direction'
import { placeAt } from '../where'
import { isFolder } from './entry-order'
import type { Pane } from './pane'

/** The acts of one pane. */
export interface PaneActs {
  readonly pane: Pane
  /** Where F5 would copy to, or why it cannot. */
  copying(): CopyDirection
  /** Enter: a folder is gone into, anything else shows its properties. */
  open(entry: Entry): void
  ask(kind: EntryAct, entries: readonly Entry[]): void
  askNewFolder(): void
  /** Copies to the other pane. */
  copy(entries: readonly Entry[]): void
  /** Takes what is dragged from the other pane: into this folder, or into one of its folders. */
  take(names: readonly string[], from: Pane, into: Entry | undefined): void
  copyPaths(entries: readonly Entry[]): void
  openTerminal(entry: Entry | undefined): void
  /** Opens the system's file dialog. */
  chooseUpload(what: 'files' | 'folder'): void
}

/** What the acts need from the room. */
export interface ActSurroundings {
  readonly pane: Pane
  readonly other: Pane
  readonly transfers: Pick<FarscopeClient['transfers'], 'start'>
  readonly newId: () => string
  readonly showDialog: (request: DialogRequest) => void
  readonly writeClipboard: (text: string) => Promise<void>
  readonly openTerminal: (site: string, folder: string) => void
  readonly chooseUpload: (what: 'files' | 'folder') => void
}

/** The acts of a pane beside another one. */
export function createPaneActs(parts: ActSurroundings): PaneActs {
  const { pane, other } = parts
  const report = (thrown: unknown): void => pane.set({ problem: Failure.from(thrown) })
  const target = () => {
    const { where, path } = pane.store.getState()
    return where && { pane, where, folder: path }
  }

  async function start(names: readonly string[], from: Pane, to: Pane, into: Entry | undefined): Promise<void> {
    const source = from.store.getState()
    const goal = to.store.getState()
    const direction = copyDirection(source.where, goal.where)
    if (direction.kind === 'none' || !source.where || !goal.where) {
      const reason = direction.kind === 'none' ? direction.reason : ''
      return report(new Failure('unsupported', 'Nothing was copied.', { hint: `${reason}.` }))
    }
    const { where, path } = source
    const folder = into ? joinPath(goal.path, into.name) : goal.path
    try {
      await parts.transfers.start({
        id: parts.newId(),
        sources: names.map(name => placeAt(where, joinPath(path, name))),
        destination: placeAt(goal.where, folder),
        conflict: 'ask'
      })
    } catch (thrown) {
      report(thrown)
    }
  }

  function ask(kind: EntryAct, entries: readonly Entry[]): void {
    const at = target()
    const [first, ...rest] = entries
    if (at && first) parts.showDialog({ kind, at: { ...at, entries: [first, ...rest] } })
  }

  return {
    pane,
    copying: () => copyDirection(pane.store.getState().where, other.store.getState().where),
    open(entry) {
      if (isFolder(entry)) pane.go(joinPath(pane.store.getState().path, entry.name))
      else ask('properties', [entry])
    },
    ask,
    askNewFolder() {
      const at = target()
      if (at) parts.showDialog({ kind: 'new-folder', at })
    },
    copy(entries) {
      if (entries.length > 0)
        void start(
          entries.map(({ name }) => name),
          pane,
          other,
          undefined
        )
    },
    take: (names, from, into) => void start(names, from, pane, into),
    copyPaths(entries) {
      const { path } = pane.store.getState()
      const paths = entries.length === 0 ? [path] : entries.map(({ name }) => joinPath(path, name))
      parts.writeClipboard(paths.map(displayName).join('\n')).catch(thrown =>
        report(
          new Failure('not-allowed', 'The clipboard cannot be written here.', {
            cause: thrown,
            hint: 'Properties show the path to be selected and copied by hand.'
          })
        )
      )
    },
    openTerminal(entry) {
      const { where, path } = pane.store.getState()
      if (where?.kind === 'site') parts.openTerminal(where.site, entry ? joinPath(path, entry.name) : path)
    },
    chooseUpload: parts.chooseUpload
  }
}
