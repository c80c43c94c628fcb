import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../../src/main/platform'
import { type Holder, holders, type LinkFollower } from '../../../src/main/site-access'
import { createLinkKeeper, type LinkKeeper } from '../../../src/main/ssh/link-keeper'
import type { HostTarget } from '../../../src/main/ssh/types'
import { type Client, createClient, type FakeServer, startFakeServer, startMuteServer } from './fake-server'
import { createHandTime, type HandTime } from './hand-time'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const site = 'fake'
const choice = { host: 'main' } as const

interface Held {
  readonly server: FakeServer
  readonly client: Client
  readonly keeper: LinkKeeper
  readonly target: HostTarget
  /** What followers were told, in order. */
  readonly told: string[]
  /** Of the tries and of the looks at the network. */
  readonly time: HandTime
  /** Tries that the keeper made. */
  tries(): number
  /** Another network from now on. */
  moveNetwork(): void
  follow(name: string, holder: Holder, onBack?: LinkFollower['onBack']): () => void
  /** Every socket of the server ends. */
  cut(): void
}

interface Server {
  readonly answers?: string[][]
  /** Asks for a code at each login; otherwise lets everybody in, or nobody from the moment it says so. */
  readonly code?: boolean
  refuses?: boolean
}

async function held(how: Server = {}, chance = 0): Promise<Held> {
  const server = await startFakeServer({
    authenticate: request => {
      if (how.refuses) request.reject(['publickey'])
      else if (!how.code) request.accept()
      else if (request.method !== 'keyboard-interactive') request.reject(['keyboard-interactive'])
      else
        request.prompt([{ prompt: 'Code:', echo: false }], answers =>
          answers[0] === '123456' ? request.accept() : request.reject(['keyboard-interactive'])
        )
    }
  })
  const client = await createClient(how.answers)
  const target = client.target(server.port)
  let network = 'home'
  let tries = 0
  const time = createHandTime()
  const keeper = createLinkKeeper({
    connections: client.connections,
    resolve: async () => {
      tries++
      return target
    },
    ...{ clock: time.clock, timers: time.timers, log: silentLog, random: () => chance, network: () => network }
  })
  open.push(server, client, keeper)
  const told: string[] = []
  return {
    ...{ server, client, keeper, target, told, time, tries: () => tries },
    moveNetwork: () => {
      network = 'train'
    },
    follow: (name, holder, onBack) =>
      keeper.hold(site, choice, holder, {
        onLost: () => void told.push(`${name} lost`),
        onBack: async connection => {
          told.push(connection.connected ? `${name} back` : `${name} back on a dead link`)
          await onBack?.(connection)
        }
      }),
    cut: () => {
      for (const socket of server.sockets) socket.destroy()
    }
  }
}

const stateOf = ({ client }: Held) => client.connections.list()[0]?.state
const retryOf = ({ keeper }: Held) => keeper.retryOf({ site, hostName: 'main' })
const limit = { timeout: 30_000 }
/** Longer than any wait for a try. Milliseconds. */
const hour = 3_600_000

describe('A link that somebody holds', () => {
  it('comes back by itself, and tells tunnels, terminals, transfers and monitors in this order', async () => {
    const one = await held()
    await one.client.connections.acquire(one.target)
    for (const holder of [...holders].reverse()) one.follow(holder, holder, () => sleep(20))
    one.cut()
    await expect.poll(() => one.told.filter(line => line.endsWith('lost')), limit).toHaveLength(4)
    expect(retryOf(one)).toMatchObject({ attempt: 1 })
    expect(one.tries()).toBe(0)
    one.time.pass(1000)
    await expect.poll(() => one.told, limit).toHaveLength(8)
    expect(one.told.slice(0, 4)).toEqual(holders.map(holder => `${holder} lost`))
    expect(one.told.slice(4)).toEqual(holders.map(holder => `${holder} back`))
    expect(one.client.connections.list()).toMatchObject([
      { state: 'connected', logins: 2, error: null, lastError: { failure: { code: 'unreachable' } } }
    ])
    expect(retryOf(one)).toBeNull()
  })

  it('waits for the tunnels before the terminals are told', async () => {
    const one = await held()
    await one.client.connections.acquire(one.target)
    let goOn = (): void => undefined
    one.follow('terminals', 'terminals')
    one.follow('tunnels', 'tunnels', () => new Promise<void>(resolve => (goOn = resolve)))
    one.cut()
    await expect.poll(() => retryOf(one), limit).not.toBeNull()
    one.time.pass(1000)
    await expect.poll(() => one.told.includes('tunnels back'), limit).toBe(true)
    await sleep(100)
    expect(one.told).not.toContain('terminals back')
    goOn()
    await expect.poll(() => one.told.includes('terminals back'), limit).toBe(true)
  })

  it('is not dialled by being held, and the link that stood first is no news', async () => {
    const one = await held()
    one.follow('early', 'terminals')
    one.time.pass(hour)
    expect([one.tries(), one.server.sockets.size]).toEqual([0, 0])
    await one.client.connections.acquire(one.target)
    await sleep(50)
    expect(one.told).toEqual([])
  })

  it('is left alone when nobody holds it any more', async () => {
    const one = await held()
    await one.client.connections.acquire(one.target)
    const release = one.follow('shell', 'terminals')
    one.cut()
    await expect.poll(() => retryOf(one), limit).not.toBeNull()
    release()
    one.time.pass(hour)
    expect([one.tries(), stateOf(one)]).toEqual([0, 'lost'])
  })

  it('is left alone when it was closed on purpose, and is back for all when somebody connects it', async () => {
    const one = await held()
    await one.client.connections.acquire(one.target)
    one.follow('shell', 'terminals')
    one.client.connections.close(one.target)
    await expect.poll(() => one.server.sockets.size, limit).toBe(0)
    one.time.pass(hour)
    expect(one.told).toEqual(['shell lost'])
    expect(one.tries()).toBe(0)
    await one.client.connections.acquire(one.target)
    await expect.poll(() => one.told).toEqual(['shell lost', 'shell back'])
  })

  it('asks one person once, however many hold it, and never by itself', async () => {
    const one = await held({ code: true, answers: [['123456'], ['123456']] })
    await one.client.connections.acquire(one.target)
    expect(one.client.asked).toHaveLength(1)
    for (const name of ['tunnel', 'shell one', 'shell two', 'copy', 'jobs'])
      one.follow(name, name === 'tunnel' ? 'tunnels' : 'terminals')
    const attempts = one.server.attempts.length
    one.cut()
    await expect.poll(() => stateOf(one), limit).toBe('lost')
    one.moveNetwork()
    one.keeper.retryNow()
    const automatic = one.client.connections.acquire(one.target, { automatic: true })
    await expect(automatic).rejects.toMatchObject({ code: 'answer-needed' })
    one.time.pass(hour)
    expect(one.tries()).toBe(0)
    expect(one.server.attempts).toHaveLength(attempts)
    expect(one.client.connections.list()).toMatchObject([{ state: 'lost', needsPerson: true }])
    expect(retryOf(one)).toBeNull()
    await Promise.all([1, 2, 3, 4, 5].map(() => one.client.connections.acquire(one.target)))
    await expect.poll(() => one.told.filter(line => line.endsWith('back')), limit).toHaveLength(5)
    expect(one.client.asked).toHaveLength(2)
  })

  it('is not tried again after a login was refused', async () => {
    const how: Server = {}
    const one = await held(how)
    await one.client.connections.acquire(one.target)
    one.follow('shell', 'terminals')
    how.refuses = true
    one.cut()
    await expect.poll(() => retryOf(one), limit).not.toBeNull()
    one.time.pass(1000)
    await expect.poll(() => stateOf(one), limit).toBe('failed')
    const attempts = one.server.attempts.length
    one.keeper.retryNow()
    one.time.pass(hour)
    expect(one.tries()).toBe(1)
    expect(one.server.attempts).toHaveLength(attempts)
    expect(one.client.connections.list()).toMatchObject([{ state: 'failed', needsPerson: true }])
    how.refuses = false
    await one.client.connections.acquire(one.target)
    await expect.poll(() => one.told.at(-1)).toBe('shell back')
  })

  it('is not tried again when somebody says so, until it is asked for', async () => {
    const one = await held({}, 1)
    await one.client.connections.acquire(one.target)
    one.follow('shell', 'terminals')
    one.cut()
    await expect.poll(() => retryOf(one), limit).not.toBeNull()
    one.keeper.stopRetrying({ site, hostName: 'main' })
    expect(retryOf(one)).toBeNull()
    one.time.pass(hour)
    expect(one.tries()).toBe(0)
    const automatic = one.client.connections.acquire(one.target, { automatic: true })
    await expect(automatic).rejects.toMatchObject({ code: 'answer-needed' })
    await one.client.connections.acquire(one.target)
    one.cut()
    // What was tried before counts no more, so the wait is the shortest.
    await expect.poll(() => retryOf(one)?.attempt, limit).toBe(1)
    one.time.pass(1000)
    await expect.poll(() => one.told.filter(line => line === 'shell back'), limit).toHaveLength(2)
  })

  it('is tried at once on another network, although its turn is far away', async () => {
    const one = await held({}, 1)
    const { port } = one.server
    await one.client.connections.acquire(one.target)
    one.follow('shell', 'terminals')
    await one.server.close()
    for (const [attempt, waitMs] of [1000, 2000, 4000, 8000].entries()) {
      await expect.poll(() => retryOf(one)?.attempt, limit).toBe(attempt + 1)
      if (attempt < 3) one.time.pass(waitMs)
    }
    const again = await startFakeServer({}, port)
    open.push(again)
    one.moveNetwork()
    // Less than half of its turn's time.
    one.time.pass(3000)
    await expect.poll(() => one.told.at(-1), limit).toBe('shell back')
    expect(one.tries()).toBe(4)
  })

  it('rests while the computer sleeps, and is back when waking has ended', async () => {
    const one = await held()
    await one.client.connections.acquire(one.target)
    one.follow('shell', 'terminals', () => sleep(50))
    one.keeper.sleep()
    one.cut()
    await expect.poll(() => stateOf(one), limit).toBe('lost')
    one.time.pass(hour)
    expect([one.tries(), one.server.sockets.size]).toEqual([0, 0])
    await one.keeper.wake(10_000)
    expect(one.told).toEqual(['shell lost', 'shell back'])
  })

  it('that could not be dialled before the computer fell asleep in the middle of a try is dialled on waking', async () => {
    const one = await held()
    const { port } = one.server
    await one.client.connections.acquire(one.target)
    one.follow('shell', 'terminals')
    await one.server.close()
    await expect.poll(() => retryOf(one)?.attempt, limit).toBe(1)
    one.time.pass(1000)
    await expect.poll(() => retryOf(one)?.attempt, limit).toBe(2)
    expect(stateOf(one)).toBe('failed')
    const mute = await startMuteServer(port)
    one.time.pass(1000)
    await expect.poll(() => mute.sockets.size, limit).toBe(1)
    one.keeper.sleep()
    await mute.close()
    open.push(await startFakeServer({}, port))
    await one.keeper.wake(10_000)
    expect(one.told).toEqual(['shell lost', 'shell back'])
  })

  it('is dialled no more when the engine ends', async () => {
    const one = await held({}, 1)
    await one.client.connections.acquire(one.target)
    one.follow('shell', 'terminals')
    one.cut()
    await expect.poll(() => retryOf(one), limit).not.toBeNull()
    one.keeper.close()
    one.time.pass(hour)
    expect([one.tries(), one.server.sockets.size]).toEqual([0, 0])
  })
})
