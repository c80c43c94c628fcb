import type { Booking } from '@contract/booking'
import type { Resource } from '@contract/resources'
import { lengthMinutes } from '@domain/bookings/booking'
import { span } from '@domain/bookings/refusal'
import { periodOf, zoned } from '@domain/bookings/zone'
import type { ReactNode } from 'react'
import { Facts, SectionHead } from '../../../ui/page-bar'
import { labelOf } from '../booking-look'
import { useRoom } from '../room-context'
import { ruleFacts } from '../rule-words'
import type { KnownCalendar } from '../use-calendar'
import styles from './drawer.module.css'

/**
 * Minutes of the quota that a person has left in the period in which the booking begins. Null where there is no quota,
 * or where not all of the period is known.
 */
export function quotaLeft(
  booking: Booking,
  resource: Resource,
  { bookings, file }: Pick<KnownCalendar, 'bookings' | 'file'>,
  known: { readonly from: string; readonly to: string }
): { left: number; of: number } | null {
  const { quota } = resource.rules
  if (!quota) return null
  const period = periodOf(zoned(booking.start, file.timeZone), quota.per)
  const [from, to] = [Date.parse(period.start), Date.parse(period.end)]
  if (Date.parse(known.from) > from || Date.parse(known.to) < to) return null
  const used = bookings
    .filter(other => other.owner === booking.owner && other.resource === resource.name)
    .filter(({ status }) => status === 'confirmed' || status === 'waiting')
    .filter(({ start }) => Date.parse(start) >= from && Date.parse(start) < to)
    .reduce((sum, other) => sum + lengthMinutes(other), 0)
  return { left: Math.max(0, quota.minutes - used), of: quota.minutes }
}

/** The rules under which it stands. A resource without rules has no such section. */
export function RulesSection(props: {
  booking: Booking
  calendar: KnownCalendar
  known: { readonly from: string; readonly to: string }
}): ReactNode {
  const { booking, calendar, known } = props
  const { file, user } = useRoom()
  const resource = file.resources.find(({ name }) => name === booking.resource)
  if (!resource) return null
  const facts = ruleFacts(resource.rules)
  if (facts.length === 0) return null
  const quota = quotaLeft(booking, resource, calendar, known)
  const left = quota && {
    name: booking.owner === user ? 'Your quota' : 'Quota left',
    value: `${span(quota.left)} of ${span(quota.of)}`
  }
  return (
    <>
      <SectionHead title={<span className={`cut ${styles.headName}`}>{`Rules of ${labelOf(resource)}`}</span>} line />
      <div className={styles.rules}>
        <Facts facts={left ? [...facts, left] : facts} nameWidth={88} />
      </div>
    </>
  )
}
