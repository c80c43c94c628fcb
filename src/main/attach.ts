/** Gets a client of the data folder's one engine: the engine that runs, or a new one in this process. */

import { mkdirSync } from 'node:fs'
import { Failure } from '@domain/failure'
import { pause } from './broadcast'
import type { FarscopeClient } from './client-type'
import { createEngine, type Engine } from './engine'
import { hearLateCancellations } from './late-cancellations'
import { type EngineLock, takeEngineLock } from './local/engine-lock'
import { type AttachedClient, attachToEngine, listenForClients } from './local/engine-socket'
import { engineSocketPath } from './local/socket-path'
import type { Platform } from './platform'

/** How long a lock holder may take until it listens. */
const startLimitMs = 15_000

export interface OwnedEngine {
  owned: true
  engine: Engine
  client: FarscopeClient
  /** Commands and windows that are attached to this engine now. */
  clients(): number
  /** Waits for the commands that attached meanwhile, then ends the engine. */
  close(options?: { waitForClients?: boolean }): Promise<void>
}

export interface ForeignEngine {
  owned: false
  client: FarscopeClient
  /** Resolves when the engine has gone away. */
  closed: Promise<void>
  close(): Promise<void>
}

/** Milliseconds for the first answer; an engine that is being killed accepts a last connection and says nothing. */
const answerLimitMs = 5_000

/** Its version; null when it does not answer. */
async function versionOf({ client }: AttachedClient): Promise<string | null> {
  const answered = client.app.status().then(
    ({ engine }) => engine.version,
    () => null
  )
  const limit = new AbortController()
  try {
    return await Promise.race([answered, pause(answerLimitMs, limit.signal).then(() => null)])
  } finally {
    limit.abort()
  }
}

/** Two versions may understand the same call differently, so they never talk. */
function otherVersion(running: string, { version, dataFolder }: Platform): Failure {
  return new Failure('unsupported', `Farscope ${running} runs with ${dataFolder}; this is Farscope ${version}.`, {
    hint: 'End the one that runs, or use another data folder with --data-dir.'
  })
}

/** `unsupported`: an engine of another version runs for this data folder. */
export async function openEngine(platform: Platform): Promise<OwnedEngine | ForeignEngine> {
  hearLateCancellations(platform.log)
  makeDataFolder(platform.dataFolder)
  const path = engineSocketPath(platform.dataFolder)
  const deadline = platform.clock.now().getTime() + startLimitMs
  for (;;) {
    const attached = await attachToEngine(path)
    const version = attached && (await versionOf(attached))
    if (attached && version === platform.version)
      return { owned: false, client: attached.client, closed: attached.closed, close: async () => attached.close() }
    attached?.close()
    if (version) throw otherVersion(version, platform)
    const owned = await ownEngine(platform, path)
    if (owned) return owned
    if (platform.clock.now().getTime() > deadline)
      throw new Failure('timeout', `The engine of ${platform.dataFolder} runs but does not answer.`, {
        hint: 'End the Farscope process that uses this data folder, or use another one with --data-dir.'
      })
    await pause(100, undefined)
  }
}

/** Only attaches; null when no engine of this data folder runs. */
export async function findEngine(dataFolder: string): Promise<ForeignEngine | null> {
  const attached = await attachToEngine(engineSocketPath(dataFolder))
  return (
    attached && { owned: false, client: attached.client, closed: attached.closed, close: async () => attached.close() }
  )
}

function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (thrown) {
    throw new Failure('permission', `The data folder ${folder} cannot be made.`, {
      hint: 'Use another one with --data-dir.',
      cause: thrown
    })
  }
}

async function ownEngine(platform: Platform, path: string): Promise<OwnedEngine | null> {
  const lock = takeEngineLock(platform.dataFolder)
  if (!lock) return null
  let engine: Engine | undefined
  try {
    engine = await createEngine(platform)
    return await openDoor(engine, path, lock)
  } catch (thrown) {
    await engine?.close()
    lock.release()
    throw thrown
  }
}

async function openDoor(engine: Engine, path: string, lock: EngineLock): Promise<OwnedEngine> {
  const socket = await listenForClients(engine, path)
  engine.countClients(() => socket.clients)
  return {
    owned: true,
    engine,
    client: engine.client('owner'),
    clients: () => socket.clients,
    close: async ({ waitForClients = false } = {}) => {
      if (waitForClients) await socket.idle()
      await socket.close()
      try {
        await engine.close()
      } finally {
        lock.release()
      }
    }
  }
}
