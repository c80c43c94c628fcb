/** The program itself: what runs, settings, the demo facility. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, instantSchema, pathSchema } from './base'
import { connectionSchema } from './sites'

export const settingsSchema = z.object({
  version: z.literal(1).default(1),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  terminalFontSize: z.number().int().min(8).max(32).default(13),
  copyOnSelect: z.boolean().default(false),
  showHiddenFiles: z.boolean().default(false),
  confirmQuit: z.boolean().default(true)
})
export type Settings = z.infer<typeof settingsSchema>

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
  transfers: z.object({
    waiting: z.number().int(),
    running: z.number().int(),
    finished: z.number().int(),
    failed: z.number().int()
  }),
  watchers: z.array(z.object({ kind: z.literal('jobs'), site: z.string(), lastPoll: instantSchema.nullable() }))
})
export type Status = z.infer<typeof statusSchema>

export const appContract = {
  info: call.output(appInfoSchema),
  status: call.output(statusSchema),
  settings: call.output(settingsSchema),
  saveSettings: call.input(settingsSchema.partial()).output(settingsSchema),
  watchSettings: call.output(eventIterator(settingsSchema)),
  /** Starts the make-believe facility, or gives the one that runs. */
  startDemo: call.output(demoSchema),
  /** What would be lost by ending now; empty means nothing. */
  busy: call.output(z.array(z.string()))
}
