/** Ties a tab's shell to a screen: opens it at the screen's size, shows its output, carries keys and pastes to it. */
import type { TerminalOutput } from '@contract/terminals'
import { type ClipboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { client } from '../../client/engine-link'
import { useEngineStream } from '../../client/use-engine-stream'
import { cleanTitle } from './clean-title'
import { copyText } from './copy-text'
import { createOutputFlow, type OutputFlow } from './output-flow'
import { pasteLines, pasteText } from './paste-text'
import { openShell, shellEnded, tabStore } from './tab-store'
import { createTerminalScreen, type TerminalScreen } from './terminal-screen'
import { changeTab, forgottenReason, type TerminalTab } from './terminal-tabs'

/** Units of one input call (contract: 4 million); a larger paste goes in pieces, in order. */
const inputPiece = 1_000_000

/** A screen as its pane uses it. */
export interface ScreenControl {
  readonly element: RefObject<HTMLDivElement | null>
  readonly hasSelection: boolean
  /** What a search found: how many, and which of them is shown (0: none). */
  readonly found: { readonly count: number; readonly current: number }
  /** Lines that wait for a yes before they are pasted. */
  readonly asked: readonly string[] | null
  readonly onPaste: (event: ClipboardEvent) => void
  readonly paste: (text: string) => void
  readonly confirmPaste: () => void
  readonly cancelPaste: () => void
  readonly selection: () => string
  readonly selectAll: () => void
  readonly clear: () => void
  readonly find: (text: string, step: 1 | -1) => void
  readonly endFind: () => void
  readonly focus: () => void
}

function send(tab: TerminalTab, data: string): void {
  if (tab.phase.kind !== 'open') return
  for (let at = 0; at < data.length; at += inputPiece) {
    // A shell that just ended takes no input; its end says so already.
    void client.terminals.input({ id: tab.id, data: data.slice(at, at + inputPiece) }).catch(() => {})
  }
}

/** Shows what the shell prints; tells the engine how far the screen is, so that a flood is held back. */
function useShellOutput(tab: TerminalTab, screen: RefObject<TerminalScreen | null>): void {
  const flow = useRef<{ id: string; flow: OutputFlow } | null>(null)
  const { id, phase } = tab
  const onItem = (item: TerminalOutput): void => {
    if (item.type === 'exit') {
      shellEnded(id, item.reason)
      return
    }
    if (item.type === 'link') return
    if (flow.current?.id !== id) flow.current = { id, flow: createOutputFlow() }
    const own = flow.current.flow
    const end = item.offset + item.data.length
    screen.current?.write(own.fresh(item.offset, item.data), () => {
      const offset = own.taken(end)
      if (offset !== null) void client.terminals.ack({ id, offset }).catch(() => {})
    })
  }
  const failure = useEngineStream(
    phase.kind === 'open' ? id : null,
    signal => client.terminals.watch({ id }, { signal }),
    onItem
  )
  useEffect(() => {
    if (failure?.code === 'not-found') shellEnded(id, forgottenReason)
  }, [failure, id])
}

/** What is pasted: one line goes at once, several wait for a yes. */
function usePaste(screen: RefObject<TerminalScreen | null>) {
  const [waiting, setWaiting] = useState<string | null>(null)
  const go = (text: string): void => {
    screen.current?.paste(text)
    screen.current?.focus()
  }
  const paste = (raw: string): void => {
    const text = pasteText(raw)
    if (pasteLines(text) === null) go(text)
    else setWaiting(text)
  }
  return {
    asked: waiting === null ? null : pasteLines(waiting),
    paste,
    onPaste: (event: ClipboardEvent): void => {
      // Before xterm's own: it would send the lines unasked.
      event.preventDefault()
      event.stopPropagation()
      paste(event.clipboardData.getData('text/plain'))
    },
    confirmPaste: (): void => {
      if (waiting !== null) go(waiting)
      setWaiting(null)
    },
    cancelPaste: (): void => setWaiting(null)
  }
}

export function useTerminalScreen(
  tab: TerminalTab,
  options: { shown: boolean; fontSize: number; copyOnSelect: boolean }
): ScreenControl {
  const element = useRef<HTMLDivElement>(null)
  const screen = useRef<TerminalScreen | null>(null)
  const [size, setSize] = useState<{ cols: number; rows: number } | null>(null)
  const [found, setFound] = useState({ count: 0, current: 0 })
  const [hasSelection, setHasSelection] = useState(false)
  const latest = useRef({ tab, options })
  latest.current = { tab, options }
  const { key, id, phase } = tab

  useEffect(() => {
    if (!element.current) return
    const made = createTerminalScreen(element.current, latest.current.options.fontSize, {
      onInput: data => send(latest.current.tab, data),
      onResize: (cols, rows) => setSize({ cols, rows }),
      onTitle: title => tabStore.setState(state => changeTab(state, key, { title: cleanTitle(title) })),
      onFound: (count, current) => setFound({ count, current }),
      onSelected: text => {
        setHasSelection(text !== '')
        if (text !== '' && latest.current.options.copyOnSelect) void copyText(text)
      }
    })
    screen.current = made
    void made.ready.then(setSize)
    return () => {
      screen.current = null
      made.dispose()
    }
  }, [key])

  useShellOutput(tab, screen)
  useEffect(() => {
    if (size !== null && phase.kind === 'wanted') void openShell(key, size)
    // A shell that ends meanwhile needs no size any more.
    else if (size !== null && phase.kind === 'open') void client.terminals.resize({ id, ...size }).catch(() => {})
  }, [size, key, id, phase])
  useEffect(() => {
    screen.current?.setFontSize(options.fontSize)
  }, [options.fontSize])
  const focused = options.shown && size !== null
  useEffect(() => {
    if (focused) screen.current?.focus()
  }, [focused])

  return {
    ...{ element, hasSelection, found },
    ...usePaste(screen),
    selection: () => screen.current?.selection() ?? '',
    selectAll: () => {
      screen.current?.selectAll()
      setHasSelection(true)
    },
    clear: () => screen.current?.clear(),
    find: (text, step) => screen.current?.find(text, step),
    endFind: () => screen.current?.endFind(),
    focus: () => screen.current?.focus()
  }
}
