/** The folders that a facility wants for a session, from the template of resources.json. */
import type { Booking } from '@contract/booking'
import type { Place } from '@contract/files'
import type { SessionSetup } from '@contract/resources'
import { zoned } from '../bookings/zone'
import { Failure } from '../failure'
import { absolutePath, climbs, isWithin, normalizePath } from '../files/path'

export interface SessionFolders {
  /** Of the session, absolute. */
  readonly folder: string
  /** Those inside it in the order in which they are made, absolute; the session's own is not among them. */
  readonly inside: readonly string[]
  /** Where the movies arrive, absolute. */
  readonly movies: string | null
  /** Where they are copied. */
  readonly copies: readonly Place[]
  /** Of the session's own folder and those inside it. Undefined: as the server makes folders. */
  readonly access: SessionSetup['access']
}

/** Longest value of a field: names of files may have 255 bytes, and a template adds its own. Characters. */
const longest = 60

/**
 * A value as one name, or part of one: no slash, nothing that a shell or Windows gives a meaning, no dot at the begin
 * (so never `..`, and never hidden). Accents go; what has no Latin form becomes a dash.
 */
export function pathSafe(value: string): string {
  const plain = value
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9._@+-]+/g, '-')
    .replace(/([-.])\1+/g, '$1')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, longest)
    .replace(/[-.]+$/, '')
  return plain === '' ? 'untitled' : plain
}

const two = (value: number): string => String(value).padStart(2, '0')

/** What `{…}` may stand for; days are those of the facility's clock when the session begins. */
function fields(booking: Booking, timeZone: string): Readonly<Record<string, string>> {
  const begin = zoned(booking.start, timeZone)
  const operator = booking.people.find(({ role }) => role === 'operator')?.user ?? booking.owner
  return {
    year: String(begin.year).padStart(4, '0'),
    month: two(begin.month),
    day: two(begin.day),
    resource: pathSafe(booking.resource),
    user: pathSafe(operator),
    title: pathSafe(booking.title),
    uid: pathSafe(booking.uid)
  }
}

function filled(template: string, values: Readonly<Record<string, string>>): string {
  const text = template.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole)
  const left = /\{\w*\}/.exec(text)?.[0]
  if (left === undefined && !climbs(text) && !text.includes('\0')) return text
  const why = left === undefined ? 'goes upwards with "..".' : `knows no ${left}.`
  throw new Failure('usage', `The session folder "${template}" of resources.json ${why}`, {
    hint: `It may hold ${Object.keys(values)
      .map(key => `{${key}}`)
      .join(' ')}.`
  })
}

/** `usage` where a template climbs out of its parent or names a field that there is not. */
export function sessionFolders(setup: SessionSetup, booking: Booking, timeZone: string, home: string): SessionFolders {
  const values = fields(booking, timeZone)
  const folder = absolutePath(filled(setup.folder, values), home)
  const below = (template: string): string => {
    const text = filled(template, values)
    // An absolute one is the facility's own word: a fixed drop folder of a camera is not below the session's.
    return text.startsWith('/') ? normalizePath(text) : normalizePath(`${folder}/${text}`)
  }
  const inside = [...new Set(setup.folders.map(below))].filter(path => path !== folder && isWithin(path, folder))
  const copies = (setup.copies ?? []).map(place => ({ ...place, path: filled(place.path, values) }))
  const movies = setup.movies === undefined ? null : below(setup.movies)
  return { folder, inside, movies, copies, access: setup.access }
}

/** What the watch of a session is called: the same each time it is asked for. */
export function sessionWatchName(booking: Pick<Booking, 'resource' | 'start' | 'uid'>): string {
  const plain = (text: string, most: number): string => {
    const kept = pathSafe(text.replace(/[^A-Za-z0-9_-]+/g, '-')).slice(0, most)
    return kept.replace(/-+$/, '')
  }
  return `${plain(booking.resource, 24)}-${booking.start.slice(0, 10)}-${plain(booking.uid, 16)}-${marked(booking.uid)}`
}

/** FNV-1a, 32 bits: the identifiers of some calendar servers differ only towards their end. */
function marked(uid: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < uid.length; at++) hash = Math.imul(hash ^ uid.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
