/** resources.json while it is edited: small changes to whole files, and where the schema refuses them. */
import type { Person, Resource, ResourcesFile } from '@contract/resources'
import { resourcesFileSchema } from '@contract/resources'
import { isZone } from '@domain/bookings/zone'

/** What is wrong, by the place of the field: `resources.0.rules.mostMinutes`. */
export type FieldErrors = ReadonlyMap<string, string>

/** What the schema, and what no schema can say, finds wrong. Empty: it can be saved. */
export function fileErrors(file: ResourcesFile): FieldErrors {
  const errors = new Map<string, string>()
  const put = (path: string, message: string): void => {
    if (!errors.has(path)) errors.set(path, message)
  }
  const parsed = resourcesFileSchema.safeParse(file)
  for (const issue of parsed.error?.issues ?? []) put(issue.path.join('.'), issue.message)
  if (!isZone(file.timeZone)) put('timeZone', 'No zone of the time zone database, for instance Europe/Berlin.')
  if (file.administrators.length === 0)
    put('administrators', 'Without an administrator nobody could change the rules again.')
  file.resources.forEach(({ name, linked, rules }, at) => {
    const place = `resources.${at}`
    if (file.resources.findIndex(one => one.name === name) !== at) put(`${place}.name`, `Two are called ${name}.`)
    const unknown = linked.find(other => other === name || !file.resources.some(one => one.name === other))
    if (unknown !== undefined) put(`${place}.linked`, `${unknown} is no other resource.`)
    const { leastMinutes: least, mostMinutes: most } = rules
    if (least !== undefined && most !== undefined && least > most)
      put(`${place}.rules.mostMinutes`, 'The longest is shorter than the shortest.')
  })
  file.people.forEach(({ user }, at) => {
    if (file.people.findIndex(one => one.user === user) !== at) put(`people.${at}.user`, `${user} stands there twice.`)
  })
  return errors
}

/** The first error under a place, for a part that shows several fields as one. */
export function errorUnder(errors: FieldErrors, place: string): string | undefined {
  for (const [path, message] of errors) if (path === place || path.startsWith(`${place}.`)) return message
  return undefined
}

const replaced = <T>(list: readonly T[], at: number, item: T): T[] =>
  list.map((old, place) => (place === at ? item : old))

export const withResource = (file: ResourcesFile, at: number, resource: Resource): ResourcesFile => ({
  ...file,
  resources: replaced(file.resources, at, resource)
})

export const withPerson = (file: ResourcesFile, at: number, person: Person): ResourcesFile => ({
  ...file,
  people: replaced(file.people, at, person)
})

/** A name that no other has: `resource-2`. */
export function freshName(base: string, taken: readonly string[]): string {
  for (let number = taken.length + 1; ; number += 1) {
    const name = `${base}-${number}`
    if (!taken.includes(name)) return name
  }
}

export const newResource = (file: ResourcesFile): Resource => ({
  name: freshName(
    'resource',
    file.resources.map(({ name }) => name)
  ),
  kind: 'microscope',
  linked: [],
  rules: {}
})

export const newPerson = (): Person => ({ user: '', roles: [], training: [], permits: [] })

/** An object without the fields that are undefined: the file says nothing of a rule that is not set. */
export function withoutUnset<T extends object>(object: T): T {
  // The entries are the object's own, less those that are undefined, which every one of these may be.
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T
}

/** Names in one line: `Krios remote, Cryo safety`. */
export const namesText = (names: readonly string[] | undefined): string => (names ?? []).join(', ')

export function namesOf(text: string): string[] {
  return text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
}
