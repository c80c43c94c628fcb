/** The booking calendar: a shared folder of a facility, or of this computer. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, instantSchema } from './base'
import {
  bookedPersonSchema,
  bookingSchema,
  bookingStatusSchema,
  logActs,
  logEntrySchema,
  overrunSchema,
  refusalSchema,
  slotSchema,
  storeProblemSchema,
  uidSchema,
  waiterSchema
} from './booking'
import { failureSchema } from './errors'
import {
  bookingStoreSchema,
  personNameSchema,
  resourceNameSchema,
  resourcesFileSchema,
  timeZoneSchema
} from './resources'

const inStore = z.object({
  store: bookingStoreSchema,
  /** Speaks for somebody else; administrators alone (`not-allowed`). */
  as: personNameSchema.optional()
})
const oneBooking = inStore.extend({ uid: uidSchema })

/** A store that the window offers: of each site that has one, and this computer's own. */
export const storeInfoSchema = z.object({
  store: bookingStoreSchema,
  label: z.string(),
  /** False: `init` makes it. Null: not known without asking the site. */
  exists: z.boolean().nullable()
})
export type StoreInfo = z.infer<typeof storeInfoSchema>

/** The rules as they stand, who the caller is to the store, and what is wrong with its files. */
export const resourcesViewSchema = z.object({
  file: resourcesFileSchema,
  /** Changes with every change of the file; `saveResources` wants it back. */
  version: z.string(),
  user: personNameSchema,
  administrator: z.boolean(),
  problems: z.array(storeProblemSchema)
})
export type ResourcesView = z.infer<typeof resourcesViewSchema>

/** All that a calendar shows of a stretch of time. */
export const calendarSchema = resourcesViewSchema.omit({ version: true, file: true }).extend({
  /** Unset in an item of `watch` whose rules are as in the one before. */
  file: resourcesFileSchema.optional(),
  /** Those that meet the stretch, by begin; cancelled ones too. */
  bookings: z.array(bookingSchema),
  /** All that wait for consent and are not over, whichever stretch is asked for; told to administrators. By begin. */
  forConsent: z.array(bookingSchema),
  waiters: z.array(waiterSchema),
  overruns: z.array(overrunSchema),
  /** When the store was read last, by this computer's clock. */
  readAt: instantSchema,
  /** Server's clock minus this computer's. Milliseconds. */
  clockOffsetMs: z.number(),
  /** Why the store cannot be read now; what is shown is the copy of `readAt`, and nothing can be booked. */
  offline: failureSchema.nullable()
})
export type Calendar = z.infer<typeof calendarSchema>

/** What `watch` tells: a calendar, without what is as it was in the item before; a long one in several items. */
export const calendarItemSchema = calendarSchema.extend({
  /** Unset: as they were told last. */
  bookings: z.array(bookingSchema).optional(),
  /** The bookings follow those of the item before, whose other fields count. */
  continues: z.boolean().optional(),
  /** Another item with further bookings follows; all of them together are what the calendar shows. */
  more: z.boolean().optional()
})
export type CalendarItem = z.infer<typeof calendarItemSchema>

/** How far a read of many files has come: `read` of the `of` that are new or were changed. Null: no such read is under way. */
export const storeReadingSchema = z.object({ read: z.number().int(), of: z.number().int() }).nullable()
export type StoreReading = z.infer<typeof storeReadingSchema>

/** What somebody wants to book. The resources linked to it are booked with it. */
export const bookingWishSchema = z.object({
  resource: resourceNameSchema,
  start: instantSchema,
  end: instantSchema,
  title: z.string().max(1000).default(''),
  note: z.string().max(20_000).default(''),
  account: z.string().max(200).default(''),
  /** Unset: the caller as operator. */
  people: z.array(bookedPersonSchema).max(200).optional(),
  /** `blocked` (maintenance) is for administrators. */
  status: bookingStatusSchema.exclude(['cancelled']).optional(),
  /** RFC 5545 RRULE without the word, `FREQ=WEEKLY;COUNT=4`: repeats by the facility's clock. */
  repeat: z.string().max(1000).optional()
})
export type BookingWish = z.infer<typeof bookingWishSchema>
export type BookingWishInput = z.input<typeof bookingWishSchema>

/** What changes; the rest stays. A move keeps the people. */
export const bookingChangeSchema = z.object({
  resource: resourceNameSchema.optional(),
  start: instantSchema.optional(),
  end: instantSchema.optional(),
  title: z.string().max(1000).optional(),
  note: z.string().max(20_000).optional(),
  handOver: z.string().max(20_000).optional(),
  account: z.string().max(200).optional(),
  people: z.array(bookedPersonSchema).max(200).optional()
})
export type BookingChange = z.infer<typeof bookingChangeSchema>

/** Which bookings of a series: this one, this and those that begin later, or all. A booking without series is `one`. */
export const seriesScopeSchema = z.enum(['one', 'following', 'all'])
export type SeriesScope = z.infer<typeof seriesScopeSchema>

/** What would be written, each with what stands against it; nothing has been written. */
export const bookingPlanSchema = z.object({
  bookings: z.array(z.object({ booking: bookingSchema, refusals: z.array(refusalSchema) }))
})
export type BookingPlan = z.infer<typeof bookingPlanSchema>

/** How a resource was used. Hours; `used` by what was logged at begin and end. */
export const usageRowSchema = z.object({
  resource: resourceNameSchema,
  user: personNameSchema,
  account: z.string(),
  bookings: z.number().int(),
  bookedHours: z.number(),
  usedHours: z.number(),
  cancelled: z.number().int(),
  noShows: z.number().int()
})
export type UsageRow = z.infer<typeof usageRowSchema>

/** What an import wrote, passed over and refused. */
export const importResultSchema = z.object({
  added: z.array(bookingSchema),
  unchanged: z.number().int(),
  refused: bookingPlanSchema.shape.bookings
})

const stretch = { from: instantSchema, to: instantSchema }
const which = { resources: z.array(resourceNameSchema).default([]) }

export const bookingsContract = {
  stores: call.output(z.array(storeInfoSchema)),
  /** `exists` where there is one. Who makes it is its administrator. */
  init: call
    .input(inStore.extend({ resource: resourceNameSchema, timeZone: timeZoneSchema }))
    .output(resourcesViewSchema),
  /** `not-found` without a store, `corrupt` names line and field of a file that was edited badly. */
  resources: call.input(inStore).output(resourcesViewSchema),
  /** Administrators alone. `conflict` when somebody saved since `version`. */
  saveResources: call
    .input(inStore.extend({ file: resourcesFileSchema, version: z.string() }))
    .output(resourcesViewSchema),
  /** Looks at every file of the store: what cannot be read, lies about its owner, overlaps, breaks a rule. */
  check: call.input(inStore).output(z.array(storeProblemSchema)),
  /** `calendar` once. Unset times: from now on. */
  calendar: call.input(inStore.extend({ ...stretch, ...which })).output(calendarSchema),
  /** At once (from the kept copy when the store is slow or away), then after each change; asks every half minute. */
  watch: call.input(inStore.extend({ ...stretch, ...which })).output(eventIterator(calendarItemSchema)),
  /** At once, then as it goes on. Reads nothing by itself: `watch` and `calendar` do. */
  reading: call.input(inStore).output(eventIterator(storeReadingSchema)),
  show: call.input(oneBooking).output(bookingSchema),

  /** What `add` and `change` would write, and what stands against it. */
  planAdd: call.input(inStore.extend({ wish: bookingWishSchema })).output(bookingPlanSchema),
  planChange: call
    .input(oneBooking.extend({ change: bookingChangeSchema, scope: seriesScopeSchema.default('one') }))
    .output(bookingPlanSchema),
  /**
   * All or none; the first is the booking of the wish's own resource. `conflict` (a slot is taken, or the store did not
   * get free in time), `rule`, `not-allowed`, with the words of all refusals. With `skip`, dates of a series that are
   * refused are left out instead.
   */
  add: call
    .input(inStore.extend({ wish: bookingWishSchema, skip: z.boolean().default(false) }))
    .output(z.array(bookingSchema)),
  change: call
    .input(oneBooking.extend({ change: bookingChangeSchema, scope: seriesScopeSchema.default('one') }))
    .output(z.array(bookingSchema)),
  cancel: call
    .input(oneBooking.extend({ scope: seriesScopeSchema.default('one'), reason: z.string().max(1000).default('') }))
    .output(z.array(bookingSchema)),
  /**
   * Administrators alone; `yes: false` refuses what waits, and frees its slot. Of a series those of the scope that wait;
   * all or none, the named one first.
   */
  approve: call
    .input(
      oneBooking.extend({
        yes: z.boolean().default(true),
        scope: seriesScopeSchema.default('one'),
        /** Of a refusal: its owner finds it in the note. */
        reason: z.string().max(1000).default('')
      })
    )
    .output(z.array(bookingSchema)),

  wait: call
    .input(
      inStore.extend({ resource: resourceNameSchema, ...slotSchema.shape, title: z.string().max(1000).default('') })
    )
    .output(waiterSchema),
  /** Leaves the waitlist; an offer goes to the next at once. */
  unwait: call.input(inStore.extend({ id: uidSchema })).output(z.void()),
  ask: call
    .input(
      oneBooking.extend({ minutes: z.number().int().min(1).max(100_000), message: z.string().max(2000).default('') })
    )
    .output(overrunSchema),
  /** Yes moves the begin of one's own booking; then the other's end. */
  answer: call.input(inStore.extend({ id: uidSchema, yes: z.boolean() })).output(overrunSchema),

  /** RFC 5545 with VTIMEZONE. No uid: all of the stretch; `mine`: those of the caller. */
  export: call
    .input(
      inStore.extend({
        ...which,
        uid: uidSchema.optional(),
        mine: z.boolean().default(false),
        ...slotSchema.partial().shape
      })
    )
    .output(z.object({ text: z.string() })),
  /**
   * Those of the file whose UID is not there yet, or is there with a lower SEQUENCE; rules hold for each by itself. An
   * event of our own that names a resource of this store stays with it, the others are of `resource`.
   */
  import: call
    .input(inStore.extend({ text: z.string().max(20_000_000), resource: resourceNameSchema }))
    .output(importResultSchema),
  report: call.input(inStore.extend({ ...stretch, ...which })).output(z.array(usageRowSchema)),
  /** Newest first. */
  log: call
    .input(
      inStore.extend({
        ...slotSchema.partial().shape,
        acts: z.array(z.enum(logActs)).default([]),
        limit: z.number().int().min(1).max(10_000).default(500)
      })
    )
    .output(z.array(logEntrySchema))
}
