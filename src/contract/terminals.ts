/** Terminals on login nodes and on this computer, and single commands run there. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, callerIdSchema, pathSchema, siteNameSchema } from './base'

export const terminalPlaceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('local') }),
  z.object({ kind: z.literal('site'), site: siteNameSchema, host: siteNameSchema.optional() })
])
export type TerminalPlace = z.infer<typeof terminalPlaceSchema>

const byId = z.object({ id: callerIdSchema })
const sizeShape = { cols: z.number().int().min(1).max(1000), rows: z.number().int().min(1).max(1000) }

/** `data` is text; `offset` counts UTF-16 units of the whole output so far, before this item. */
export const terminalOutputSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('data'), offset: z.number().int(), data: z.string() }),
  z.object({
    type: z.literal('exit'),
    code: z.number().int().nullable(),
    signal: z.string().nullable(),
    reason: z.string()
  })
])
export type TerminalOutput = z.infer<typeof terminalOutputSchema>

export const terminalSchema = z.object({
  id: z.string(),
  place: terminalPlaceSchema,
  state: z.enum(['opening', 'open', 'ended']),
  title: z.string(),
  cols: z.number().int(),
  rows: z.number().int()
})
export type Terminal = z.infer<typeof terminalSchema>

/** Bytes as base64: a command's output need not be text. */
export const commandEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('stdout'), base64: z.string() }),
  z.object({ type: z.literal('stderr'), base64: z.string() }),
  z.object({ type: z.literal('exit'), code: z.number().int().nullable(), signal: z.string().nullable() })
])
export type CommandEvent = z.infer<typeof commandEventSchema>

export const terminalsContract = {
  list: call.output(z.array(terminalSchema)),
  open: call
    .input(byId.extend({ place: terminalPlaceSchema, ...sizeShape, folder: pathSchema.optional() }))
    .output(terminalSchema),
  /**
   * Output from the oldest kept on (256 kB are kept), so a window that was reloaded sees its shell again.
   * Acknowledge with `ack`: beyond 1 MB unacknowledged the shell is paused. One watcher at a time; a new one
   * takes over. The terminal lives on when the watcher goes; it ends with `close`, its shell, or the engine.
   */
  watch: call.input(byId).output(eventIterator(terminalOutputSchema)),
  ack: call.input(byId.extend({ offset: z.number().int() })).output(z.void()),
  input: call.input(byId.extend({ data: z.string().max(4_000_000) })).output(z.void()),
  resize: call.input(byId.extend(sizeShape)).output(z.void()),
  close: call.input(byId).output(z.void()),

  /** Runs one command without a terminal; its arguments arrive exactly. One alone is a line for `sh`. */
  run: call
    .input(
      byId.extend({
        site: siteNameSchema,
        host: siteNameSchema.optional(),
        args: z.array(z.string()).min(1),
        /** Whether `runInput` will follow; else its standard input is empty. */
        hasInput: z.boolean().default(false)
      })
    )
    .output(eventIterator(commandEventSchema)),
  /** Standard input of a running command; `end` closes it. Resolves when the far side took it. */
  runInput: call.input(byId.extend({ base64: z.string(), end: z.boolean() })).output(z.void())
}
