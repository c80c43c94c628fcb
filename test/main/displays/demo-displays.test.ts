/** The demo facility's displays through the whole engine, with the client of DCV as a program of its own. */
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Launch } from '@contract/display'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DemoFacility } from '../../../src/demo/demo-facility'
import type { FarscopeClient } from '../../../src/main/client-type'
import { startBareFacility } from '../../demo/bare-facility'
import { everyChild, everyFile, formsOf } from './canary'
import { type DemoDisplaysRig, eventually, startDemoDisplaysRig } from './demo-displays-rig'
import { last, limit } from './display-rig'

let rig: DemoDisplaysRig | undefined
let facility: DemoFacility
let facilityFolder = ''
beforeAll(async () => {
  facilityFolder = await mkdtemp(join(tmpdir(), 'farscope-demo-'))
  facility = await startBareFacility(facilityFolder)
})
afterAll(async () => {
  await facility.close()
  await rm(facilityFolder, { recursive: true, force: true, maxRetries: 5 })
})
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

async function start(): Promise<DemoDisplaysRig> {
  rig = await startDemoDisplaysRig(facility)
  return rig
}

const desktop = { kind: 'dcv', site: 'demo', host: 'main', id: 'demo-desktop' } as const

async function open(client: FarscopeClient, way: 'native' | 'web'): Promise<Launch> {
  const { launch } = await last(await client.displays.open({ ...desktop, way }, { signal: limit() }))
  if (!launch) throw new Error('Nothing was launched.')
  return launch
}

describe('The displays of the demo facility', () => {
  it('are DCV and FastX, and a session is there from the start', async () => {
    const { client } = await start()
    const list = await client.displays.list({ site: 'demo' }, { signal: limit() })
    expect(list.problems).toEqual([])
    expect(list.kinds).toEqual(expect.arrayContaining(['dcv', 'fastx']))
    expect(list.displays).toContainEqual(expect.objectContaining({ id: 'demo-desktop', name: 'Desktop of the demo' }))
    const steps = []
    for await (const step of await client.displays.check({ ...desktop }, { signal: limit() })) steps.push(step)
    expect(steps.filter(({ state }) => state === 'fail')).toEqual([])
    expect(steps.at(-1)).toMatchObject({ step: 'client', state: 'pass', text: expect.stringContaining('2024.0') })
  })

  it('of FastX are checked, made, listed with those made elsewhere, and ended', async () => {
    const { client } = await start()
    const fastx = { kind: 'fastx', site: 'demo' } as const
    const failed = async () => {
      const steps = []
      for await (const step of await client.displays.check(fastx, { signal: limit() })) steps.push(step)
      return steps.filter(({ state }) => state === 'fail').map(({ step, text }) => `${step}: ${text}`)
    }
    expect(await failed()).toEqual([])
    const wish = { ...fastx, name: 'Grid 3', command: 'xterm' }
    const { display } = await last(await client.displays.create(wish, { signal: limit() }))
    expect(display?.cannot.close).toBeUndefined()
    expect(await failed()).toEqual([])
    const { displays } = await client.displays.list({ site: 'demo', kinds: ['fastx'] }, { signal: limit() })
    expect(displays).toMatchObject([{ id: display?.id, name: 'Grid 3', cannot: { share: expect.any(String) } }])
    await client.displays.close({ ...fastx, host: 'main', id: display?.id ?? '' }, { signal: limit() })
    const after = await client.displays.list({ site: 'demo', kinds: ['fastx'] }, { signal: limit() })
    expect(after.displays).toEqual([])
  })

  it('let the native client in through the tunnel with a token that is fresh', async () => {
    const { client, seen, data } = await start()
    const launch = await open(client, 'native')
    const file = await eventually(() => readFile(seen, 'utf8'))
    expect(file).toContain(`host=127.0.0.1\nport=${launch.port}\nsessionid=demo-desktop\n`)
    const token = /authtoken=([0-9a-f]{48})/.exec(file)?.[1] ?? ''
    expect(token).not.toBe('')
    await open(client, 'native')
    await eventually(async () => expect(await readFile(seen, 'utf8')).not.toContain(token))
    await rig?.end()
    expect((await everyFile(data)).includes(token)).toBe(false)
  })

  it('leave no token and no address that works in a file, a log, an argument or an environment', async () => {
    const { client, pages, data, seen } = await start()
    await open(client, 'web')
    const first = await fetch(pages[0] ?? '', { redirect: 'manual' })
    const webToken = /authToken=([0-9a-f]+)/.exec(first.headers.get('location') ?? '')?.[1] ?? ''
    const nonce = new URL(pages[0] ?? '').pathname.slice(1)
    await open(client, 'native')
    const file = await eventually(() => readFile(seen, 'utf8'))
    const nativeToken = /authtoken=([0-9a-f]+)/.exec(file)?.[1] ?? ''
    const secrets = [webToken, nonce, nativeToken]
    for (const secret of secrets) expect(secret.length).toBeGreaterThan(20)
    const processes = await everyChild()
    // As a word: a failure must not print what stands in the environments.
    expect(processes.includes('dcvviewer')).toBe(true)
    await client.displays.list({ site: 'demo' }, { signal: limit() })
    // The connection file is there until its client has had the time to read it; nothing else may hold the token.
    const connections = join(data, 'displays')
    expect((await everyFile(connections)).includes(nativeToken)).toBe(true)
    const kept = (await everyFile(data, connections)) + (await everyFile(facilityFolder))
    // What the demo's own server keeps of a token is its hash.
    expect(kept.includes(createHash('sha256').update(nativeToken).digest('hex'))).toBe(true)
    const forms = secrets.flatMap(formsOf)
    expect(forms.filter(form => processes.includes(form))).toEqual([])
    expect(forms.filter(form => kept.includes(form))).toEqual([])
    await rig?.end()
    const after = await everyFile(data)
    expect(forms.filter(form => after.includes(form))).toEqual([])
    expect(after.includes('farscope')).toBe(true)
  })
})
