/** resources.json while it is edited: small changes to whole files, and where the schema refuses them. */
import type { Booking } from '@contract/booking'
import type { Person, Resource, ResourcesFile, SessionSetup } from '@contract/resources'
import { resourcesFileSchema } from '@contract/resources'
import { isZone } from '@domain/bookings/zone'
import { Failure } from '@domain/failure'
import { sessionFolders } from '@domain/sessions/session-folder'
import type { z } from 'zod'

/** What is wrong, by the place of the field: `resources.0.rules.mostMinutes`. */
export type FieldErrors = ReadonlyMap<string, string>

/** What the schema says, as a person says it to another. Its own messages are words already. */
function issueWords(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small' && issue.origin === 'string') return 'It must not be empty.'
  if (issue.code === 'too_small' && issue.origin === 'array') return 'Choose one at least.'
  if (issue.code === 'too_small') return `At least ${issue.minimum}.`
  if (issue.code === 'too_big') return `At most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}.`
  if (issue.code === 'invalid_type') return 'A whole number.'
  if (issue.code === 'invalid_format' && issue.format === 'url')
    return 'A whole address, for instance https://fastx.lab.org.'
  if (issue.code === 'invalid_format' && issue.format === 'date') return 'A day, for instance 2027-01-31.'
  return `${issue.message.charAt(0).toUpperCase()}${issue.message.slice(1)}.`
}

/** Where each name stands for the first time. */
const firstAt = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map(names.map((name, at): [string, number] => [name, at]).reverse())

/** What the schema, and what no schema can say, finds wrong. Empty: it can be saved. */
export function fileErrors(file: ResourcesFile): FieldErrors {
  const errors = new Map<string, string>()
  const put = (path: string, message: string): void => {
    if (!errors.has(path)) errors.set(path, message)
  }
  const parsed = resourcesFileSchema.safeParse(file)
  for (const issue of parsed.error?.issues ?? []) put(issue.path.join('.'), issueWords(issue))
  if (!isZone(file.timeZone)) put('timeZone', 'No zone of the time zone database, for instance Europe/Berlin.')
  if (file.administrators.length === 0)
    put('administrators', 'Without an administrator nobody could change the rules again.')
  const resources = firstAt(file.resources.map(({ name }) => name))
  file.resources.forEach(({ name, linked, rules, display, session }, at) => {
    const place = `resources.${at}`
    if (resources.get(name) !== at) put(`${place}.name`, `Two are called ${name}.`)
    const unknown = linked.find(other => other === name || !resources.has(other))
    if (unknown !== undefined) put(`${place}.linked`, `${unknown} is no other resource.`)
    const { leastMinutes: least, mostMinutes: most } = rules
    if (least !== undefined && most !== undefined && least > most)
      put(`${place}.rules.mostMinutes`, 'The longest is shorter than the shortest.')
    if (display?.kind === 'command' && display.command === undefined)
      put(`${place}.display.command`, 'A display of this kind needs its command.')
    for (const [field, message] of sessionErrors(session)) put(`${place}.session.${field}`, message)
  })
  const people = firstAt(file.people.map(({ user }) => user))
  file.people.forEach(({ user }, at) => {
    if (people.get(user) !== at) put(`people.${at}.user`, `${user} stands there twice.`)
  })
  return errors
}

/** A booking by which a template is tried. */
const trial: Booking = {
  ...{ uid: 'uid', resource: 'resource', title: 'title', status: 'confirmed', owner: 'user', people: [], freed: [] },
  ...{ start: '2026-01-01T00:00:00Z', end: '2026-01-01T01:00:00Z', note: '', handOver: '', account: '' },
  ...{ group: null, series: null, created: '2026-01-01T00:00:00Z', changed: '2026-01-01T00:00:00Z', sequence: 0 }
}

/** What is wrong with the templates of a session, field by field. */
function sessionErrors(session: SessionSetup | undefined): [keyof SessionSetup, string][] {
  if (session === undefined) return []
  const { folder, folders, movies } = session
  const alone: [keyof SessionSetup, SessionSetup][] = [
    ['folder', { folder, folders: [] }],
    ['folders', { folder: '/', folders }],
    ['movies', { folder: '/', folders: [], ...(movies !== undefined && { movies }) }]
  ]
  const found = alone.flatMap(([field, setup]): [keyof SessionSetup, string][] => {
    try {
      sessionFolders(setup, trial, 'UTC', '/')
      return []
    } catch (thrown) {
      const { message, hint } = Failure.from(thrown)
      return [[field, `${message} ${hint}`]]
    }
  })
  return folder.trim() === '' ? [['folder', 'Say which folder is made.'], ...found] : found
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
