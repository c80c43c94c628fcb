/** Which files of a store are to be written for what is to change in it. */
import type { Overrun } from '@contract/booking'
import { formatResources } from '@domain/bookings/resources-file'
import type { StoreChanges } from '../booking-folder'
import { bookingWishes, leftWishes, type Paths, pathsOf, type Writer, waitingWishes } from './booking-wishes'
import type { FolderCopy } from './folder-copy'
import { answerText, type FileValue, requestText } from './folder-files'
import { answerPath, requestPath, resourcesName } from './folder-layout'
import type { FileWish } from './folder-writer'

/** The request is its author's file, the answer that of who answers: each is written only when it changed. */
function overrunWishes(overrun: Overrun, files: FolderCopy['files'], user: string): FileWish[] {
  const request = { path: requestPath(overrun.resource, overrun.id), text: requestText(overrun) }
  const answer = { path: answerPath(overrun.resource, overrun.id, user), text: answerText(overrun) }
  const says = (value: FileValue | undefined, text: string): boolean =>
    value !== undefined && JSON.stringify(value.value) === JSON.stringify(JSON.parse(text))
  const isAsked = says(files.get(request.path)?.value, request.text)
  const isAnswered =
    overrun.answer === null ||
    [...files.values()].some(({ value }) => value.kind === 'answer' && says(value, answer.text))
  return [...(isAsked ? [] : [request]), ...(isAnswered ? [] : [answer])]
}

export function wishesOf(changes: StoreChanges, { files }: Pick<FolderCopy, 'files'>, by: Writer): FileWish[] {
  const { bookings = [], waiting = [], left = [], overruns = [], resources } = changes
  const parts = { files, by }
  const ofKind = (kind: 'booking' | 'change' | 'waiting', isWanted: boolean): Paths =>
    isWanted ? pathsOf(files, kind) : new Map()
  const booked = ofKind('booking', bookings.length > 0)
  const changed = ofKind('change', bookings.length > 0)
  const waits = ofKind('waiting', waiting.length > 0 || left.length > 0)
  return [
    ...bookings.flatMap(one => bookingWishes(one, booked.get(one.uid) ?? [], changed.get(one.uid) ?? [], parts)),
    ...waiting.flatMap(one => waitingWishes(one, waits.get(one.id) ?? [], parts)),
    ...left.flatMap(id => leftWishes(waits.get(id) ?? [], parts)),
    ...overruns.flatMap(overrun => overrunWishes(overrun, files, by.user)),
    ...(resources ? [{ path: resourcesName, text: formatResources(resources) }] : [])
  ]
}
