/** The program itself: what runs, settings, the demo facility. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, instantSchema, pathSchema } from './base'
import { profileNameSchema, regionSchema } from './cloud'
import { budgetNoticeSchema, budgetsSchema } from './cloud-spend'
import { qualityLimitsSchema } from './cockpit'
import { placeSchema } from './files'
import { jobEvents } from './jobs-history'
import { planDraftSchema } from './plan-draft'
import { connectionSchema } from './sites'
import { rateLimitSchema } from './transfers'
import { tunnelViewSchema } from './tunnels'
import { watchStates } from './watch'

/** Minutes and hours of the local clock, `09:00`. */
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

/** From `from` until `to` (over midnight when `to` is earlier) all transfers together keep to `limit`. */
export const limitWindowSchema = z.object({ from: clockTime, to: clockTime, limit: rateLimitSchema })
export type LimitWindow = z.infer<typeof limitWindowSchema>

/** A folder the person wants at hand. */
export const bookmarkSchema = z.object({ label: z.string().max(200), place: placeSchema })
export type Bookmark = z.infer<typeof bookmarkSchema>

const settingFields = {
  theme: z.enum(['system', 'light', 'dark']),
  terminalFontSize: z.number().int().min(8).max(32),
  /** `face` follows the window's own colours; the others stay as they are. */
  terminalTheme: z.enum(['face', 'black', 'slate', 'warm', 'paper', 'white']),
  /** Lines kept above the screen of each terminal. */
  terminalScrollback: z.number().int().min(1_000).max(100_000),
  /** Signs of several letters (`=>`) drawn as one. */
  terminalLigatures: z.boolean(),
  copyOnSelect: z.boolean(),
  showHiddenFiles: z.boolean(),
  confirmQuit: z.boolean(),
  /** Checksums are compared after each copy that the window starts. */
  verifyTransfers: z.boolean(),
  /** All transfers together; a window of the schedule that holds now goes before it. */
  transferLimit: rateLimitSchema,
  transferSchedule: z.array(limitWindowSchema).max(24),
  /** Transfers of one site or bucket account that run at once. */
  transfersAtOnce: z.number().int().min(1).max(16),
  /** The computer does not fall asleep while something moves. */
  keepAwake: z.boolean(),
  bookmarks: z.array(bookmarkSchema).max(500),
  /** Which account of the cloud is meant, and where; null: as the environment and ~/.aws say. */
  cloudProfile: profileNameSchema.nullable(),
  cloudRegion: regionSchema.nullable(),
  /** What runs in the cloud may cost; spend.setBudgets checks them. */
  cloudBudgets: budgetsSchema,
  /** What was told of them, and by which `keys` it is known as told (domain/cloud/spend/budgets). The engine keeps it. */
  cloudBudgetNotices: z.array(budgetNoticeSchema.extend({ keys: z.array(z.string()) })),
  /** Seconds between two looks at a queue that a person has in front, with jobs that live. */
  jobPollSeconds: z.number().int().min(10).max(300),
  /** Of which events of jobs one is told; empty: of none. */
  jobNotices: z.array(z.enum(jobEvents)),
  /** No system notices from `from` until `to` of the local clock; they stand in the list all the same. */
  quietHours: z.object({ from: clockTime, to: clockTime }).nullable(),
  /** Exported calendars remind so many minutes before each of one's own bookings; null: they do not. */
  bookingReminderMinutes: z.number().int().min(0).max(10_080).nullable(),
  /** Beyond these a micrograph of the running session is pointed at. */
  qualityLimits: qualityLimitsSchema,
  /** What stands in the planner's fields; null: nothing was typed yet. */
  planner: planDraftSchema.nullable()
}
export const settingsSchema = z.object({
  version: z.literal(1).default(1),
  theme: settingFields.theme.default('system'),
  terminalFontSize: settingFields.terminalFontSize.default(13),
  terminalTheme: settingFields.terminalTheme.default('face'),
  terminalScrollback: settingFields.terminalScrollback.default(100_000),
  terminalLigatures: settingFields.terminalLigatures.default(false),
  copyOnSelect: settingFields.copyOnSelect.default(false),
  showHiddenFiles: settingFields.showHiddenFiles.default(false),
  confirmQuit: settingFields.confirmQuit.default(true),
  verifyTransfers: settingFields.verifyTransfers.default(true),
  transferLimit: settingFields.transferLimit.default(null),
  transferSchedule: settingFields.transferSchedule.default([]),
  transfersAtOnce: settingFields.transfersAtOnce.default(2),
  keepAwake: settingFields.keepAwake.default(true),
  bookmarks: settingFields.bookmarks.default([]),
  cloudProfile: settingFields.cloudProfile.default(null),
  cloudRegion: settingFields.cloudRegion.default(null),
  cloudBudgets: settingFields.cloudBudgets.default([]),
  cloudBudgetNotices: settingFields.cloudBudgetNotices.default([]),
  jobPollSeconds: settingFields.jobPollSeconds.default(30),
  jobNotices: settingFields.jobNotices.default(
    [...jobEvents].filter(event => event !== 'started' && event !== 'cancelled')
  ),
  quietHours: settingFields.quietHours.default(null),
  bookingReminderMinutes: settingFields.bookingReminderMinutes.default(30),
  // What operators at 300 kV look twice at.
  qualityLimits: settingFields.qualityLimits.default({
    ...{ driftAngstrom: 8, ctfResolutionAngstrom: 5, astigmatismAngstrom: 1000 }
  }),
  // What another version wrote there must not cost the person the other settings.
  planner: settingFields.planner.catch(null).default(null)
})
export type Settings = z.infer<typeof settingsSchema>

/** What to change; the rest stays. Its fields have no defaults: zod would fill them in and so reset the rest. */
export const settingsChangeSchema = z.object(settingFields).partial()
export type SettingsChange = z.infer<typeof settingsChangeSchema>

export const appInfoSchema = z.object({
  version: z.string(),
  door: z.enum(['electron', 'host', 'cli']),
  platform: z.string(),
  dataFolder: pathSchema,
  homeFolder: pathSchema,
  user: z.string(),
  /** `memory`: no keystore here; secrets live for this run only, and the window says so. */
  secrets: z.enum(['keystore', 'memory']),
  startedAt: instantSchema,
  pid: z.number().int()
})
export type AppInfo = z.infer<typeof appInfoSchema>

export const demoSchema = z.object({ site: z.literal('demo'), root: pathSchema })

export const statusSchema = z.object({
  engine: z.object({
    pid: z.number().int(),
    version: z.string(),
    startedAt: instantSchema,
    dataFolder: pathSchema,
    clients: z.number().int()
  }),
  connections: z.array(connectionSchema),
  /** Those that are not stopped. */
  tunnels: z.array(tunnelViewSchema),
  transfers: z.object({
    waiting: z.number().int(),
    running: z.number().int(),
    finished: z.number().int(),
    failed: z.number().int()
  }),
  watchers: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('jobs'), site: z.string(), lastPoll: instantSchema.nullable() }),
      z.object({
        kind: z.literal('folder'),
        name: z.string(),
        state: z.enum(watchStates),
        lastPoll: instantSchema.nullable()
      })
    ])
  )
})
export type Status = z.infer<typeof statusSchema>

export const appContract = {
  info: call.output(appInfoSchema),
  status: call.output(statusSchema),
  settings: call.output(settingsSchema),
  saveSettings: call.input(settingsChangeSchema).output(settingsSchema),
  watchSettings: call.output(eventIterator(settingsSchema)),
  /** Starts the make-believe facility, or gives the one that runs. */
  startDemo: call.output(demoSchema),
  /**
   * What the computer tells a door: it falls asleep, is awake, lost its network or has it again. Asleep everything is
   * paused; awake, connections, tunnels, terminals, transfers and monitors come back in this order, with at most one
   * prompt. The engine also notices by its own clock that it slept. What it was told last, by whichever door, counts.
   */
  power: call.input(z.object({ event: z.enum(['sleep', 'wake', 'offline', 'online']) })).output(z.void()),
  /** What would be lost by ending now; empty means nothing. */
  busy: call.output(z.array(z.string()))
}
