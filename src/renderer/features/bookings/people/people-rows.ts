/** Who is who at the facility, as the list of people shows it. */
import type { Person, ResourcesFile } from '@contract/resources'
import { endState, firstEnd, type GrantEnd } from './grant-ends'

export interface PersonRow {
  readonly key: string
  /** Where they stand in the file; null: an administrator of whom it tells nothing more. */
  readonly at: number | null
  readonly person: Person
  readonly administrator: boolean
  /** The training or permit that ends first. */
  readonly end: GrantEnd | null
}

/** Their name, else their login name. It may come from a stranger: drawn through ui/visible-name. */
export const shownName = ({ name, user }: Person): string => name ?? (user || 'New person')

const keyOfPlace = (at: number): string => `person ${at}`

/** The row of somebody who was just added. */
export const lastKey = (file: ResourcesFile): string => keyOfPlace(file.people.length)

/** All people of the file, then administrators who are none of them. `today`: a day of the facility's calendar. */
export function peopleRows(file: ResourcesFile, today: string): PersonRow[] {
  const administrators = new Set(file.administrators)
  const rows = file.people.map(
    (person, at): PersonRow => ({
      ...{ key: keyOfPlace(at), at, person, end: firstEnd(person, today) },
      administrator: administrators.has(person.user)
    })
  )
  const known = new Set(file.people.map(({ user }) => user))
  const others = [...administrators].filter(user => !known.has(user))
  return [
    ...rows,
    ...others.map(
      (user): PersonRow => ({
        ...{ key: `administrator ${user}`, at: null, end: null, administrator: true },
        person: { user, roles: [], training: [], permits: [] }
      })
    )
  ]
}

/** What narrows the list. */
export interface PeopleChoice {
  readonly text: string
  readonly show: 'all' | 'administrators' | 'soon' | 'over'
}

export function isChosen({ person, administrator, end }: PersonRow, { text, show }: PeopleChoice): boolean {
  if (show === 'administrators' && !administrator) return false
  if ((show === 'soon' || show === 'over') && endState(end) !== show) return false
  const grants = [...person.training, ...person.permits].map(({ name }) => name)
  const words = [person.user, person.name ?? '', person.email ?? '', ...person.roles, ...grants]
  return words.join('\n').toLowerCase().includes(text.trim().toLowerCase())
}

/** The file after a row was changed, with who administers it. */
export function withRow(
  file: ResourcesFile,
  { at, person: before }: PersonRow,
  person: Person,
  administrator: boolean
): ResourcesFile {
  const people = at === null ? [...file.people, person] : file.people.map((old, place) => (place === at ? person : old))
  // A name that is typed anew stays the administrator it was.
  const others = file.administrators.filter(user => user !== before.user && user !== person.user)
  return { ...file, people, administrators: administrator ? [...others, person.user] : others }
}

export function withoutRow(file: ResourcesFile, { at, person }: PersonRow): ResourcesFile {
  return {
    ...file,
    people: file.people.filter((_, place) => place !== at),
    administrators: file.administrators.filter(user => user !== person.user)
  }
}
