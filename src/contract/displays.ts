/** Remote displays of a site: Amazon DCV, FastX, VNC, and what a facility's own command starts. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, callerIdSchema, instantSchema, siteNameSchema } from './base'
import { uidSchema } from './booking'
import {
  displayIdSchema,
  displayKindSchema,
  displayPersonSchema,
  displayProblemSchema,
  displayProgressSchema,
  displaySchema,
  displayShareSchema,
  displayWaySchema,
  displayWishSchema,
  oneDisplaySchema,
  preflightStepSchema
} from './display'
import { bookingStoreSchema } from './resources'

/** Displays that were found, and what could not be asked. A kind whose server is not there is neither. */
export const displayListSchema = z.object({
  site: siteNameSchema,
  displays: z.array(displaySchema),
  problems: z.array(displayProblemSchema),
  /** Kinds for which something was found on the site's hosts: they can be made. */
  kinds: z.array(displayKindSchema),
  readAt: instantSchema
})
export type DisplayList = z.infer<typeof displayListSchema>

const someKinds = z.object({ site: siteNameSchema, kinds: z.array(displayKindSchema).default([]) })

/** Bytes as base64; `offset` counts all bytes before this item. */
export const vncEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('bytes'), offset: z.number().int(), base64: z.string() }),
  /**
   * The last item. `display`: it ended, or its server did; `link`: it runs, and can be opened again when the link is
   * back; `over`: its booking opens it no more; `closed`: by Farscope or by its server, which runs on.
   */
  z.object({ type: z.literal('end'), why: z.enum(['display', 'link', 'over', 'closed']), reason: z.string() })
])
export type VncEvent = z.infer<typeof vncEventSchema>

const channel = z.object({ channel: callerIdSchema })

export const displaysContract = {
  list: call.input(someKinds).output(displayListSchema),
  /** At once, then every half minute and after each act of this engine; nothing is asked while nobody follows. */
  watch: call.input(someKinds).output(eventIterator(displayListSchema)),
  /** Ends with `display` when it can be opened. A display that dies after it was made is a failure with its log. */
  create: call.input(displayWishSchema).output(eventIterator(displayProgressSchema)),
  /**
   * Ends with `launch`. A fresh token is fetched each time. `not-allowed` where a booking must open it and none does;
   * every attempt on an instrument is in the store's log. With `print` nothing is started on this computer.
   */
  open: call
    .input(
      oneDisplaySchema.extend({
        /** Unset: native where its program is found, else `inside` for VNC, else `web`. */
        way: displayWaySchema.optional(),
        print: z.boolean().default(false)
      })
    )
    .output(eventIterator(displayProgressSchema)),
  /** The display of the instrument of a booking; it is made where it is not there. Else as `open`. */
  openBooked: call
    .input(
      z.object({
        store: bookingStoreSchema,
        uid: uidSchema,
        way: displayWaySchema.optional(),
        print: z.boolean().default(false)
      })
    )
    .output(eventIterator(displayProgressSchema)),
  close: call.input(oneDisplaySchema).output(z.void()),
  /** Who may look at it besides its owner; replaces who might. DCV: a permissions file. */
  share: call.input(oneDisplaySchema.extend({ people: z.array(displayShareSchema).max(200) })).output(z.void()),
  /** Who looks at it now. `unsupported` where the display does not tell. */
  people: call.input(oneDisplaySchema).output(z.array(displayPersonSchema)),
  /** A small picture of it, PNG. */
  thumbnail: call
    .input(oneDisplaySchema.extend({ width: z.number().int().min(32).max(1024).default(320) }))
    .output(z.object({ base64: z.string(), takenAt: instantSchema })),
  /**
   * Proves the password of the client of the site's broker (contract/sites `dcvBroker`) by getting a token with it, and
   * keeps it in the keystore. `auth-failed` where the broker refuses it; it is then not kept. `not-found`: no broker.
   */
  brokerLogin: call.input(z.object({ site: siteNameSchema, secret: z.string().min(1).max(4000) })).output(z.void()),
  /** Each step as it is known; `id` also asks for that session. */
  check: call
    .input(
      z.object({
        site: siteNameSchema,
        kind: displayKindSchema,
        host: siteNameSchema.optional(),
        id: displayIdSchema.optional()
      })
    )
    .output(eventIterator(preflightStepSchema)),

  /**
   * Bytes of the RFB protocol (RFC 6143) from a display opened `inside`. Beyond 4 MiB that are not acknowledged by
   * `vncAck` the server is not read. The channel ends with its watcher.
   */
  vncWatch: call.input(channel).output(eventIterator(vncEventSchema)),
  vncAck: call.input(channel.extend({ offset: z.number().int() })).output(z.void()),
  vncSend: call.input(channel.extend({ base64: z.string().max(8_000_000) })).output(z.void()),
  /** What the RFB server asks for, once; null: nothing. Never logged or kept. */
  vncPassword: call.input(channel).output(z.object({ password: z.string().nullable() }))
}
