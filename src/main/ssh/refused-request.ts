/**
 * ssh2 opens a session channel and then asks for a program or subsystem on it. When the server says no to the second,
 * ssh2 reports that and forgets the channel, which stays open: with MaxSessions 1 nothing could be opened any more.
 */
import type { Client } from 'ssh2'

/** The part of ssh2's own channel table that is read here; its keys are channel numbers. */
interface ChannelTable {
  readonly channels: Readonly<Record<string, unknown>>
}

function tableOf(client: Client): ChannelTable | undefined {
  const table: unknown = '_chanMgr' in client ? client._chanMgr : undefined
  if (typeof table !== 'object' || table === null || !('_channels' in table)) return undefined
  const { _channels: channels } = table
  if (typeof channels !== 'object' || channels === null) return undefined
  // An object was just seen; the values stay unknown.
  return { channels: channels as Readonly<Record<string, unknown>> }
}

/**
 * Runs `start`, which opens exactly one channel before it returns. The function given back closes that channel if it is
 * still there; without ssh2's table (another version) it does nothing.
 */
export function openingChannel(client: Client, start: () => void): () => void {
  const before = new Set(Object.keys(tableOf(client)?.channels ?? {}))
  start()
  const own = Object.keys(tableOf(client)?.channels ?? {}).find(number => !before.has(number))
  return () => {
    const channel = own === undefined ? undefined : tableOf(client)?.channels[own]
    // Until the server has confirmed it, only a callback stands there.
    if (typeof channel === 'object' && channel !== null && 'close' in channel && typeof channel.close === 'function')
      channel.close()
  }
}
