/** What every pane of the room needs of the room, so that the tree between them need not hand it on. */
import type { ConnectionView, SiteView } from '@contract/sites'
import { createContext, useContext } from 'react'
import type { Side } from './pane-tree'

/** Questions that the room asks over its panes. */
export type RoomQuestion =
  | { readonly kind: 'close'; readonly keys: readonly string[] }
  | { readonly kind: 'describe'; readonly key: string; readonly of: 'pane' | 'tab' }
  | { readonly kind: 'modules'; readonly key: string; readonly site: string }
  | { readonly kind: 'upload'; readonly site: string; readonly folder: string; readonly start: UploadStart }

/** Takes what was dropped to a folder of a site. */
export type UploadStart = (site: string, folder: string) => void

export interface RoomContext {
  readonly sites: readonly SiteView[]
  readonly connections: readonly ConnectionView[]
  /** Whether the room is the one that is shown. */
  readonly visible: boolean
  readonly ask: (question: RoomQuestion) => void
  /** Closes at once what has no shell, and asks about the rest. */
  readonly close: (keys: readonly string[]) => void
  readonly split: (key: string, side: Side) => void
  readonly onOpenFolder: (site: string, path: string) => void
  /** Holds what was dropped, which the browser forgets after its event. */
  readonly onDropFiles: (items: DataTransferItemList) => UploadStart
}

const context = createContext<RoomContext | null>(null)

export const RoomProvider = context.Provider

/** The room around a pane. */
export function useRoom(): RoomContext {
  const room = useContext(context)
  if (room === null) throw new Error('A pane stands outside of the terminals room.')
  return room
}
