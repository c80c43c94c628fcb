import type { BookedPerson, Booking, Refusal } from '@contract/booking'
import type { DisplayRight, ResourcesFile } from '@contract/resources'
import { grantRefusals } from '@domain/bookings/people-rules'
import type { ReactNode } from 'react'
import { Avatar } from '../../../ui/frame/rail'
import { SectionHead } from '../../../ui/page-bar'
import { StateMark } from '../../../ui/state-mark'
import { personName } from '../booking-look'
import { type BookingsRoom, useRoom } from '../room-context'
import { dayWords } from '../time-words'
import styles from './drawer.module.css'

/** What a person may do with the display: as set, else by the role (contract/booking). */
export function displayRight({ display, role }: BookedPerson): DisplayRight {
  if (display !== undefined) return display
  if (role === 'operator') return 'control'
  return role === 'collaborator' ? 'view' : 'none'
}

/** What a person lacks, or loses before the end, to operate it themselves. */
export function grantTrouble(
  booking: Booking,
  user: string,
  { file }: Pick<BookingsRoom, 'file'>
): Refusal | undefined {
  const resource = file.resources.find(({ name }) => name === booking.resource)
  if (!resource) return undefined
  const alone = { ...booking, people: [{ user, role: 'operator' as const }] }
  return grantRefusals(alone, { file, resource })[0]
}

/** `permit ends 17 Nov`, `training missing`: what the person lacks, in the place of their right. */
export function troubleWords({ rule }: Refusal, booking: Booking, user: string, file: ResourcesFile): string {
  const word = rule === 'training' ? 'training' : 'permit'
  const wanted = file.resources.find(({ name }) => name === booking.resource)?.rules ?? {}
  const person = file.people.find(one => one.user === user)
  const [names, grants] = rule === 'training' ? [wanted.training, person?.training] : [wanted.permits, person?.permits]
  const days = (grants ?? []).flatMap(({ name, until }) => (until && names?.includes(name) ? until : [])).sort()
  const last = days.at(-1)
  // Of a day alone no zone need be known.
  return last === undefined
    ? `${word} missing`
    : `${word} ends ${dayWords(Date.parse(last), 'UTC').slice(4)} ${last.slice(0, 4)}`
}

const rightWords: Readonly<Record<DisplayRight, string>> = { control: 'control', view: 'view', none: 'no display' }

/** Who is on it, and what each may do with the display. */
export function PeopleSection({ booking }: { booking: Booking }): ReactNode {
  if (booking.people.length === 0) return null
  return (
    <>
      <SectionHead title='People' end='display rights' line />
      <ul className={styles.people}>
        {booking.people.map(person => (
          <PersonLine key={person.user} person={person} booking={booking} />
        ))}
      </ul>
    </>
  )
}

function PersonLine({ person, booking }: { person: BookedPerson; booking: Booking }): ReactNode {
  const room = useRoom()
  const name = personName(room.file, person.user)
  const right = displayRight(person)
  const trouble = right === 'control' ? grantTrouble(booking, person.user, room) : undefined
  return (
    <li className={styles.person}>
      {trouble ? (
        <span className={styles.mark}>
          <StateMark state='warning' label='Warning' />
        </span>
      ) : (
        <Avatar name={name} driving={right === 'control'} />
      )}
      <span className='cut grow' title={`${name}, ${person.role}`}>
        {name}
        {person.role !== 'operator' && <span className='faint'>{` ${person.role}`}</span>}
      </span>
      {trouble ? (
        <span className='warn' title={trouble.message}>
          {troubleWords(trouble, booking, person.user, room.file)}
        </span>
      ) : (
        <span className='faint'>{rightWords[right]}</span>
      )}
    </li>
  )
}
