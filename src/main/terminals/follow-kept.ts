/** Shows a kept shell again whenever there is a link for it: the shared one that is back, or one made for want of room. */
import type { KeptShell } from '@contract/terminals'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { Log } from '../platform'
import type { LinkFollower } from '../site-access'
import type { Connection } from '../ssh/types'
import type { RoomyLink } from './roomy-link'
import type { Reopen, ShellSource } from './shell-source'
import { openKeptShell } from './site-shell'

/** A shell on the screen: on which link it is shown, and on which everything else of its host is. */
export interface ShownShell {
  readonly source: ShellSource
  readonly on: Connection
  readonly shared: Connection
}

export interface FollowKept {
  readonly shell: KeptShell
  /** Finds room for it. */
  readonly open: RoomyLink['open']
  readonly log: Log
  /** Ends with the engine. */
  readonly signal: AbortSignal
  /** Calls back whenever the shared link is lost and stands again; unset where none comes back by itself. */
  hold(follower: LinkFollower): (() => void) | undefined
}

/** Between tries to show it where the host has no channel left at first. Milliseconds. */
const showAgain = { firstMs: 1000, longestMs: 30_000 } as const

/** Calls `onBack`, one call at a time, until the returned function is called. */
export function followKept(
  first: ShownShell,
  { shell, open, log, signal, hold }: FollowKept,
  onBack: (reopen: Reopen) => Promise<void>
): () => void {
  const left = new AbortController()
  const wanted = AbortSignal.any([signal, left.signal])
  let isShown = (): boolean => false
  let turn = { stop: new AbortController(), done: Promise.resolve() }

  const reopenOver =
    (shared: Connection): Reopen =>
    async request => {
      let on = shared
      const source = await open(
        shared,
        (link, spare) => {
          on = link
          return openKeptShell(link, { ...request, history: false }, shell, { signal, spare })
        },
        signal
      )
      follow({ source, on, shared })
      return source
    }

  const show = async (shared: Connection, stop: AbortSignal): Promise<void> => {
    for (let waitMs: number = showAgain.firstMs; ; waitMs = Math.min(waitMs * 2, showAgain.longestMs))
      try {
        // Shown on a connection of its own, it may have lost nothing.
        if (stop.aborted || isShown()) return
        return await onBack(reopenOver(shared))
      } catch (thrown) {
        const where = shared.target.host
        log.warn(`The kept shell ${shell.name} on ${where} is not shown: ${Failure.from(thrown).message}`)
        await pause(waitMs, stop)
        // Then the next link is waited for.
        if (!shared.connected) return
      }
  }
  /** Never two at once: each would take the shell from the other. */
  const showIn = (shared: Connection): Promise<void> => {
    turn.stop.abort()
    const stop = new AbortController()
    const done = turn.done.then(() => show(shared, AbortSignal.any([wanted, stop.signal])))
    turn = { stop, done }
    return done
  }
  const follow = ({ source, on, shared }: ShownShell): void => {
    let hasEnded = false
    isShown = () => !hasEnded && on.connected
    void source.ended.then(({ lost }) => {
      hasEnded = true
      // Where the shared link stands, only the other one is lost: nobody else tells of it.
      if (lost && on !== shared && shared.connected && !wanted.aborted) void showIn(shared)
    })
  }
  follow(first)
  const letGo = hold({ onBack: showIn })
  return () => {
    left.abort()
    letGo?.()
  }
}
