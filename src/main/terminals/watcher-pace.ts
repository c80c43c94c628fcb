/** How much may be on its way to a watcher: what it takes in a time that a person does not notice. Pure but for `now`. */

/** Milliseconds of the watcher's work that may wait for it: so long Ctrl-C waits behind a flood. */
const aheadMs = 60
/** Units that may always wait, and that ever may: less lets the pipe run empty, more only fills memory. */
const least = 384 * 1024
const most = 1024 * 1024
/** Milliseconds over which the rate is taken. */
const periodMs = 100

export interface WatcherPace {
  /** UTF-16 units that may wait for the watcher. */
  readonly ahead: number
  /** It took so many units more. */
  took(units: number): void
}

/** `now` is a clock in milliseconds. */
export function createWatcherPace(now: () => number): WatcherPace {
  let ahead = least
  let since = now()
  let units = 0
  return {
    get ahead() {
      return ahead
    },
    took(more) {
      units += more
      const passed = now() - since
      if (passed < periodMs) return
      ahead = Math.min(most, Math.max(least, (units / passed) * aheadMs))
      since += passed
      units = 0
    }
  }
}
