/** The two sides of the room with their tabs, and what is on its way between them. They live as long as the room. */
import { useState } from 'react'
import { useStore } from 'zustand'
import { client } from '../../client/engine-link'
import { createPane, type Pane } from './pane/pane'
import { createPaneTabs, currentTab, type PaneTabs } from './pane/pane-tabs'
import { rememberPlace } from './pane/recent-places'
import { createQueueActs } from './queue/queue-acts'
import type { Uploads } from './queue/uploads'
import { createQueue, type Queue } from './queue/use-queue'
import { onUploadEnd, windowUploads } from './queue/window-uploads'
import { refreshIfShown } from './use-transfers'
import { placeAt } from './where'

const newId = (): string => crypto.randomUUID()

/** A side: its tabs, and the pane that is shown now. */
export interface RoomSide {
  readonly tabs: PaneTabs
  readonly pane: Pane
}

/** What the room keeps. */
export interface Sides {
  readonly left: RoomSide
  readonly right: RoomSide
  /** The panes of all tabs as they are then. */
  readonly panes: () => readonly Pane[]
  readonly uploads: Uploads
  readonly queue: Queue
}

function createSides() {
  const newPane = (): Pane => createPane(client, { onOpened: ({ where, path }) => rememberPlace(placeAt(where, path)) })
  const left = createPaneTabs(newPane, newId)
  const right = createPaneTabs(newPane, newId)
  const panes = (): readonly Pane[] =>
    [left, right].flatMap(({ store }) => store.getState().tabs.map(({ pane }) => pane))
  const uploads = windowUploads
  // The room stays for as long as the window does.
  onUploadEnd(({ where, folder }) => refreshIfShown(panes(), where, folder))
  const acts = createQueueActs({
    left: left.current,
    right: right.current,
    uploads,
    transfers: client.transfers,
    writeClipboard: text => navigator.clipboard.writeText(text)
  })
  return { left, right, panes, uploads, queue: createQueue(uploads, acts) }
}

/** The sides; the component is drawn anew when another tab is shown. */
export function useSides(): Sides {
  const [{ left, right, ...rest }] = useState(createSides)
  const leftPane = useStore(left.store, state => currentTab(state).pane)
  const rightPane = useStore(right.store, state => currentTab(state).pane)
  return { left: { tabs: left, pane: leftPane }, right: { tabs: right, pane: rightPane }, ...rest }
}
