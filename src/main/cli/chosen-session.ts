/** Which session a command means: the one of a booking that is named, else the one that is under way. */
import type { Cockpit } from '@contract/cockpit'
import type { BookingStore } from '@contract/resources'
import type { Session } from '@contract/sessions'
import { Failure } from '@domain/failure'
import { storeOf } from './booking-store'
import type { CommandContext } from './context'

/** A booking by its calendar. */
export interface ChosenSession {
  readonly store: BookingStore
  readonly uid: string
}

async function onlyStore(context: CommandContext): Promise<{ store: BookingStore } | undefined> {
  return context.args.has('store') ? { store: (await storeOf(context)).store } : undefined
}

/** Sessions of the caller: of every calendar that is known, or of --store. */
async function sessionsOf(context: CommandContext): Promise<Session[]> {
  const { sessions } = await context.client()
  return sessions.now(await onlyStore(context), { signal: context.signal })
}

/** The same with all that is known of those under way. */
export async function cockpitOf(context: CommandContext): Promise<Cockpit[]> {
  const { cockpit } = await context.client()
  return cockpit.now(await onlyStore(context), { signal: context.signal })
}

/** The one that is named, else the only one that is under way. */
export async function chosenSession(context: CommandContext, uid: string | undefined): Promise<ChosenSession> {
  const all = await sessionsOf(context)
  const known = all.filter(({ booking, phase }) =>
    uid === undefined ? phase === 'running' || phase === 'armed' : booking.uid === uid
  )
  const [first, another] = known
  if (first && another)
    throw new Failure('usage', `${known.length} sessions of yours are under way, and none is named.`, {
      hint: `Write its UID: ${known.map(({ booking }) => booking.uid).join(', ')}.`
    })
  if (first) return { store: first.store, uid: first.booking.uid }
  // Of others, or over: then the store must be told apart in the usual way.
  if (uid !== undefined) return { store: (await storeOf(context)).store, uid }
  throw new Failure('not-found', 'No session of yours is under way.', { hint: 'See farscope session now.' })
}
