/** What runs have cost, and how much they may. All estimates, in dollars. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, instantSchema } from './base'

const usd = z.number().nullable()

export const spendGroups = ['run', 'session', 'project', 'day', 'type'] as const
export const spendGroupSchema = z.enum(spendGroups)
export type SpendGroup = z.infer<typeof spendGroupSchema>

export const dayTextSchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day such as 2026-11-22')

export const spendQuestionSchema = z.object({
  /** Days of UTC, both included; left out: the current month. */
  from: dayTextSchema.optional(),
  to: dayTextSchema.optional(),
  by: spendGroupSchema.default('run')
})
export type SpendQuestion = z.infer<typeof spendQuestionSchema>

export const spendRowSchema = z.object({
  /** The run's id, the session's uid, the project, the day, the type; empty: of none. */
  key: z.string(),
  /** For people: a run's name. */
  label: z.string(),
  /** Of the demo's cloud: nobody pays it, and no sum of real money has it in it. */
  makeBelieve: z.boolean(),
  runs: z.number().int(),
  /** Seconds of machines. */
  machineSeconds: z.number(),
  /** What is known; `unknown` so many machines are not in it. Null: none is known. */
  usd,
  unknown: z.number().int()
})
export type SpendRow = z.infer<typeof spendRowSchema>

export const budgetSchema = z.object({
  /** Null: of everything; else of that project. */
  project: z.string().min(1).max(200).nullable(),
  usd: z.number().positive().max(10_000_000),
  /** Of each month of UTC, or once. */
  per: z.enum(['month', 'ever']),
  /** At 100 %: nothing more is launched, and what runs is stopped (outputs are fetched). Else only told. */
  stop: z.boolean()
})
export type Budget = z.infer<typeof budgetSchema>

export const budgetStateSchema = budgetSchema.extend({
  /** How it stands with the runs of the demo alone, as if they were paid; else with those of real accounts alone. */
  makeBelieve: z.boolean(),
  spentUsd: z.number(),
  /** With what runs until its deadline. */
  mostUsd: z.number(),
  /** Machines whose price is unknown are not in it. */
  unknown: z.number().int(),
  /** The last of 50, 80, 100 that was reached; 0: none. */
  reached: z.union([z.literal(0), z.literal(50), z.literal(80), z.literal(100)])
})
export type BudgetState = z.infer<typeof budgetStateSchema>

export const spendSchema = z.object({
  at: instantSchema,
  from: dayTextSchema,
  to: dayTextSchema,
  by: spendGroupSchema,
  rows: z.array(spendRowSchema),
  /** Of each day, also of those without any: what the plot shows. */
  days: z.array(
    z.object({
      day: dayTextSchema,
      /** What is known; `unknown` so many machines are not in it. Null: none is known. */
      usd,
      unknown: z.number().int(),
      /** The same of the demo's runs. */
      makeBelieveUsd: usd,
      makeBelieveUnknown: z.number().int()
    })
  ),
  /** Without the runs of the demo, like `usdPerHour`. */
  total: z.object({ usd, unknown: z.number().int() }),
  /** What the runs of the demo would have cost; null: none was there in these days. */
  makeBelieve: z.object({ usd, unknown: z.number().int(), usdPerHour: usd }).nullable(),
  /** Of what runs now. */
  usdPerHour: usd,
  /** Each as it stands; once more where runs of the demo belong to it. */
  budgets: z.array(budgetStateSchema)
})
export type Spend = z.infer<typeof spendSchema>

/** A mark of a budget that was reached; each once in its period, over restarts. */
export const budgetNoticeSchema = z.object({
  number: z.number().int(),
  at: instantSchema,
  title: z.string(),
  text: z.string(),
  read: z.boolean()
})
export type BudgetNotice = z.infer<typeof budgetNoticeSchema>

export const budgetsSchema = z.array(budgetSchema).max(200)

export const spendContract = {
  show: call.input(spendQuestionSchema).output(spendSchema),
  /** All budgets, as they are to be from now on; each project once. */
  setBudgets: call.input(z.object({ budgets: budgetsSchema })).output(z.array(budgetStateSchema)),
  /** Newest first. */
  notices: call
    .input(z.object({ limit: z.number().int().min(1).max(1000).default(100) }))
    .output(z.object({ unread: z.number().int(), notices: z.array(budgetNoticeSchema) })),
  /** At first none and how many are unread; then each as it happens. */
  watchNotices: call.output(eventIterator(z.object({ unread: z.number().int(), fresh: z.array(budgetNoticeSchema) }))),
  /** Marks those up to and including `upTo` as read. */
  readNotices: call.input(z.object({ upTo: z.number().int() })).output(z.void())
}
