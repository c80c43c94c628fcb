/**
 * How much a server may send on one channel before we took it. ssh2 grants 2 MB, always; of a shell that floods, all
 * of it would have to be shown after Ctrl-C before the prompt is (RFC 4254 5.2).
 */
import type { Duplex } from 'node:stream'

/** What ssh2 grants when it opens a channel (Channel.js, MAX_WINDOW). Bytes. */
const firstGrant = 2 * 1024 * 1024

/** The parts of ssh2's channel that keep the window; no public part of it does. */
interface WindowKeeper {
  readonly incoming: { window: number }
  readonly outgoing: { readonly id: number; readonly state: string }
  readonly _client: { readonly _protocol: { channelWindowAdjust(channel: number, bytes: number): void } }
}

function hasObject<K extends string>(value: unknown, key: K): value is Record<K, object> {
  return typeof value === 'object' && value !== null && key in value && typeof Reflect.get(value, key) === 'object'
}

function isKeeper(channel: object): channel is WindowKeeper {
  return (
    hasObject(channel, 'incoming') &&
    hasObject(channel, 'outgoing') &&
    hasObject(channel, '_client') &&
    hasObject(channel._client, '_protocol') &&
    typeof Reflect.get(channel._client._protocol, 'channelWindowAdjust') === 'function'
  )
}

/**
 * From the first grant on the server gets no more than `bytes` ahead of what was read. Call it where the reading
 * begins: it sets the stream flowing. Another ssh2 inside: the window stays as it is.
 */
export function narrowWindow(channel: Duplex, bytes: number): void {
  if (!isKeeper(channel)) return
  const keeper: WindowKeeper = channel
  let ahead = firstGrant
  // More than ssh2 ever grants: so it never does by itself.
  keeper.incoming.window = 2 * firstGrant
  channel.on('data', (chunk: Buffer) => {
    ahead -= chunk.length
    keeper.incoming.window = 2 * firstGrant
    if (ahead > bytes / 2 || keeper.outgoing.state === 'closed') return
    keeper._client._protocol.channelWindowAdjust(keeper.outgoing.id, bytes - ahead)
    ahead = bytes
  })
}
