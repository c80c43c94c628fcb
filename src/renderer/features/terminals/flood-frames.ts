/**
 * How often a flood is drawn. xterm draws with each frame of the page, sixty times a second, also what nobody can read.
 * Without a graphics card the drawing of coloured text costs as much as its parsing and going there together.
 */
import type { Terminal } from '@xterm/xterm'

/** Units of text between two drawings that are a flood: more than a screen holds, and than anybody reads in so long. */
const floodUnits = 32 * 1024
/** Milliseconds between two drawings of a flood. */
const floodFrameMs = 50

/** Asks for rows to be drawn with the next frame. */
type Refresh = (start: number | undefined, end: number | undefined, rows: number) => void

export interface FloodFrames {
  /** The screen took so many units. */
  took(units: number): void
  dispose(): void
}

/** Makes `refresh` wait in a flood; nothing that was asked for is lost. `now` is a clock in milliseconds. */
export function paceRefresh(refresh: Refresh, now: () => number): FloodFrames & { refresh: Refresh } {
  let drawnAt = Number.NEGATIVE_INFINITY
  // Since the latest drawing, and between it and the one before.
  let units = 0
  let unitsBefore = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let rows = 0
  const draw: Refresh = (start, end, count) => {
    drawnAt = now()
    unitsBefore = units
    units = 0
    refresh(start, end, count)
  }
  return {
    took: more => {
      units += more
    },
    refresh: (start, end, count) => {
      rows = count
      if (timer !== undefined) return
      const wait = Math.max(units, unitsBefore) < floodUnits ? 0 : drawnAt + floodFrameMs - now()
      if (wait <= 0) return draw(start, end, count)
      // All rows: whatever was asked for until then is among them.
      timer = setTimeout(() => {
        timer = undefined
        draw(0, rows - 1, rows)
      }, wait)
    },
    dispose: () => clearTimeout(timer)
  }
}

/** The part of xterm 6.0 that asks for frames. It has no option for this; like its own addons we reach into its core. */
interface Core {
  readonly _core?: { readonly _renderService?: { readonly _renderDebouncer?: { refresh?: Refresh } } }
}

/** To be called after `open`. Where xterm is built otherwise than we know, it draws as it always did. */
export function limitFloodFrames(terminal: Terminal): FloodFrames {
  // Its types do not tell of the core; each step is looked at before it is used.
  const debouncer = (terminal as unknown as Core)._core?._renderService?._renderDebouncer
  if (typeof debouncer?.refresh !== 'function') return { took: () => {}, dispose: () => {} }
  const paced = paceRefresh(debouncer.refresh.bind(debouncer), () => performance.now())
  debouncer.refresh = paced.refresh
  return paced
}
