/** Keys of the terminals room. Everything else belongs to the shell. */

export type TerminalAct =
  | 'copy'
  | 'paste'
  | 'search'
  | 'new-tab'
  | 'close-tab'
  | 'next-tab'
  | 'previous-tab'
  | 'larger'
  | 'smaller'
  | 'usual-size'
  /** A key of the frame (rooms, settings): the shell does not get it. */
  | 'frame'

/** The part of a keyboard event that decides. */
export interface PressedKey {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

const sizes: Readonly<Record<string, TerminalAct>> = { '+': 'larger', '=': 'larger', '-': 'smaller', '0': 'usual-size' }
const letters: Readonly<Record<string, TerminalAct>> = {
  c: 'copy',
  v: 'paste',
  f: 'search',
  t: 'new-tab',
  w: 'close-tab'
}
const frameKeys = new Set(['1', '2', '3', ','])

/**
 * What a key means to the room, or undefined when it is the shell's. Letters take Command on macOS, where Control
 * alone stays with the shell, and Control with Shift elsewhere.
 */
export function terminalAct(event: PressedKey, mac: boolean): TerminalAct | undefined {
  if (event.altKey) return undefined
  if (event.ctrlKey && !event.shiftKey && !event.metaKey) {
    if (event.key === 'PageDown') return 'next-tab'
    if (event.key === 'PageUp') return 'previous-tab'
  }
  if (!(mac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey)) return undefined
  const size = sizes[event.key]
  if (size) return size
  if (!event.shiftKey && frameKeys.has(event.key)) return 'frame'
  return event.shiftKey !== mac ? letters[event.key.toLowerCase()] : undefined
}

/** The combination of an act as `Kbd` writes it. */
export function terminalKey(act: 'copy' | 'paste' | 'search' | 'new-tab' | 'close-tab', mac: boolean): string {
  const letter = Object.keys(letters).find(key => letters[key] === act) ?? ''
  return mac ? `mod+${letter}` : `mod+shift+${letter}`
}

/** Letters in CSS pixels: smallest, largest, and the size that Ctrl+0 gives back. */
export const fontSizes = { least: 8, most: 32, usual: 13 } as const

/** The size after an act of size. */
export function nextFontSize(size: number, act: 'larger' | 'smaller' | 'usual-size'): number {
  if (act === 'usual-size') return fontSizes.usual
  return Math.min(fontSizes.most, Math.max(fontSizes.least, size + (act === 'larger' ? 1 : -1)))
}
