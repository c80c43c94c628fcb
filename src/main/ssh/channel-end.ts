/**
 * How a channel ends. A fast program's status and close can stand in the very packet that opens its channel, and ssh2
 * emits them before any promise could run: so this listens from within ssh2's own callback.
 */
import type { ClientChannel } from 'ssh2'
import type { ExitInfo } from './types'

const ends = new WeakMap<ClientChannel, Promise<ExitInfo | undefined>>()

/** Call it in the callback that hands over the channel, before anything asynchronous. */
export function watchEnd(channel: ClientChannel): void {
  ends.set(
    channel,
    new Promise(resolve => {
      let info: ExitInfo | undefined
      channel.once('exit', (code: number | null, signal?: string) => {
        info = { code, signal: signal ?? null }
      })
      channel.once('close', () => resolve(info))
    })
  )
}

/** Resolves when the channel is closed: with the program's exit, or undefined when the server did not tell one. */
export function endOf(channel: ClientChannel): Promise<ExitInfo | undefined> {
  return ends.get(channel) ?? Promise.resolve(undefined)
}
