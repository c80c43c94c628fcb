/** Sites: a facility or cluster as the user set it up, with its hosts and their roles. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, instantSchema, pathSchema, siteNameSchema } from './base'
import { failureSchema } from './errors'
import { tunnelSchema } from './tunnel'

export const hostRoles = ['login', 'transfer', 'display', 'compute', 'instrument'] as const
export const hostRoleSchema = z.enum(hostRoles)
export type HostRole = z.infer<typeof hostRoleSchema>

/** Host names and addresses never begin with a dash: they also travel as arguments. */
export const hostAddressSchema = z
  .string()
  .regex(/^[^-\s/@][^\s/@]{0,254}$/, 'a host name, an address or an alias of ~/.ssh/config')

/** One jump host. Its own user and identity; what is unset comes from ~/.ssh/config at each connection. */
export const jumpSchema = z.object({
  host: hostAddressSchema,
  port: z.number().int().min(1).max(65535).optional(),
  user: z.string().min(1).optional(),
  identityFiles: z.array(z.string()).default([])
})
export type Jump = z.infer<typeof jumpSchema>

export const siteHostSchema = z.object({
  /** Our name of the host inside the site; the first one is called `main` unless named. */
  name: siteNameSchema,
  host: hostAddressSchema,
  port: z.number().int().min(1).max(65535).optional(),
  user: z.string().min(1).max(255).optional(),
  identityFiles: z.array(z.string()).default([]),
  jumps: z.array(jumpSchema).default([]),
  roles: z.array(hostRoleSchema).default([]),
  /** Known host keys a facility hands out: lines of known_hosts(5) without the host field: `ssh-ed25519 AAAA…`. */
  hostKeys: z.array(z.string()).default([])
})
export type SiteHost = z.infer<typeof siteHostSchema>

/** SHA-256 of a certificate as openssl prints it, 64 hexadecimal digits with or without colons between the pairs. */
export const certificateFingerprintSchema = z
  .string()
  .regex(/^(?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/, 'the SHA-256 of a certificate: 64 hexadecimal digits')

/** One line for a shell of the display host. */
const hostLineSchema = z.string().min(1).max(4000)

/**
 * The broker of Amazon DCV Session Manager, which makes sessions on the servers of a facility. Its client's password is
 * never here: it is in the keystore of this computer.
 */
export const dcvBrokerSchema = z.object({
  url: z
    .string()
    .max(2000)
    .regex(/^https:\/\/[^/?#@\s]+(?:\/[^?#\s]*)?$/, 'https://HOST:PORT, without a user, a question mark and a #'),
  /** As `register-api-client` printed it. A colon would end it in HTTP's Basic (RFC 7617, 2). */
  clientId: z.string().regex(/^[\x21-\x39\x3b-\x7e]{1,256}$/, 'the client id, without spaces and colons'),
  /** Owner of the sessions: an account at the servers; unset: the account of the display host. */
  owner: z.string().min(1).max(256).optional(),
  /** How it and its servers are reached; unset: directly where they answer, else over the link. */
  reach: z.enum(['link', 'direct']).optional(),
  /** Of the broker's certificate; unset: one that this computer trusts. */
  fingerprint: certificateFingerprintSchema.optional(),
  /** Of the certificates of its DCV servers; none: those that this computer trusts. */
  serverFingerprints: z.array(certificateFingerprintSchema).max(200).default([]),
  /** DCV Connection Gateway in front of the servers. */
  gateway: z.object({ host: hostAddressSchema, port: z.number().int().min(1).max(65535).default(8443) }).optional(),
  /** Tags that a server must have, in the broker's own language: `gpu='yes'`. */
  requirements: z.string().min(1).max(1000).optional()
})
export type DcvBroker = z.infer<typeof dcvBrokerSchema>

/** What FastX documents no command for, as lines of the facility; each gets its words as `$1`. */
export const fastxLinesSchema = z.object({
  /** Prints this account's sessions as JSON; unset: the command `fastx-list`, where the host has it. */
  list: hostLineSchema.optional(),
  /** Ends the session `$1`; unset: the command `fastx-terminate`. */
  terminate: hostLineSchema.optional(),
  /** Of its web server; unset: what its sessions tell, else 3300. */
  port: z.number().int().min(1).max(65535).optional()
})
export type FastxLines = z.infer<typeof fastxLinesSchema>

/**
 * A desktop that a line of the facility makes on the display host: it prints an address (https://…) or JSON with one.
 * `{right}` in it becomes `control` or `view`.
 */
export const displayCommandSchema = z.object({
  name: z
    .string()
    .max(200)
    .regex(/^[^:\s](?:[^:\n\r]*[^:\s])?$/, 'a name without a colon'),
  command: z
    .string()
    .max(4000)
    .regex(/^\S(?:[^\n\r]*\S)?$/, 'one line')
})
export type DisplayCommand = z.infer<typeof displayCommandSchema>

/** Where displays come from besides the commands on the display host. */
export const displaySourcesSchema = z.object({
  dcvBroker: dcvBrokerSchema.optional(),
  fastx: fastxLinesSchema.optional(),
  commands: z
    .array(displayCommandSchema)
    .max(50)
    .refine(all => new Set(all.map(({ name }) => name)).size === all.length, 'each name once')
    .optional()
})
export type DisplaySources = z.infer<typeof displaySourcesSchema>

/** The stored record `sites/NAME.json`. */
export const siteSchema = z.object({
  version: z.literal(1),
  name: siteNameSchema,
  label: z.string().max(200).optional(),
  hosts: z.array(siteHostSchema).min(1),
  /** Shells live in tmux (or screen) on the host where it has one, so that they outlive the link. */
  keepShells: z.boolean().optional(),
  tunnels: z.array(tunnelSchema).max(100).optional(),
  /** Folder of the facility's booking calendar on it (contract/bookings). */
  bookings: pathSchema.min(1).optional(),
  displays: displaySourcesSchema.optional()
})
export type Site = z.infer<typeof siteSchema>

/** A site as shown: what is stored, plus where it comes from. `demo` sites live only as long as their engine. */
export const siteViewSchema = siteSchema.extend({ demo: z.boolean() })
export type SiteView = z.infer<typeof siteViewSchema>

/** A file of the sites folder that cannot be used: which site it would be, and what is wrong with it. */
export const siteProblemSchema = z.object({ name: siteNameSchema, file: z.string(), error: failureSchema })
export type SiteProblem = z.infer<typeof siteProblemSchema>

/** `facility.json`: what a facility hands to its users; schema in docs/facility.schema.json. */
export const facilityFileSchema = z.object({
  $schema: z.string().optional(),
  version: z.literal(1),
  name: siteNameSchema,
  label: z.string().max(200).optional(),
  hosts: z.array(siteHostSchema.omit({ user: true, identityFiles: true })).min(1),
  bookings: pathSchema.min(1).optional(),
  /** Whose sessions the broker makes is each user's own. */
  displays: displaySourcesSchema.extend({ dcvBroker: dcvBrokerSchema.omit({ owner: true }).optional() }).optional()
})
export type FacilityFile = z.infer<typeof facilityFileSchema>

/** A line of ssh_config(5) that is not honoured, and why. */
export const unusedDirectiveSchema = z.object({
  file: z.string(),
  line: z.number().int(),
  text: z.string(),
  reason: z.string()
})
export type UnusedDirective = z.infer<typeof unusedDirectiveSchema>

export const sshConfigHostSchema = z.object({
  alias: z.string(),
  host: z.string(),
  port: z.number().int(),
  user: z.string(),
  identityFiles: z.array(z.string()),
  via: z.array(z.string()),
  suggestedRole: hostRoleSchema
})

export const sshConfigViewSchema = z.object({
  file: z.string(),
  includedFiles: z.array(z.string()),
  hosts: z.array(sshConfigHostSchema),
  unused: z.array(unusedDirectiveSchema)
})
export type SshConfigView = z.infer<typeof sshConfigViewSchema>

const hostCheckSchema = z.object({
  host: z.string(),
  role: z.array(hostRoleSchema),
  ssh: z.object({
    ok: z.boolean(),
    code: failureSchema.shape.code.optional(),
    message: z.string().optional(),
    serverVersion: z.string().optional(),
    roundTripMs: z.number().optional()
  }),
  sftp: z.object({ ok: z.boolean(), code: failureSchema.shape.code.optional() }),
  slurm: z.object({ version: z.string() }).nullable(),
  /** Checksum commands found on the host, fastest first. */
  checksums: z.array(z.string()),
  /** Login shell of the account, as the server's passwd says. */
  shell: z.string().nullable()
})
export const siteCheckSchema = z.object({ name: z.string(), hosts: z.array(hostCheckSchema) })
export type SiteCheck = z.infer<typeof siteCheckSchema>

export const trustedKeySchema = z.object({
  host: z.string(),
  port: z.number().int(),
  keyType: z.string(),
  fingerprint: z.string(),
  state: z.enum(['known', 'added'])
})
export type TrustedKey = z.infer<typeof trustedKeySchema>

const named = z.object({ name: siteNameSchema })

export const sitesContract = {
  list: call.output(z.array(siteViewSchema)),
  /** The whole list at once, then again after each change. */
  watch: call.output(eventIterator(z.array(siteViewSchema))),
  /** Files of the sites folder that cannot be read (`corrupt`, `unsupported`); `list` leaves them out. */
  problems: call.output(z.array(siteProblemSchema)),
  show: call.input(named).output(siteViewSchema),
  /** `exists` unless `replace`. */
  save: call.input(z.object({ site: siteSchema, replace: z.boolean().default(false) })).output(siteViewSchema),
  remove: call.input(named).output(z.void()),
  addHost: call.input(z.object({ site: siteNameSchema, host: siteHostSchema })).output(siteViewSchema),
  removeHost: call.input(z.object({ site: siteNameSchema, host: siteNameSchema })).output(siteViewSchema),
  check: call.input(named).output(siteCheckSchema),
  /**
   * Learns the keys of every hop. With `fingerprints` an unknown key must be one of them (`host-key-mismatch`);
   * with `acceptNew` it is taken; else it is asked for (`host-key-unknown` where nobody answers).
   */
  trust: call
    .input(named.extend({ fingerprints: z.array(z.string()).default([]), acceptNew: z.boolean().default(false) }))
    .output(z.array(trustedKeySchema)),
  /** The user's ssh_config, read now; nothing of it is stored. */
  sshConfig: call.input(z.object({ file: z.string().optional() })).output(sshConfigViewSchema),
  /** Text of a `facility.json`; user and key are the user's own. */
  importFacility: call
    .input(
      z.object({
        text: z.string().max(4_000_000),
        user: z.string().optional(),
        identityFiles: z.array(z.string()).default([]),
        replace: z.boolean().default(false)
      })
    )
    .output(siteViewSchema),
  exportFacility: call.input(named).output(facilityFileSchema)
}

export const connectionStates = ['connecting', 'connected', 'lost', 'failed', 'closed'] as const

/** What both ends agreed on (RFC 4253 7.1), in the names of the protocol. */
export const linkAlgorithmsSchema = z.object({
  keyExchange: z.string(),
  hostKey: z.string(),
  cipher: z.string(),
  /** Empty where the cipher authenticates by itself. */
  mac: z.string()
})

export const connectionSchema = z.object({
  site: z.string(),
  host: z.string(),
  state: z.enum(connectionStates),
  /** When it came into this state. */
  since: instantSchema,
  /** Milliseconds, of the latest measurement, and when that was; null before the first and while there is no link. */
  roundTripMs: z.number().nullable(),
  roundTripAt: instantSchema.nullable(),
  /** Channels open now on this connection, and which kinds they are of. */
  channels: z.number().int(),
  channelKinds: z.object({
    terminal: z.number().int(),
    exec: z.number().int(),
    sftp: z.number().int(),
    tunnel: z.number().int()
  }),
  /** Channels the server allows at once, as far as a refusal told; null: no limit met. */
  channelLimit: z.number().int().nullable(),
  /** Further connections to the same host, for transfers. */
  further: z.number().int(),
  /** Bytes carried over the wire since `since`, encryption included. */
  bytesIn: z.number(),
  bytesOut: z.number(),
  /** The way there: jump hosts from the nearest on, then the host itself. */
  hops: z.array(z.object({ user: z.string(), host: z.string(), port: z.number().int() })),
  serverVersion: z.string().nullable(),
  algorithms: linkAlgorithmsSchema.nullable(),
  /** Authentications made to this host by this engine. */
  logins: z.number().int(),
  /** The latest login needed a person, so the engine never repeats it by itself. */
  needsPerson: z.boolean(),
  /** A lost link that will be dialled again by itself: when, and which try that is. */
  retry: z.object({ at: instantSchema, attempt: z.number().int() }).nullable(),
  /** Why it is lost or failed now. */
  error: failureSchema.nullable(),
  /** The latest error, also when the link stands again. */
  lastError: z.object({ at: instantSchema, failure: failureSchema }).nullable()
})
export type ConnectionView = z.infer<typeof connectionSchema>

export const connectionsContract = {
  list: call.output(z.array(connectionSchema)),
  watch: call.output(eventIterator(z.array(connectionSchema))),
  /** Connects a host of the site (its login host unless named); prompts as needed. */
  connect: call.input(z.object({ site: siteNameSchema, host: siteNameSchema.optional() })).output(connectionSchema),
  disconnect: call.input(z.object({ site: siteNameSchema, host: siteNameSchema.optional() })).output(z.void()),
  /** No more tries by themselves for this host until something is asked of it again. */
  stopRetrying: call.input(z.object({ site: siteNameSchema, host: siteNameSchema.optional() })).output(z.void())
}
