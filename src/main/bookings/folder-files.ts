/** What one file of a store says, and the text that says it. */
import { type Booking, bookingSchema, type Overrun, overrunSchema, waiterSchema } from '@contract/booking'
import type { FailureData } from '@contract/errors'
import { readCalendar } from '@domain/bookings/read-ics'
import { Failure } from '@domain/failure'
import type { z } from 'zod'
import type { Waiting } from '../booking-folder'
import { kindOf, resourceOf } from './folder-layout'

const waitingSchema = waiterSchema.omit({ offer: true })
const requestSchema = overrunSchema.omit({ answer: true, answeredAt: true })
/** In a file of its own, because in a folder with the sticky bit nobody can write into another's. */
const answerSchema = overrunSchema.pick({ id: true, answer: true, answeredAt: true })

export type Request = z.infer<typeof requestSchema>
export type Answer = z.infer<typeof answerSchema>

/** `problem`: it cannot be used, and why. */
export type FileValue =
  | { readonly kind: 'booking'; readonly value: Booking }
  | { readonly kind: 'change'; readonly value: Booking }
  | { readonly kind: 'waiting'; readonly value: Waiting }
  | { readonly kind: 'request'; readonly value: Request }
  | { readonly kind: 'answer'; readonly value: Answer }
  | { readonly kind: 'problem'; readonly value: FailureData }

export const problem = (thrown: unknown): FileValue => ({ kind: 'problem', value: Failure.from(thrown).toData() })

const corrupt = (message: string, hint: string): FileValue => problem(new Failure('corrupt', message, { hint }))

/** `zone`: of times that name none; `owner`: who owns the file. */
export interface ReadAs {
  readonly owner: string
  readonly zone: string
}

/** Never throws: what cannot be read is a problem. */
export function readValue(path: string, bytes: Uint8Array, as: ReadAs): FileValue {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const kind = kindOf(path)
    return kind === 'booking' || kind === 'change' ? bookingIn(kind, path, text, as) : recordIn(path, text)
  } catch (thrown) {
    if (thrown instanceof TypeError) return corrupt(`${path} is no text.`, 'Its owner should remove it.')
    return problem(thrown)
  }
}

function bookingIn(kind: 'booking' | 'change', path: string, text: string, { owner, zone }: ReadAs): FileValue {
  const resource = resourceOf(path)
  const [booking, another] = readCalendar(text, { resource, owner, zone, single: true })
  if (!booking) return corrupt(`${path} has no event in it.`, 'Its owner should remove it.')
  if (another)
    return corrupt(
      `${path} has several events in it; a calendar of Farscope has one a file.`,
      `Move it elsewhere and take its events over with: farscope book import ${resource} FILE`
    )
  if (Date.parse(booking.end) <= Date.parse(booking.start))
    return corrupt(`${path}: the event ends before it begins.`, 'Its owner should correct or remove it.')
  // Where it lies counts: a copy of a file is a booking of the folder's resource.
  return { kind, value: checked(path, bookingSchema, { ...booking, resource }) }
}

function recordIn(path: string, text: string): FileValue {
  const raw = jsonOf(path, text)
  const kind = kindOf(path)
  if (kind === 'waiting') return { kind, value: checked(path, waitingSchema, raw) }
  if (kind === 'answer') return { kind, value: checked(path, answerSchema, raw) }
  return { kind: 'request', value: checked(path, requestSchema, raw) }
}

function jsonOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Failure('corrupt', `${path} is not valid JSON.`, { cause, hint: 'Its owner should remove it.' })
  }
}

function checked<Schema extends z.ZodType>(path: string, schema: Schema, raw: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Failure('corrupt', `${path}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}.`, {
    hint: 'Its owner should remove it.'
  })
}

const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

export const waitingText = (waiting: Waiting): string => jsonText(waitingSchema.parse(waiting))
export const requestText = (overrun: Overrun): string => jsonText(requestSchema.parse(overrun))
export const answerText = (overrun: Overrun): string => jsonText(answerSchema.parse(overrun))
