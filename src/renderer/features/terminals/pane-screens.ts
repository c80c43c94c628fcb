/**
 * The screens of the window's panes. They live outside of the page's tree, so a pane that moves to another place, or to
 * another tab, keeps its text, and one that is not shown goes on taking output.
 */
import { createStore, type StoreApi, useStore } from 'zustand'
import { client } from '../../client/engine-link'
import { focusPane } from './arrange'
import { cleanTitle } from './clean-title'
import { copyText } from './copy-text'
import { connectNow } from './link-acts'
import { pasteLines, pasteText } from './paste-text'
import { findPaths } from './path-links'
import { isTerminalReply } from './shell-reports'
import { describePane, tabStore } from './tab-store'
import { createTerminalScreen, type ScreenLook, type ScreenSize, type TerminalScreen } from './terminal-screen'
import { type TerminalPane, typedInto } from './terminal-tabs'
import { createTypedAhead } from './typed-ahead'

/** What the page shows of a screen beside its text. */
export interface ScreenState {
  /** Null before it was drawn for the first time. */
  readonly size: ScreenSize | null
  readonly hasSelection: boolean
  /** What a search found: how many, and which of them is shown (0: none). */
  readonly found: { readonly count: number; readonly current: number }
  /** Text of several lines that waits for a yes before it is pasted. */
  readonly asked: string | null
  readonly searching: boolean
}

export interface PaneScreen {
  readonly screen: TerminalScreen
  readonly state: StoreApi<ScreenState>
}

/** Units of one input call (contract: 4 million); a larger paste goes in pieces, in order. */
const inputPiece = 1_000_000

const screens = new Map<string, PaneScreen>()
const lookStore = createStore<{ look: ScreenLook; copyOnSelect: boolean }>(() => ({
  look: { fontSize: 13, theme: 'face', scrollback: 100_000, ligatures: false },
  copyOnSelect: false
}))

/** Where paths in the text of all screens lead: the sites that are known, and what shows a path of one. */
export interface PathTargets {
  readonly sites: ReadonlySet<string>
  open(site: string, path: string): void
}
let pathTargets: PathTargets = { sites: new Set(), open: () => {} }

/** From now on. */
export function setPathTargets(targets: PathTargets): void {
  pathTargets = targets
}

/** Paths without a site are those of the pane's own; a shell of this computer has none. */
function pathsIn(key: string, text: string): ReturnType<typeof findPaths> {
  const place = tabStore.getState().panes[key]?.place
  return findPaths(text, place?.kind === 'site' ? place.site : null, name => pathTargets.sites.has(name))
}

const ahead = createTypedAhead()

/** Pasting into a screen makes it say what it was given; that goes to its own shell alone. */
let pastingAlone = false

function send(pane: TerminalPane | undefined, data: string): void {
  if (pane?.phase.kind === 'waiting' && data === '\r') void connectNow(pane.place)
  // The terminal answers a program, and the shell that is still to come has asked nothing.
  if (pane && !isTerminalReply(data)) ahead.keep(pane, data)
  if (pane?.phase.kind !== 'open') return
  for (let at = 0; at < data.length; at += inputPiece) {
    // A shell that just ended takes no input; its end says so already.
    void client.terminals.input({ id: pane.id, data: data.slice(at, at + inputPiece) }).catch(() => {})
  }
}

/** What is typed goes to the pane, or to all that are marked with it; answers of the terminal only to its own shell. */
function typed(key: string, data: string): void {
  const state = tabStore.getState()
  const alone = pastingAlone || isTerminalReply(data)
  for (const target of alone ? [key] : typedInto(state, key)) send(state.panes[target], data)
}

/** The host that a pane's shell named first: a folder on another one (a shell inside the shell) is not this pane's. */
const firstHosts = new Map<string, string>()

function tellFolder(key: string, path: string, host: string): void {
  const pane = tabStore.getState().panes[key]
  if (!pane) return
  const first = firstHosts.get(pane.id) ?? host
  firstHosts.set(pane.id, first)
  describePane(key, { cwd: host === first || host === '' || host === 'localhost' ? path : null })
}

function createPaneScreen(key: string): PaneScreen {
  const state = createStore<ScreenState>(() => ({
    ...{ size: null, hasSelection: false, asked: null, searching: false },
    found: { count: 0, current: 0 }
  }))
  const screen = createTerminalScreen(lookStore.getState().look, {
    onInput: data => typed(key, data),
    onResize: size => state.setState({ size }),
    onTitle: title => describePane(key, { title: cleanTitle(title) }),
    onFolder: (path, host) => tellFolder(key, path, host),
    onFound: (count, current) => state.setState({ found: { count, current } }),
    onSelected: text => {
      state.setState({ hasSelection: text !== '' })
      if (text !== '' && lookStore.getState().copyOnSelect) void copyText(text)
    },
    onFocus: () => tabStore.setState(before => focusPane(before, key)),
    paths: { find: text => pathsIn(key, text), open: ({ site, path }) => pathTargets.open(site, path) }
  })
  screen.setLook(lookStore.getState().look)
  return { screen, state }
}

/** The screen of a pane, made when it is first asked for. */
export function paneScreen(key: string): PaneScreen {
  const known = screens.get(key)
  if (known) return known
  const made = createPaneScreen(key)
  screens.set(key, made)
  return made
}

export const useScreenState = (key: string): ScreenState => useStore(paneScreen(key).state)

/** Ends the screens of panes that are gone, and sends shells that are there now what was typed before. */
tabStore.subscribe(({ panes }, before) => {
  if (panes === before.panes) return
  for (const { pane, data } of ahead.settle(panes)) send(pane, data)
  for (const [key, { screen }] of screens) {
    if (panes[key]) continue
    screens.delete(key)
    screen.dispose()
  }
  const ids = new Set(Object.values(panes).map(({ id }) => id))
  for (const id of firstHosts.keys()) if (!ids.has(id)) firstHosts.delete(id)
})

/** How all screens look from now on. */
export function setScreensLook(look: ScreenLook, copyOnSelect: boolean): void {
  lookStore.setState({ look, copyOnSelect })
  for (const { screen } of screens.values()) screen.setLook(look)
}

/**
 * To the end of what stands at the prompt, a blank (an empty line would ring), and all of it away: Ctrl-E and Ctrl-U of
 * readline, zsh, fish and tcsh; a plain terminal knows Ctrl-U.
 */
const noLine = '\x05 \x15'

/** Types a line with Enter into the shell of a pane and into no other, in the place of what was half typed there. */
export function typeLine(key: string, line: string): void {
  send(tabStore.getState().panes[key], `${noLine}${line}\r`)
}

function go(key: string, text: string): void {
  pastingAlone = true
  for (const target of typedInto(tabStore.getState(), key)) paneScreen(target).screen.paste(text)
  pastingAlone = false
  paneScreen(key).screen.focus()
}

/** Pastes one line at once; several wait for a yes. */
export function pasteInto(key: string, raw: string): void {
  const text = pasteText(raw)
  if (pasteLines(text) === null) go(key, text)
  else paneScreen(key).state.setState({ asked: text })
}

/** The answer to the question about several lines. */
export function answerPaste(key: string, yes: boolean): void {
  const { state, screen } = paneScreen(key)
  const { asked } = state.getState()
  state.setState({ asked: null })
  if (yes && asked !== null) go(key, asked)
  else screen.focus()
}
