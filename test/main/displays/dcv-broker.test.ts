/** Sessions of a broker through the whole engine, over the links of the demo facility. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DcvBroker } from '@contract/sites'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DemoFacility } from '../../../src/demo/demo-facility'
import type { DisplayServer } from '../../../src/demo/displays/display-server'
import type { FarscopeClient } from '../../../src/main/client-type'
import { type Answer, type BrokerPlace, type BrokerRig, right, startBrokerPlace, startBrokerRig } from './broker-rig'
import { everyChild, everyFile, formsOf } from './canary'
import { last, limit } from './display-rig'
import type { FakeBroker } from './fake-broker'

let here: BrokerPlace
let facility: DemoFacility
let server: DisplayServer
let rig: BrokerRig | undefined
let broker: FakeBroker

beforeAll(async () => {
  here = await startBrokerPlace()
  facility = here.facility
  server = here.server
})
afterAll(async () => here.close())
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

async function start(answer?: Answer, changes?: Partial<DcvBroker>): Promise<BrokerRig> {
  rig = await startBrokerRig(here, answer, changes)
  broker = rig.broker
  return rig
}

const place = (id: string) => ({ kind: 'dcv', site: 'em', host: 'main', id }) as const
const list = (client: FarscopeClient) => client.displays.list({ site: 'em', kinds: ['dcv'] }, { signal: limit() })
const count = (call: string): number => broker.calls.filter(one => one.call === call).length

async function eventually<T>(read: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await read()
    } catch (error) {
      if (tries > 100) throw error
      await sleep(50)
    }
  }
}

describe('A broker of DCV Session Manager', () => {
  it('lists the sessions of this account over all pages, beside those of the host itself', async () => {
    const { client, asked } = await start(right)
    for (const Id of ['a', 'b', 'c', 'd', 'e']) broker.add({ Id, Owner: facility.user, Name: `of ${Id}` })
    broker.add({ Id: 'foreign', Owner: 'somebody-else' })
    broker.add({ Id: 'gone', Owner: facility.user, State: 'DELETED' })
    broker.add({ Id: 'waits', Owner: facility.user, State: 'CREATING', Substate: 'SESSION_PLACING', Server: {} })
    const { displays, problems } = await list(client)
    expect(problems).toEqual([])
    expect(displays.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c', 'd', 'demo-desktop', 'e', 'krios2', 'waits'])
    expect(displays.find(({ id }) => id === 'c')).toMatchObject({
      ...{ kind: 'dcv', host: 'main', name: 'of c', owner: facility.user, type: 'virtual', state: 'ready', clients: 0 },
      ...{ listens: { host: '127.0.0.1', port: server.port }, cannot: { people: expect.any(String) } }
    })
    expect(displays.find(({ id }) => id === 'waits')).toMatchObject({
      ...{ state: 'starting', message: 'It waits for a free DCV server.', listens: null }
    })
    // Not even by its id.
    const opening = client.displays.open({ ...place('foreign'), way: 'web', print: true }, { signal: limit() })
    await expect(opening.then(last)).rejects.toMatchObject({ data: { code: 'not-found' } })
    // One token for all the pages, and one question.
    expect(count('POST /oauth2/token')).toBe(1)
    expect(asked).toMatchObject([{ kind: 'credentials', user: broker.clientId, fields: [{ secret: true }] }])
  })

  it('makes a session and waits until it is ready; it is shared, seen and ended', async () => {
    const { client } = await start(right)
    broker.settings.looks = 2
    const making = await client.displays.create(
      { kind: 'dcv', site: 'em', name: 'relion', gl: true },
      { signal: limit() }
    )
    const { display, steps } = await last(making)
    expect(steps).toContain('It waits for a free DCV server.')
    expect(display).toMatchObject({ name: 'relion', state: 'ready', owner: facility.user })
    expect(broker.calls.find(({ call }) => call === 'POST /createSessions')?.body).toEqual([
      { Name: 'relion', Owner: facility.user, Type: 'VIRTUAL', EnqueueRequest: true, DcvGlEnabled: true }
    ])
    const one = place(display?.id ?? '')
    await client.displays.share({ ...one, people: [{ user: 'bob', right: 'view' }] }, { signal: limit() })
    const shared = JSON.stringify(broker.calls.at(-1)?.body)
    const file = /"PermissionsFile":"([^"]+)"/.exec(shared)?.[1] ?? ''
    expect(Buffer.from(file, 'base64').toString()).toContain('bob allow display')
    for (const old of [false, true]) {
      broker.settings.oldPictures = old
      const picture = await client.displays.thumbnail({ ...one, width: 320 }, { signal: limit() })
      expect(Buffer.from(picture.base64, 'base64').subarray(1, 4).toString()).toBe('PNG')
    }
    await expect(client.displays.people(one, { signal: limit() })).rejects.toMatchObject({
      data: { code: 'unsupported' }
    })
    await client.displays.close(one, { signal: limit() })
    expect((await list(client)).displays.map(({ id }) => id)).not.toContain(one.id)
  })

  it('says why it made none, and refuses what it does not take', async () => {
    const { client } = await start(right)
    broker.settings.refuse = 'No available DCV server matches the requirements'
    const make = async (wish: object) =>
      last(await client.displays.create({ kind: 'dcv', site: 'em', ...wish }, { signal: limit() }))
    await expect(make({})).rejects.toMatchObject({
      data: { code: 'capacity', message: expect.stringContaining('No available DCV server') }
    })
    await expect(make({ by: 'broker', size: '800x600' })).rejects.toMatchObject({ data: { code: 'usage' } })
    // A command is the host's own, so the host is asked, and says what it does not take.
    await expect(make({ command: 'xterm', type: 'console' })).rejects.toMatchObject({
      data: { message: 'DCV does not take a command for a console session.' }
    })
  })

  it('gives a token at the click, for its page on the server that it names', async () => {
    const { client, pages } = await start(right)
    broker.add({ Id: 'a b/c', Owner: facility.user, Name: 'Desktop' })
    const opening = await client.displays.open({ ...place('a b/c'), way: 'web' }, { signal: limit() })
    const { launch } = await last(opening)
    expect(broker.given).toHaveLength(1)
    const first = await fetch(pages[0] ?? '', { redirect: 'manual' })
    const location = first.headers.get('location') ?? ''
    expect(location).toBe(`/?authToken=${broker.given[1]}#a%20b%2Fc`)
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
    const page = await fetch(`http://127.0.0.1:${launch?.port}${location}`, { headers: { cookie } })
    expect([page.status, (await page.text()).includes('a b/c')]).toEqual([200, true])
  })

  it('is asked with a new token when the old one is taken no more, and before it ends', async () => {
    const { client, later } = await start(right)
    await list(client)
    broker.expire()
    expect((await list(client)).problems).toEqual([])
    expect(count('POST /oauth2/token')).toBe(2)
    // A token of an hour.
    later(58 * 60_000)
    await list(client)
    expect(count('POST /oauth2/token')).toBe(2)
    later(60_000)
    await list(client)
    expect(count('POST /oauth2/token')).toBe(3)
  })

  it('that is not there hides no session of the host, and is a problem of the list', async () => {
    const { client } = await start(right, { url: 'https://127.0.0.1:1', reach: 'link' })
    const { displays, problems } = await list(client)
    expect(displays.map(({ id }) => id)).toContain('demo-desktop')
    expect(problems).toMatchObject([{ kind: 'dcv', host: 'main', error: { code: 'refused' } }])
    // What the host itself has is opened all the same.
    const opening = await client.displays.open({ ...place('demo-desktop'), way: 'web' }, { signal: limit() })
    expect((await last(opening)).launch).toMatchObject({ sessionId: 'demo-desktop' })
  })

  it('passes every step of the preflight, and each step says what is wrong with it', async () => {
    const { client } = await start(right)
    broker.add({ Id: 'a', Owner: facility.user })
    const check = async (id: string) => {
      const seen: Record<string, string> = {}
      const steps = await client.displays.check({ kind: 'dcv', site: 'em', id }, { signal: limit() })
      for await (const { step, state } of steps) seen[step] = state
      return seen
    }
    const good = { tls: 'pass', certificate: 'pass', server: 'pass', session: 'pass', udp: 'skipped', client: 'pass' }
    expect(await check('a')).toMatchObject(good)
    expect(await check('none-of-these')).toMatchObject({ session: 'fail' })
  })
})

describe('The password of the client of a broker', () => {
  it('is asked again once it was wrong, and is kept only when it was right and that was wished', async () => {
    let secret = 'wrong'
    const { client, secrets, asked } = await start(() => ({ secret, remember: true }))
    const key = `dcv-broker:${broker.clientId}@${broker.url}`
    expect((await list(client)).problems).toMatchObject([{ error: { code: 'auth-failed' } }])
    expect(await secrets.get(key)).toBeNull()
    secret = broker.secret
    expect((await list(client)).problems).toEqual([])
    expect(await secrets.get(key)).toBe(broker.secret)
    expect(asked).toHaveLength(2)
  })

  it('is forgotten when the broker does not take it any more, and a poll asks nobody for it', async () => {
    const { client, secrets, asked } = await start(right)
    const key = `dcv-broker:${broker.clientId}@${broker.url}`
    await secrets.set(key, 'of last year')
    for await (const { problems } of await client.displays.watch({ site: 'em' }, { signal: limit() })) {
      expect(problems).toMatchObject([{ error: { code: 'auth-failed' } }])
      break
    }
    expect(await secrets.get(key)).toBeNull()
    expect(asked).toEqual([])
    expect((await list(client)).problems).toEqual([])
    expect(asked).toHaveLength(1)
  })

  it('is proved before it is kept, where it is entered in the settings', async () => {
    const { client, secrets } = await start()
    const key = `dcv-broker:${broker.clientId}@${broker.url}`
    await expect(
      client.displays.brokerLogin({ site: 'em', secret: 'wrong' }, { signal: limit() })
    ).rejects.toMatchObject({ data: { code: 'auth-failed' } })
    expect(await secrets.get(key)).toBeNull()
    await client.displays.brokerLogin({ site: 'em', secret: broker.secret }, { signal: limit() })
    expect(await secrets.get(key)).toBe(broker.secret)
    // Nobody is there, and nobody is needed.
    expect((await list(client)).problems).toEqual([])
  })

  it('is never sent to a broker with another certificate than the one that the site names', async () => {
    const { client } = await start(right, { fingerprint: '0'.repeat(64) })
    expect((await list(client)).problems).toMatchObject([
      { error: { code: 'mismatch', message: expect.stringContaining("the site's settings name") } }
    ])
    expect(broker.calls).toEqual([])
  })

  it('is not sent to a broker whose certificate nobody vouches for, and what it showed is told', async () => {
    const { client } = await start(right)
    const { demo: _demo, displays: _displays, ...site } = await client.sites.show({ name: 'em' })
    const dcvBroker = { url: broker.url, clientId: broker.clientId }
    await client.sites.save({ site: { ...site, displays: { dcvBroker } }, replace: true })
    const { problems } = await list(client)
    expect(problems).toMatchObject([
      { error: { code: 'mismatch', hint: expect.stringContaining(`whether ${broker.fingerprint} is`) } }
    ])
    expect(broker.calls).toEqual([])
  })
})

describe('A session of a broker in the native client', () => {
  it('is let in with a token, and no secret is in a file, a log, an argument or an environment', async () => {
    const { client, seen, data, pages } = await start(right)
    broker.add({ Id: 'desk', Owner: facility.user })
    await list(client)
    broker.expire()
    await last(await client.displays.open({ ...place('desk'), way: 'web' }, { signal: limit() }))
    await fetch(pages[0] ?? '', { redirect: 'manual' })
    await last(await client.displays.open({ ...place('desk'), way: 'native' }, { signal: limit() }))
    const file = await eventually(() => readFile(seen, 'utf8'))
    const token = /authtoken=([\w-]{40})\n/.exec(file)?.[1] ?? ''
    expect(broker.given).toContain(token)
    // Two of access, one for each opening.
    expect(broker.given).toHaveLength(4)
    const basic = Buffer.from(`${broker.clientId}:${broker.secret}`).toString('base64')
    const forms = [broker.secret, basic, ...broker.given, new URL(pages[0] ?? '').pathname.slice(1)].flatMap(formsOf)
    const processes = await everyChild()
    expect(processes.includes('dcvviewer')).toBe(true)
    const connections = join(data, 'displays')
    expect((await everyFile(connections)).includes(token)).toBe(true)
    const kept = (await everyFile(data, connections)) + (await everyFile(here.folder))
    expect(kept.includes(broker.clientId)).toBe(true)
    expect(forms.filter(form => processes.includes(form))).toEqual([])
    expect(forms.filter(form => kept.includes(form))).toEqual([])
    await rig?.end()
    const after = await everyFile(data)
    expect(forms.filter(form => after.includes(form))).toEqual([])
  })

  it('is not opened where its server shows another certificate than the site names', async () => {
    const { client, seen } = await start(right, { serverFingerprints: ['f'.repeat(64)] })
    broker.add({ Id: 'desk', Owner: facility.user })
    for (const way of ['native', 'web'] as const) {
      const opening = client.displays.open({ ...place('desk'), way }, { signal: limit() }).then(last)
      await expect(opening).rejects.toMatchObject({ data: { code: 'mismatch' } })
    }
    // Its token was not even fetched.
    expect(broker.given).toHaveLength(1)
    await expect(readFile(seen)).rejects.toThrow()
  })
})
