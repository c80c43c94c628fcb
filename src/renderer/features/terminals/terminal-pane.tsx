/** One terminal: its screen, what its shell prints, and what stands over it when there is no shell. */
import '@xterm/xterm/css/xterm.css'
import type { SiteView } from '@contract/sites'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { ContextMenu } from '../../ui/menu'
import { copyText } from './copy-text'
import { paneMenu } from './pane-menu'
import { PasteDialog } from './paste-dialog'
import { placeName } from './place-name'
import { SearchBar } from './search-bar'
import { ShellNote } from './shell-note'
import type { TerminalTab } from './terminal-tabs'
import styles from './terminals.module.css'
import { type ScreenControl, useTerminalScreen } from './use-terminal-screen'

/** What one pane is asked from outside: a key of the room. `nonce` tells two presses apart. */
export interface PaneRequest {
  /** Key of the tab that was shown when the key was pressed. */
  readonly tab: string
  readonly act: 'copy' | 'search'
  readonly nonce: number
}

export interface TerminalPaneProps {
  tab: TerminalTab
  sites: readonly SiteView[]
  /** Whether this tab is the shown one of a room that is shown. */
  shown: boolean
  fontSize: number
  copyOnSelect: boolean
  request: PaneRequest | null
  onClose(): void
}

export function TerminalPane(props: TerminalPaneProps): ReactNode {
  const { tab, sites, shown, copyOnSelect, request, onClose } = props
  const [searching, setSearching] = useState(false)
  const [pasteRefused, setPasteRefused] = useState(false)
  const screen = useTerminalScreen(tab, { shown, fontSize: props.fontSize, copyOnSelect })
  const latest = useRef(screen)
  latest.current = screen

  useEffect(() => {
    if (request?.act === 'copy') void copyText(latest.current.selection())
    if (request?.act === 'search') setSearching(true)
  }, [request])

  const endSearch = (): void => {
    setSearching(false)
    screen.endFind()
    screen.focus()
  }
  const menu = paneMenu({
    screen,
    onPaste: () => void pasteFromClipboard(screen, () => setPasteRefused(true)),
    onSearch: () => setSearching(true),
    onClose
  })
  return (
    <div className={styles.pane} hidden={!shown} data-terminal={tab.id}>
      {searching && <SearchBar found={screen.found} onFind={screen.find} onClose={endSearch} />}
      <ContextMenu entries={menu} className={styles.screenArea}>
        {/* The whole area is the terminal's ground; the element inside keeps the cells off its edges. */}
        <div className={styles.screen} ref={screen.element} onPasteCapture={screen.onPaste} />
      </ContextMenu>
      <ShellNote tab={tab} name={placeName(tab.place, sites)} onClose={onClose} />
      <PasteDialog
        lines={screen.asked}
        refused={pasteRefused}
        name={placeName(tab.place, sites)}
        onPaste={screen.confirmPaste}
        onClose={() => {
          setPasteRefused(false)
          screen.cancelPaste()
        }}
      />
    </div>
  )
}

/** A menu has no paste event: the clipboard has to be asked, which the system may refuse. */
async function pasteFromClipboard(screen: ScreenControl, refused: () => void): Promise<void> {
  const text = await navigator.clipboard.readText().catch(() => null)
  if (text === null) refused()
  else screen.paste(text)
}
