/** Which instruments a display may belong to, and whose calendars decide over it. */
import type { OneDisplay } from '@contract/display'
import type { BookingStore } from '@contract/resources'
import { type DisplaySeen, isInstruments } from '@domain/sessions/instrument-display'
import { type Instrument, instrumentsOf, type KnownSite, matchOf } from './instruments'
import { type Read, storeKey } from './session-stores'

export interface Claim<R extends Read> {
  readonly read: R
  readonly resource: Instrument['resource']
  /** False: what would be opened shows the instrument, unless its host knew the display for another. */
  readonly certain: boolean
}

/** What its host says is asked only where the answer changes something. */
export async function claimsOf<R extends Read>(
  reads: readonly R[],
  display: OneDisplay,
  sites: readonly KnownSite[],
  seen: () => Promise<DisplaySeen>
): Promise<Claim<R>[]> {
  const matched = reads.flatMap(read =>
    instrumentsOf(read, sites).flatMap(one => {
      const match = matchOf(one, display, sites)
      return match === 'other' ? [] : [{ read, resource: one.resource, match }]
    })
  )
  const open = matched.some(({ match }) => match !== 'named')
  const known = open ? await seen() : 'unknown'
  return matched.flatMap(({ read, resource, match }) => {
    const answer = isInstruments(match, known)
    return answer === 'no' ? [] : [{ read, resource, certain: answer === 'yes' }]
  })
}

/** How much a calendar has to say about a display; the lowest number decides. */
export const rank = ({ site }: BookingStore, display: OneDisplay): number =>
  site === display.site ? 0 : site === null ? 2 : 1

/**
 * The calendars of the display's own site where they claim it, else those of other sites, else those of this computer:
 * nobody gives himself a facility's instrument by a calendar of his own.
 */
export function decidingStores(claims: readonly Claim<Read>[], display: OneDisplay): BookingStore[] {
  const best = Math.min(...claims.map(({ read }) => rank(read.store, display)))
  const stores = claims.map(({ read }) => read.store).filter(store => rank(store, display) === best)
  return [...new Map(stores.map(store => [storeKey(store), store])).values()]
}
