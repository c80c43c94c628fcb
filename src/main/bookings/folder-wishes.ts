/** Which files of a store are to be written for what is to change in it. */
import type { Booking, Overrun } from '@contract/booking'
import { bookingFile } from '@domain/bookings/ics'
import { formatResources } from '@domain/bookings/resources-file'
import type { StoreChanges } from '../booking-folder'
import { tellsNothing } from './folder-contents'
import type { FolderCopy } from './folder-copy'
import { answerText, type FileValue, requestText, waitingText } from './folder-files'
import { answerPath, bookingPath, requestPath, resourceOf, resourcesName, waitingPath } from './folder-layout'
import type { FileWish } from './folder-writer'

/** Where something is that is there: files of other programs have names of their own. */
function pathsOf(copy: FolderCopy, kind: FileValue['kind']): Map<string, string[]> {
  const paths = new Map<string, string[]>()
  for (const [path, { value }] of copy.files) {
    if (value.kind !== kind || value.kind === 'problem') continue
    const id = value.kind === 'booking' ? value.value.uid : value.value.id
    paths.set(id, [...(paths.get(id) ?? []), path])
  }
  return paths
}

/** Not those that somebody else wrote with its UID: they do not count, and may not be removed by who changes it. */
const ownOf = ({ owner }: Booking, paths: readonly string[], copy: FolderCopy, by: Writer): string[] =>
  paths.filter(path => {
    const wrote = copy.files.get(path)?.owner ?? ''
    return wrote === by.user || wrote === owner || by.administrators.includes(wrote) || tellsNothing(wrote)
  })

/** A booking that moved to another resource leaves its old file. */
function bookingWishes(booking: Booking, known: readonly string[]): FileWish[] {
  const named = bookingPath(booking.resource, booking.uid)
  const path = known.includes(named) ? named : (known.find(one => resourceOf(one) === booking.resource) ?? named)
  const gone = known.filter(other => other !== path).map(other => ({ path: other, text: null }))
  return [{ path, text: bookingFile(booking) }, ...gone]
}

/** The request is its author's file, the answer that of who answers: each is written only when it changed. */
function overrunWishes(overrun: Overrun, copy: FolderCopy, user: string): FileWish[] {
  const request = { path: requestPath(overrun.resource, overrun.id), text: requestText(overrun) }
  const answer = { path: answerPath(overrun.resource, overrun.id, user), text: answerText(overrun) }
  const says = (value: FileValue | undefined, text: string): boolean =>
    value !== undefined && JSON.stringify(value.value) === JSON.stringify(JSON.parse(text))
  const isAsked = says(copy.files.get(request.path)?.value, request.text)
  const isAnswered =
    overrun.answer === null ||
    [...copy.files.values()].some(({ value }) => value.kind === 'answer' && says(value, answer.text))
  return [...(isAsked ? [] : [request]), ...(isAnswered ? [] : [answer])]
}

/** Who writes the files, and who may do so for everybody. */
export interface Writer {
  readonly user: string
  readonly administrators: readonly string[]
}

export function wishesOf(changes: StoreChanges, copy: FolderCopy, by: Writer): FileWish[] {
  const { bookings = [], waiting = [], left = [], overruns = [], resources } = changes
  const booked = bookings.length > 0 ? pathsOf(copy, 'booking') : new Map<string, string[]>()
  const waits = left.length > 0 ? pathsOf(copy, 'waiting') : new Map<string, string[]>()
  return [
    ...bookings.flatMap(booking => bookingWishes(booking, ownOf(booking, booked.get(booking.uid) ?? [], copy, by))),
    ...waiting.map(one => ({ path: waitingPath(one.resource, one.id), text: waitingText(one) })),
    ...left.flatMap(id => (waits.get(id) ?? []).map(path => ({ path, text: null }))),
    ...overruns.flatMap(overrun => overrunWishes(overrun, copy, by.user)),
    ...(resources ? [{ path: resourcesName, text: formatResources(resources) }] : [])
  ]
}
