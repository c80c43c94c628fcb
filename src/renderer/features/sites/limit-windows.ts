/** Times of the day with a limit: reading, naming, and finding those that are in each other's way. */
import type { LimitWindow } from '@contract/app'

/** `09:00` out of what a field of the browser gives (it may add seconds); undefined when it is no time. */
export function clockTime(typed: string): string | undefined {
  return /^([01]\d|2[0-3]):[0-5]\d/.exec(typed)?.[0]
}

/** `09:00 to 17:00`. */
export function windowWords({ from, to }: LimitWindow): string {
  return `${from} to ${to}`
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** Minutes of the day that it covers, as one or two spans; the same time twice is the whole day. */
function spans(window: LimitWindow): readonly (readonly [number, number])[] {
  const [from, to] = [minutes(window.from), minutes(window.to)]
  return to > from ? [[from, to]] : [[from, 24 * 60], ...(to > 0 ? [[0, to] as const] : [])]
}

/** Says which two are in each other's way; the first of them holds. Undefined when none are. */
export function overlapping(windows: readonly LimitWindow[]): string | undefined {
  for (const [at, one] of windows.entries())
    for (const other of windows.slice(at + 1)) {
      const clash = spans(one).some(([from, to]) => spans(other).some(([start, end]) => from < end && start < to))
      if (clash) return `${windowWords(one)} and ${windowWords(other)} overlap: the first one holds.`
    }
  return undefined
}

/** 10 MiB/s over the working day, or the time after the last one. */
export function newWindow(windows: readonly LimitWindow[]): LimitWindow {
  const limit = 10 * 1024 * 1024
  const last = windows.at(-1)
  if (last === undefined) return { from: '08:00', to: '18:00', limit }
  return { from: last.to, to: last.from, limit }
}
