/** Keys of the terminals room. Everything else belongs to the shell. */
import type { Side } from './pane-tree'

export type TerminalAct =
  | 'copy'
  | 'paste'
  | 'search'
  | 'new-tab'
  | 'close-pane'
  | 'next-tab'
  | 'previous-tab'
  | 'split-right'
  | 'split-down'
  | 'zoom'
  | 'broadcast'
  | 'previous-prompt'
  | 'next-prompt'
  | 'larger'
  | 'smaller'
  | 'usual-size'
  | `focus-${Side}`
  | `move-${Side}`
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

/** Combinations as `Kbd` writes them: on macOS, where Control alone stays with the shell, and elsewhere. */
const bindings: readonly (readonly [act: TerminalAct, mac: string, other: string])[] = [
  ['copy', 'mod+c', 'mod+shift+c'],
  ['paste', 'mod+v', 'mod+shift+v'],
  ['search', 'mod+f', 'mod+shift+f'],
  ['new-tab', 'mod+t', 'mod+shift+t'],
  ['close-pane', 'mod+w', 'mod+shift+w'],
  ['next-tab', 'ctrl+pagedown', 'ctrl+pagedown'],
  ['previous-tab', 'ctrl+pageup', 'ctrl+pageup'],
  ['split-right', 'mod+d', 'mod+shift+d'],
  ['split-down', 'mod+shift+d', 'mod+shift+e'],
  ['zoom', 'mod+shift+enter', 'mod+shift+enter'],
  ['broadcast', 'mod+shift+i', 'mod+shift+b'],
  ['previous-prompt', 'mod+up', 'mod+shift+pageup'],
  ['next-prompt', 'mod+down', 'mod+shift+pagedown'],
  ...(['left', 'right', 'up', 'down'] as const).flatMap(
    side =>
      [
        [`focus-${side}`, `mod+alt+${side}`, `mod+shift+${side}`],
        [`move-${side}`, `mod+alt+shift+${side}`, `mod+alt+shift+${side}`]
      ] as const
  ),
  ['frame', 'mod+1', 'mod+1'],
  ['frame', 'mod+2', 'mod+2'],
  ['frame', 'mod+3', 'mod+3'],
  ['frame', 'mod+,', 'mod+,']
]

const sizes: Readonly<Record<string, TerminalAct>> = { '+': 'larger', '=': 'larger', '-': 'smaller', '0': 'usual-size' }

/** A pressed key as a combination: modifiers in one order, names as `Kbd` has them. */
function combination({ key, shiftKey, ctrlKey, metaKey, altKey }: PressedKey, mac: boolean): string {
  const mod = mac ? metaKey : ctrlKey
  const parts = [
    mod && 'mod',
    mac && ctrlKey && 'ctrl',
    !mac && metaKey && 'meta',
    altKey && 'alt',
    shiftKey && 'shift'
  ]
  const name = key.toLowerCase().replace(/^arrow/, '')
  return [...parts, name].filter(Boolean).join('+')
}

/** What a key means to the room, or undefined when it is the shell's. */
export function terminalAct(event: PressedKey, mac: boolean): TerminalAct | undefined {
  const pressed = combination(event, mac)
  // The sign of plus needs Shift on many keyboards.
  const size = sizes[event.key]
  if (size && pressed.replace('shift+', '') === `mod+${event.key}`) return size
  const found = bindings.find(([, onMac, elsewhere]) => {
    const wanted = mac ? onMac : elsewhere.replace(/^ctrl\+/, 'mod+')
    return wanted === pressed
  })
  return found?.[0]
}

/** The combination of an act as `Kbd` writes it. */
export function terminalKey(act: TerminalAct, mac: boolean): string | undefined {
  const found = bindings.find(([bound]) => bound === act)
  return mac ? found?.[1] : found?.[2]
}

/** Letters in CSS pixels: smallest, largest, and the size that Ctrl+0 gives back. */
export const fontSizes = { least: 8, most: 32, usual: 13 } as const

/** The size after an act of size. */
export function nextFontSize(size: number, act: 'larger' | 'smaller' | 'usual-size'): number {
  if (act === 'usual-size') return fontSizes.usual
  return Math.min(fontSizes.most, Math.max(fontSizes.least, size + (act === 'larger' ? 1 : -1)))
}
