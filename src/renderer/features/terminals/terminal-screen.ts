/** The screen of one terminal: xterm with its addons, in an element of its own that any place of the page can hold. */
import '@xterm/xterm/css/xterm.css'
import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import { isMac } from '../../ui/key-hint'
import { onColorsChange } from '../../ui/token-color'
import { type FloodFrames, limitFloodFrames } from './flood-frames'
import { guardCounts } from './guard-counts'
import { limitMarks } from './limit-marks'
import { createLinkHint } from './link-hint'
import { linkPaths, type PathLinks } from './link-provider'
import { createPacedWrite } from './paced-write'
import { createPromptMarks, linesText } from './prompt-marks'
import { drawWithGpu } from './screen-renderer'
import { reportedFolder } from './shell-reports'
import { terminalAct } from './terminal-keys'
import { faintTheme, searchColors, type TerminalThemeName, terminalTheme } from './terminal-theme'
import styles from './terminals.module.css'
import { webAddress } from './web-address'

/** What a screen tells its owner. */
export interface ScreenEvents {
  onInput(data: string): void
  onResize(size: ScreenSize): void
  onTitle(title: string): void
  /** A folder that the shell reported, and the host it named. */
  onFolder(path: string, host: string): void
  onFound(count: number, current: number): void
  onSelected(text: string): void
  onFocus(): void
  /** Paths in the text, and what is done with one that is wanted. */
  readonly paths: PathLinks
}

/** Cells. */
export interface ScreenSize {
  readonly cols: number
  readonly rows: number
}

/** How the person wants terminals to look. */
export interface ScreenLook {
  /** CSS pixels. */
  readonly fontSize: number
  readonly theme: TerminalThemeName
  /** Lines that are kept above the screen. */
  readonly scrollback: number
  readonly ligatures: boolean
}

export interface TerminalScreen {
  /** Puts the screen into a place of the page; the first time it is drawn, and tells its size. */
  attach(host: HTMLElement): void
  /** Takes it off the page; it goes on taking text. */
  detach(): void
  /** `done` is called when the screen took the text. */
  write(text: string, done?: () => void): void
  /** Text that goes to the shell as pasted (bracketed where it asks for that). */
  paste(text: string): void
  selection(): string
  /** All text, what was wrapped in one line. */
  text(): string
  lastOutput(): string | null
  jumpToPrompt(step: 1 | -1): void
  /** -1 before, 1 after what was found last. */
  find(text: string, step: 1 | -1): void
  endFind(): void
  clear(): void
  selectAll(): void
  focus(): void
  setLook(look: ScreenLook): void
  /** All text in the colour of captions: there is no link. */
  setFaint(faint: boolean): void
  dispose(): void
}

/** Milliseconds without a change of size before the shell is told. */
const settleMs = 60
const family = '"JetBrains Mono Variable"'

/** Only pages of the web are opened, in the system's browser and without a way back to this window. */
function openLink(uri: string): void {
  if (webAddress(uri) !== null) window.open(uri, '_blank', 'noopener')
}

function createTerminal(look: ScreenLook): Terminal {
  return new Terminal({
    allowProposedApi: true, // unicode versions, decorations
    cursorBlink: false,
    cursorInactiveStyle: 'outline',
    fontFamily: `${family}, ui-monospace, monospace`,
    fontSize: look.fontSize,
    lineHeight: 1.1,
    // What a program prints wrongly is its own affair: a line of the console for each byte would fill the memory.
    logLevel: 'off',
    macOptionIsMeta: true,
    minimumContrastRatio: 4.5,
    scrollback: look.scrollback,
    theme: terminalTheme(look.theme)
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

/** Ties xterm's events to the owner's. */
function listen(terminal: Terminal, search: SearchAddon, element: HTMLElement, events: ScreenEvents): () => void {
  terminal.onData(events.onInput)
  terminal.onBinary(events.onInput)
  terminal.onResize(events.onResize)
  terminal.onTitleChange(events.onTitle)
  search.onDidChangeResults(({ resultCount, resultIndex }) => events.onFound(resultCount, resultIndex + 1))
  terminal.parser.registerOscHandler(7, data => {
    const folder = reportedFolder(data)
    if (folder) events.onFolder(folder.path, folder.host)
    return true
  })
  // OSC 52 would let a program on the far side read and write the clipboard.
  terminal.parser.registerOscHandler(52, () => true)
  guardCounts(terminal.parser)
  terminal.attachCustomKeyEventHandler(event => terminalAct(event, isMac()) === undefined)
  const selected = (): void => events.onSelected(terminal.getSelection())
  element.addEventListener('mouseup', selected)
  element.addEventListener('focusin', events.onFocus)
  return () => {
    element.removeEventListener('mouseup', selected)
    element.removeEventListener('focusin', events.onFocus)
  }
}

export function createTerminalScreen(firstLook: ScreenLook, events: ScreenEvents): TerminalScreen {
  const element = document.createElement('div')
  element.className = styles.screen ?? ''
  const terminal = createTerminal(firstLook)
  const fit = new FitAddon()
  const search = new SearchAddon()
  const marks = createPromptMarks(terminal)
  let frames: FloodFrames | null = null
  const paced = createPacedWrite((text, done) =>
    terminal.write(limitMarks(text), () => {
      frames?.took(text.length)
      done?.()
    })
  )
  let look = firstLook
  let faint = false
  let drawn: Promise<void> | null = null
  const stops = [listen(terminal, search, element, events)]
  let stopGpu = (): void => {}
  const hint = createLinkHint(element)
  const webLinks = new WebLinksAddon((_event, uri) => openLink(uri), {
    hover: event => hint.show(event, 'A click opens it in the browser'),
    leave: hint.hide
  })
  // Behind the words of a program (OSC 8) may be any address.
  terminal.options.linkHandler = {
    activate: (_event, uri) => openLink(uri),
    hover: (event, uri) => hint.show(event, `A click opens ${webAddress(uri) ?? 'nothing'}`),
    leave: hint.hide
  }
  for (const addon of [fit, search, new Unicode11Addon(), webLinks]) terminal.loadAddon(addon)
  linkPaths(terminal, events.paths, hint)
  terminal.unicode.activeVersion = '11'
  const recolor = (): void => {
    const theme = faint ? faintTheme(look.theme) : terminalTheme(look.theme)
    terminal.options.theme = theme
    // The cells never fill the whole place.
    element.style.background = theme.background ?? ''
    element.style.setProperty('--sign', theme.black ?? '')
    element.style.setProperty('--sign-failed', theme.red ?? '')
  }
  recolor()
  stops.push(onColorsChange(recolor))

  const draw = async (): Promise<void> => {
    // The cell is measured once, so the letters have to be there; without them the next font serves.
    const faces = ['400', '700'].map(weight => document.fonts.load(`${weight} ${look.fontSize}px ${family}`))
    await Promise.all(faces).catch(() => {})
    terminal.open(element)
    frames = limitFloodFrames(terminal)
    stops.push(followSize(element, fit))
  }
  const show = (): void => {
    if (!element.isConnected) return
    fit.fit()
    stopGpu()
    // Ligatures are the page's work: the graphics card draws cell by cell.
    stopGpu = look.ligatures ? () => {} : drawWithGpu(terminal)
    events.onResize({ cols: terminal.cols, rows: terminal.rows })
  }

  return {
    attach: host => {
      host.append(element)
      paced.setSeen(true)
      drawn ??= draw()
      void drawn.then(show)
    },
    detach: () => {
      paced.setSeen(false)
      stopGpu()
      element.remove()
    },
    write: paced.write,
    paste: text => terminal.paste(text),
    selection: () => terminal.getSelection(),
    text: () => linesText(at => terminal.buffer.active.getLine(at), 0, terminal.buffer.active.length).trimEnd(),
    lastOutput: marks.lastOutput,
    jumpToPrompt: marks.jump,
    find: (text, step) => {
      const options = { decorations: searchColors(look.theme) }
      if (step > 0) search.findNext(text, options)
      else search.findPrevious(text, options)
    },
    endFind: () => search.clearDecorations(),
    clear: () => terminal.clear(),
    selectAll: () => terminal.selectAll(),
    focus: () => terminal.focus(),
    setLook: next => {
      const before = look
      look = next
      element.classList.toggle(styles.ligatures ?? '', next.ligatures)
      if (before.theme !== next.theme) recolor()
      if (before.scrollback !== next.scrollback) terminal.options.scrollback = next.scrollback
      if (before.fontSize !== next.fontSize) terminal.options.fontSize = next.fontSize
      if (drawn && (before.fontSize !== next.fontSize || before.ligatures !== next.ligatures)) void drawn.then(show)
    },
    setFaint: next => {
      if (next === faint) return
      faint = next
      recolor()
    },
    dispose: () => {
      paced.dispose()
      frames?.dispose()
      stopGpu()
      for (const stop of stops) stop()
      marks.dispose()
      terminal.dispose()
      element.remove()
    }
  }
}
