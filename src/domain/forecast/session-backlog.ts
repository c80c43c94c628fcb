/** What the watched folders of a session have still to send, and when that is done. */
import type { SessionBacklog } from '@contract/cockpit'
import type { Place } from '@contract/files'
import type { Session } from '@contract/sessions'
import type { Watch, WatchDestination } from '@contract/watch'
import { isWithin } from '../files/path'
import { backlogClears } from './backlog-clears'

type Of = Pick<Session, 'store' | 'booking' | 'folder' | 'movies' | 'clockOffsetMs'>

const inside = (place: Place, folder: Session['folder']): boolean =>
  folder !== null && place.kind === 'site' && place.site === folder.site && isWithin(place.path, folder.path)

/** Begun by the session, or of a folder that is in the session's. */
function isOf({ session, source }: Watch, { store, booking, folder, movies }: Of): boolean {
  if (session)
    return session.uid === booking.uid && session.store.site === store.site && session.store.folder === store.folder
  return inside(source, folder) || inside(source, movies)
}

/** Worst first: what does not arrive, then what nobody knows of, then by when it is done. */
const rank = ({ state, files, clearsAt }: SessionBacklog): number => {
  if (files === 0) return 0
  if (state === 'trouble') return Number.POSITIVE_INFINITY
  return clearsAt === null ? Number.MAX_VALUE : Date.parse(clearsAt)
}

function backlogOf(watch: Watch, to: WatchDestination, now: number, sessionEnd: number): SessionBacklog {
  const { backlog, state, pace, place, oldest, error } = to
  const known = {
    verified: to.verified.files,
    watch: watch.name,
    place,
    state,
    files: backlog.files,
    bytes: backlog.bytes,
    oldest
  }
  // Between two transfers it waits for a moment, too.
  const moves = state === 'sending' || (state === 'waiting' && error === null)
  const sent = moves && pace !== null && pace > 0 ? pace * 3600 : null
  const hourly = { arrivingPerHour: watch.perHour.bytes, sentPerHour: sent }
  if (backlog.files === 0)
    return { ...known, ...hourly, clearsAt: new Date(now).toISOString(), beforeEnd: true, leftAtEndBytes: 0 }
  // While nothing moves, or its pace is not measured, nothing can be foretold.
  if (sent === null) return { ...known, ...hourly, clearsAt: null, beforeEnd: null, leftAtEndBytes: null }
  const told = backlogClears({
    ...{ backlogBytes: backlog.bytes, arrivingPerHour: watch.perHour.bytes, linkPerHour: sent },
    ...{ now, sessionEnd }
  })
  const { clearsAt, beforeEnd, leftAtEndBytes } = told
  return {
    ...known,
    ...hourly,
    clearsAt: clearsAt === null ? null : new Date(clearsAt).toISOString(),
    beforeEnd,
    leftAtEndBytes
  }
}

export const watchesOf = (session: Of, watches: readonly Watch[]): Watch[] =>
  watches.filter(watch => isOf(watch, session))

/** One for each destination, the worst first. `now`: milliseconds since 1970, by this computer's clock. */
export function sessionBacklogs(session: Of, watches: readonly Watch[], now: number): SessionBacklog[] {
  const sessionEnd = Date.parse(session.booking.end) - session.clockOffsetMs
  return watchesOf(session, watches)
    .flatMap(watch => watch.destinations.map(to => backlogOf(watch, to, now, sessionEnd)))
    .sort((a, b) => rank(b) - rank(a) || 0)
}
