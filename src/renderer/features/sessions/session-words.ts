/** A session in words: which one is meant, its times in both clocks, what its steps and people say. */
import type { Session, SessionStep } from '@contract/sessions'
import { mayChange } from '@domain/bookings/booking'
import { type Phase, phaseOf } from '@domain/sessions/phase'
import { zoneName } from '../../ui/format'
import type { State } from '../../ui/state-mark'

/** Milliseconds since 1970 by the clock of the session's server. */
export const serverTime = ({ clockOffsetMs }: Session, now: number): number => now + clockOffsetMs

/** As it is now; what the engine sent may be some seconds old. `now`: by this computer's clock. */
export const livePhase = (session: Session, now: number): Phase => phaseOf(session.booking, serverTime(session, now))

export const instrumentName = ({ resource }: Session): string => resource.label ?? resource.name

/** Whether the caller may change the session: its operator and its owner may. */
export const isInCharge = ({ booking, user }: Session): boolean => mayChange(booking, user)

/** A person as the session knows them: by full name, else by login name. */
export const personName = ({ names }: Session, user: string): string => names[user] ?? user

/** The one that the top bar shows: what runs and ends first, else what is armed, else what begins next. */
export function currentSession(sessions: readonly Session[], now: number): Session | null {
  const rank: Readonly<Record<Phase, number>> = { running: 0, armed: 1, coming: 2, over: 3 }
  const turn = (session: Session): number =>
    Date.parse(livePhase(session, now) === 'running' ? session.booking.end : session.booking.start)
  const live = sessions.filter(session => livePhase(session, now) !== 'over')
  const sorted = live.sort((a, b) => rank[livePhase(a, now)] - rank[livePhase(b, now)] || turn(a) - turn(b))
  return sorted[0] ?? null
}

const dayFormats = new Map<string, Intl.DateTimeFormat>()

function dayClock(at: number, zone: string | undefined): string {
  const known = dayFormats.get(zone ?? '')
  const format =
    known ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23'
    })
  dayFormats.set(zone ?? '', format)
  return format.format(at).replaceAll(',', '')
}

/** `Tue 17 Nov 09:00 to Wed 18 Nov 09:00 CET`; what both ends have in common is said once. */
export function slotWords(slot: { start: string; end: string }, zone?: string): string {
  const [from, to] = [Date.parse(slot.start), Date.parse(slot.end)]
  const [fromZone, toZone] = [zoneName(from, zone), zoneName(to, zone)]
  const [begin, end] = [dayClock(from, zone), dayClock(to, zone)]
  const sameDay = begin.slice(0, -5) === end.slice(0, -5) && to - from < 86_400_000
  return `${begin}${fromZone === toZone ? '' : ` ${fromZone}`} to ${sameDay ? end.slice(-5) : end} ${toZone}`
}

/** `Sat 21 Nov 14:00 CET`. */
export function momentWords(at: number, zone?: string): string {
  return `${dayClock(at, zone)} ${zoneName(at, zone)}`
}

/** `14:00`, with the day where that is another than today's. */
export function stepTime(at: string | null, now: number, zone: string): string {
  if (at === null) return ''
  const [then, today] = [dayClock(Date.parse(at), zone), dayClock(now, zone)]
  const clock = then.slice(-5)
  return then.slice(0, -5) === today.slice(0, -5) ? clock : `${then.slice(0, 3)} ${clock}`
}

/** The steps that are shown: those that the booking asks for. */
export const shownSteps = ({ steps }: Session): readonly SessionStep[] =>
  steps.filter(({ state }) => state !== 'skipped')

/** The mark of a step, with its spoken name. */
export const stepMarks: Readonly<Record<SessionStep['state'], { readonly state: State; readonly word: string }>> = {
  'to-come': { state: 'waiting', word: 'to come' },
  running: { state: 'running', word: 'going on' },
  done: { state: 'done', word: 'done' },
  failed: { state: 'failed', word: 'failed' },
  undone: { state: 'cancelled', word: 'taken back' },
  skipped: { state: 'cancelled', word: 'does not apply' }
}

/** What a person may do with the display, in the words of the booking. */
export const rightWords: Readonly<Record<Session['display']['right'], string>> = {
  control: 'may control',
  view: 'may view',
  none: 'no display'
}
