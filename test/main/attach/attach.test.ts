import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { MessageChannel, type MessagePort as NodeMessagePort } from 'node:worker_threads'
import { Failure } from '@domain/failure'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findEngine, openEngine } from '../../../src/main/attach'
import type { FarscopeClient } from '../../../src/main/client-type'
import { takeEngineLock } from '../../../src/main/local/engine-lock'
import { engineSocketPath } from '../../../src/main/local/socket-path'
import { windowConnector } from '../../../src/main/window-connector'
import type { WireMessage } from '../../../src/main/wire-port'
import { within } from '../../contract/world'
import { testPlatform } from '../test-platform'

const limit = 15_000
const project = resolve(import.meta.dirname, '../../..')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-attach-'))
})
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))

const failureOf = (work: Promise<unknown>): Promise<Failure> =>
  within(
    limit,
    'a call that must fail',
    work.then(
      () => new Failure('internal', 'It did not fail.'),
      (thrown: unknown) => Failure.from(thrown)
    )
  )

describe('openEngine', () => {
  it('gives the second caller of a data folder the engine of the first', async () => {
    const first = await openEngine(testPlatform(folder))
    const second = await openEngine(testPlatform(folder))
    expect([first.owned, second.owned]).toEqual([true, false])
    expect((await second.client.app.status()).engine.clients).toBe(1)
    await second.client.app.saveSettings({ theme: 'dark' })
    expect((await first.client.app.settings()).theme).toBe('dark')
    await second.close()
    await first.close()
    expect(await findEngine(join(folder, 'data'))).toBeNull()
  })

  it('does not talk to an engine of another version, and says so', async () => {
    const first = await openEngine(testPlatform(folder))
    const newer = { ...testPlatform(folder), version: '9.9.9' }
    const failure = await failureOf(openEngine(newer))
    expect(failure.code).toBe('unsupported')
    expect(failure.message).toContain('this is Farscope 9.9.9')
    await first.close()
  })

  it('keeps folder and socket to their owner', async () => {
    const opened = await openEngine(testPlatform(folder))
    const data = join(folder, 'data')
    expect((await stat(data)).mode & 0o777).toBe(0o700)
    expect((await stat(engineSocketPath(data))).mode & 0o777).toBe(0o600)
    await opened.close()
  })

  it('listens in a private temporary folder where the path is too long for a socket', async () => {
    const deep = join(folder, 'x'.repeat(120))
    await mkdir(deep)
    const first = await openEngine(testPlatform(deep))
    const socket = engineSocketPath(join(deep, 'data'))
    expect(socket.startsWith(tmpdir())).toBe(true)
    expect((await stat(dirname(socket))).mode & 0o777).toBe(0o700)
    const second = await openEngine(testPlatform(deep))
    expect(second.owned).toBe(false)
    await second.close()
    await first.close()
  })

  it('waits with its end for those who attached, when asked to', async () => {
    const first = await openEngine(testPlatform(folder))
    const second = await openEngine(testPlatform(folder))
    if (!first.owned) throw new Error('The first one owns its engine.')
    let ended = false
    const end = first.close({ waitForClients: true }).then(() => {
      ended = true
    })
    expect((await second.client.app.info()).pid).toBe(process.pid)
    expect(ended).toBe(false)
    await second.close()
    await within(limit, 'the end of the engine', end)
  })

  it('lets calls of those who stayed fail as unreachable when it ends', async () => {
    const first = await openEngine(testPlatform(folder))
    const second = await openEngine(testPlatform(folder))
    if (second.owned) throw new Error('The second one attaches.')
    const stream = await second.client.app.watchSettings()
    await stream.next()
    const pending = failureOf(stream.next())
    await first.close()
    await within(limit, 'the news', second.closed)
    expect((await pending).code).toBe('unreachable')
    expect((await failureOf(second.client.app.info())).code).toBe('unreachable')
  })

  it('says so when the folder cannot be made', async () => {
    await writeFile(join(folder, 'data'), 'a file')
    expect((await failureOf(openEngine(testPlatform(folder)))).code).toBe('permission')
  })

  it('gives up on an engine that holds the lock and does not answer', async () => {
    const data = join(folder, 'data')
    await mkdir(data)
    const lock = takeEngineLock(data)
    let now = 0
    const clock = {
      now: () => {
        now += 10_000
        return new Date(now)
      }
    }
    const failure = await failureOf(openEngine(testPlatform(folder, { clock })))
    expect(failure.code).toBe('timeout')
    expect(failure.hint).toContain('--data-dir')
    lock?.release()
  })
})

describe('engines in processes of their own', { timeout: 60_000 }, () => {
  let script: string
  const children = new Set<ChildProcess>()

  beforeAll(async () => {
    // Below node_modules, so that what the script imports is found.
    const built = await mkdtemp(join(project, 'node_modules', '.farscope-test-'))
    await build({
      configFile: false,
      logLevel: 'silent',
      resolve: { alias: { '@contract': join(project, 'src/contract'), '@domain': join(project, 'src/domain') } },
      build: {
        ssr: join(import.meta.dirname, 'engine-process.ts'),
        outDir: built,
        target: 'node20.19',
        rolldownOptions: { output: { entryFileNames: 'engine-process.mjs' } }
      }
    })
    script = join(built, 'engine-process.mjs')
  }, 60_000)
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL')
    children.clear()
  })
  afterAll(() => rm(dirname(script), { recursive: true, force: true, maxRetries: 5 }))

  interface Said {
    owned: boolean
    pid: number
    enginePid: number
  }
  async function start(): Promise<{ child: ChildProcess; said: Said }> {
    const child = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
    children.add(child)
    const [line] = await within(30_000, 'a process', once(createInterface({ input: child.stdout }), 'line'))
    const said: Said = JSON.parse(String(line))
    return { child, said }
  }

  it('that race for one folder end up with exactly one engine', async () => {
    const started = await Promise.all(Array.from({ length: 5 }, start))
    const owners = started.filter(({ said }) => said.owned)
    expect(owners).toHaveLength(1)
    for (const { said } of started) expect(said.enginePid).toBe(owners[0]?.said.pid)
  })

  it('leave nothing behind when they are killed', async () => {
    const { child, said } = await start()
    expect(said.owned).toBe(true)
    const attached = await openEngine(testPlatform(folder))
    if (attached.owned) throw new Error('The engine of the process was not found.')
    child.kill('SIGKILL')
    await within(limit, 'the news of its death', attached.closed)
    const next = await openEngine(testPlatform(folder))
    expect(next.owned).toBe(true)
    expect((await next.client.app.info()).pid).toBe(process.pid)
    await next.close()
  })
})

describe('windowConnector', () => {
  function windowOf(connect: ReturnType<typeof windowConnector>): { client: FarscopeClient; port: NodeMessagePort } {
    const { port1, port2 } = new MessageChannel()
    connect({
      send: data => port1.postMessage(data),
      close: () => port1.close(),
      addEventListener: (type, listener) => {
        if (type === 'message') port1.on('message', (data: WireMessage) => listener({ data }))
        if (type === 'close') port1.on('close', () => listener({ data: '' }))
      }
    })
    const link = new RPCLink({ port: port2 })
    port2.start()
    return { client: createORPCClient(link), port: port2 }
  }

  it('links a window straight to the engine of its own process', async () => {
    const opened = await openEngine(testPlatform(folder))
    const { client, port } = windowOf(windowConnector(opened, join(folder, 'data')))
    expect((await client.app.info()).pid).toBe(process.pid)
    port.close()
    await opened.close()
  })

  it('hands messages on to the engine of another process, until either side ends', async () => {
    const engine = await openEngine(testPlatform(folder))
    const door = await openEngine(testPlatform(folder))
    const connect = windowConnector(door, join(folder, 'data'))
    const [left, stays] = [windowOf(connect), windowOf(connect)]
    expect((await left.client.app.status()).engine.clients).toBe(3)
    left.port.close()
    await expect.poll(async () => (await stays.client.app.status()).engine.clients).toBe(2)
    const closed = once(stays.port, 'close')
    await engine.close()
    await within(limit, 'the end of the window', closed)
    await door.close()
  })
})
