/** The running session: the booking that holds now, and what it does at its begin and end. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, instantSchema, pathSchema, siteNameSchema } from './base'
import { bookingSchema, uidSchema } from './booking'
import { failureSchema } from './errors'
import {
  bookingRoleSchema,
  bookingStoreSchema,
  displayRightSchema,
  personNameSchema,
  resourceNameSchema,
  resourceSchema,
  timeZoneSchema
} from './resources'

/** What happens by itself around a session. `undone`: taken back by a person. */
export const sessionSteps = ['armed', 'folder', 'watch', 'started', 'disarmed', 'ended'] as const
export const sessionStepSchema = z.object({
  step: z.enum(sessionSteps),
  state: z.enum(['to-come', 'running', 'done', 'failed', 'undone', 'skipped']),
  /** When it is due, or was done. */
  at: instantSchema.nullable(),
  text: z.string(),
  error: failureSchema.nullable(),
  undoable: z.boolean()
})
export type SessionStep = z.infer<typeof sessionStepSchema>

/** Somebody of the booking who may only look asks to drive. What a hand-over has answered is none any more. */
export const controlRequestSchema = z.object({
  user: personNameSchema,
  name: z.string(),
  at: instantSchema,
  message: z.string(),
  /** Who would not hand over now, and why; null: nobody has answered. */
  refused: z.object({ by: personNameSchema, at: instantSchema, message: z.string() }).nullable()
})
export type ControlRequest = z.infer<typeof controlRequestSchema>

/** `armed`: within 15 minutes before its begin, or running: its display opens for its people. */
export const sessionSchema = z.object({
  store: bookingStoreSchema,
  booking: bookingSchema,
  resource: resourceSchema,
  timeZone: timeZoneSchema,
  phase: z.enum(['coming', 'armed', 'running', 'over']),
  /** What the caller may do with its display, and why not. */
  display: z.object({ right: displayRightSchema, reason: z.string() }),
  user: personNameSchema,
  /** Those of the booking, with what it lets them do while it is armed. `problem`: a training or permit that is not valid to its end. */
  people: z.array(
    z.object({
      user: personNameSchema,
      name: z.string(),
      role: bookingRoleSchema,
      right: displayRightSchema,
      problem: z.string()
    })
  ),
  /** The last request of each who asked for control while it is armed, by when they did. */
  control: z.array(controlRequestSchema),
  /** Server's clock minus this computer's. Milliseconds. */
  clockOffsetMs: z.number(),
  /** Full names by login name, as far as resources.json has them: of its people, and of the bookings around it. */
  names: z.record(personNameSchema, z.string()),
  /** The booking of the same resource before it: its hand-over note is for this one. */
  before: bookingSchema.nullable(),
  /** Next booking of the same resource; until its begin one may extend. */
  next: bookingSchema.nullable(),
  folder: z.object({ site: siteNameSchema.nullable(), path: pathSchema }).nullable(),
  /** Where its movies arrive. */
  movies: z.object({ site: siteNameSchema.nullable(), path: pathSchema }).nullable(),
  steps: z.array(sessionStepSchema),
  actualStart: instantSchema.nullable(),
  actualEnd: instantSchema.nullable()
})
export type Session = z.infer<typeof sessionSchema>

/**
 * What one is told of: a begin that comes near, an end that does, a hand-over to oneself, an offer of the waitlist, a
 * request for one's time, the answer to one's own, consent given and refused, for administrators what waits for it, a
 * request for control of what one operates, and the refusal of one's own.
 */
export const bookingEvents = [
  ...(['begin', 'end', 'hand-over', 'offer', 'asked', 'answered', 'granted', 'refused', 'waiting'] as const),
  ...(['control-asked', 'control-refused'] as const)
] as const
export type BookingEvent = (typeof bookingEvents)[number]

/** Told once an event, over restarts. */
export const bookingNoticeSchema = z.object({
  number: z.number().int(),
  store: bookingStoreSchema,
  /** Null where it is about a slot that nobody has booked. */
  uid: uidSchema.nullable(),
  resource: resourceNameSchema,
  /** Begin of the booking or slot: where the calendar shows it. */
  start: instantSchema,
  event: z.enum(bookingEvents),
  /** When it was noticed. */
  at: instantSchema,
  title: z.string(),
  text: z.string(),
  read: z.boolean()
})
export type BookingNotice = z.infer<typeof bookingNoticeSchema>

const one = z.object({ store: bookingStoreSchema, uid: uidSchema })

export const sessionsContract = {
  /**
   * Sessions of the caller that run, are armed or begin within a day, by begin; over all stores that are known, or of
   * one. Their sites are asked; of those that do not answer the kept copy counts.
   */
  now: call.input(z.object({ store: bookingStoreSchema.optional() }).optional()).output(z.array(sessionSchema)),
  /** The same at once and after each change; no site is connected for it. */
  watch: call.output(eventIterator(z.array(sessionSchema))),
  notices: call
    .input(z.object({ limit: z.number().int().min(1).max(1000).default(100), before: z.number().int().optional() }))
    .output(z.object({ unread: z.number().int(), notices: z.array(bookingNoticeSchema) })),
  /**
   * How many are unread; then each as it happens, and at first those of the last minutes that no window has taken.
   * Warnings come 30, 10 and 2 minutes before the end, reminders a day and an hour before the begin, and at it.
   */
  watchNotices: call.output(eventIterator(z.object({ unread: z.number().int(), fresh: z.array(bookingNoticeSchema) }))),
  /** Marks those up to and including `upTo` as read. */
  readNotices: call.input(z.object({ upTo: z.number().int() })).output(z.void()),
  /** Begins now what would begin by itself; also for a step that failed. */
  start: call.input(one).output(sessionSchema),
  /** `conflict` when the time is taken, `rule` by the rules of the resource. */
  extend: call.input(one.extend({ minutes: z.number().int().min(1).max(100_000) })).output(sessionSchema),
  /** Ends it now: its display is disarmed, the rest of its slot is free. */
  end: call.input(one.extend({ handOver: z.string().max(20_000).default('') })).output(sessionSchema),
  /** Another person of the booking becomes its operator; the caller stays as collaborator. */
  handOver: call
    .input(one.extend({ to: bookingSchema.shape.owner, note: z.string().max(20_000).default('') }))
    .output(sessionSchema),
  /**
   * Of somebody of a session under way who may only look: tells its operator, who hands over or refuses. `rule` where
   * they could not take over, `exists` where they have asked and nobody has answered.
   */
  askControl: call.input(one.extend({ message: z.string().max(1000).default('') })).output(sessionSchema),
  /** Control stays where it is. By whom `user` asks it is taken back. `not-found` where `user` does not ask. */
  refuseControl: call
    .input(one.extend({ user: personNameSchema, message: z.string().max(1000).default('') }))
    .output(sessionSchema),
  noShow: call.input(one).output(sessionSchema),
  /** Takes back a step: folders it made are removed where they are empty; arming is taken back. */
  undo: call.input(one.extend({ step: z.enum(sessionSteps) })).output(sessionSchema)
}
