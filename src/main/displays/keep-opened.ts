/** What was opened, until its client has gone. */
import type { Launch } from '@contract/display'
import { pause } from '../broadcast'
import type { StartedProgram } from '../platform'
import type { Opened } from './adapter'
import type { Forward } from './forward'

/** A client that has ended may have started another program for its work, which still uses the forward. Milliseconds. */
const quietMs = 15_000
/** Nothing is known of a browser of the user's own: nobody comes back after this. Milliseconds. */
const abandonedMs = 30 * 60_000
const lookEveryMs = 1_000

/** `client`: undefined where nothing was started. `after` is called once, when it is closed or its client has gone. */
export function keepOpened(
  launch: Launch,
  forward: Forward,
  client: StartedProgram | undefined,
  after: () => Promise<void> = async () => undefined
): Opened {
  const closed = new AbortController()
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= (async () => {
      closed.abort()
      client?.end()
      await forward.close()
      await after()
    })()
    return closing
  }
  const idleFor = async (milliseconds: number): Promise<void> => {
    while (!closed.signal.aborted && forward.idleMs() < milliseconds) await pause(lookEveryMs, closed.signal)
  }
  const whenGone = async (): Promise<void> => {
    if (!client) return idleFor(abandonedMs)
    await Promise.race([client.ended, aborted(closed.signal)])
    await idleFor(quietMs)
  }
  const ended = whenGone().then(close, close)
  return { launch, ended, close }
}

/** Between two questions whether a display that is open is still there. Milliseconds. */
const askEveryMs = 60_000
/** Longest wait for one answer. Milliseconds. */
const askMs = 30_000
/** A list that was read while the server was busy may lack one; twice in a row it has ended. */
const missesUntilEnded = 2

/**
 * Closes what is open when its display ends by itself on its host: a page in the browser keeps no connection that would
 * tell. `isThere` is asked at once and then each minute; what it throws says nothing, and a display that it never knew
 * (another account's, which the server does not list) stays open. Resolves when it is closed; never rejects.
 */
export async function closeWhenEnded(
  opened: Pick<Opened, 'ended' | 'close'>,
  isThere: (signal: AbortSignal) => Promise<boolean>,
  everyMs = askEveryMs
): Promise<void> {
  const gone = new AbortController()
  void opened.ended.then(() => gone.abort())
  let known = false
  let misses = 0
  while (!gone.signal.aborted) {
    const limit = AbortSignal.any([gone.signal, AbortSignal.timeout(askMs)])
    const there = await isThere(limit).catch(() => null)
    if (there) known = true
    if (there !== null) misses = there ? 0 : misses + 1
    if (misses >= missesUntilEnded && !gone.signal.aborted) {
      // It never was in the list: nothing can be learned from it.
      if (!known) return
      await opened.close().catch(() => undefined)
      return
    }
    await pause(everyMs, gone.signal)
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
}
