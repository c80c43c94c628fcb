/** Who of those at a display drives: joined from what its server tells, what the booking gives, and what is open here. */
import type { DisplayPerson } from '@contract/display'
import type { BookingRole, DisplayRight } from '@contract/resources'

type Right = Exclude<DisplayRight, 'none'>

/** As the server of the display tells it. */
export type SeenPerson = Omit<DisplayPerson, 'role' | 'driving'>

export interface AtDisplay {
  readonly people: readonly SeenPerson[]
  /** Those of the booking that has the display now, and the caller's name among them; null: none has, or it is not known. */
  readonly booked: {
    readonly user: string
    readonly people: readonly { readonly user: string; readonly role: BookingRole; readonly right: DisplayRight }[]
  } | null
  /** Rights with which this engine has it open, in the order of opening. */
  readonly ours: readonly DisplayRight[]
  /** Whether its server knows people by name, as DCV does; VNC knows addresses. */
  readonly named: boolean
}

/** Without names only one thing is certain: that all who are there are ours. */
function withOurs({ people, booked, ours }: AtDisplay): readonly SeenPerson[] {
  if (ours.length === 0 || people.length !== ours.length) return people
  return people.map((person, at) => ({ ...person, user: booked?.user ?? person.user, right: ours[at] ?? person.right }))
}

function rightOf(person: SeenPerson, { booked, named }: AtDisplay): Right | null {
  const given = named ? booked?.people.find(({ user }) => user === person.user)?.right : undefined
  if (given === undefined) return person.right === 'none' ? null : person.right
  return given === 'none' ? null : given
}

/**
 * Who may only look does not drive; the only one with control drives where all others may only look. Of several who
 * might, nobody can tell whose hand is on the mouse: null.
 */
export function whoDrives(at: AtDisplay): DisplayPerson[] {
  const seen = at.named ? at.people : withOurs(at)
  const rights = seen.map(person => rightOf(person, at))
  const mayDrive = rights.filter(right => right !== 'view').length
  return seen.map((person, index) => {
    const right = rights[index] ?? null
    const driving = right === 'view' ? false : right === 'control' && mayDrive === 1 ? true : null
    const role = at.booked?.people.find(({ user }) => user === person.user)?.role ?? null
    return { ...person, right, role, driving }
  })
}
