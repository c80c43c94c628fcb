/** The terminal's colours out of the tokens of the face. */
import type { ITheme } from '@xterm/xterm'
import { tokenColor } from '../../ui/token-color'

/** `#rrggbb` of a colour as the browser computes it (`rgb(34, 40, 44)`); the text itself where it is none. */
export function hexColor(color: string): string {
  const parts = /^rgba?\((\d+),? (\d+),? (\d+)/.exec(color)?.slice(1)
  if (!parts) return color
  return `#${parts.map(part => Number(part).toString(16).padStart(2, '0')).join('')}`
}

const token = (name: string): string => hexColor(tokenColor(name))

/** Colours as the window draws them now. Bright ones are the same: six are all that reach the contrast. */
export function terminalTheme(): ITheme {
  const [red, green, yellow] = [token('--t-red'), token('--t-green'), token('--t-yellow')]
  const [blue, magenta, cyan] = [token('--t-blue'), token('--t-magenta'), token('--t-cyan')]
  const [foreground, quiet] = [token('--t-fg'), token('--fg-3')]
  return {
    ...{ foreground, background: token('--t-bg'), cursor: token('--accent'), cursorAccent: token('--t-bg') },
    ...{ selectionBackground: token('--sel'), selectionInactiveBackground: token('--sel') },
    ...{ black: quiet, red, green, yellow, blue, magenta, cyan, white: token('--fg-2') },
    ...{ brightBlack: quiet, brightRed: red, brightGreen: green, brightYellow: yellow },
    ...{ brightBlue: blue, brightMagenta: magenta, brightCyan: cyan, brightWhite: foreground }
  }
}

/** Colours of what a search found; the addon takes `#rrggbb` alone. */
export function searchColors() {
  const [match, active] = [token('--press'), token('--accent-soft')]
  return {
    matchBackground: match,
    matchOverviewRuler: match,
    activeMatchBackground: active,
    activeMatchColorOverviewRuler: active
  }
}
