/** The output of a terminal on its way to the one who watches it, held back when that one is slow. */
import type { TerminalOutput } from '@contract/terminals'
import { createScrollback } from '@domain/terminals/scrollback'
import type { ShellEnd } from './shell-source'
import { createWatcherPace } from './watcher-pace'

/** Units kept for a watcher who comes later. */
const kept = 256 * 1024
/** Units in one item of the stream. */
const largestItem = 64 * 1024
/** Milliseconds in which small pieces become one item; in a flood each item costs the page more than the wait does. */
const coalesceMs = 4
const floodCoalesceMs = 8
/** Units of one item that are a flood: nobody types or reads as much in so short a time. */
const floodItem = 16 * 1024
/** Units that the watcher takes before a shell that was held back prints on. */
const resumeAfter = 192 * 1024

export interface OutputFeed {
  /** Whether the shell is to stop printing. */
  readonly paused: boolean
  push(text: string): void
  /** The link was lost, or is back; whoever watches is told after the output before it. */
  link(lost: boolean, reason: string): void
  /** Nothing comes any more. */
  end(how: ShellEnd): void
  /** As contract/terminals `watch`. A further watcher takes over; the one before it is told so and ends. */
  watch(signal: AbortSignal | undefined): AsyncGenerator<TerminalOutput, void, void>
  /** The watcher took everything up to this offset. */
  ack(offset: number): void
}

interface Watcher {
  sent: number
  /** It waits for more to send at once: less than a whole item does not wake it. */
  gathering: boolean
  wake(): void
}

/** Until the watcher is woken, at most for so many milliseconds. Without a signal of its own: that costs more. */
function rest(watcher: Watcher, ms?: number): Promise<void> {
  return new Promise(resolve => {
    const timer = ms === undefined ? undefined : setTimeout(resolve, ms)
    watcher.wake = () => {
      clearTimeout(timer)
      resolve()
    }
  })
}

/** `onPause` is told when the shell is to stop printing, and when it may go on. */
export function createOutputFeed(onPause: (paused: boolean) => void): OutputFeed {
  const scrollback = createScrollback()
  // What waits for the watcher is also what is between a flood and its end when the person presses Ctrl-C.
  const pace = createWatcherPace(() => performance.now())
  let watcher: Watcher | null = null
  let acknowledged = 0
  let paused = false
  let end: ShellEnd | null = null
  let link = { version: 0, lost: false, reason: '' }

  /** Without a watcher the oldest output is dropped, so that what runs in the shell never blocks. */
  const regulate = (): void => {
    if (!watcher) acknowledged = scrollback.end
    scrollback.trim(kept, watcher ? watcher.sent : scrollback.end)
    const waiting = scrollback.end - acknowledged
    const wanted = waiting > pace.ahead - (paused ? resumeAfter : 0)
    if (wanted === paused) return
    paused = wanted
    onPause(paused)
  }

  async function* watch(signal: AbortSignal | undefined): AsyncGenerator<TerminalOutput, void, void> {
    const me: Watcher = { sent: scrollback.start, gathering: false, wake: () => {} }
    watcher?.wake()
    watcher = me
    acknowledged = scrollback.start
    // A link that stands is no news to somebody who just came.
    let told = link.lost ? -1 : link.version
    let sentAt = 0
    let together = coalesceMs
    const wakeMe = (): void => me.wake()
    signal?.addEventListener('abort', wakeMe)
    try {
      while (!signal?.aborted && watcher === me) {
        if (me.sent < scrollback.end) {
          // A single key's echo goes at once; only what follows close upon it is gathered.
          const wait = sentAt + together - performance.now()
          me.gathering = wait > 0 && scrollback.end - me.sent < largestItem && !end
          if (me.gathering) await rest(me, wait)
          me.gathering = false
          const { offset, text } = scrollback.read(me.sent, largestItem)
          me.sent = offset + text.length
          together = text.length < floodItem ? coalesceMs : floodCoalesceMs
          sentAt = performance.now()
          yield { type: 'data', offset, data: text }
        } else if (told !== link.version) {
          told = link.version
          yield { type: 'link', lost: link.lost, reason: link.reason }
        } else if (end) {
          yield { type: 'exit', code: end.code, signal: end.signal, reason: end.reason }
          return
        } else {
          await rest(me)
        }
      }
      if (!signal?.aborted) yield { type: 'taken' }
    } finally {
      signal?.removeEventListener('abort', wakeMe)
      if (watcher === me) {
        watcher = null
        regulate()
      }
    }
  }

  return {
    get paused() {
      return paused
    },
    push(text) {
      scrollback.push(text)
      regulate()
      if (watcher && !(watcher.gathering && scrollback.end - watcher.sent < largestItem)) watcher.wake()
    },
    link(lost, reason) {
      link = { version: link.version + 1, lost, reason }
      watcher?.wake()
    },
    end(how) {
      end = how
      watcher?.wake()
    },
    watch,
    ack(offset) {
      const taken = Math.max(acknowledged, Math.min(offset, scrollback.end))
      pace.took(taken - acknowledged)
      acknowledged = taken
      regulate()
    }
  }
}
