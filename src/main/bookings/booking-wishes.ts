/** Which files are written for a booking, or for somebody who waits, when it is perhaps another's file that tells of it. */
import type { Booking } from '@contract/booking'
import { bookingFile } from '@domain/bookings/ics'
import type { Waiting } from '../booking-folder'
import { tellsNothing } from './folder-contents'
import type { FolderCopy } from './folder-copy'
import { type FileValue, waitingText } from './folder-files'
import { bookingPath, changePath, resourceOf, servedPath, waitingPath } from './folder-layout'
import type { FileWish } from './folder-writer'

/** Who writes the files, and who may do so for everybody. */
export interface Writer {
  readonly user: string
  readonly administrators: readonly string[]
}

/** What is known of the store, and who writes to it. */
export interface WishParts {
  readonly files: FolderCopy['files']
  readonly by: Writer
}

/** Where something is that is there, by its id: files of other programs have names of their own. */
export type Paths = ReadonlyMap<string, readonly string[]>

/** Of files of one kind. */
export function pathsOf(files: FolderCopy['files'], kind: 'booking' | 'change' | 'waiting'): Paths {
  const paths = new Map<string, string[]>()
  for (const [path, { value }] of files) {
    const id = value.kind === kind ? idOf(value) : null
    if (id === null) continue
    const known = paths.get(id)
    if (known) known.push(path)
    else paths.set(id, [path])
  }
  return paths
}

function idOf(file: FileValue): string | null {
  if (file.kind === 'booking' || file.kind === 'change') return file.value.uid
  return file.kind === 'problem' ? null : file.value.id
}

const ownerOf = (path: string, { files }: WishParts): string => files.get(path)?.owner ?? ''
const isMine = (path: string, parts: WishParts): boolean => ownerOf(path, parts) === parts.by.user

/** Nobody may replace or remove what is another's in a folder with the sticky bit; where there is none it is kept to, too. */
const mayWrite = (path: string, parts: WishParts): boolean => isMine(path, parts) || tellsNothing(ownerOf(path, parts))

const isAdministrator = ({ by }: WishParts): boolean => by.administrators.includes(by.user)

/** `own`: paths of files with its UID; `changes`: those in which others left it. */
export function bookingWishes(
  booking: Booking,
  own: readonly string[],
  changes: readonly string[],
  parts: WishParts
): FileWish[] {
  const { user } = parts.by
  // A copy that somebody made of another's booking is not the booking, so a change does not go there.
  const speaks = booking.owner === user || isAdministrator(parts)
  const direct = own.filter(path => tellsNothing(ownerOf(path, parts)) || (speaks && isMine(path, parts)))
  const left = changes.filter(path => isMine(path, parts))
  const isBase = direct.length > 0 || (own.length === 0 && (changes.length === 0 || booking.owner === user))
  const path = isBase ? basePath(booking, direct) : versionPath(booking, left, parts)
  const gone = [...(isBase ? direct : []), ...left].filter(other => other !== path)
  return [{ path, text: bookingFile(booking) }, ...gone.map(other => ({ path: other, text: null }))]
}

/** A booking that moved to another resource leaves its old file. */
function basePath({ resource, uid }: Booking, direct: readonly string[]): string {
  const named = bookingPath(resource, uid)
  return direct.includes(named) ? named : (direct.find(path => resourceOf(path) === resource) ?? named)
}

/** A name that nobody else has, also where somebody took the one that would be his. */
function versionPath({ resource, uid }: Booking, left: readonly string[], parts: WishParts): string {
  const there = left.find(path => resourceOf(path) === resource)
  if (there !== undefined) return there
  for (let turn = 0; ; turn++) {
    const path = changePath(resource, uid, parts.by.user, turn)
    if (!parts.files.has(path) || isMine(path, parts)) return path
  }
}

/** An administrator says in a file of his own that another waits no longer; anybody else leaves it to him. */
export function waitingWishes(one: Waiting, paths: readonly string[], parts: WishParts): FileWish[] {
  const there = paths.find(path => mayWrite(path, parts))
  const named = waitingPath(one.resource, one.id)
  if (there !== undefined || paths.length === 0) return [{ path: there ?? named, text: waitingText(one) }]
  if (!isAdministrator(parts)) return []
  return [{ path: servedPath(one.resource, one.id, parts.by.user), text: waitingText(one) }]
}

/** Of one who waits no longer. What is another's stays, and an administrator's own file says that it counts no more. */
export function leftWishes(paths: readonly string[], parts: WishParts): FileWish[] {
  const gone = paths.filter(path => mayWrite(path, parts)).map(path => ({ path, text: null }))
  const [kept] = paths.filter(path => !mayWrite(path, parts))
  const value = kept === undefined ? undefined : parts.files.get(kept)?.value
  if (value?.kind !== 'waiting' || !isAdministrator(parts)) return gone
  // Left when it began to wait: it never had a turn.
  const { since: left } = value.value
  const text = waitingText({ ...value.value, left })
  return [...gone, { path: servedPath(value.value.resource, value.value.id, parts.by.user), text }]
}
