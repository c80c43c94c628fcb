/** The screen of one terminal: xterm with its addons, between an element and the callbacks of its tab. */
import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import { isMac } from '../../ui/key-hint'
import { onColorsChange } from '../../ui/token-color'
import { terminalAct } from './terminal-keys'
import { searchColors, terminalTheme } from './terminal-theme'

/** What a screen tells its owner. */
export interface ScreenEvents {
  onInput(data: string): void
  onResize(cols: number, rows: number): void
  onTitle(title: string): void
  onFound(count: number, current: number): void
  onSelected(text: string): void
}

export interface TerminalScreen {
  /** Cells, once the letters are loaded and the screen is drawn. */
  readonly ready: Promise<{ cols: number; rows: number }>
  /** `done` is called when the screen took the text. */
  write(text: string, done?: () => void): void
  /** Text that goes to the shell as pasted (bracketed where it asks for that). */
  paste(text: string): void
  selection(): string
  /** -1 before, 1 after what was found last. */
  find(text: string, step: 1 | -1): void
  endFind(): void
  clear(): void
  selectAll(): void
  focus(): void
  setFontSize(size: number): void
  dispose(): void
}

/** Milliseconds without a change of size before the shell is told. */
const settleMs = 60
const scrollbackLines = 10_000
const family = '"JetBrains Mono Variable"'

/** Only pages of the web are opened, in the system's browser and without a way back to this window. */
function openLink(uri: string): void {
  if (/^https?:\/\//i.test(uri)) window.open(uri, '_blank', 'noopener')
}

function createTerminal(fontSize: number): Terminal {
  return new Terminal({
    allowProposedApi: true, // unicode versions and the marks of a search
    cursorBlink: false,
    cursorInactiveStyle: 'outline',
    fontFamily: `${family}, ui-monospace, monospace`,
    fontSize,
    lineHeight: 1.25,
    linkHandler: { activate: (_event, uri) => openLink(uri) },
    macOptionIsMeta: true,
    minimumContrastRatio: 4.5,
    scrollback: scrollbackLines,
    theme: terminalTheme()
  })
}

/** Fits the cells to the element whenever that changes, not while it is out of sight. */
function followSize(element: HTMLElement, fit: FitAddon): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const observer = new ResizeObserver(() => {
    clearTimeout(timer)
    timer = setTimeout(() => element.clientWidth > 0 && element.clientHeight > 0 && fit.fit(), settleMs)
  })
  observer.observe(element)
  return () => {
    clearTimeout(timer)
    observer.disconnect()
  }
}

export function createTerminalScreen(element: HTMLElement, fontSize: number, events: ScreenEvents): TerminalScreen {
  const terminal = createTerminal(fontSize)
  const fit = new FitAddon()
  const search = new SearchAddon()
  let disposed = false
  let stopFollowing = (): void => {}
  for (const addon of [fit, search, new Unicode11Addon(), new WebLinksAddon((_event, uri) => openLink(uri))])
    terminal.loadAddon(addon)
  terminal.unicode.activeVersion = '11'
  terminal.onData(events.onInput)
  terminal.onBinary(events.onInput)
  terminal.onResize(({ cols, rows }) => events.onResize(cols, rows))
  terminal.onTitleChange(events.onTitle)
  search.onDidChangeResults(({ resultCount, resultIndex }) => events.onFound(resultCount, resultIndex + 1))
  // OSC 52 would let a program on the far side read and write the clipboard.
  terminal.parser.registerOscHandler(52, () => true)
  terminal.attachCustomKeyEventHandler(event => terminalAct(event, isMac()) === undefined)
  const stopColors = onColorsChange(() => {
    terminal.options.theme = terminalTheme()
  })
  const selected = (): void => events.onSelected(terminal.getSelection())
  element.addEventListener('mouseup', selected)

  const draw = async (): Promise<{ cols: number; rows: number }> => {
    // The cell is measured once, so the letters have to be there; without them the next font serves.
    await Promise.all(['400', '700'].map(weight => document.fonts.load(`${weight} ${fontSize}px ${family}`))).catch(
      () => {}
    )
    if (!disposed) {
      terminal.open(element)
      fit.fit()
      stopFollowing = followSize(element, fit)
    }
    return { cols: terminal.cols, rows: terminal.rows }
  }

  return {
    ready: draw(),
    write: (text, done) => terminal.write(text, done),
    paste: text => terminal.paste(text),
    selection: () => terminal.getSelection(),
    find: (text, step) => {
      const options = { decorations: searchColors() }
      if (step > 0) search.findNext(text, options)
      else search.findPrevious(text, options)
    },
    endFind: () => search.clearDecorations(),
    clear: () => terminal.clear(),
    selectAll: () => terminal.selectAll(),
    focus: () => terminal.focus(),
    setFontSize: size => {
      if (terminal.options.fontSize === size) return
      terminal.options.fontSize = size
      if (element.clientWidth > 0) fit.fit()
    },
    dispose: () => {
      disposed = true
      stopFollowing()
      stopColors()
      element.removeEventListener('mouseup', selected)
      terminal.dispose()
    }
  }
}
