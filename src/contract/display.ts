/** A remote display, and what is needed to make, reach and look after one. */
import { z } from 'zod'
import { instantSchema, pathSchema, siteNameSchema } from './base'
import { failureSchema } from './errors'
import { bookingRoleSchema, displayRightSchema, personNameSchema } from './resources'

/** `command`: a line that the facility gives. */
export const displayKinds = ['dcv', 'fastx', 'vnc', 'command'] as const
export const displayKindSchema = z.enum(displayKinds)
export type DisplayKind = z.infer<typeof displayKindSchema>

/** Pixels, `1920x1080`. */
export const displaySizeSchema = z
  .string()
  .regex(/^[1-9]\d{1,4}x[1-9]\d{1,4}$/, 'width x height, for instance 1920x1080')

/** Ids of displays are made by the servers: a session id of DCV, `:1` of VNC, the id of a SLURM job. */
export const displayIdSchema = z.string().min(1).max(256)

export const displaySchema = z.object({
  kind: displayKindSchema,
  site: siteNameSchema,
  /** Our name of the host over which it is reached. */
  host: siteNameSchema,
  id: displayIdSchema,
  name: z.string(),
  owner: z.string(),
  /** `console`: the one of the machine's own screen; a `virtual` one has none. Null: not told. */
  type: z.enum(['console', 'virtual']).nullable(),
  /** `starting`: not ready yet, for instance in the queue of SLURM. */
  state: z.enum(['starting', 'ready', 'closing', 'ended']),
  /** Of a `starting` one: why it is not ready. */
  message: z.string(),
  /** People who look at it now; null: not told. */
  clients: z.number().int().nullable(),
  created: instantSchema.nullable(),
  /** When the last one left; null while somebody looks or where that is not told. */
  idleSince: instantSchema.nullable(),
  size: displaySizeSchema.nullable(),
  /** Where it listens, seen from `host`: another node for one in a job. */
  listens: z.object({ host: z.string(), port: z.number().int() }).nullable(),
  /** Path of the socket file of `host` at which it listens; unset: at none. */
  socket: pathSchema.optional(),
  /** SLURM job in which it lives. */
  job: z.string().nullable(),
  /** The instrument whose display it is: a booking opens it. */
  resource: z.string().nullable(),
  /** What cannot be done with it by this server and account, and why. */
  cannot: z.partialRecord(z.enum(['open', 'close', 'share', 'thumbnail', 'people']), z.string())
})
export type Display = z.infer<typeof displaySchema>

/** A display by its place. */
export const oneDisplaySchema = displaySchema.pick({ kind: true, site: true, host: true, id: true })
export type OneDisplay = z.infer<typeof oneDisplaySchema>

/** How one is made. What does not fit the kind is refused by name (`usage`). */
export const displayWishSchema = z.object({
  kind: displayKindSchema,
  site: siteNameSchema,
  /** Unset: the site's display host, else its login host. */
  host: siteNameSchema.optional(),
  name: z.string().max(200).default(''),
  type: z.enum(['virtual', 'console']).default('virtual'),
  size: displaySizeSchema.optional(),
  /** OpenGL of the server's GPU (DCV). */
  gl: z.boolean().optional(),
  /** What it shows, a line for sh; unset: the desktop of the host. */
  command: z.string().max(4000).optional(),
  /** Lives in a job: reached over the login host. */
  job: z
    .object({
      partition: z.string().max(200).optional(),
      account: z.string().max(200).optional(),
      minutes: z.number().int().min(1).max(100_000).default(480),
      gpus: z.number().int().min(0).max(64).default(0),
      cpus: z.number().int().min(1).max(4096).default(4),
      memory: z
        .string()
        .regex(/^\d+[KMGT]?$/)
        .optional(),
      modules: z.array(z.string().max(200)).max(50).default([])
    })
    .optional(),
  /**
   * DCV: the server's own command, ParallelCluster's connect script, or the broker of Session Manager. Unset: the broker
   * of a site that has one, where neither a host nor a job nor a command is wished; else the server's own command.
   */
  by: z.enum(['command', 'pcluster', 'broker']).optional()
})
export type DisplayWish = z.infer<typeof displayWishSchema>
export type DisplayWishInput = z.input<typeof displayWishSchema>

/**
 * `native`: the kind's own program of this computer. `web`: its web client, through a forward on loopback that checks
 * the certificate. `inside`: drawn by Farscope (VNC). `external`: a VNC viewer of this computer.
 */
export const displayWays = ['native', 'web', 'inside', 'external'] as const
export const displayWaySchema = z.enum(displayWays)
export type DisplayWay = z.infer<typeof displayWaySchema>

/** What was opened. Without secrets. */
export const launchSchema = z.object({
  /** Which one was opened; a booking tells only its instrument. */
  display: oneDisplaySchema.optional(),
  kind: displayKindSchema,
  way: displayWaySchema,
  /** Where the client connects: loopback through the tunnel. */
  host: z.string(),
  port: z.number().int(),
  /** Of way `inside`: the socket file of the display's host that is used instead, the port is then 0. */
  socket: pathSchema.optional(),
  sessionId: z.string(),
  right: displayRightSchema,
  /**
   * Of way `web`, where the caller must open it: once, and within a minute; it leads on to the real address. Null: the
   * engine has opened it in a window of its own.
   */
  url: z.string().nullable(),
  /** Of way `inside`: names the byte channel (`vncWatch`). */
  channel: z.string().nullable(),
  /** Of `--print` in way `native`: a connection file without its secrets. */
  file: pathSchema.nullable()
})
export type Launch = z.infer<typeof launchSchema>

export const displayProgressSchema = z.discriminatedUnion('type', [
  /** What goes on; `retrySeconds`: it is tried again after them. */
  z.object({
    type: z.literal('step'),
    text: z.string(),
    attempt: z.number().int(),
    retrySeconds: z.number().nullable()
  }),
  z.object({ type: z.literal('display'), display: displaySchema }),
  z.object({ type: z.literal('launch'), launch: launchSchema })
])
export type DisplayProgress = z.infer<typeof displayProgressSchema>

/** In this order. */
export const preflightSteps = [
  ...(['dns', 'tcp', 'auth', 'tls', 'certificate', 'server', 'session', 'licence', 'disk'] as const),
  ...(['udp', 'round-trip', 'bandwidth', 'client'] as const)
] as const
export const preflightStepSchema = z.object({
  step: z.enum(preflightSteps),
  state: z.enum(['pass', 'warn', 'fail', 'skipped']),
  /** What was seen. */
  text: z.string(),
  /** What to do; empty when it passed. */
  hint: z.string(),
  milliseconds: z.number().nullable()
})
export type PreflightStep = z.infer<typeof preflightStepSchema>

export const displayPersonSchema = z.object({
  user: z.string(),
  /** Null: the display does not tell. */
  since: instantSchema.nullable(),
  address: z.string().nullable(),
  right: displayRightSchema.nullable(),
  /** On the booking that has the display now. */
  role: bookingRoleSchema.nullable(),
  /** Null: it cannot be told, as of several who may. */
  driving: z.boolean().nullable()
})
export type DisplayPerson = z.infer<typeof displayPersonSchema>

export const displayShareSchema = z.object({ user: personNameSchema, right: displayRightSchema })

export const displayProblemSchema = z.object({
  /** Null: the host itself could not be asked. */
  kind: displayKindSchema.nullable(),
  host: siteNameSchema,
  error: failureSchema
})
