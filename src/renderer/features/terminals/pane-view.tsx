/** One terminal in its place: head, banner, screen, and what stands over it when there is no shell. */
import {
  type ClipboardEvent,
  type DragEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState
} from 'react'
import { classNames } from '../../ui/class-names'
import { ContextMenu } from '../../ui/menu'
import { placeName } from '../../ui/place-name'
import { dropOnPane } from './arrange'
import { linkOf } from './link-words'
import { currentHeld, draggedPaths, entriesType, letGo, sideAt, useHeld } from './pane-drag'
import { PaneHead } from './pane-head'
import { paneMenu } from './pane-menu'
import { answerPaste, paneScreen, pasteInto, useScreenState } from './pane-screens'
import { paneKeys, type Side } from './pane-tree'
import { PasteDialog } from './paste-dialog'
import { pasteLines } from './paste-text'
import { useRoom } from './room-context'
import { SearchBar } from './search-bar'
import { insertPaths, uploadHere } from './shell-folder'
import { LostBanner, ShellNote } from './shell-note'
import { tabStore } from './tab-store'
import { type TerminalPane, type TerminalTab, typedInto } from './terminal-tabs'
import styles from './terminals.module.css'

export interface PaneViewProps {
  readonly pane: TerminalPane
  readonly tab: TerminalTab
}

/** Holds the pane's screen at this place of the page. */
function ScreenHost({ pane, focused }: { pane: TerminalPane; focused: boolean }): ReactNode {
  const { key } = pane
  const host = useRef<HTMLDivElement>(null)
  const { size } = useScreenState(key)
  useLayoutEffect(() => {
    const { screen } = paneScreen(key)
    if (host.current) screen.attach(host.current)
    return () => screen.detach()
  }, [key])
  const drawn = size !== null
  useEffect(() => {
    if (focused && drawn) paneScreen(key).screen.focus()
  }, [focused, drawn, key])
  const onPaste = (event: ClipboardEvent): void => {
    // Before xterm's own: it would send the lines unasked.
    event.preventDefault()
    event.stopPropagation()
    pasteInto(key, event.clipboardData.getData('text/plain'))
  }
  return <div className={styles.host} ref={host} onPasteCapture={onPaste} />
}

/** A drag over a pane: another pane or tab goes to the nearest edge; files are uploaded, entries become paths. */
function useDrop(pane: TerminalPane) {
  const room = useRoom()
  const [side, setSide] = useState<Side | 'whole' | 'paths' | null>(null)
  const wanted = (event: DragEvent): Side | 'whole' | 'paths' | null => {
    const held = currentHeld()
    if (held?.kind === 'pane') return held.key === pane.key ? null : sideAt(event.currentTarget, event)
    const { types } = event.dataTransfer
    if (types.includes(entriesType)) return 'paths'
    return types.includes('Files') ? 'whole' : null
  }
  return {
    side,
    on: {
      onDragOver: (event: DragEvent): void => {
        const next = wanted(event)
        setSide(next)
        if (next !== null) event.preventDefault()
      },
      onDragLeave: (event: DragEvent): void => {
        const to = event.relatedTarget
        if (!(to instanceof Node && event.currentTarget.contains(to))) setSide(null)
      },
      onDrop: (event: DragEvent): void => {
        const at = wanted(event)
        const held = currentHeld()
        setSide(null)
        if (at === null) return
        event.preventDefault()
        letGo()
        if (at !== 'whole' && at !== 'paths' && held)
          tabStore.setState(state => dropOnPane(state, held.key, pane.key, at))
        else if (at === 'paths') insertPaths(pane.key, draggedPaths(event.dataTransfer.getData(entriesType)))
        else void uploadHere(pane, room.onDropFiles(event.dataTransfer.items), room)
      }
    }
  }
}

function dropWords(pane: TerminalPane, drop: Side | 'whole' | 'paths'): string | null {
  if (drop === 'paths') return 'Insert the path'
  if (drop !== 'whole') return null
  if (pane.place.kind !== 'site') return 'The files are on this computer already'
  return pane.cwd === null ? 'Upload into the folder of this shell' : `Upload into ${pane.cwd.toWellFormed()}`
}

export function PaneView({ pane, tab }: PaneViewProps): ReactNode {
  const room = useRoom()
  const { key } = pane
  const own = paneScreen(key)
  const state = useScreenState(key)
  const [pasteRefused, setPasteRefused] = useState(false)
  const drop = useDrop(pane)
  const held = useHeld()
  const link = linkOf(pane.place, room.sites, room.connections)
  const name = pane.name ?? placeName(pane.place, room.sites)
  const focused = tab.focused === key
  const onPaste = (): void => void pasteFromClipboard(key, () => setPasteRefused(true))
  const menu = paneMenu({ pane, tab, name, own, state, room, onPaste })
  const endSearch = (): void => {
    own.state.setState({ searching: false })
    own.screen.endFind()
    own.screen.focus()
  }
  const onClose = (): void => room.close([key])
  return (
    <section
      className={classNames(styles.pane, !focused && tab.root.kind === 'split' && styles.rest)}
      aria-label={spokenName(tab, key, name)}
      data-terminal={pane.id}
      data-focused={focused || undefined}
      {...drop.on}
    >
      <PaneHead pane={pane} tab={tab} name={name} link={link} menu={menu} />
      <LostBanner pane={pane} connection={link.connection} keyboard={focused && room.visible} />
      {state.searching && <SearchBar found={state.found} onFind={own.screen.find} onClose={endSearch} />}
      <ContextMenu entries={menu} className={styles.screenArea}>
        <ScreenHost pane={pane} focused={focused && room.visible} />
        <ShellNote pane={pane} name={name} onClose={onClose} />
      </ContextMenu>
      {(drop.side !== null || held !== null) && (
        <div className={styles.dropArea} data-side={drop.side ?? undefined} aria-hidden='true'>
          {drop.side !== null && <span>{dropWords(pane, drop.side)}</span>}
        </div>
      )}
      <PasteDialog
        lines={state.asked === null ? null : pasteLines(state.asked)}
        refused={pasteRefused}
        name={pasteTarget(key, name)}
        onPaste={() => answerPaste(key, true)}
        onClose={() => {
          setPasteRefused(false)
          answerPaste(key, false)
        }}
      />
    </section>
  )
}

/** Each terminal of a tab has a name of its own, though their hosts may be the same. */
function spokenName(tab: TerminalTab, key: string, name: string): string {
  const keys = paneKeys(tab.root)
  return keys.length > 1 ? `Terminal ${keys.indexOf(key) + 1} of ${keys.length}: ${name}` : `Terminal: ${name}`
}

/** Where a paste goes, in words. */
function pasteTarget(key: string, name: string): string {
  const { length } = typedInto(tabStore.getState(), key)
  return length > 1 ? `${length} terminals` : name
}

/** A menu has no paste event: the clipboard has to be asked, which the system may refuse. */
async function pasteFromClipboard(key: string, refused: () => void): Promise<void> {
  const text = await navigator.clipboard.readText().catch(() => null)
  if (text === null) refused()
  else pasteInto(key, text)
}
