/** The terminal's colours: out of the tokens of the face, or of a theme of its own. */
import type { ITheme } from '@xterm/xterm'
import { tokenColor } from '../../ui/token-color'
import { ownThemes, type TerminalPalette, type TerminalThemeName } from './terminal-palettes'

export type { TerminalThemeName } from './terminal-palettes'

/** `#rrggbb` of a colour as the browser computes it (`rgb(34, 40, 44)`); the text itself where it is none. */
export function hexColor(color: string): string {
  const parts = /^rgba?\((\d+),? (\d+),? (\d+)/.exec(color)?.slice(1)
  if (!parts) return color
  return `#${parts.map(part => Number(part).toString(16).padStart(2, '0')).join('')}`
}

const token = (name: string): string => hexColor(tokenColor(name))

/** The face's own palette as the window draws it now. */
function facePalette(): TerminalPalette {
  return {
    ...{ ground: token('--t-bg'), text: token('--t-fg'), quiet: token('--fg-3'), soft: token('--fg-2') },
    ...{ cursor: token('--accent'), selection: token('--sel') },
    ...{ red: token('--t-red'), green: token('--t-green'), yellow: token('--t-yellow') },
    ...{ blue: token('--t-blue'), magenta: token('--t-magenta'), cyan: token('--t-cyan') }
  }
}

/** The palette of a theme; the face's own follows light and dark. */
export function paletteOf(name: TerminalThemeName): TerminalPalette {
  return name === 'face' ? facePalette() : ownThemes[name]
}

/** Colours for xterm. Bright ones are the same: six are all that reach the contrast. */
export function terminalTheme(name: TerminalThemeName): ITheme {
  const { ground, text, quiet, soft, cursor, selection, ...six } = paletteOf(name)
  return {
    ...{ foreground: text, background: ground, cursor, cursorAccent: ground },
    ...{ selectionBackground: selection, selectionInactiveBackground: selection },
    ...{ black: quiet, white: soft, ...six },
    ...{ brightBlack: quiet, brightRed: six.red, brightGreen: six.green, brightYellow: six.yellow },
    ...{ brightBlue: six.blue, brightMagenta: six.magenta, brightCyan: six.cyan, brightWhite: text }
  }
}

/** The same ground with all text in the colour of captions: a terminal without a link. */
export function faintTheme(name: TerminalThemeName): ITheme {
  const { quiet } = paletteOf(name)
  const bright = { brightBlack: quiet, brightRed: quiet, brightGreen: quiet, brightYellow: quiet, brightBlue: quiet }
  return {
    ...terminalTheme(name),
    ...{ foreground: quiet, cursor: quiet, black: quiet, red: quiet, green: quiet, yellow: quiet, blue: quiet },
    ...{ magenta: quiet, cyan: quiet, white: quiet, ...bright, brightMagenta: quiet, brightCyan: quiet },
    ...{ brightWhite: quiet, extendedAnsi: Array.from({ length: 240 }, () => quiet) }
  }
}

/** Colours of what a search found; the addon takes `#rrggbb` alone. The one that is shown has a border too. */
export function searchColors(name: TerminalThemeName) {
  const { selection, cursor } = paletteOf(name)
  const [match, active] = name === 'face' ? [token('--press'), token('--accent-soft')] : [selection, selection]
  return {
    matchBackground: match,
    matchOverviewRuler: match,
    activeMatchBackground: active,
    activeMatchBorder: cursor,
    activeMatchColorOverviewRuler: active
  }
}
