/** Whether a booking opens the display of its instrument for somebody, and why not. */
import type { BookedPerson, Booking, LogEntry } from '@contract/booking'
import type { BookingRole, DisplayRight, Resource, ResourcesFile } from '@contract/resources'
import { labelOf } from '../bookings/booking'
import { missingGrants } from '../bookings/grants'
import { facilityTime } from './facility-time'
import { armedFrom, armMinutes, phaseOf } from './phase'

/** `reason` says why the right is none; empty otherwise. `rule`: the rule that stands against it, for the log. */
export interface DisplayJudgement {
  readonly right: DisplayRight
  readonly reason: string
  readonly rule: LogEntry['rule']
}

export interface DisplayJudging {
  readonly file: ResourcesFile
  readonly resource: Resource
  readonly booking: Booking
  readonly user: string
  /** Milliseconds since 1970 by the server's clock. */
  readonly at: number
}

const rightOfRole: Readonly<Record<BookingRole, DisplayRight>> = {
  operator: 'control',
  collaborator: 'view',
  researcher: 'none',
  staff: 'none'
}

/** What the booking itself says, whatever the time is. */
export const bookedRight = ({ display, role }: BookedPerson): DisplayRight => display ?? rightOfRole[role]

const none = (reason: string, rule: LogEntry['rule'] = null): DisplayJudgement => ({ right: 'none', reason, rule })

/**
 * A training or permit that the resource asks for and this person has not, or not to the END of the booking. It binds
 * everybody who opens the display, viewers too.
 */
export function missingGrant({ file, resource, booking, user }: Omit<DisplayJudging, 'at'>): DisplayJudgement | null {
  const [first] = missingGrants(file, resource, user, booking)
  return first ? none(first.message, first.rule) : null
}

function outOfTime({ file, resource, booking, at }: DisplayJudging): DisplayJudgement | null {
  const label = labelOf(resource)
  if (booking.status === 'waiting') return none(`The booking of ${label} waits for an administrator's consent.`)
  if (booking.status !== 'confirmed') return none(`The booking of ${label} was cancelled.`)
  const phase = phaseOf(booking, at)
  if (phase === 'over')
    return none(`The booking of ${label} ended on ${facilityTime(Date.parse(booking.end), file.timeZone)}.`)
  if (phase !== 'coming') return null
  const from = facilityTime(armedFrom(booking), file.timeZone)
  return none(`The display of ${label} opens from ${from}, ${armMinutes} minutes before the booking begins.`)
}

/** People of the booking by right or role, while it is armed, with every training and permit valid to its end. */
export function displayRight(judging: DisplayJudging): DisplayJudgement {
  const { booking, resource, user } = judging
  const label = labelOf(resource)
  const person = booking.people.find(one => one.user === user)
  if (!person) return none(`You are not on this booking of ${label}.`)
  const right = bookedRight(person)
  if (right === 'none')
    return none(`You are ${person.role} on this booking of ${label}, without a right to its display.`)
  return outOfTime(judging) ?? missingGrant(judging) ?? { right, reason: '', rule: null }
}

/** All whom the booking opens the display to at that moment: nobody before it is armed and after its end. */
export function openedTo(
  judging: Omit<DisplayJudging, 'user'>
): { user: string; right: Exclude<DisplayRight, 'none'> }[] {
  return judging.booking.people.flatMap(({ user }) => {
    const { right } = displayRight({ ...judging, user })
    return right === 'none' ? [] : [{ user, right }]
  })
}
