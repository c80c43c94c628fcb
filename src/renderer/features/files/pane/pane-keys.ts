/** The keys of a pane beside those of every list. */

/** What a key does in a pane. */
export type PaneKey =
  | 'up'
  | 'back'
  | 'rename'
  | 'copy'
  | 'new-folder'
  | 'remove'
  | 'filter'
  | 'path'
  | 'refresh'
  | 'hidden'
  | 'other-pane'

const plain: Readonly<Record<string, PaneKey>> = {
  Backspace: 'up',
  F2: 'rename',
  F5: 'copy',
  F7: 'new-folder',
  Delete: 'remove',
  '/': 'filter',
  Tab: 'other-pane'
}
const withMod: Readonly<Record<string, PaneKey>> = { l: 'path', r: 'refresh', h: 'hidden', Backspace: 'remove' }
const withAlt: Readonly<Record<string, PaneKey>> = { ArrowLeft: 'back', ArrowUp: 'up' }

/** The act of a key, or undefined. Shift+Tab stays the browser's own, so that the keyboard is never caught. */
export function paneKey(event: {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}): PaneKey | undefined {
  const mod = event.ctrlKey || event.metaKey
  if (event.altKey) return mod ? undefined : withAlt[event.key]
  if (mod) return withMod[event.key]
  // On some keyboards "/" needs Shift.
  return event.shiftKey && event.key !== '/' ? undefined : plain[event.key]
}
