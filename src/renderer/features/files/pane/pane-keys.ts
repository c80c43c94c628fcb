/** The keys of a pane beside those of every list: Midnight Commander's, and those of Finder and Explorer. */

/** What a key does in a pane. */
export type PaneKey =
  | 'up'
  | 'back'
  | 'forward'
  | 'home'
  | 'rename'
  | 'copy'
  | 'move'
  | 'new-folder'
  | 'remove'
  | 'mark'
  | 'select-names'
  | 'leave-names'
  | 'invert'
  | 'open'
  | 'filter'
  | 'path'
  | 'refresh'
  | 'hidden'
  | 'bookmark'
  | 'tree'
  | 'compare'
  | 'swap'
  | 'new-tab'
  | 'close-tab'
  | 'next-tab'
  | 'previous-tab'
  | 'properties'
  | 'look'
  | 'keys'
  | 'other-pane'

const plain: Readonly<Record<string, PaneKey>> = {
  Backspace: 'up',
  F1: 'keys',
  F2: 'rename',
  F3: 'look',
  F5: 'copy',
  F6: 'move',
  F7: 'new-folder',
  F8: 'remove',
  Delete: 'remove',
  Insert: 'mark',
  '/': 'filter',
  '+': 'select-names',
  '-': 'leave-names',
  '*': 'invert',
  '~': 'home',
  '?': 'keys',
  Tab: 'other-pane'
}
const withMod: Readonly<Record<string, PaneKey>> = {
  l: 'path',
  r: 'refresh',
  f: 'filter',
  h: 'hidden',
  d: 'bookmark',
  i: 'properties',
  u: 'swap',
  // A browser keeps these two for itself; in the program's own window they work as everywhere else.
  t: 'new-tab',
  w: 'close-tab',
  '[': 'back',
  ']': 'forward',
  Backspace: 'remove'
}
const withAlt: Readonly<Record<string, PaneKey>> = {
  ArrowLeft: 'back',
  ArrowRight: 'forward',
  ArrowUp: 'up',
  Home: 'home',
  Enter: 'properties',
  PageDown: 'next-tab',
  PageUp: 'previous-tab'
}
/** By the key's place: with Alt (Option) held, macOS types another character. */
const altCodes: Readonly<Record<string, PaneKey>> = {
  KeyT: 'new-tab',
  KeyW: 'close-tab',
  KeyE: 'tree',
  KeyC: 'compare'
}

/** Keys of a shifted character: on some keyboards they need Shift, on others not. */
const shifted = new Set(['/', '~', '?', '+', '*'])

/** The part of a keyboard event that decides. */
export interface PressedPaneKey {
  readonly key: string
  readonly code: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** The act of a key, or undefined. Shift+Tab stays the browser's own, so that the keyboard is never caught. */
export function paneKey(event: PressedPaneKey): PaneKey | undefined {
  const mod = event.ctrlKey || event.metaKey
  if (event.altKey) return mod || event.shiftKey ? undefined : (withAlt[event.key] ?? altCodes[event.code])
  // Elsewhere Control and an arrow move the keyboard without choosing.
  if (event.metaKey && event.key === 'ArrowUp') return 'up'
  if (event.metaKey && event.key === 'ArrowDown') return 'open'
  // Finder's; with Shift held the key has another character.
  if (mod && event.shiftKey && event.code === 'Period') return 'hidden'
  if (mod) return event.shiftKey ? undefined : withMod[event.key]
  return event.shiftKey && !shifted.has(event.key) ? undefined : plain[event.key]
}

/** A line of the sheet of keys. */
export interface KeyLine {
  readonly act: string
  /** In the notation of `keyHint`. */
  readonly keys: readonly string[]
}

/** What the sheet of keys says; every key of a pane and those of its list. */
export const keySheet: readonly { readonly head: string; readonly lines: readonly KeyLine[] }[] = [
  {
    head: 'Go',
    lines: [
      { act: 'Open', keys: ['enter'] },
      { act: 'Folder above', keys: ['backspace', 'alt+up'] },
      { act: 'Back, forward', keys: ['alt+left', 'alt+right'] },
      { act: 'Home', keys: ['~', 'alt+Home'] },
      { act: 'Type a path', keys: ['mod+l'] },
      { act: 'Other pane', keys: ['tab'] },
      { act: 'Swap the panes', keys: ['mod+u'] },
      { act: 'New tab', keys: ['alt+t', 'mod+t'] },
      { act: 'Close the tab', keys: ['alt+w', 'mod+w'] },
      { act: 'Next tab, previous tab', keys: ['alt+pagedown', 'alt+pageup'] }
    ]
  },
  {
    head: 'Look',
    lines: [
      { act: 'Quick look at a file, and close it', keys: ['F3'] },
      { act: 'Read again', keys: ['mod+r'] },
      { act: 'Hidden files', keys: ['mod+h', 'mod+shift+.'] },
      { act: 'Folder tree', keys: ['alt+e'] },
      { act: 'These keys', keys: ['?', 'F1'] }
    ]
  },
  {
    head: 'Choose',
    lines: [
      { act: 'Row by its first letters', keys: ['A … Z'] },
      { act: 'Mark', keys: ['space', 'insert'] },
      { act: 'Range', keys: ['shift+up', 'shift+down'] },
      { act: 'All', keys: ['mod+a'] },
      { act: 'By a pattern, and choose no more', keys: ['plus', '-'] },
      { act: 'The others instead', keys: ['*'] },
      { act: 'Filter names', keys: ['/', 'mod+f'] },
      { act: 'Show all names, then choose nothing', keys: ['escape'] }
    ]
  },
  {
    head: 'Do',
    lines: [
      { act: 'Copy to the other pane', keys: ['F5'] },
      { act: 'Move to the other pane, or rename', keys: ['F6'] },
      { act: 'Rename', keys: ['F2'] },
      { act: 'New folder', keys: ['F7'] },
      { act: 'Delete', keys: ['F8', 'delete'] },
      { act: 'Properties', keys: ['mod+i', 'alt+enter'] },
      { act: 'Compare the folders', keys: ['alt+c'] },
      { act: 'Bookmark this folder', keys: ['mod+d'] },
      { act: 'Drag out of the window (desktop app)', keys: ['alt+Drag'] }
    ]
  }
]
