/** The command's way to the one engine of the data folder. It loads the engine only when a command needs it. */
import { Failure } from '@domain/failure'
import type { ForeignEngine, OwnedEngine } from '../attach'
import { pause } from '../broadcast'
import type { FarscopeClient } from '../client-type'

/** Milliseconds between looks whether the clients of our engine have gone. */
const clientPollMs = 50

export interface EngineDoor {
  /**
   * Attaches to the engine that runs, or starts one in this process; the same one each time. One for the door `host`
   * stays, so it goes on by itself with the transfers that an engine before it did not end.
   */
  open(kind?: 'cli' | 'host'): Promise<OwnedEngine | ForeignEngine>
  client(): Promise<FarscopeClient>
  /** Whether the engine goes on by itself: that of a window or of serve. A command's ends with the commands that use it. */
  lasts(signal: AbortSignal): Promise<boolean>
  /** Where the engine that was attached to has ended: another one, found or started. An engine of this process stays. */
  again(): Promise<FarscopeClient>
  /** Only attaches; null when none runs. */
  find(): Promise<FarscopeClient | null>
  /**
   * Ends what was opened. An engine of this process first waits for the commands and windows that attached to it
   * meanwhile, until `hurry` aborts: they then see `unreachable`.
   */
  close(hurry: AbortSignal): Promise<void>
}

export function createEngineDoor(dataFolder: string | undefined): EngineDoor {
  let opened: Promise<OwnedEngine | ForeignEngine> | undefined
  let found: ForeignEngine | null = null
  const start = async (door: 'cli' | 'host'): Promise<OwnedEngine | ForeignEngine> => {
    const { openEngine } = await import('../attach')
    const { createNodePlatform } = await import('../node-platform')
    return openEngine(await createNodePlatform({ door, ...(dataFolder !== undefined && { dataFolder }) }))
  }
  const open = (kind: 'cli' | 'host' = 'cli'): Promise<OwnedEngine | ForeignEngine> => {
    opened ??= start(kind)
    return opened
  }
  return {
    open,
    client: async () => (await open()).client,
    lasts: async signal => {
      const { client } = await open()
      try {
        return (await client.app.info(undefined, { signal })).door !== 'cli'
      } catch (thrown) {
        // It is gone already.
        if (Failure.from(thrown).code === 'unreachable') return false
        throw thrown
      }
    },
    again: async () => {
      const before = await opened?.catch(() => undefined)
      if (!before?.owned) {
        opened = undefined
        await before?.close()
      }
      return (await open()).client
    },
    find: async () => {
      const { findEngine } = await import('../attach')
      const { chosenDataFolder } = await import('../node-platform')
      // Without a platform, which would make the folder.
      found = await findEngine(chosenDataFolder(dataFolder))
      return found?.client ?? null
    },
    close: async hurry => {
      await found?.close()
      const engine = await opened?.catch(() => undefined)
      // Between the last look and the end of the engine nothing else runs, so nobody attaches in vain.
      while (engine?.owned && engine.clients() > 0 && !hurry.aborted) await pause(clientPollMs, hurry)
      await engine?.close()
    }
  }
}
