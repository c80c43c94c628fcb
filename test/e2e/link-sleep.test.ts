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
/** After a long silence the next try by itself may be a minute away; after a short one it is seconds. */
const healedWithinMs = soak ? 75_000 : 15_000

let web: Server
let rig: FaultRig
let engine: ChildProcess
let page = ''

beforeAll(async () => {
  web = createServer((_, response) => response.end('from behind'))
  await new Promise<void>(resolve => web.listen(0, '127.0.0.1', resolve))
})
afterAll(() => void web.close())

beforeEach(async () => {
  rig = await createFaultRig('shellsftp', 50 * mebibyte)
  engine = await rig.serve()
  // A TCP server's address is an AddressInfo.
  const { port } = web.address() as AddressInfo
  const forward = rig.start(['--json', 'forward', 'lab', '-L', `0:127.0.0.1:${port}`])
  if (!forward.stdout) throw new Error('no standard output')
  const [line] = await once(createInterface({ input: forward.stdout }), 'line')
  page = `http://127.0.0.1:${JSON.parse(line).listening.port}/`
  expect(await comesThrough()).toBe(true)
})
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
  it('has its link and its tunnel back at once when the link died meanwhile', async () => {
    engine.kill('SIGSTOP')
    rig.link.cut()
    await sleep(sleepMs)
    engine.kill('SIGCONT')
    console.info(`tunnel back ${await backAfter(10_000)} ms after waking`)
    expect(await lab()).toMatchObject({ state: 'connected', logins: 2, error: null })
  })

  it('finds out within seconds that its link is a black hole', async () => {
    engine.kill('SIGSTOP')
    rig.link.freeze()
    await sleep(sleepMs)
    engine.kill('SIGCONT')
    expect(await until(9000, async () => (await lab())?.state !== 'connected')).toBe(true)
    rig.link.thaw()
    console.info(`tunnel back ${await backAfter(15_000)} ms after healing`)
    expect(await lab()).toMatchObject({ state: 'connected', logins: 2 })
  })

  it('goes on with a link that lived through it', async () => {
    engine.kill('SIGSTOP')
    await sleep(sleepMs)
    engine.kill('SIGCONT')
    expect(await backAfter(10_000)).toBeLessThan(5000)
    await sleep(7000)
    expect(await lab()).toMatchObject({ state: 'connected', logins: 1, lastError: null })
  })
})

describeFacility('a link that is a black hole', 'ssh', () => {
  it('is shown as lost within 15 s, tried on, and back by itself once it is healed', async () => {
    const start = performance.now()
    rig.link.freeze()
    expect(await until(16_000, async () => (await lab())?.state !== 'connected')).toBe(true)
    const noticedMs = Math.round(performance.now() - start)
    expect(noticedMs).toBeLessThan(16_000)
    await sleep(holeMs)
    rig.link.thaw()
    console.info(`lost after ${noticedMs} ms; tunnel back ${await backAfter(healedWithinMs)} ms after healing`)
    expect(await lab()).toMatchObject({ state: 'connected', needsPerson: false, retry: null })
  })
})
