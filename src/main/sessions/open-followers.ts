/** Tells who keeps a display open when its booking opens it longer, otherwise, or no more. */

import type { Booking, LogEntry } from '@contract/booking'
import type { Resource } from '@contract/resources'
import { Failure } from '@domain/failure'
import { displayRight } from '@domain/sessions/display-right'
import { phaseOf } from '@domain/sessions/phase'
import { resourceOf } from '@domain/sessions/session'
import type { Armed, MayOpen } from '../may-open'
import type { Log } from '../platform'
import { armedOf, nextOf } from './armed'
import type { SessionState } from './session-state'
import { type Looked, type SessionStores, storeKey } from './session-stores'

interface Follower {
  armed: Armed
  readonly listener: (now: Armed | null) => void
  readonly isOpen: () => boolean
}

export interface OpenFollowers {
  readonly follow: MayOpen['follow']
  /** After each look at the stores. What cannot be asked stays open to the end that is known. */
  check(looked: readonly Looked[]): Promise<void>
}

/** Longer than its booking. Milliseconds; the clocks, which are measured anew at each look, do not change it. */
const goesOnMs = ({ closes, until }: Armed): number => closes.getTime() - until.getTime()

const isSame = (a: Armed, b: Armed): boolean =>
  a.right === b.right &&
  a.booking.uid === b.booking.uid &&
  a.booking.end === b.booking.end &&
  goesOnMs(a) === goesOnMs(b) &&
  JSON.stringify(a.people) === JSON.stringify(b.people)

type Words = Omit<LogEntry, 'user' | 'at'>

/** What the log says of an open display that goes on otherwise; null: nothing that concerns its right. */
function changeWords(before: Armed, now: Armed): Words | null {
  const { uid, resource } = now.booking
  const about = { resource, uid, rule: null, text: now.right }
  if (uid !== before.booking.uid) return { act: 'display-open', granted: true, ...about }
  if (now.right === before.right) return null
  return { act: 'display-control', granted: now.right === 'control', ...about }
}

export function createOpenFollowers(parts: { stores: SessionStores; state: SessionState; log: Log }): OpenFollowers {
  const { state, log } = parts
  const followers = new Set<Follower>()

  async function judged(looked: Looked, booking: Booking, resource: Resource): Promise<Armed | null> {
    const { file } = looked.contents
    const { right } = displayRight({ file, resource, booking, user: looked.user, at: state.at(looked) })
    if (right === 'none' || (await state.isDisarmed(looked, booking, undefined))) return null
    return armedOf(looked, booking, resource, right, state.at(looked))
  }

  async function armedNow({ booking: { uid }, right }: Armed, looked: Looked): Promise<Armed | null> {
    let booking = looked.contents.bookings.find(one => one.uid === uid)
    const resource = booking && resourceOf(looked.contents.file, booking)
    // What is over is gone on with by the one that follows; of several, a computer that slept takes the one that runs.
    while (booking?.status === 'confirmed' && resource && phaseOf(booking, state.at(looked)) === 'over')
      booking = nextOf(looked, booking, resource, right)
    return booking && resource ? judged(looked, booking, resource) : null
  }

  /** Gives what is to be logged of it. */
  function tell(follower: Follower, now: Armed | null): Words | null {
    const before = follower.armed
    if (now === null) followers.delete(follower)
    else if (isSame(now, before)) return null
    else follower.armed = now
    const words = now && follower.isOpen() ? changeWords(before, now) : null
    follower.listener(now)
    return words
  }

  const warn = (thrown: unknown): void => log.warn(`Sessions: ${Failure.from(thrown).message}`)

  /** Of a display that is open twice, once. */
  async function note({ folder }: Looked, entries: readonly Words[]): Promise<void> {
    const once = new Map(entries.map(entry => [JSON.stringify(entry), entry]))
    if (once.size > 0) await folder.log([...once.values()], undefined).catch(warn)
  }

  return {
    follow(armed, listener, isOpen = () => true) {
      const follower: Follower = { armed, listener, isOpen }
      followers.add(follower)
      return () => followers.delete(follower)
    },
    async check(all) {
      for (const looked of all) {
        const own = [...followers].filter(({ armed }) => storeKey(armed.store) === storeKey(looked.store))
        const entries: Words[] = []
        for (const follower of own) {
          if (!followers.has(follower)) continue
          const words = await armedNow(follower.armed, looked).then(now => tell(follower, now), warn)
          if (words) entries.push(words)
        }
        await note(looked, entries)
      }
    }
  }
}
