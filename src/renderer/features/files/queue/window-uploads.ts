/** The uploads of this window: files dropped on any room are sent by one list, one after the other. */
import { Failure } from '@domain/failure'
import { client } from '../../../client/engine-link'
import { notify } from '../../../ui/toasts'
import { droppedItems, walkDropped } from './dropped-files'
import { createUploads, type Upload } from './uploads'

/** Longest time for walking through what was dropped, milliseconds. */
const walkMs = 10 * 60_000
const listeners = new Set<(upload: Upload) => void>()

export const windowUploads = createUploads(client, {
  newId: () => crypto.randomUUID(),
  now: Date.now,
  onEnd: upload => {
    for (const listener of listeners) listener(upload)
  }
})

/** Calls back when an upload ended. Returns the way to stop. */
export function onUploadEnd(listener: (upload: Upload) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/**
 * Holds what is dropped now, since the browser forgets it after its event, and uploads it once the folder is known.
 * A folder that begins with `~` starts at the home of the login.
 */
export function holdForUpload(items: DataTransferItemList): (site: string, folder: string) => void {
  const dropped = droppedItems(items)
  const upload = async (site: string, folder: string): Promise<void> => {
    try {
      const tree = await walkDropped(dropped, AbortSignal.timeout(walkMs))
      windowUploads.add({ kind: 'site', site }, folder, tree)
      notify(`Uploading into ${folder.toWellFormed()}`, { description: 'How far it is stands in Files.' })
    } catch (thrown) {
      notify('Nothing was uploaded', {
        description: `What was dropped could not be read: ${Failure.from(thrown).message}`
      })
    }
  }
  return (site, folder) => void upload(site, folder)
}
