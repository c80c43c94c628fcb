/** The people of a booking on the display of its instrument: let in by its server while the booking runs. */

import { Failure } from '@domain/failure'
import { bookedRight } from '@domain/sessions/display-right'
import type { Armed } from '../may-open'
import type { DisplayAdapter, DisplayPlace, Step } from './adapter'
import { step } from './retry'

/**
 * Gives the others on the booking what it gives them (DCV: a permissions file), when the one who may control opens it.
 * A server that refuses, as for a console session of root, keeps nobody from his own display: that is only told.
 */
export async function* letIn(
  adapter: DisplayAdapter,
  place: DisplayPlace,
  id: string,
  armed: Armed,
  signal: AbortSignal | undefined
): AsyncGenerator<Step, void, undefined> {
  if (!adapter.share || armed.right !== 'control') return
  try {
    const { user: self } = (await place.connection(signal)).target
    const people = armed.booking.people
      .map(person => ({ user: person.user, right: bookedRight(person) }))
      .filter(({ user, right }) => user !== self && right !== 'none')
    if (people.length === 0) return
    yield step(`Letting in ${people.map(({ user, right }) => `${user} (${right})`).join(', ')}`)
    await adapter.share(place, id, people, signal)
  } catch (thrown) {
    const { code, message } = Failure.from(thrown)
    if (code === 'cancelled') throw thrown
    yield step(`The others on the booking were not let in: ${message}`)
  }
}

/** The booking is over: its owner alone again. Whoever opens it next lets in the people of that booking. */
export async function letNobodyIn(adapter: DisplayAdapter, place: DisplayPlace, id: string): Promise<void> {
  await adapter.share?.(place, id, [], AbortSignal.timeout(30_000))
}
