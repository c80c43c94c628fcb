/** A booking, and what belongs to it: who waits for its slot, what was asked of its people, what was logged. */
import { z } from 'zod'
import { instantSchema, pathSchema } from './base'
import { failureSchema } from './errors'
import {
  bookingRoleSchema,
  displayRightSchema,
  personNameSchema,
  resourceNameSchema,
  resourceRulesSchema
} from './resources'

/** RFC 5545, 3.8.4.7; unique for ever, also in exports. */
export const uidSchema = z.string().min(1).max(255)

/** `waiting`: for an administrator's consent; it keeps its slot. `blocked`: maintenance, nobody's session. */
export const bookingStatuses = ['confirmed', 'waiting', 'cancelled', 'blocked'] as const
export const bookingStatusSchema = z.enum(bookingStatuses)
export type BookingStatus = z.infer<typeof bookingStatusSchema>

export const bookedPersonSchema = z.object({
  user: personNameSchema,
  role: bookingRoleSchema,
  /** Unset: operators control, collaborators view, others none. */
  display: displayRightSchema.optional()
})
export type BookedPerson = z.infer<typeof bookedPersonSchema>

/** Half-open: `end` is not part of it. Both in UTC. */
const slotShape = { start: instantSchema, end: instantSchema }
export const slotSchema = z.object(slotShape)
export type Slot = z.infer<typeof slotSchema>

export const bookingSchema = z.object({
  uid: uidSchema,
  resource: resourceNameSchema,
  ...slotShape,
  title: z.string().max(1000),
  status: bookingStatusSchema,
  /** Who made it. */
  owner: personNameSchema,
  people: z.array(bookedPersonSchema).max(200),
  /** Bookings of other resources that stand and fall with it carry the same. */
  group: uidSchema.nullable(),
  /** Bookings of one series carry the same. */
  series: uidSchema.nullable(),
  note: z.string().max(20_000),
  /** What the next user should know. */
  handOver: z.string().max(20_000),
  /** What pays for it: a project or an account, as the facility calls them. */
  account: z.string().max(200),
  /** Time that it gave back, and when: what is offered to those who wait. */
  freed: z.array(
    slotSchema.extend({
      at: instantSchema,
      /** Whose time it was, where the booking has since moved to another resource. */
      resource: resourceNameSchema.optional()
    })
  ),
  /** When it was made and last changed, and how often it was changed (RFC 5545, SEQUENCE). */
  created: instantSchema,
  changed: instantSchema,
  sequence: z.number().int()
})
export type Booking = z.infer<typeof bookingSchema>

/** Names of what may stand against a wish: a rule of resources.json, or what no file need say. */
export const refusalRules = [
  ...resourceRulesSchema.keyof().options,
  ...(['conflict', 'past', 'order', 'change', 'waitlist', 'linked', 'hours', 'people'] as const)
] as const

export const refusalSchema = z.object({
  rule: z.enum(refusalRules),
  message: z.string(),
  /** Bookings that are in the way. */
  with: z.array(bookingSchema),
  /** The nearest slot that this rule allows. */
  instead: slotSchema.nullable()
})
export type Refusal = z.infer<typeof refusalSchema>

/** Somebody waits for a slot. `offer`: it is free and theirs until `until`; others are refused by `waitlist`. */
export const waiterSchema = z.object({
  id: uidSchema,
  resource: resourceNameSchema,
  ...slotShape,
  user: personNameSchema,
  title: z.string().max(1000),
  since: instantSchema,
  /** When they gave up an offer, or booked: kept until the slot is over, as whose turn is next follows from it. Not shown. */
  left: instantSchema.optional(),
  offer: z.object({ ...slotShape, until: instantSchema }).nullable()
})
export type Waiter = z.infer<typeof waiterSchema>

/** The one before asks the next to give some time. */
export const overrunSchema = z.object({
  id: uidSchema,
  resource: resourceNameSchema,
  /** The booking that would go on, and the one that would begin later. */
  uid: uidSchema,
  next: uidSchema,
  asks: personNameSchema,
  asked: personNameSchema,
  minutes: z.number().int().min(1).max(100_000),
  /** Until when it would go on. With `yes` it does, also before its own file says so. */
  end: instantSchema,
  message: z.string().max(2000),
  at: instantSchema,
  answer: z.enum(['yes', 'no']).nullable(),
  answeredAt: instantSchema.nullable()
})
export type Overrun = z.infer<typeof overrunSchema>

/** What is written in the log, also refusals: who did what, or was kept from it by which rule. */
export const logActs = [
  ...(['add', 'change', 'cancel', 'approve', 'import', 'wait', 'unwait', 'ask', 'answer', 'resources'] as const),
  ...(['arm', 'start', 'end', 'disarm', 'extend', 'hand-over', 'no-show', 'folder', 'watch', 'undo'] as const),
  ...(['display-open', 'display-close', 'display-share', 'display-control', 'display-view'] as const)
] as const
export const logEntrySchema = z.object({
  at: instantSchema,
  /** Owner of the file in which it stands, as the system tells. */
  user: personNameSchema,
  act: z.enum(logActs),
  granted: z.boolean(),
  resource: resourceNameSchema.nullable(),
  uid: uidSchema.nullable(),
  rule: z.enum(refusalRules).nullable(),
  text: z.string().max(4000)
})
export type LogEntry = z.infer<typeof logEntrySchema>

/** Something of the store that cannot be used as it is; the rest can. */
export const storeProblemSchema = z.object({ file: pathSchema, error: failureSchema })
export type StoreProblem = z.infer<typeof storeProblemSchema>
