/** Terminals on login nodes and on this computer, and single commands run there. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, callerIdSchema, instantSchema, pathSchema, siteNameSchema } from './base'

export const terminalPlaceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('local') }),
  z.object({ kind: z.literal('site'), site: siteNameSchema, host: siteNameSchema.optional() })
])
export type TerminalPlace = z.infer<typeof terminalPlaceSchema>

const byId = z.object({ id: callerIdSchema })
const sizeShape = { cols: z.number().int().min(1).max(1000), rows: z.number().int().min(1).max(1000) }

/** What holds a shell on its host, so that it goes on without a link: a session of tmux(1) or screen(1). */
export const keptShellSchema = z.object({
  by: z.enum(['tmux', 'screen']),
  /** Its session name; those that Farscope makes begin with `farscope-`. */
  name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
})
export type KeptShell = z.infer<typeof keptShellSchema>

/** A kept shell as it is found on a host. */
export const keptShellViewSchema = keptShellSchema.extend({
  /** Somebody looks at it now. */
  attached: z.boolean(),
  createdAt: instantSchema.nullable()
})
export type KeptShellView = z.infer<typeof keptShellViewSchema>

/** `data` is text; `offset` counts UTF-16 units of the whole output so far, before this item. */
export const terminalOutputSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('data'), offset: z.number().int(), data: z.string() }),
  /** The link of a kept shell is gone, or the shell is shown again; what is typed meanwhile is refused. */
  z.object({ type: z.literal('link'), lost: z.boolean(), reason: z.string() }),
  /** Another window watches the terminal now; this is the last item. Watching again takes it back. */
  z.object({ type: z.literal('taken') }),
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
  /** `waiting`: the link is lost, the shell goes on in `kept` and is shown again when the link is back. */
  state: z.enum(['opening', 'open', 'waiting', 'ended']),
  kept: keptShellSchema.nullable(),
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

/** One terminal in the arrangement. */
export const layoutPaneSchema = z.object({
  kind: z.literal('pane'),
  /** The window's own key of the pane, and the terminal's id of the engine. */
  key: z.string().max(64),
  id: z.string().max(64),
  place: terminalPlaceSchema,
  folder: pathSchema.optional(),
  kept: keptShellSchema.optional(),
  /** Given by the person. */
  name: z.string().max(100).optional(),
  /** 0 to 5: a mark of the theme. */
  color: z.number().int().min(0).max(5).optional()
})
export type LayoutPane = z.infer<typeof layoutPaneSchema>

/** A pane, or panes side by side (`row`) or one over another (`column`) with their shares of the room. */
export type LayoutNode =
  | LayoutPane
  | { kind: 'split'; direction: 'row' | 'column'; children: { share: number; node: LayoutNode }[] }
export const layoutNodeSchema: z.ZodType<LayoutNode> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    layoutPaneSchema,
    z.object({
      kind: z.literal('split'),
      direction: z.enum(['row', 'column']),
      children: z
        .array(z.object({ share: z.number().positive(), node: layoutNodeSchema }))
        .min(2)
        .max(16)
    })
  ])
)

export const terminalLayoutSchema = z.object({
  version: z.literal(1),
  tabs: z
    .array(z.object({ key: z.string().max(64), name: z.string().max(100).optional(), root: layoutNodeSchema }))
    .max(100),
  current: z.string().max(64).nullable()
})
export type TerminalLayout = z.infer<typeof terminalLayoutSchema>

export const terminalsContract = {
  list: call.output(z.array(terminalSchema)),
  open: call
    .input(
      byId.extend({
        place: terminalPlaceSchema,
        ...sizeShape,
        folder: pathSchema.optional(),
        /** What runs instead of the shell, on a site only; its arguments arrive exactly, one alone is a line for `sh`. */
        command: z.array(z.string()).min(1).optional(),
        /** Overrules whether the site keeps its shells; a `command` is never kept. */
        keep: z.boolean().optional(),
        /** Shows this kept shell instead of a new one; `not-found` when it is gone. */
        attach: keptShellSchema.optional()
      })
    )
    .output(terminalSchema),
  /**
   * Output from the oldest kept on (256 kB are kept), so a window that was reloaded sees its shell again.
   * Acknowledge with `ack`: beyond 384 kB unacknowledged the shell is paused. One watcher at a time; a new one
   * takes over and the one before it gets `taken`. The terminal lives on when the watcher goes; it ends with `close`, its shell, or the engine.
   */
  watch: call.input(byId).output(eventIterator(terminalOutputSchema)),
  ack: call.input(byId.extend({ offset: z.number().int() })).output(z.void()),
  input: call.input(byId.extend({ data: z.string().max(4_000_000) })).output(z.void()),
  resize: call.input(byId.extend(sizeShape)).output(z.void()),
  /** Ends the shell, also a kept one; `detach` leaves a kept one running on its host. */
  close: call.input(byId.extend({ detach: z.boolean().default(false) })).output(z.void()),
  /** Where the shell is now, as far as the system or tmux tells without anything typed into it; else null. */
  folder: call.input(byId).output(z.object({ folder: pathSchema.nullable() })),
  /** Kept shells on a host (its login host unless named), newest first. */
  kept: call
    .input(z.object({ site: siteNameSchema, host: siteNameSchema.optional() }))
    .output(z.array(keptShellViewSchema)),
  /** How the windows' terminals were arranged; kept over restarts. An unreadable one is empty. */
  layout: call.output(terminalLayoutSchema),
  saveLayout: call.input(terminalLayoutSchema).output(z.void()),

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
