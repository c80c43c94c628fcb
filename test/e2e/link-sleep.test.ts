/** A laptop that sleeps, and a way that is dead for a while: the engine's links and what goes through them. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Status } from '@contract/app'
import type { ConnectionView } from '@contract/sites'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { createFaultRig, type FaultRig, mebibyte, soak, until } from './fault-rig'

/** More than ten seconds, from which on the engine knows that it slept. */
const sleepMs = soak ? 5 * 60_000 : 13_000
const holeMs = soak ? 10 * 60_000 : 8000
/** After a long silence the next try by itself may be a minute away. The machine may be busy: how long it took is told. */
const healedWithinMs = soak ? 120_000 : 60_000

let web: Server
let rig: FaultRig
let engine: ChildProcess
let page = ''

beforeAll(async () => {
  web = createServer((_, response) => response.end('from behind'))
  await new Promise<void>(resolve => web.listen(0, '127.0.0.1', resolve))
})
afterAll(() => void web.close())

/** A link that brings nothing for twice the keep-alive is lost: what shall not wait for that has a long one. */
async function begin(keepAliveSeconds: number): Promise<void> {
  rig = await createFaultRig('facility', 50 * mebibyte, keepAliveSeconds)
  engine = await rig.serve()
  // A TCP server's address is an AddressInfo.
  const { port } = web.address() as AddressInfo
  const forward = rig.start(['--json', 'forward', 'lab', '-L', `0:127.0.0.1:${port}`])
  if (!forward.stdout) throw new Error('no standard output')
  const [line] = await once(createInterface({ input: forward.stdout }), 'line')
  page = `http://127.0.0.1:${JSON.parse(line).listening.port}/`
  expect(await until(60_000, comesThrough)).toBe(true)
}
afterEach(() => rig.end())

async function comesThrough(): Promise<boolean> {
  try {
    return (await (await fetch(page, { signal: AbortSignal.timeout(2000) })).text()) === 'from behind'
  } catch {
    return false
  }
}

async function lab(): Promise<ConnectionView | undefined> {
  // The command prints what the contract says.
  return ((await rig.json(['status'])) as Status).connections[0]
}

/** Milliseconds until the tunnel carries again. */
async function backAfter(limitMs: number): Promise<number> {
  const start = performance.now()
  expect(await until(limitMs, comesThrough)).toBe(true)
  return Math.round(performance.now() - start)
}

describeFacility('an engine that was stopped', 'ssh', () => {
  beforeEach(() => begin(60))

  it('has its link and its tunnel back at once when the link died meanwhile', async () => {
    engine.kill('SIGSTOP')
    rig.link.cut()
    await sleep(sleepMs)
    engine.kill('SIGCONT')
    console.info(`tunnel back ${await backAfter(60_000)} ms after waking`)
    expect(await lab()).toMatchObject({ state: 'connected', logins: 2, error: null })
  })

  it('finds out long before the keep-alive that its link is a black hole', async () => {
    engine.kill('SIGSTOP')
    rig.link.freeze()
    await sleep(sleepMs)
    engine.kill('SIGCONT')
    expect(await until(60_000, async () => (await lab())?.state !== 'connected')).toBe(true)
    rig.link.thaw()
    console.info(`tunnel back ${await backAfter(healedWithinMs)} ms after healing`)
    expect(await lab()).toMatchObject({ state: 'connected', logins: 2 })
  })

  it('goes on with a link that lived through it', async () => {
    engine.kill('SIGSTOP')
    await sleep(sleepMs)
    engine.kill('SIGCONT')
    console.info(`tunnel back ${await backAfter(60_000)} ms after waking`)
    await sleep(7000)
    expect(await lab()).toMatchObject({ state: 'connected', logins: 1, lastError: null })
  })
})

describeFacility('a link that is a black hole', 'ssh', () => {
  beforeEach(() => begin(5))

  it('is shown as lost, tried on, and back by itself once it is healed', async () => {
    const start = performance.now()
    rig.link.freeze()
    expect(await until(60_000, async () => (await lab())?.state !== 'connected')).toBe(true)
    const noticedMs = Math.round(performance.now() - start)
    await sleep(holeMs)
    rig.link.thaw()
    console.info(`lost after ${noticedMs} ms; tunnel back ${await backAfter(healedWithinMs)} ms after healing`)
    expect(await lab()).toMatchObject({ state: 'connected', needsPerson: false, retry: null })
  })
})
