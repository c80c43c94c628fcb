/** Tells who keeps a display open when its booking opens it longer, otherwise, or no more. */
import { Failure } from '@domain/failure'
import { displayRight } from '@domain/sessions/display-right'
import { resourceOf } from '@domain/sessions/session'
import type { Armed, MayOpen } from '../may-open'
import type { Log } from '../platform'
import { armedOf } from './armed'
import type { SessionState } from './session-state'
import { type Looked, type SessionStores, storeKey } from './session-stores'

interface Follower {
  armed: Armed
  readonly listener: (now: Armed | null) => void
}

export interface OpenFollowers {
  readonly follow: MayOpen['follow']
  /** After each look at the stores. What cannot be asked stays open to the end that is known. */
  check(looked: readonly Looked[]): Promise<void>
}

const isSame = (a: Armed, b: Armed): boolean =>
  a.right === b.right && a.booking.end === b.booking.end && JSON.stringify(a.people) === JSON.stringify(b.people)

export function createOpenFollowers(parts: { stores: SessionStores; state: SessionState; log: Log }): OpenFollowers {
  const { state, log } = parts
  const followers = new Set<Follower>()

  async function armedNow(armed: Armed, looked: Looked): Promise<Armed | null> {
    const booking = looked.contents.bookings.find(({ uid }) => uid === armed.booking.uid)
    const resource = booking && resourceOf(looked.contents.file, booking)
    if (!booking || !resource) return null
    const { file } = looked.contents
    const { right } = displayRight({ file, resource, booking, user: looked.user, at: state.at(looked) })
    if (right === 'none' || (await state.isDisarmed(looked, booking, undefined))) return null
    return armedOf(looked, booking, resource, right, state.at(looked))
  }

  function tell(follower: Follower, now: Armed | null): void {
    if (now === null) followers.delete(follower)
    else if (isSame(now, follower.armed)) return
    else follower.armed = now
    follower.listener(now)
  }

  return {
    follow(armed, listener) {
      const follower: Follower = { armed, listener }
      followers.add(follower)
      return () => followers.delete(follower)
    },
    async check(all) {
      for (const follower of [...followers]) {
        const looked = all.find(({ store }) => storeKey(store) === storeKey(follower.armed.store))
        if (!looked || !followers.has(follower)) continue
        try {
          tell(follower, await armedNow(follower.armed, looked))
        } catch (thrown) {
          log.warn(`Sessions: ${Failure.from(thrown).message}`)
        }
      }
    }
  }
}
