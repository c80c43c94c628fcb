const macSigns: Readonly<Record<string, string>> = { mod: '⌘', ctrl: '⌃', alt: '⌥', shift: '⇧' }
const wordSigns: Readonly<Record<string, string>> = { mod: 'Ctrl', ctrl: 'Ctrl', alt: 'Alt', shift: 'Shift' }
const namedKeys: Readonly<Record<string, string>> = {
  enter: '↵',
  escape: 'Esc',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  space: 'Space',
  backspace: '⌫',
  delete: 'Del',
  pagedown: 'PgDn',
  pageup: 'PgUp',
  insert: 'Ins',
  tab: 'Tab',
  comma: ',',
  // The sign itself joins the parts of a combination.
  plus: '+'
}

/** Whether this window runs on macOS, where keys are written as signs. */
export function isMac(): boolean {
  return typeof navigator !== 'undefined' && /mac/i.test(navigator.platform)
}

function keyName(key: string): string {
  return namedKeys[key.toLowerCase()] ?? (key.length === 1 ? key.toUpperCase() : key)
}

/**
 * A key combination for people: `mod+k` is `⌘K` on macOS and `Ctrl K` elsewhere.
 * @param combination parts joined by `+`; `mod` is Command on macOS and Control elsewhere
 */
export function keyHint(combination: string, mac: boolean = isMac()): string {
  const parts = combination.split('+')
  const key = keyName(parts.pop() ?? '')
  const signs = mac ? macSigns : wordSigns
  const modifiers = parts.map(part => signs[part.toLowerCase()] ?? part)
  return mac ? [...modifiers, key].join('') : [...modifiers, key].join(' ')
}

/** The same combination in the form of the `aria-keyshortcuts` attribute (WAI-ARIA 1.2): `Control+K`, `Meta+K`. */
export function ariaKeys(combination: string, mac: boolean = isMac()): string {
  const names: Readonly<Record<string, string>> = {
    mod: mac ? 'Meta' : 'Control',
    ctrl: 'Control',
    alt: 'Alt',
    shift: 'Shift',
    enter: 'Enter',
    escape: 'Escape'
  }
  return combination
    .split('+')
    .map(part => names[part.toLowerCase()] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join('+')
}
