/** Tunnels as they are set up: part of the site record (`sites/NAME.json`), so they stand apart from the calls. */
import { z } from 'zod'
import { siteNameSchema } from './base'

const portSchema = z.number().int().min(1).max(65_535)
/** Port 0: one that is free, chosen by who listens. */
const listenPortSchema = z.number().int().min(0).max(65_535)

/** Where it listens: loopback unless told otherwise. `0.0.0.0` or `::` is every network of that computer. */
const listenSchema = z.object({
  address: z.string().min(1).max(255).default('127.0.0.1'),
  port: listenPortSchema
})
/** A host name or address as the far end of the tunnel resolves it, and a TCP port. */
const destinationSchema = z.object({ host: z.string().regex(/^[^-\s/@][^\s/@]{0,254}$/), port: portSchema })

const common = {
  name: siteNameSchema,
  /** Host of the site that carries it; its login host unless named. */
  host: siteNameSchema.optional(),
  /** `connection`: opened whenever that host is connected. */
  start: z.enum(['connection', 'hand']).default('hand')
}

/** `local` as `ssh -L`, `remote` as `ssh -R`, `dynamic` as `ssh -D` (SOCKS 5, RFC 1928, and 4a). */
export const tunnelSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('local'), ...common, listen: listenSchema, to: destinationSchema }),
  z.object({ kind: z.literal('remote'), ...common, listen: listenSchema, to: destinationSchema }),
  z.object({ kind: z.literal('dynamic'), ...common, listen: listenSchema })
])
export type Tunnel = z.infer<typeof tunnelSchema>
