/** Two ends of oRPC's messages, whatever carries them, and the guard that keeps what is not a message out. */
import { z } from 'zod'

export type WireMessage = string | Uint8Array<ArrayBuffer>

/** What oRPC's server needs of a carrier; the shape of a WebSocket. */
export interface WirePort {
  send(data: string | ArrayBufferLike | ArrayBufferView): void
  addEventListener(type: string, listener: (event: { data: WireMessage }) => void): void
  /** Ends the link; absent where the carrier ends it by itself. */
  close?(): void
}

/** oRPC puts this byte, which is no UTF-8, between a message's JSON and its bytes (standard-server-peer). */
const binaryDelimiter = 255

/**
 * The frame of a request and of a cancellation, as oRPC's peer protocol writes them. Its third kind, an item of a
 * stream that the client sends, is no part of our contract.
 */
const requestSchema = z.union([
  z.object({
    i: z.string(),
    t: z.literal(1).optional(),
    p: z.object({
      u: z.string().startsWith('/'),
      h: z.record(z.string(), z.string()).optional(),
      m: z.string().optional()
    })
  }),
  z.object({ i: z.string(), t: z.literal(4) })
])

/** Whether it has the form of an oRPC request; its meaning is checked later, against the contract. */
export function isRequestMessage(message: WireMessage): boolean {
  try {
    const json: unknown = JSON.parse(typeof message === 'string' ? message : jsonPart(message))
    return requestSchema.safeParse(json).success
  } catch {
    return false
  }
}

function jsonPart(bytes: Uint8Array): string {
  const end = bytes.indexOf(binaryDelimiter)
  return new TextDecoder('utf-8', { fatal: true }).decode(end < 0 ? bytes : bytes.subarray(0, end))
}
