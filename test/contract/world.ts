/** One engine on a folder of its own, the demo facility as its site, and clients that reach it over some road. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Site } from '@contract/sites'
import type { DemoFacility } from '../../src/demo/demo-facility'
import type { FarscopeClient } from '../../src/main/client-type'
import { createEngine, type Engine } from '../../src/main/engine'
import { startBareFacility } from '../demo/bare-facility'
import { testPlatform } from '../main/test-platform'

export interface Connected {
  client: FarscopeClient
  /** Ends the link without a word, as a process that dies does; absent where there is no link. */
  leave?(): Promise<void> | void
}

/** How clients reach the engine. */
export interface Road {
  connect(): Promise<Connected>
  close(): Promise<void>
}

export interface World {
  engine: Engine
  facility: DemoFacility
  folder: string
  close(): Promise<void>
}

export async function openWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'farscope-contract-'))
  const facility = await startBareFacility(join(folder, 'demo'))
  const platform = testPlatform(folder)
  await mkdir(platform.dataFolder, { mode: 0o700 })
  const engine = await createEngine(platform)
  return {
    engine,
    facility,
    folder,
    close: async () => {
      await engine.close()
      await facility.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  }
}

/** The demo facility as a site; `known` hands out its host key, else the first connection asks. */
export function siteOf(facility: DemoFacility, name: string, known = true): Site {
  return {
    version: 1,
    name,
    hosts: [
      {
        name: 'main',
        host: facility.host,
        port: facility.port,
        user: facility.user,
        identityFiles: [facility.privateKeyFile],
        jumps: [],
        roles: ['login', 'transfer'],
        hostKeys: known ? [`${facility.hostKey.type} ${facility.hostKey.base64}`] : []
      }
    ]
  }
}

/** Fails loudly instead of hanging: no wait of a test is without a limit. */
export async function within<T>(milliseconds: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing within ${milliseconds} ms`)), milliseconds)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
