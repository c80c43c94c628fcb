/** From one who finds to one who reads: in batches, and the finder waits while too much is unread. */
import { pause } from '../../broadcast'

export interface HandOver<T> {
  /** Resolves when there is room. */
  put(item: T): Promise<void>
  /** What came within `waitMs`, earlier when no more has room or the finder has ended. */
  take(waitMs: number): Promise<T[]>
  /** Nothing is waited for any more, on either side. */
  end(): void
}

/** `most`: items that may be unread. */
export function createHandOver<T>(most: number): HandOver<T> {
  let unread: T[] = []
  let finders: (() => void)[] = []
  const enough = new Set<AbortController>()
  let ended = false
  const wakeReader = (): void => {
    for (const waiting of enough) waiting.abort()
  }
  return {
    async put(item) {
      unread.push(item)
      if (unread.length < most || ended) return
      wakeReader()
      await new Promise<void>(resolve => void finders.push(resolve))
    },
    async take(waitMs) {
      if (unread.length < most && !ended) {
        const waiting = new AbortController()
        enough.add(waiting)
        await pause(waitMs, waiting.signal)
        enough.delete(waiting)
      }
      const taken = unread
      const held = finders
      unread = []
      finders = []
      for (const go of held) go()
      return taken
    },
    end() {
      ended = true
      wakeReader()
      for (const go of finders.splice(0)) go()
    }
  }
}
