/**
 * Forms of one booking in files of several people. In a folder with the sticky bit nobody can write into another's file:
 * whoever changes a booking that is another's leaves its new form in a file of his own, and the newest form counts that
 * was written by somebody who might.
 */
import type { Booking } from '@contract/booking'
import { mayChange } from './booking'

/** A form that somebody wrote beside the booking's own file. `writer`: who owns the file, as the system tells. */
export interface Version {
  readonly writer: string
  readonly booking: Booking
}

/** Whether the writer may speak for the user: it is he, or an administrator. */
type SpeaksFor = (writer: string, user: string) => boolean

/** By how often it was changed (RFC 5545, 3.8.7.4), then by when: the store's lock lets no two have the same number. */
export const isNewer = (a: Booking, b: Booking): boolean =>
  a.sequence > b.sequence || (a.sequence === b.sequence && Date.parse(a.changed) > Date.parse(b.changed))

const oldestFirst = (a: Version, b: Version): number =>
  isNewer(a.booking, b.booking) ? 1 : isNewer(b.booking, a.booking) ? -1 : a.writer < b.writer ? -1 : 1

/**
 * The booking as it stands after all that others wrote. Each form is judged by the one before it, so that somebody to
 * whom it was handed over may change it. Whose it is stays as the booking's own file says. `refused`: newer ones of
 * people who may not change it.
 */
export function withVersions<V extends Version>(
  base: Booking,
  versions: readonly V[],
  speaksFor: SpeaksFor
): { booking: Booking; refused: V[] } {
  let booking = base
  const refused: V[] = []
  for (const version of [...versions].sort(oldestFirst)) {
    if (!isNewer(version.booking, booking)) continue
    const may = speaksFor(version.writer, base.owner) || mayChange(booking, version.writer)
    if (may) booking = { ...version.booking, owner: base.owner }
    else refused.push(version)
  }
  return { booking, refused: refused.filter(one => isNewer(one.booking, booking)) }
}

/**
 * The same where the booking's own file is gone, as with a resource that is no longer lent: the oldest form counts whose
 * writer may speak for its owner. Null: there is none.
 */
export function ofVersionsAlone<V extends Version>(
  versions: readonly V[],
  speaksFor: SpeaksFor
): { booking: Booking; refused: V[] } | null {
  const first = [...versions].sort(oldestFirst).find(({ writer, booking }) => speaksFor(writer, booking.owner))
  return first ? withVersions(first.booking, versions, speaksFor) : null
}
