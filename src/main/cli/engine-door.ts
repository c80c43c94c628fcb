/** The command's way to the one engine of the data folder. It loads the engine only when a command needs it. */
import type { ForeignEngine, OwnedEngine } from '../attach'
import type { FarscopeClient } from '../client-type'

export interface EngineDoor {
  /** Attaches to the engine that runs, or starts one in this process; the same one each time. */
  open(): Promise<OwnedEngine | ForeignEngine>
  client(): Promise<FarscopeClient>
  /** Only attaches; null when none runs. */
  find(): Promise<FarscopeClient | null>
  /** `patient`: an engine of this process first waits for other commands that attached to it meanwhile. */
  close(patient: boolean): Promise<void>
}

export function createEngineDoor(dataFolder: string | undefined): EngineDoor {
  let opened: Promise<OwnedEngine | ForeignEngine> | undefined
  let found: ForeignEngine | null = null
  const platform = async () => {
    const { createNodePlatform } = await import('../node-platform')
    return createNodePlatform({ door: 'cli', ...(dataFolder !== undefined && { dataFolder }) })
  }
  const start = async (): Promise<OwnedEngine | ForeignEngine> => {
    const { openEngine } = await import('../attach')
    return openEngine(await platform())
  }
  const open = (): Promise<OwnedEngine | ForeignEngine> => {
    opened ??= start()
    return opened
  }
  return {
    open,
    client: async () => (await open()).client,
    find: async () => {
      const { findEngine } = await import('../attach')
      found = await findEngine((await platform()).dataFolder)
      return found?.client ?? null
    },
    close: async patient => {
      await found?.close()
      const engine = await opened?.catch(() => undefined)
      if (engine?.owned) await engine.close({ waitForClients: patient })
      else await engine?.close()
    }
  }
}
