import type { SiteView } from '@contract/sites'
import { Failure } from '@domain/failure'
import { joinPath } from '@domain/files/path'
import { type DragEvent, useMemo, useRef, useState } from 'react'
import { client } from '../../client/engine-link'
import { SplitPane } from '../../ui/split-pane'
import { ActDialog } from './acts/act-dialog'
import type { DialogRequest } from './acts/dialog-request'
import styles from './files-room.module.css'
import { FilePane } from './pane/file-pane'
import type { Held } from './pane/listing'
import { createPane, type Pane, type PaneState } from './pane/pane'
import { createPaneActs, type PaneActs } from './pane/pane-acts'
import { droppedItems, type PushTree, walkDropped } from './queue/dropped-files'
import { createQueueActs } from './queue/queue-acts'
import { TransfersList } from './queue/transfers-list'
import { createUploads, type Uploads } from './queue/uploads'
import { UploadInputs, useUploadInputs } from './upload-inputs'
import { usePaneStarts } from './use-pane-starts'
import { refreshIfShown, useTransfers } from './use-transfers'
import type { WhereName } from './where'

/** Longest time for walking through what was dropped, milliseconds. */
const walkMs = 10 * 60_000

const newId = (): string => crypto.randomUUID()

/** What the frame gives to the room. */
export interface FilesRoomProps {
  readonly sites: readonly SiteView[]
  /** The site chosen in the frame; the right pane follows it. */
  readonly site: string | null
  /** Whether the room is the one seen; a hidden one reads nothing new. */
  readonly visible: boolean
  /** Home of this computer, absolute; empty until it is known. */
  readonly homeFolder: string
  /** A folder another room sends here; a new `nonce` sends again. */
  readonly startAt?: { readonly site: string; readonly path: string; readonly nonce: number } | undefined
  readonly onOpenTerminal: (site: string, folder: string) => void
}

/** Two panes, and below them all that is on its way between them. */
export function FilesRoom({ sites, site, visible, homeFolder, startAt, onOpenTerminal }: FilesRoomProps) {
  const { left, right, panes, uploads } = useRoomStores()
  const [dialog, setDialog] = useState<DialogRequest | null>(null)
  const held = useRef<Held | null>(null)
  const room = useRef<HTMLDivElement>(null)
  const inputs = useUploadInputs()
  usePaneStarts({ left, right, site, visible, homeFolder, startAt })
  const { transfers, failure } = useTransfers(panes)
  const nameOf = useMemo(() => whereNames(sites), [sites])
  const queueActs = useMemo(
    () => createQueueActs({ left, right, uploads, transfers: client.transfers }),
    [left, right, uploads]
  )

  const actsOf = (pane: Pane, other: Pane): PaneActs =>
    createPaneActs({
      pane,
      other,
      transfers: client.transfers,
      newId,
      showDialog: setDialog,
      writeClipboard: text => navigator.clipboard.writeText(text),
      openTerminal: onOpenTerminal,
      chooseUpload: what => inputs.choose(what, tree => push(uploads, pane.store.getState(), undefined, tree))
    })
  const focusSide = (side: string) => room.current?.querySelector<HTMLElement>(`[data-side="${side}"] table`)?.focus()
  const side = (pane: Pane, other: Pane, name: string, otherName: string) => ({
    id: `${name} pane`,
    min: '320px',
    content: (
      <FilePane
        acts={actsOf(pane, other)}
        side={name}
        sites={sites}
        homeFolder={homeFolder}
        held={held}
        onOtherPane={() => focusSide(otherName)}
        onDesktopDrop={(event, into) => void pushDropped(uploads, pane, into?.name, event)}
      />
    )
  })
  const list = (
    <TransfersList
      transfers={transfers}
      uploads={uploads}
      acts={queueActs}
      nameOf={nameOf}
      failure={failure?.message}
    />
  )
  return (
    <div ref={room} className={styles.room}>
      <SplitPane
        direction='vertical'
        sides={[
          {
            id: 'panes',
            min: '180px',
            content: (
              <SplitPane
                direction='horizontal'
                sides={[side(left, right, 'left', 'right'), side(right, left, 'right', 'left')]}
              />
            )
          },
          { id: 'transfers', size: '32%', min: '92px', content: list }
        ]}
      />
      <UploadInputs files={inputs.files} folder={inputs.folder} taker={inputs.taker} />
      {dialog && <ActDialog request={dialog} nameOf={nameOf} onClose={() => setDialog(null)} />}
    </div>
  )
}

/** The stores live as long as the room. */
function useRoomStores() {
  const [stores] = useState(() => {
    const left = createPane(client)
    const right = createPane(client)
    const panes = [left, right] as const
    const uploads = createUploads(client, {
      newId,
      now: Date.now,
      onEnd: ({ site, folder }) => refreshIfShown(panes, { kind: 'site', site }, folder)
    })
    return { left, right, panes, uploads }
  })
  return stores
}

function whereNames(sites: readonly SiteView[]): WhereName {
  const labels = new Map(sites.map(({ name, label }) => [name, label ?? name]))
  return where => {
    if (where === null) return 'nowhere'
    if (where.kind === 'local') return 'This computer'
    if (where.kind === 'site') return labels.get(where.site) ?? where.site
    return where.profile === undefined ? 'S3' : `S3, ${where.profile}`
  }
}

/** Uploads into the folder that a pane shows, or into a folder of it. */
function push(uploads: Uploads, { where, path }: PaneState, into: string | undefined, tree: PushTree): void {
  if (where?.kind === 'site') uploads.add(where.site, into === undefined ? path : joinPath(path, into), tree)
}

async function pushDropped(uploads: Uploads, pane: Pane, into: string | undefined, event: DragEvent): Promise<void> {
  const dropped = droppedItems(event.dataTransfer.items)
  // Walking takes a while: it goes to the folder shown when it was dropped.
  const before = pane.store.getState()
  try {
    push(uploads, before, into, await walkDropped(dropped, AbortSignal.timeout(walkMs)))
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    const problem = new Failure('not-found', 'What was dropped could not be read, so nothing was uploaded.', {
      cause: thrown,
      hint: `${why} Drop it again.`
    })
    pane.set({ problem })
  }
}
