/** Remote displays by the command, at the demo facility. */
import { readFile } from 'node:fs/promises'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRig, firstDocument, json, type Rig } from './command-rig'

let rig: Rig
beforeAll(async () => {
  rig = await createRig()
  await firstDocument(rig.start(['demo', '--json']))
})
afterAll(() => rig.end())

interface Made {
  id: string
  kind: string
}
interface Printed {
  kind: string
  way: string
  host: string
  port: number
  sessionId: string
  url?: string
  file?: string
}

/** The command prints what its schema says; its types are not looked at again. */
const listed = async (): Promise<Made[]> => (await rig.json(['display', 'list', 'demo', '--json'])) as Made[]

describe('displays by the command', () => {
  it('are made, listed and closed', async () => {
    const create = ['display', 'create', 'demo', '--kind', 'dcv', '--name', 'two words', '--size', '1280x720', '--json']
    const made = (await rig.json(create)) as Made
    expect(made).toMatchObject({ kind: 'dcv', name: 'two words', size: '1280x720', state: 'ready' })
    expect((await listed()).map(({ id }) => id)).toContain(made.id)
    const close = ['display', 'close', 'demo', made.id, '--kind', 'dcv', '--json']
    expect(await rig.failure(close)).toEqual([2, 'confirmation-required'])
    expect(await rig.json([...close, '--yes'])).toEqual({ closed: made.id })
    expect((await listed()).map(({ id }) => id)).not.toContain(made.id)
  })

  it('are printed without secrets, and the address works once', async () => {
    const open = ['display', 'open', 'demo', 'demo-desktop', '--kind', 'dcv', '--print', '--json']
    const web = (await rig.json([...open, '--way', 'web'])) as Printed
    expect(Object.keys(web)).toEqual(['kind', 'way', 'host', 'port', 'sessionId', 'right', 'url'])
    expect(web).toMatchObject({ host: '127.0.0.1', sessionId: 'demo-desktop' })
    const answer = await fetch(web.url ?? '', { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/#demo-desktop'])
    expect((await fetch(web.url ?? '', { redirect: 'manual' })).status).toBe(410)
    const native = (await rig.json([...open, '--way', 'native'])) as Printed
    const file = await readFile(native.file ?? '', 'utf8')
    expect(file).toContain(`port=${native.port}\nsessionid=demo-desktop\n`)
    expect(file).not.toMatch(/authtoken|password/)
  })

  it('are drawn by a browser whose page comes over the link', async () => {
    const open = ['display', 'open', 'demo', 'demo-desktop', '--kind', 'dcv', '--way', 'web', '--json']
    // Without a screen there is no window of ours, so the address is given; the demo holds the tunnel.
    const { url } = (await rig.json(open)) as Printed
    const browser = await chromium.launch({
      ...{ executablePath: '/usr/bin/chromium', timeout: 60_000 },
      args: ['--no-sandbox']
    })
    try {
      const page = await browser.newPage()
      page.setDefaultTimeout(60_000)
      await page.goto(url ?? '')
      await expect.poll(() => page.title()).toBe('demo-desktop')
      // Something was painted.
      await page.waitForFunction(
        () => document.querySelector('canvas')?.getContext('2d')?.getImageData(5, 5, 1, 1).data[3] === 255
      )
    } finally {
      await browser.close()
    }
  })

  it('are refused by a name: an unknown one, no kind, an instrument without a booking that opens it', async () => {
    expect(await rig.failure(['display', 'open', 'demo', 'none', '--kind', 'dcv', '--json'])).toEqual([1, 'not-found'])
    expect(await rig.failure(['display', 'create', 'demo', '--json'])).toEqual([2, 'usage'])
    const instrument = ['display', 'open', 'demo', 'krios2', '--kind', 'dcv', '--print', '--json']
    expect(await rig.failure(instrument)).toEqual([1, 'not-allowed'])
  })

  it('are checked step by step', async () => {
    const outcome = await rig.farscope(['display', 'check', 'demo', '--kind', 'dcv', '--json'])
    expect(outcome.status).toBe(0)
    const { checks } = json(outcome) as { checks: { kind: string; steps: { step: string; state: string }[] }[] }
    expect(checks.map(({ kind }) => kind)).toEqual(['dcv'])
    expect(checks[0]?.steps.map(({ step }) => step)).toEqual([
      ...['dns', 'tcp', 'auth', 'tls', 'certificate', 'server', 'session', 'licence', 'disk'],
      ...['udp', 'round-trip', 'bandwidth', 'client']
    ])
  })
})
