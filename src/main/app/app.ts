/** What the program says of itself, and the demo facility it can start. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppInfo, Status } from '@contract/app'
import type { ConnectionView } from '@contract/sites'
import { Failure } from '@domain/failure'
import type { DemoCloud, DemoHandle, Platform } from '../platform'
import type { SettingsService } from './settings'

/** The parts of other services that this one reads; engine.ts hands them in. */
export interface AppDependencies {
  platform: Platform
  startedAt: string
  settings: SettingsService
  sites: {
    connectionList(): ConnectionView[]
    addDemo(demo: DemoHandle): Promise<() => Promise<void>>
  }
  cloud: { addDemo(demo: DemoCloud): () => void }
  transfers: { counts(): Status['transfers'] }
  terminals: { openCount(): number }
  /** Displays whose clients run on this computer. */
  displays: { openCount(): number }
  tunnels: { running(): Status['tunnels']; inUse(): number }
  /** Files whose bytes go to a browser or another taker now. */
  contents: { readonly active: number }
  jobs: { watchers(): Status['watchers'] }
  /** Runs of the cloud that go on; their machines do so without this engine. */
  runs: { open(): readonly unknown[] }
  /** Releases of the ledger at work. */
  ledger: { running(): number }
  /** Watched folders; `following`: those that are neither paused nor ended. */
  collection: { watchers(): Status['watchers']; following(): number }
  clients: () => number
}

export interface App {
  info(): Promise<AppInfo>
  status(): Status
  startDemo(): Promise<{ site: 'demo'; root: string }>
  busy(): string[]
  close(): Promise<void>
}

export function createApp(dependencies: AppDependencies): App {
  const { platform, startedAt } = dependencies
  let demo: Promise<RunningDemo> | undefined

  return {
    info: async () => {
      await platform.secrets.settle()
      return {
        version: platform.version,
        door: platform.door,
        platform: process.platform,
        dataFolder: platform.dataFolder,
        homeFolder: platform.homeFolder,
        user: platform.user,
        secrets: platform.secrets.kind,
        startedAt,
        pid: process.pid
      }
    },
    status: () => ({
      engine: {
        pid: process.pid,
        version: platform.version,
        startedAt,
        dataFolder: platform.dataFolder,
        clients: dependencies.clients()
      },
      connections: dependencies.sites.connectionList(),
      tunnels: dependencies.tunnels.running(),
      transfers: dependencies.transfers.counts(),
      watchers: [...dependencies.jobs.watchers(), ...dependencies.collection.watchers()]
    }),
    startDemo: async () => {
      demo ??= startDemo(dependencies)
      try {
        return { site: 'demo', root: (await demo).root }
      } catch (thrown) {
        demo = undefined
        throw thrown
      }
    },
    busy: () => {
      const { running, waiting } = dependencies.transfers.counts()
      return [
        ...counted(running + waiting, 'transfer', 'not finished'),
        ...counted(dependencies.ledger.running(), 'release', 'not finished'),
        ...counted(dependencies.runs.open().length, cloudRun, 'going on'),
        ...counted(dependencies.contents.active, 'download', 'of the browser not finished'),
        ...counted(dependencies.terminals.openCount(), 'shell', 'open'),
        ...counted(dependencies.displays.openCount(), 'display', 'open'),
        ...counted(dependencies.tunnels.inUse(), 'tunnel', 'in use'),
        ...counted(dependencies.collection.following(), 'folder', 'watched')
      ]
    },
    close: async () => {
      const running = await demo?.catch(() => undefined)
      await running?.close()
    }
  }
}

/** What `busy` calls a run of the cloud. */
export const cloudRun = 'cloud run'

/** `2 shells open`; nothing where there is none. */
function counted(count: number, what: string, how: string): string[] {
  return count === 0 ? [] : [`${count} ${what}${count === 1 ? '' : 's'} ${how}`]
}

interface RunningDemo {
  root: string
  close(): Promise<void>
}

async function startDemo({ platform, sites, cloud }: AppDependencies): Promise<RunningDemo> {
  if (!platform.startDemo) throw new Failure('unsupported', 'The demo facility cannot run here.')
  const folder = await mkdtemp(join(tmpdir(), 'farscope-demo-'))
  const discard = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 })
  try {
    const handle = await platform.startDemo(folder)
    const removeSite = await sites.addDemo(handle)
    const removeCloud = handle.cloud && cloud.addDemo(handle.cloud)
    return {
      root: handle.root,
      close: async () => {
        removeCloud?.()
        await removeSite()
        await handle.close()
        await discard()
      }
    }
  } catch (thrown) {
    await discard()
    throw thrown
  }
}
