/** Tunnels: ports that lead through a connection. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call, instantSchema, siteNameSchema } from './base'
import { failureSchema } from './errors'
import { tunnelSchema } from './tunnel'

/** `waiting`: the link is gone and it listens again when the link is back. `failed` says why in `error`. */
export const tunnelStates = ['stopped', 'starting', 'listening', 'waiting', 'failed'] as const

export const tunnelViewSchema = z.object({
  site: z.string(),
  tunnel: tunnelSchema,
  /** Kept in the site record; else it lives as long as who holds it. */
  saved: z.boolean(),
  state: z.enum(tunnelStates),
  since: instantSchema,
  /** Where it listens, or will again when its link is back: the port is the real one where 0 was asked for. */
  listening: z.object({ address: z.string(), port: z.number().int() }).nullable(),
  /** Connections through it now, and since it was started. */
  open: z.number().int(),
  total: z.number().int(),
  /** Bytes through it since it was started: towards this computer, and away from it. */
  bytesIn: z.number(),
  bytesOut: z.number(),
  error: failureSchema.nullable()
})
export type TunnelView = z.infer<typeof tunnelViewSchema>

const named = z.object({ site: siteNameSchema, name: siteNameSchema })

export const tunnelsContract = {
  /** The saved ones of all sites, and those that are held. */
  list: call.output(z.array(tunnelViewSchema)),
  watch: call.output(eventIterator(z.array(tunnelViewSchema))),
  /** Into the site record; `exists` unless `replace`. One that runs is started again with what is new. */
  save: call
    .input(z.object({ site: siteNameSchema, tunnel: tunnelSchema, replace: z.boolean().default(false) }))
    .output(tunnelViewSchema),
  remove: call.input(named).output(z.void()),
  /** Connects with prompts as needed and resolves when it listens. A port in use: `exists`, with the port named. */
  start: call.input(named).output(tunnelViewSchema),
  stop: call.input(named).output(z.void()),
  /**
   * Opens these, which are not saved, and keeps them open as long as the stream is read: their states at once, and
   * after each change. Ends with the first error of opening.
   */
  hold: call
    .input(z.object({ site: siteNameSchema, tunnels: z.array(tunnelSchema).min(1).max(100) }))
    .output(eventIterator(z.array(tunnelViewSchema)))
}
