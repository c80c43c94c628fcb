import type { Move } from './selection'

/** What a key means in a list. */
export type TableAct =
  | { readonly kind: 'move'; readonly move: Move }
  | { readonly kind: 'all' | 'toggle' | 'open' | 'unfold' | 'fold' }
  | { readonly kind: 'type'; readonly character: string }

/** The part of a keyboard event that decides. */
export interface PressedKey {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

const moves: Readonly<Record<string, Move>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'first',
  End: 'last'
}

/** What this key does in a list, or undefined when it belongs to somebody else. Space selects, it never types. */
export function tableAct(event: PressedKey): TableAct | undefined {
  const mod = event.ctrlKey || event.metaKey
  if (event.altKey) return undefined
  const move = moves[event.key]
  if (move !== undefined) return { kind: 'move', move }
  if (mod) {
    if (event.key === 'a' || event.key === 'A') return { kind: 'all' }
    return event.key === ' ' ? { kind: 'toggle' } : undefined
  }
  if (event.key === 'Enter') return { kind: 'open' }
  if (event.key === ' ') return { kind: 'toggle' }
  if (event.key === 'ArrowRight') return { kind: 'unfold' }
  if (event.key === 'ArrowLeft') return { kind: 'fold' }
  return [...event.key].length === 1 ? { kind: 'type', character: event.key } : undefined
}
