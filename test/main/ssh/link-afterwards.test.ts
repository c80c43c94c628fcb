/** What links do by themselves after a sleep in the middle of a try, and after a server that ends the login. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import ssh2 from 'ssh2'
import { afterEach, expect, it } from 'vitest'
import { silentLog, systemClock } from '../../../src/main/platform'
import { createConnections } from '../../../src/main/ssh/connections'
import { createLinkKeeper, type LinkKeeper } from '../../../src/main/ssh/link-keeper'
import type { HostTarget } from '../../../src/main/ssh/types'
import { type Client, createClient, startFakeServer } from './fake-server'
import { createHandTime, type HandTime } from './hand-time'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

const user = { site: 'fake', hostName: 'main' }
const limit = { timeout: 30_000 }

interface Kept {
  readonly keeper: LinkKeeper
  readonly time: HandTime
  /** Number of the try that is due; null: none is. */
  due(): number | null
  /** Tries that were made. */
  tries(): number
}

function keeperOf({ connections }: Client, target: HostTarget, told: string[]): Kept {
  let tries = 0
  const time = createHandTime()
  const resolve = async (): Promise<HostTarget> => {
    tries++
    return target
  }
  const keeper = createLinkKeeper({
    ...{ connections, resolve, clock: time.clock, timers: time.timers, log: silentLog, random: () => 0 },
    network: () => 'home'
  })
  open.push(() => keeper.close())
  keeper.hold(user.site, { host: user.hostName }, 'terminals', { onBack: () => void told.push('back') })
  return { keeper, time, due: () => keeper.retryOf(user)?.attempt ?? null, tries: () => tries }
}

/** Accepts and says nothing, until it is ended. */
async function mute(port: number): Promise<{ came(): number; end(): Promise<void> }> {
  const sockets: Socket[] = []
  const server = createServer(socket => void sockets.push(socket.resume()))
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  const end = (): Promise<void> =>
    new Promise(resolve => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  return { came: () => sockets.length, end }
}

it('A link whose second try was cut short by a sleep comes back after it', async () => {
  const server = await startFakeServer()
  const client = await createClient()
  open.push(() => client.close())
  const target = client.target(server.port)
  const told: string[] = []
  const { keeper, time, due } = keeperOf(client, target, told)
  await client.connections.acquire(target)
  await server.close()
  await expect.poll(due, limit).toBe(1)
  time.pass(1000)
  await expect.poll(due, limit).toBe(2)
  const silent = await mute(server.port)
  time.pass(1000)
  await expect.poll(silent.came, limit).toBe(1)
  keeper.sleep()
  await sleep(50)
  await silent.end()
  const again = await startFakeServer({}, server.port)
  open.push(() => again.close())
  await keeper.wake(5000)
  await expect.poll(() => told, limit).toEqual(['back'])
})

async function keyFiles(count: number): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'farscope-keys-'))
  open.push(() => rm(folder, { recursive: true }))
  return Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const path = join(folder, `key-${at}`)
      await writeFile(path, ssh2.utils.generateKeyPairSync('ed25519').private, { mode: 0o600 })
      return path
    })
  )
}

it.each(['end', 'destroy'] as const)(
  'A server that hangs up (%s) on a login after it refused a key is not tried again by itself',
  async how => {
    let refuses = false
    const server = await startFakeServer({
      authenticate: request => {
        if (!refuses) return request.accept()
        if (request.method === 'none' || server.attempts.length % 2 === 1) return request.reject(['publickey'])
        // As dropbear does after too many: no word why.
        for (const socket of server.sockets) how === 'end' ? socket.end() : socket.resetAndDestroy()
      }
    })
    open.push(() => server.close())
    const client = await createClient()
    open.push(() => client.close())
    const target = client.target(server.port, { identityFiles: await keyFiles(3), identitiesOnly: true })
    const { keeper, time, due, tries } = keeperOf(client, target, [])
    await client.connections.acquire(target)
    server.attempts.length = 0
    refuses = true
    for (const socket of server.sockets) socket.destroy()
    await expect.poll(due, limit).toBe(1)
    time.pass(1000)
    await expect.poll(() => client.connections.list()[0]?.state, limit).toBe('failed')
    const attempts = server.attempts.length
    keeper.retryNow()
    // Longer than any wait for a try.
    time.pass(3_600_000)
    expect(tries()).toBe(1)
    expect(server.attempts.length).toBe(attempts)
    expect(client.connections.list()).toMatchObject([{ state: 'failed', needsPerson: true }])
  }
)

it('Further connections to a server that refuses them are asked for once, not with every transfer', async () => {
  const server = await startFakeServer({
    authenticate: request =>
      request.method === 'password' ? request.accept() : request.reject(['publickey', 'password'])
  })
  open.push(() => server.close())
  const folder = await mkdtemp(join(tmpdir(), 'farscope-kept-'))
  open.push(() => rm(folder, { recursive: true }))
  // A password that is kept: the shared link needs nobody, and a further one has none to give.
  const connections = createConnections({
    prompt: async () => ({ kind: 'credentials', answers: ['secret'], remember: false, kept: true }),
    ...{ homeFolder: folder, environment: {}, clock: systemClock, log: silentLog },
    knownHosts: { own: join(folder, 'known_hosts'), defaults: [] }
  })
  open.push(() => connections.closeAll())
  const client = await createClient()
  open.push(() => client.close())
  const target = client.target(server.port, { identityFiles: await keyFiles(2), identitiesOnly: true })
  await connections.acquire(target)
  await expect(connections.further(target)).rejects.toMatchObject({ code: 'answer-needed' })
  const attempts = server.attempts.length
  await expect(connections.further(target)).rejects.toMatchObject({ code: 'answer-needed' })
  expect(server.attempts.length).toBe(attempts)
})
