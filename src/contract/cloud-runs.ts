/** Runs: one command on a machine of the cloud that Farscope starts, fills, watches, empties and ends. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, callerIdSchema, instantSchema, pathSchema, siteNameSchema } from './base'
import { profileNameSchema, regionSchema } from './cloud'
import { failureSchema } from './errors'
import { bucketPlaceSchema, placeSchema } from './files'

/** Of one run, for ever: it stands in tags, in the name of its site and in folders of the machine. */
export const runIdSchema = z.string().regex(/^r[a-z0-9]{11}$/, 'the id of a run: r and eleven letters or digits')

const typeNameSchema = z.string().regex(/^[a-z0-9.-]{1,60}$/, 'a type such as g5.2xlarge')
const zoneSchema = z.string().regex(/^[a-z0-9-]{3,40}$/, 'a zone such as eu-central-1a')

/** Below the run's folder on the machine, with `/`, without `..`; empty: that folder itself. */
export const runPathSchema = z
  .string()
  .max(4000)
  .refine(path => !path.startsWith('/') && !path.split('/').includes('..') && !path.includes('\0'), {
    message: 'a path below the folder of the run'
  })

/** `from` (a file or a folder) comes to stand at `to`, under that name. */
export const runInputSchema = z.object({ from: placeSchema, to: runPathSchema.min(1) })
export type RunInput = z.infer<typeof runInputSchema>

/** What is at `from` when the command has ended comes to stand at `to`, under that name. */
export const runOutputSchema = z.object({ from: runPathSchema, to: placeSchema })
export type RunOutput = z.infer<typeof runOutputSchema>

/**
 * Where results wait when nobody fetches them: the machine puts them there by addresses that were signed here, without a
 * key. `end`: the machine ends itself when they are there, which saves what it would cost until its time is over.
 */
export const askedResultsSchema = z.object({
  to: bucketPlaceSchema.refine(({ path }) => /^\/[^/]+/.test(path), { message: 'a bucket, and a folder in it' }),
  end: z.boolean().default(true)
})
export type AskedResults = z.infer<typeof askedResultsSchema>

export const runImageSchema = z.discriminatedUnion('kind', [
  /** AWS's Deep Learning base image with NVIDIA's driver (Ubuntu 22.04), as SSM names it today. */
  z.object({ kind: z.literal('dlami') }),
  /** `user`: who signs in on it. */
  z.object({
    kind: z.literal('ami'),
    id: z.string().regex(/^ami-[0-9a-f]{8,17}$/, 'an image such as ami-0123456789abcdef0'),
    user: z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'a user such as ubuntu')
  })
])
export type RunImage = z.infer<typeof runImageSchema>

/** For how long a machine may be asked for: five minutes to fourteen days. Seconds. */
export const machineLife = { least: 300, most: 14 * 86_400 } as const

/** A machine never lives longer than asked. Seconds. */
export const maxDurationSchema = z.number().int().min(machineLife.least).max(machineLife.most)

const tagText = z.string().min(1).max(200)

/** What a run is to be. */
export const askedRunSchema = z.object({
  name: z.string().min(1).max(200),
  project: tagText.nullable().default(null),
  /** Uid of the booked session that it belongs to. */
  session: tagText.nullable().default(null),
  /** A processing step of the planner; null: a free command. */
  step: z.string().max(60).nullable().default(null),
  /** A script for bash in the run's folder, so it may have many lines. */
  command: z.string().min(1).max(200_000),
  /** In the user's order: where one is not to be had, the next. */
  types: z.array(typeNameSchema).min(1).max(20),
  /** In the user's order; none: every zone that has the type. */
  zones: z.array(zoneSchema).max(20).default([]),
  spot: z.boolean().default(false),
  maxSeconds: maxDurationSchema,
  /**
   * Its end is moved on by itself, never later than so long after the launch, while an engine lives and files go up, the
   * command runs or files come down. More than `maxSeconds`, which is then how long the machine outlives the last engine.
   * Seconds; null: its end stays.
   */
  renewSeconds: maxDurationSchema.nullable().default(null),
  /** Refused where it could cost more, or where its price is unknown. USD. */
  maxUsd: z.number().positive().max(1_000_000).nullable().default(null),
  /** A spot machine is taken away when the market asks more. USD per hour, of the machine alone; null: the on-demand price. */
  maxSpotUsdPerHour: z.number().min(0.0001).max(10_000).nullable().default(null),
  /** Launched also where its price is unknown and a budget that stops counts: that budget cannot hold it then. */
  allowUnknownPrice: z.boolean().default(false),
  image: runImageSchema.default({ kind: 'dlami' }),
  /** GiB of the machine's disk; it goes with the machine. */
  diskGb: z.number().int().min(8).max(16_384).default(200),
  /** Null: of the region's default network. */
  subnet: z
    .string()
    .regex(/^subnet-[0-9a-f]{8,17}$/, 'a subnet such as subnet-0123456789abcdef0')
    .nullable()
    .default(null),
  /** Name of an IAM instance profile, for commands that ask AWS themselves. */
  instanceProfile: z
    .string()
    .regex(/^[\w+=,.@-]{1,128}$/, 'the name of an instance profile, not its address')
    .nullable()
    .default(null),
  /** The command is ended when processors (all below 5 %) have been idle for so long. Seconds; null: never. */
  idleSeconds: z.number().int().min(60).max(86_400).nullable().default(null),
  /** … or when every GPU has. A machine without GPU is not asked. */
  gpuIdleSeconds: z.number().int().min(60).max(86_400).nullable().default(null),
  /**
   * A spot machine that is taken away: what it had written comes back, and on a further one that goes up again and this
   * runs instead of the command. Null: the run has failed then.
   */
  continueCommand: z.string().min(1).max(200_000).nullable().default(null),
  inputs: z.array(runInputSchema).max(10_000).default([]),
  outputs: z.array(runOutputSchema).max(1000).default([]),
  /** Null: they wait on the machine alone, until its time is over. */
  results: askedResultsSchema.nullable().default(null),
  /** RELION's job folder on this computer: its abort file is honoured, its exit markers are written. */
  relionJob: pathSchema.nullable().default(null)
})
export type AskedRun = z.infer<typeof askedRunSchema>

/**
 * `launching`: EC2 is being asked. `booting`: until it can be signed in. `uploading`: inputs. `running`: the command.
 * `fetching`: outputs, from the machine or, where it is gone, from the bucket. `waiting`: the command has ended, outputs
 * wait on the machine until somebody fetches them or its time is over, or in the bucket. `ending`: the machine is being ended. `stuck`: it cannot be, and that will not
 * change by itself (no permission, no sign-in, tags that are gone): the machine may run and cost until its own end; it
 * is tried again now and then. `done`: outputs are here and verified, the machine is gone.
 * `failed`: ended otherwise; `error` says why. `stopped`: by a person. In the last three no machine is left.
 */
export const runStates = [
  'launching',
  'booting',
  'uploading',
  'running',
  'fetching',
  'waiting',
  'ending',
  'stuck',
  'done',
  'failed',
  'stopped'
] as const
export const runStateSchema = z.enum(runStates)
export type RunState = z.infer<typeof runStateSchema>

const usd = z.number().nullable()

/** A machine of the run; a spot run that went on elsewhere has had several. */
export const runMachineSchema = z.object({
  instance: z.string(),
  type: z.string(),
  zone: z.string().nullable(),
  spot: z.boolean(),
  address: z.string().nullable(),
  launchedAt: instantSchema,
  /** Null: it is there, as far as is known. */
  endedAt: instantSchema.nullable(),
  /** Of machine and disks and address together, on the spot market with the price at its launch; null: unknown. */
  usdPerHour: usd,
  /**
   * What an hour may come to: AWS lets a spot price rise to the limit that was given, or else to the on-demand price.
   * Null: unknown. Left out by earlier versions: `usdPerHour`.
   */
  mostUsdPerHour: usd.optional(),
  /** Disks and address of it alone; null, or left out by earlier versions: unknown. */
  restUsdPerHour: usd.optional()
})
export type RunMachine = z.infer<typeof runMachineSchema>

/** A place that was tried and had none. */
export const runAttemptSchema = z.object({
  type: z.string(),
  zone: z.string().nullable(),
  at: instantSchema,
  error: failureSchema
})

const moved = z.object({
  files: z.number().int(),
  bytes: z.number(),
  totalBytes: z.number(),
  verified: z.number().int()
})

/** What is known of the results in the bucket, of a run that named one. */
export const runResultsSchema = z.object({
  /** The folder of the run there: `/BUCKET/NAMES`. */
  path: z.string(),
  /** The machine can write there until then; null: it has no addresses. */
  until: instantSchema.nullable(),
  /** All of what waits there; null: nothing that is whole, as far as is known. */
  bytes: z.number().nullable(),
  /** Why nothing can be put there now, or could not. */
  error: failureSchema.nullable()
})
export type RunResults = z.infer<typeof runResultsSchema>

export const runSchema = z.object({
  id: runIdSchema,
  asked: askedRunSchema,
  profile: z.string().nullable(),
  region: z.string(),
  account: z.string(),
  owner: z.string(),
  state: runStateSchema,
  /** Since when it is in that state. */
  since: instantSchema,
  createdAt: instantSchema,
  /** Null while it goes on. */
  endedAt: instantSchema.nullable(),
  /** When the machine ends itself, whatever happens here; null until there is one. */
  deadline: instantSchema.nullable(),
  /** An end that was sent to the machine, which has not confirmed it: it ends at one or the other. */
  renewing: instantSchema.nullable().default(null),
  /** Until when its end is moved on by itself; null: never, or not yet launched. */
  renewUntil: instantSchema.nullable().default(null),
  machine: runMachineSchema.nullable(),
  earlier: z.array(runMachineSchema),
  attempts: z.array(runAttemptSchema),
  /** Its site while the machine can be signed in to: files, terminals and tunnels work with it. */
  site: siteNameSchema.nullable(),
  /** Where the run stands on that site, absolute: its inputs, and what the command writes; null until the machine told. */
  folder: pathSchema.nullable().default(null),
  /** Of the command on the machine; `signal`: what ended it. */
  command: z.object({
    startedAt: instantSchema.nullable(),
    endedAt: instantSchema.nullable(),
    exitCode: z.number().int().nullable(),
    /** Ended by Farscope's own rules or a person. */
    endedBy: z.enum(['itself', 'stop', 'idle', 'gpu-idle', 'spot', 'deadline']).nullable()
  }),
  uploaded: moved,
  /** Of those outputs whose transfers have begun: what is still to come may be more. */
  fetched: moved,
  /** Every output that its machine had is here and proven. */
  outputsHere: z.boolean().default(false),
  /** Null: no bucket was named. */
  results: runResultsSchema.nullable().default(null),
  /** Estimate of what it has cost until now, or in all. USD. */
  usd,
  /** The most that it can cost until its deadline, or as long as that is renewed. USD. */
  mostUsd: usd,
  /** Why it failed, or what stands in its way now while it goes on trying. */
  error: failureSchema.nullable()
})
export type Run = z.infer<typeof runSchema>

export const runTargetSchema = z.object({
  profile: profileNameSchema.nullable().optional(),
  region: regionSchema.optional()
})

/** What a launch would be, before anything is asked for. */
export const runEstimateSchema = z.object({
  profile: z.string().nullable(),
  region: z.string(),
  account: z.string(),
  owner: z.string(),
  /** In the order asked; the first is what is tried first. */
  choices: z.array(
    z.object({
      type: z.string(),
      /** Zones that have it, in the order in which they are tried. */
      zones: z.array(z.string()),
      /** Of the machine with disks and address, on the spot market with the price of now. USD; null: unknown. */
      usdPerHour: usd,
      /** What an hour may come to: AWS lets a spot price rise to `maxSpotUsdPerHour`, or to the on-demand price. */
      mostUsdPerHour: usd,
      /** For its whole time, each hour at the most. */
      mostUsd: usd,
      vcpus: z.number().int().nullable(),
      gpus: z.string()
    })
  ),
  image: z.object({ id: z.string(), name: z.string(), user: z.string() }),
  pricesDate: z.string().nullable(),
  /** The dearest of the choices; null: one of them is unknown. */
  mostUsd: usd,
  /** What should be known before: an unknown price, a budget that it would break. */
  warnings: z.array(z.string())
})
export type RunEstimate = z.infer<typeof runEstimateSchema>

/** The times of runs are AWS's: so much is this computer's clock ahead of it, as far as is known. Milliseconds; unset: 0. */
const aheadMs = z.number().optional()

export const runListEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('all'), runs: z.array(runSchema), aheadMs }),
  z.object({ type: z.literal('changed'), runs: z.array(runSchema), gone: z.array(runIdSchema), aheadMs })
])
export type RunListEvent = z.infer<typeof runListEventSchema>

const byId = z.object({ id: runIdSchema })

export const runsContract = {
  /** Signs in and asks prices, types and the image; starts nothing. */
  estimate: call.input(runTargetSchema.extend({ asked: askedRunSchema })).output(runEstimateSchema),
  /**
   * Starts it; the record is on disk before EC2 is asked. The same `key` again gives the run that it began.
   * `rule`: it could cost more than asked or than the budget allows. `price-unknown`: with `maxUsd`.
   */
  launch: call.input(runTargetSchema.extend({ key: callerIdSchema, asked: askedRunSchema })).output(runSchema),
  list: call.output(z.array(runSchema)),
  /** Newest first, then as they change. */
  follow: call.output(eventIterator(runListEventSchema)),
  get: call.input(byId).output(runSchema),
  /** What the command wrote (standard output and error together) from byte `from` on; goes on while it runs if `follow`. */
  log: call
    .input(byId.extend({ from: z.number().int().min(0).default(0), follow: z.boolean().default(false) }))
    .output(eventIterator(z.object({ from: z.number().int(), text: z.string() }))),
  /** Fetches outputs that wait, or tries again; ends the machine afterwards unless `keep`. Answers when it has begun. */
  fetch: call.input(byId.extend({ keep: z.boolean().default(false) })).output(runSchema),
  /** Ends the command; outputs are fetched as if it had ended by itself. */
  stop: call.input(byId).output(runSchema),
  /** Ends the machine now; what was not fetched is lost. */
  terminate: call.input(byId).output(runSchema),
  /**
   * Moves the deadline: so many seconds from now. Answers when the machine has confirmed it; `renewing` in the run is
   * what it has not. An earlier end is not renewed by itself any more.
   */
  extend: call.input(byId.extend({ maxSeconds: maxDurationSchema })).output(runSchema),
  /**
   * Forgets a run that has ended, here; what it cost still counts. `conflict` for one that has not. `abandon`: also one
   * that is stuck, whose machine is left to end itself; all that it may cost until then counts.
   */
  remove: call.input(byId.extend({ abandon: z.boolean().default(false) })).output(z.void())
}
