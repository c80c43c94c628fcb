/** Where a pane's shell is now, and what is done with that. */
import { Failure } from '@domain/failure'
import { quote } from '@domain/shell'
import { client } from '../../client/engine-link'
import { notify } from '../../ui/toasts'
import { pasteInto } from './pane-screens'
import type { RoomContext, UploadStart } from './room-context'
import type { TerminalPane } from './terminal-tabs'

/** The folder that the shell reported, else what the system or tmux knows; null where nobody tells. */
export async function shellFolder(pane: TerminalPane): Promise<string | null> {
  if (pane.cwd !== null) return pane.cwd
  if (pane.phase.kind !== 'open') return null
  const answer = await client.terminals.folder({ id: pane.id }).catch(() => ({ folder: null }))
  return answer.folder
}

/** Shows the shell's folder in the files room. */
export async function showFolder(pane: TerminalPane, room: Pick<RoomContext, 'onOpenFolder'>): Promise<void> {
  if (pane.place.kind !== 'site') return
  const folder = await shellFolder(pane)
  if (folder !== null) room.onOpenFolder(pane.place.site, folder)
  else
    notify('The folder is not known', {
      description: 'This shell does not say where it is (OSC 7), and the host does not tell either.'
    })
}

/** Uploads what was dropped on a pane into its shell's folder, or asks for the folder where that is not known. */
export async function uploadHere(
  pane: TerminalPane,
  start: UploadStart,
  room: Pick<RoomContext, 'ask'>
): Promise<void> {
  if (pane.place.kind !== 'site') {
    notify('Nothing was uploaded', { description: 'This shell runs on this computer: the files are here already.' })
    return
  }
  const { site } = pane.place
  const folder = await shellFolder(pane)
  if (folder !== null) start(site, folder)
  else room.ask({ kind: 'upload', site, folder: pane.folder ?? '~', start })
}

/** Puts the paths of entries of the files room into a pane, quoted for the shell, with a blank after each. */
export function insertPaths(key: string, paths: readonly string[]): void {
  try {
    pasteInto(key, paths.map(path => `${quote(path)} `).join(''))
  } catch (thrown) {
    notify('Nothing was inserted', { description: Failure.from(thrown).message })
  }
}
