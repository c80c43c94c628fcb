/** Sessions as people read them. */
import type { Session } from '@contract/sessions'
import { labelOf } from '@domain/bookings/booking'
import { facilityTime } from '@domain/sessions/facility-time'
import { durationText, fields, table } from './text'

const nameOf = ({ resource }: Session): string => labelOf(resource)

/** `12:36 left` or `in 20 h`, by the store's clock. `now`: milliseconds since 1970 by this computer's. */
function timeText({ booking, phase, clockOffsetMs }: Session, now: number): string {
  const until = Date.parse(phase === 'running' ? booking.end : booking.start) - now - clockOffsetMs
  if (phase === 'over') return 'over'
  const span = durationText(Math.max(0, until) / 1000)
  return phase === 'running' ? `${span} left` : `in ${span}`
}

export function sessionsTable(sessions: readonly Session[], now: number): string {
  if (sessions.length === 0) return 'No session of yours runs or begins within a day.\n'
  return table(sessions, [
    { title: 'RESOURCE', cell: nameOf },
    { title: 'PHASE', cell: one => one.phase },
    { title: 'TIME', cell: one => timeText(one, now) },
    { title: 'BEGIN', cell: ({ booking, timeZone }) => facilityTime(Date.parse(booking.start), timeZone) },
    { title: 'END', cell: ({ booking, timeZone }) => facilityTime(Date.parse(booking.end), timeZone) },
    { title: 'DISPLAY', cell: one => one.display.right },
    { title: 'TITLE', cell: one => one.booking.title },
    { title: 'UID', cell: one => one.booking.uid }
  ])
}

function controlText({ user, at, message, refused }: Session['control'][number], timeZone: string): string {
  const words = (said: string): string => (said === '' ? '' : `, "${said}"`)
  const asked = `${user}, ${facilityTime(Date.parse(at), timeZone)}${words(message)}`
  return refused ? `${asked}; ${refused.by} does not hand over${words(refused.message)}` : asked
}

/** One session with its steps. */
export function sessionText(session: Session, now: number): string {
  const { booking, timeZone, display, folder, movies, steps, people } = session
  const place = (where: Session['folder']): string | null =>
    where && (where.site === null ? where.path : `${where.site}:${where.path}`)
  const rows = steps.filter(({ state }) => state !== 'skipped')
  return (
    fields([
      ['session', `${nameOf(session)}, ${session.phase}, ${timeText(session, now)}`],
      ['uid', booking.uid],
      ['begin', facilityTime(Date.parse(booking.start), timeZone)],
      ['end', facilityTime(Date.parse(booking.end), timeZone)],
      ['title', booking.title],
      ['people', people.map(({ user, role, problem }) => `${user}:${role}${problem && ` (${problem})`}`).join(', ')],
      ['display', display.right === 'none' ? `none: ${display.reason}` : display.right],
      ...session.control.map((one): [string, string] => ['asks to drive', controlText(one, timeZone)]),
      ['folder', place(folder)],
      ['movies', place(movies)],
      ['hand-over', booking.handOver || session.before?.handOver]
    ]) +
    table(rows, [
      { title: 'STEP', cell: one => one.step },
      { title: 'STATE', cell: one => one.state },
      { title: 'AT', cell: one => (one.at === null ? '' : facilityTime(Date.parse(one.at), timeZone)) },
      { title: 'WHAT', cell: one => one.error?.message ?? one.text }
    ])
  )
}
