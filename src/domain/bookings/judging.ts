/** What a wish is judged by. */
import type { Booking } from '@contract/booking'
import type { Person, Resource, ResourcesFile } from '@contract/resources'
import type { Beside } from './beside'
import type { Waiting } from './waitlist'

export interface Judging {
  readonly file: ResourcesFile
  readonly resource: Resource
  /** All bookings of the store, or at least those of the resource; itself among them counts for nothing. */
  readonly beside: Beside
  readonly waiting: readonly Waiting[]
  /** Who asks. Administrators are bound by conflicts, the past, training and permits alone. */
  readonly caller: string
  /** By the store's clock. */
  readonly now: string
  /** What is changed; null: it is new. */
  readonly before?: Booking | null
  /** The two people of a slot have agreed on it: bound as administrators are. */
  readonly agreed?: boolean
}

export const isAdministrator = (file: ResourcesFile, user: string): boolean => file.administrators.includes(user)

/** Whether what somebody says of a booking counts: its owner, people on it and administrators; nobody else's word does. */
export const hasSay = (file: Pick<ResourcesFile, 'administrators'>, booking: Booking, user: string): boolean =>
  booking.owner === user || booking.people.some(one => one.user === user) || file.administrators.includes(user)

/** Somebody of whom resources.json tells nothing has no role, training or permit. */
export function personOf(file: ResourcesFile, user: string): Person {
  return file.people.find(person => person.user === user) ?? { user, roles: [], training: [], permits: [] }
}

export const isBound = ({ file, caller, agreed }: Judging): boolean => !agreed && !isAdministrator(file, caller)
