/** `resources.json`: what a facility lends, to whom, by which rules. Schema in docs/resources.schema.json. */
import { z } from 'zod'
import { pathSchema, siteNameSchema } from './base'
import { placeSchema } from './files'

/** A login name at the facility. */
export const personNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._@-]{0,254}$/, 'a login name, for instance mlindq')

/** A resource's name; a folder of the store is called so. */
export const resourceNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'small letters, digits, dash and underscore, beginning with a letter or digit')

/** Name of a zone of the IANA time zone database: `Europe/Berlin`. */
export const timeZoneSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9._+-]*(\/[A-Za-z0-9._+-]+)*$/)
  .max(64)

/** Who somebody is in a booking, and at the facility. */
export const bookingRoles = ['operator', 'collaborator', 'researcher', 'staff'] as const
export const bookingRoleSchema = z.enum(bookingRoles)
export type BookingRole = z.infer<typeof bookingRoleSchema>

/** What a person of a booking may do with the display of its instrument. */
export const displayRights = ['control', 'view', 'none'] as const
export const displayRightSchema = z.enum(displayRights)
export type DisplayRight = z.infer<typeof displayRightSchema>

/** A day of the facility's calendar. */
const dateSchema = z.iso.date()
/** Of the facility's clock; `24:00` is the end of a day. */
const clockSchema = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time such as 08:30')
const minutes = z.number().int().min(1)

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** Something that a person has been given, up to and including the day `until`; without it for good. */
const grantSchema = z.object({ name: z.string().min(1).max(200), until: dateSchema.optional() })
export type Grant = z.infer<typeof grantSchema>

export const personSchema = z.object({
  user: personNameSchema,
  name: z.string().max(200).optional(),
  email: z.string().max(320).optional(),
  roles: z.array(bookingRoleSchema).default([]),
  training: z.array(grantSchema).default([]),
  permits: z.array(grantSchema).default([])
})
export type Person = z.infer<typeof personSchema>

/** Hours of the week of the facility's clock. */
const hoursSchema = z.object({ days: z.array(z.enum(weekdays)).min(1), from: clockSchema, to: clockSchema })
export type Hours = z.infer<typeof hoursSchema>

/** All optional: what is not set is allowed. Each key is the name by which a refusal calls the rule. */
export const resourceRulesSchema = z.object({
  leastMinutes: minutes.optional(),
  mostMinutes: minutes.optional(),
  /** Begin and end stand on multiples of this, counted from local midnight. */
  stepMinutes: minutes.max(1440).optional(),
  /** A booking begins at least so long after it is made. */
  leastAheadMinutes: z.number().int().min(0).optional(),
  /** … and at most so many days after. */
  mostAheadDays: z.number().int().min(1).optional(),
  /** It can be cancelled or moved until so long before it begins; then only by an administrator. */
  cancelMinutes: z.number().int().min(0).optional(),
  /** Booked time of one person that begins in one week (Monday) or month of the facility's calendar. */
  quota: z.object({ minutes, per: z.enum(['week', 'month']) }).optional(),
  /** Bookings wait for an administrator's consent. */
  approval: z.boolean().optional(),
  /** The one who books must have one of these roles at the facility. */
  roles: z.array(bookingRoleSchema).min(1).optional(),
  /** The operator must have all of these, valid to the end of the booking. */
  training: z.array(z.string().min(1)).optional(),
  permits: z.array(z.string().min(1)).optional(),
  /** Hours that only people with the role `staff` may book. */
  staffHours: z.array(hoursSchema).optional(),
  /** A slot that becomes free is offered to each who waits for it, one after another, for so long. Default 60. */
  offerMinutes: minutes.optional()
})
export type ResourceRules = z.infer<typeof resourceRulesSchema>

/** A display of the resource, opened by the people on its running booking. */
const resourceDisplaySchema = z.object({
  kind: z.enum(['dcv', 'fastx', 'vnc', 'command']),
  /** Site and host (our names) that show it; unset: the store's site, and its display host. */
  site: siteNameSchema.optional(),
  host: siteNameSchema.optional(),
  /** A session that is always there (a console session); unset: one is made when there is none. */
  session: z.string().max(256).optional(),
  /** Of the server, where it is not the kind's own. VNC: at the host's loopback, whichever account it belongs to. */
  port: z.number().int().min(1).max(65535).optional(),
  /** `https://…` of a FastX server. */
  url: z.url().max(2000).optional(),
  /** Of kind `command`: a line for sh that prints what is to be opened (see the guide). */
  command: z.string().max(4000).optional()
})
export type ResourceDisplay = z.infer<typeof resourceDisplaySchema>

/** What is made for a session when it begins. `{year} {month} {day} {resource} {user} {title} {uid}` are filled in. */
const sessionSetupSchema = z.object({
  /** Where the folders are made; unset: the store's site. */
  site: siteNameSchema.optional(),
  folder: pathSchema,
  /**
   * Who may use it besides the operator: its group, or nobody. Unset: as the server makes folders. Those above it are
   * shared: they take over the permissions of the folder in which they are made.
   */
  access: z.enum(['private', 'group']).optional(),
  /** Folders inside it. */
  folders: z.array(pathSchema).max(100).default([]),
  /** Where the movies arrive, watched during the session. */
  movies: pathSchema.optional(),
  /** Folders to which they are copied as they are finished, by the operator's computer; the same fields in their paths. */
  copies: z.array(placeSchema).max(8).optional()
})
export type SessionSetup = z.infer<typeof sessionSetupSchema>

export const resourceSchema = z.object({
  name: resourceNameSchema,
  label: z.string().max(200).optional(),
  kind: z.enum(['microscope', 'display', 'storage', 'compute', 'other']).default('other'),
  /** What it is made of, in a few words: `Falcon 4i, Selectris X`. */
  description: z.string().max(500).optional(),
  /** Booked with it or not at all. */
  linked: z.array(resourceNameSchema).default([]),
  /** Name of a SLURM reservation, told beside the booking. */
  reservation: z.string().max(200).optional(),
  display: resourceDisplaySchema.optional(),
  session: sessionSetupSchema.optional(),
  rules: resourceRulesSchema.default({})
})
export type Resource = z.infer<typeof resourceSchema>

export const resourcesFileSchema = z.object({
  $schema: z.string().optional(),
  version: z.literal(1),
  timeZone: timeZoneSchema,
  administrators: z.array(personNameSchema).default([]),
  people: z.array(personSchema).default([]),
  resources: z.array(resourceSchema).min(1)
})
export type ResourcesFile = z.infer<typeof resourcesFileSchema>

/** Where a store of bookings is: a folder of a site, or of this computer (`site` null). */
export const bookingStoreSchema = z.object({ site: siteNameSchema.nullable(), folder: pathSchema.min(1) })
export type BookingStore = z.infer<typeof bookingStoreSchema>
