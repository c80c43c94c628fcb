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

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
}
