/** Files that leave the window: to the desktop's file manager, or by the browser's own download. */
import type { Entry, Place } from '@contract/files'
import { contentAddress, downloadName } from '@domain/files/content-address'
import { joinPath } from '@domain/files/path'
import { placeAt, type Where } from './where'

/** What is dragged, and from where. */
export interface Dragged {
  readonly where: Where | null
  /** The folder. */
  readonly path: string
  readonly entries: readonly Entry[]
}

/** The part of a drag's event that is looked at. */
export interface DragBegin {
  readonly altKey: boolean
  readonly dataTransfer: Pick<DataTransfer, 'setData'>
  preventDefault(): void
}

/** Where the window runs: its origin, and in Electron the way to its preload. */
export interface DragDoor {
  readonly origin: string
  /** Posts to the window itself, where the preload listens. */
  post(message: DragOutMessage): void
}

/** Asks the preload for a drag of the system with files of this computer. Paths are absolute. */
export interface DragOutMessage {
  readonly type: 'farscope:drag-out'
  readonly paths: readonly string[]
}

const thisDoor = (): DragDoor => ({
  origin: location.origin,
  post: message => window.postMessage(message, location.origin)
})

/** The host door, where the browser can fetch a file by its address. */
const isBrowser = (door: DragDoor): boolean => door.origin.startsWith('http')

/** Address of one file for the browser; undefined for a folder, several files, and in Electron. */
export function downloadAddress({ where, path, entries }: Dragged, door: DragDoor = thisDoor()): string | undefined {
  const [entry] = entries
  if (where === null || entry === undefined || entries.length > 1) return undefined
  if ((entry.type === 'link' ? entry.linkType : entry.type) !== 'file') return undefined
  return fileAddress(placeAt(where, joinPath(path, entry.name)), door)
}

/** The same for what is known to be a file. */
export function fileAddress(place: Place, door: DragDoor = thisDoor()): string | undefined {
  return isBrowser(door) ? `${door.origin}${contentAddress(place)}` : undefined
}

/**
 * Lets a drag that begins leave the window. In a browser one file goes along as Chromium's `DownloadURL`, beside what the
 * panes drag. In Electron Alt makes it a drag of the system, since that one takes the place of the window's own.
 * @returns whether it became a drag of the system
 */
export function offerDragOut(event: DragBegin, dragged: Dragged, door: DragDoor = thisDoor()): boolean {
  const address = downloadAddress(dragged, door)
  const [entry] = dragged.entries
  if (address && entry)
    event.dataTransfer.setData('DownloadURL', `application/octet-stream:${downloadName(entry.name)}:${address}`)
  if (isBrowser(door) || !event.altKey || dragged.where?.kind !== 'local') return false
  event.preventDefault()
  door.post({ type: 'farscope:drag-out', paths: dragged.entries.map(({ name }) => joinPath(dragged.path, name)) })
  return true
}

/** Hands an address of `downloadAddress` to the browser, which saves it as it saves everything. */
export function downloadByBrowser(address: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  link.click()
}
