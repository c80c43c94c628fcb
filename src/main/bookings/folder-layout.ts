/** Names of a store's files and folders, below the store's own folder (see booking-folder). */
import { createHash } from 'node:crypto'
import { isWithin } from '@domain/files/path'

export const resourcesName = 'resources.json'
/** Where the lock is, and what is being written. Everybody may remove what others made there: no sticky bit. */
export const locksName = 'locks'
export const lockName = 'lock'
export const logName = 'log'
const changes = 'changes'
const waitlist = 'waitlist'
const requests = 'requests'

/** Folders of one resource: bookings, changes by others than who made them, who waits, what was asked. */
export const foldersOf = (resource: string): string[] => [
  resource,
  changesOf(resource),
  `${resource}/${waitlist}`,
  `${resource}/${requests}`
]

/**
 * What a file of a resource holds, by its path. `change`: a booking as somebody left it whose own file is another's.
 * `answer`: what somebody said to a request, in a file of their own.
 */
export type FileKind = 'booking' | 'change' | 'waiting' | 'request' | 'answer'

export function kindOf(path: string): FileKind | null {
  const [, second = '', third] = path.split('/')
  if (third === undefined) return second.endsWith('.ics') ? 'booking' : null
  if (second === changes) return third.endsWith('.ics') ? 'change' : null
  if (!third.endsWith('.json')) return null
  if (second === waitlist) return 'waiting'
  if (second !== requests) return null
  return third.endsWith('.answer.json') ? 'answer' : 'request'
}

/** Where changes of bookings are, of a resource by its folder's name. */
export const changesOf = (resource: string): string => `${resource}/${changes}`

/** Of a resource of which a folder of changes is known: its name; null for other folders. */
export const changedIn = (folder: string): string | null =>
  folder.endsWith(`/${changes}`) ? folder.slice(0, -changes.length - 1) : null

export const resourceOf = (path: string): string => path.slice(0, path.indexOf('/'))

/** Bytes that every file system takes as a name. */
const longestName = 200

/** An id as part of a file's name: letters, digits and `.@_-` stay, the rest is `%XX` of its UTF-8 (RFC 3986, 2.1). */
export function nameOf(id: string): string {
  const escaped = (character: string): string =>
    [...Buffer.from(character)].map(byte => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('')
  const name = id.replace(/[^A-Za-z0-9.@_-]/gu, escaped).replace(/^\./, '%2E')
  return name.length <= longestName ? name : `sha256-${createHash('sha256').update(id).digest('hex')}`
}

export const bookingPath = (resource: string, uid: string): string => `${resource}/${nameOf(uid)}.ics`
/** Of one who changes what another made. `turn` counts names that are taken by somebody else. */
export const changePath = (resource: string, uid: string, user: string, turn = 0): string =>
  `${resource}/${changes}/${nameOf(`${uid}@${user}${turn === 0 ? '' : `@${turn}`}`)}.ics`
export const waitingPath = (resource: string, id: string): string => `${resource}/${waitlist}/${nameOf(id)}.json`
/** Of one who says that another waits no longer. */
export const servedPath = (resource: string, id: string, user: string): string =>
  `${resource}/${waitlist}/${nameOf(`${id}@${user}`)}.json`
export const requestPath = (resource: string, id: string): string => `${resource}/${requests}/${nameOf(id)}.json`
/** Of one who answers, so that nobody else can be there first. Earlier versions had no name in it. */
export const answerPath = (resource: string, id: string, user: string): string =>
  `${resource}/${requests}/${nameOf(`${id}.${user}`)}.answer.json`

/** A system's name of an account in the form that bookings have (Windows allows spaces, Samba a backslash). */
export const loginName = (name: string): string => name.replace(/[^A-Za-z0-9._@-]/g, '_').replace(/^[.@-]/, '_') || '_'

/**
 * One file a person and month (UTC), so that nobody writes into what is another's. `turn` counts names that are taken by
 * somebody else; a person's own name never has a plus sign in a file's name.
 */
export const logPath = (user: string, at: Date, turn = 0): string =>
  `${logName}/${nameOf(user)}${turn === 0 ? '' : `+${turn}`}-${at.toISOString().slice(0, 7)}.jsonl`

/** The person, as `nameOf` writes it, and the month of a file of the log; null for other files. */
export function logOf(name: string): { user: string; month: string } | null {
  const [, user, month] = /^([^+]+)(?:\+\d+)?-(\d{4}-\d{2})\.jsonl$/.exec(name) ?? []
  return user === undefined || month === undefined ? null : { user, month }
}

/** Whether it lies directly in the folder, both below the store. */
export const isIn = (path: string, folder: string): boolean =>
  isWithin(path, folder) && !path.slice(folder.length + 1).includes('/')
