import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Status } from '@contract/app'
import { Failure } from '@domain/failure'
import { describe, expect, it, vi } from 'vitest'
import { type AppDependencies, createApp } from '../../../src/main/app/app'
import type { DemoHandle, Platform } from '../../../src/main/platform'
import { testPlatform } from '../test-platform'

const idle: Status['transfers'] = { waiting: 0, running: 0, finished: 3, failed: 1 }

function appWith(platform: Partial<Platform> = {}, changes: Partial<AppDependencies> = {}) {
  return createApp({
    platform: testPlatform(join(tmpdir(), 'farscope-app-test'), platform),
    startedAt: '2026-01-01T00:00:00Z',
    settings: { read: () => ({}) as never, save: async () => ({}) as never, watch: async function* () {} },
    sites: { connectionList: () => [], addDemo: async () => async () => {} },
    cloud: { addDemo: () => () => {} },
    transfers: { counts: () => idle },
    terminals: { openCount: () => 0 },
    displays: { openCount: () => 0 },
    tunnels: { running: () => [], inUse: () => 0 },
    contents: { active: 0 },
    jobs: { watchers: () => [] },
    ledger: { running: () => 0 },
    runs: { open: () => [] },
    collection: { watchers: () => [], following: () => 0 },
    clients: () => 0,
    ...changes
  })
}

describe('what would be lost by ending', () => {
  it('is nothing when nothing is at work', () => {
    expect(appWith().busy()).toEqual([])
  })

  it('is said in words', () => {
    const counts = { ...idle, waiting: 1, running: 1 }
    const busy = (shells: number) =>
      appWith({}, { transfers: { counts: () => counts }, terminals: { openCount: () => shells } }).busy()
    expect(busy(1)).toEqual(['2 transfers not finished', '1 shell open'])
    expect(busy(2)).toEqual(['2 transfers not finished', '2 shells open'])
  })

  it('counts runs of the cloud that go on', () => {
    expect(appWith({}, { runs: { open: () => ['r1', 'r2'] } }).busy()).toEqual(['2 cloud runs going on'])
  })

  it('counts folders that are watched', () => {
    const collection = { watchers: () => [], following: () => 2 }
    expect(appWith({}, { collection }).busy()).toEqual(['2 folders watched'])
  })

  it('counts what a browser still downloads', () => {
    expect(appWith({}, { contents: { active: 1 } }).busy()).toEqual(['1 download of the browser not finished'])
  })
})

describe('the demo facility', () => {
  const handle = (folder: string): DemoHandle => ({
    host: '127.0.0.1',
    port: 1,
    user: 'ada',
    privateKeyFile: join(folder, 'key'),
    hostKey: { knownHostsLine: '' },
    root: join(folder, 'home'),
    bookings: join(folder, 'home', 'bookings'),
    close: async () => {}
  })

  it('is started once, however often it is asked for, and leaves no folder', async () => {
    const startDemo = vi.fn(async (folder: string) => handle(folder))
    const app = appWith({ startDemo })
    const started = await Promise.all([app.startDemo(), app.startDemo(), app.startDemo()])
    expect(startDemo).toHaveBeenCalledOnce()
    const folder = startDemo.mock.calls[0]?.[0] ?? ''
    expect(new Set(started.map(({ root }) => root))).toEqual(new Set([join(folder, 'home')]))
    expect(existsSync(folder)).toBe(true)
    await app.close()
    expect(existsSync(folder)).toBe(false)
  })

  it('lends its cloud to the engine until it ends', async () => {
    const cloud = {
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      keys: { accessKeyId: 'a', secretAccessKey: 'b' }
    }
    const removed = vi.fn()
    const addDemo = vi.fn(() => removed)
    const app = appWith({ startDemo: async folder => ({ ...handle(folder), cloud }) }, { cloud: { addDemo } })
    await app.startDemo()
    expect(addDemo).toHaveBeenCalledExactlyOnceWith(cloud)
    expect(removed).not.toHaveBeenCalled()
    await app.close()
    expect(removed).toHaveBeenCalledOnce()
  })

  it('that did not start can be started again, and leaves no folder either', async () => {
    const folders: string[] = []
    const startDemo = vi.fn(async (folder: string) => {
      folders.push(folder)
      if (folders.length === 1) throw new Failure('refused', 'No port.')
      return handle(folder)
    })
    const app = appWith({ startDemo })
    await expect(app.startDemo()).rejects.toMatchObject({ code: 'refused' })
    expect(existsSync(folders[0] ?? '')).toBe(false)
    expect(await app.startDemo()).toMatchObject({ site: 'demo' })
    await app.close()
  })

  it('is refused where the door has none', async () => {
    await expect(appWith().startDemo()).rejects.toMatchObject({ code: 'unsupported' })
  })
})
