/** Themes of the terminal beside the face's own. Their contrast is computed by a test. Pure. */
import type { Settings } from '@contract/app'

export type TerminalThemeName = Settings['terminalTheme']

/** Colours as `#rrggbb`. */
export interface TerminalPalette {
  readonly ground: string
  readonly text: string
  /** Captions, and "black", which would not be seen. */
  readonly quiet: string
  /** "White". */
  readonly soft: string
  readonly cursor: string
  readonly selection: string
  readonly red: string
  readonly green: string
  readonly yellow: string
  readonly blue: string
  readonly magenta: string
  readonly cyan: string
}

/** Themes that stay as they are in light and dark. */
export const ownThemes: Readonly<Record<Exclude<TerminalThemeName, 'face'>, TerminalPalette>> = {
  black: {
    ...{ ground: '#000000', text: '#f2f2f2', quiet: '#9a9a9a', soft: '#cfcfcf' },
    ...{ cursor: '#ffffff', selection: '#1f4a66' },
    ...{ red: '#ff8278', green: '#5fd68a', yellow: '#f0c050' },
    ...{ blue: '#6cbcf0', magenta: '#dc9cf0', cyan: '#56d3d6' }
  },
  slate: {
    ...{ ground: '#1d2733', text: '#dbe4ec', quiet: '#9fb0bf', soft: '#c0ccd6' },
    ...{ cursor: '#8fc7ee', selection: '#33506b' },
    ...{ red: '#ff9b91', green: '#86d6a0', yellow: '#e8c074' },
    ...{ blue: '#86c5f2', magenta: '#d9aceb', cyan: '#7cd3d4' }
  },
  warm: {
    ...{ ground: '#262019', text: '#ece3d4', quiet: '#b3a48f', soft: '#d3c7b4' },
    ...{ cursor: '#f2c078', selection: '#51422f' },
    ...{ red: '#f79a83', green: '#b4c973', yellow: '#e9bd66' },
    ...{ blue: '#93bfd6', magenta: '#dba6c0', cyan: '#8fc9ae' }
  },
  paper: {
    ...{ ground: '#f7f1e3', text: '#2b2720', quiet: '#655d4f', soft: '#4b453a' },
    ...{ cursor: '#7a4a00', selection: '#e2d6b8' },
    ...{ red: '#a12a1c', green: '#3a6312', yellow: '#7a4f00' },
    ...{ blue: '#1d5a8a', magenta: '#7b3576', cyan: '#0c6262' }
  },
  white: {
    ...{ ground: '#ffffff', text: '#101214', quiet: '#5a6269', soft: '#3d454c' },
    ...{ cursor: '#000000', selection: '#cfe3f2' },
    ...{ red: '#b01e17', green: '#0f6a35', yellow: '#7d4e00' },
    ...{ blue: '#005a96', magenta: '#77309a', cyan: '#00656b' }
  }
}
