/** Secrets of displays that are easy to find, at the demo facility: they reach the client and stand nowhere else. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DemoFacility } from '../../../src/demo/demo-facility'
import { startBareFacility } from '../../demo/bare-facility'
import { everyChild, everyFile, formsOf } from './canary'
import { type DemoDisplaysRig, startDemoDisplaysRig, written } from './demo-displays-rig'
import { last, limit } from './display-rig'

/** As ParallelCluster makes them: letters, digits, `_` and `-`. */
const token = 'canary-5up3r-s3cr3t_pcluster-0123456789'
const address = 'canary-5up3r-s3cr3t-page'

let home = ''
let facility: DemoFacility
let rig: DemoDisplaysRig
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'farscope-demo-'))
  facility = await startBareFacility(home)
})
afterEach(() => rig.close())
afterAll(async () => {
  await facility.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

const command = (name: string, script: string): Promise<void> =>
  writeFile(join(home, 'bin', name), script, { mode: 0o700 })

/** Of the make-believe page behind DCV and FastX: its scripts name it. */
const pagePort = async (): Promise<string> =>
  /"\$geometry" (\d+)\)/.exec(await readFile(join(home, 'bin/fastx-start'), 'utf8'))?.[1] ?? ''

/** Where the first page leads, which only its reader learns. */
const redirect = async (): Promise<string> =>
  (await fetch(rig.pages.at(-1) ?? '', { redirect: 'manual' })).headers.get('location') ?? ''

/** What of the secrets was written down or given to a program. `except`: a folder in which they may stand for a while. */
async function traces(secrets: readonly string[], except?: string): Promise<string[]> {
  const processes = await everyChild()
  const kept = await everyFile(rig.data, except)
  // The scan found what there is to be found.
  expect([kept.includes('farscope'), kept.includes('Display opened'), processes.includes('sleep')]).toEqual([
    ...[true, true, true]
  ])
  return secrets.flatMap(formsOf).filter(form => processes.includes(form) || kept.includes(form))
}

describe("ParallelCluster's token", () => {
  it('goes into the file of the client or behind the page, and stands nowhere else', async () => {
    rig = await startDemoDisplaysRig(facility)
    const { client, seen, data } = rig
    const port = await pagePort()
    // Its sessions have ids of letters and digits alone.
    const id = 'pcluster0123456789ab'
    await command(
      'pcluster_dcv_connect.sh',
      `#!/bin/sh\necho 'PclusterDcvServerPort=${port} PclusterDcvSessionId=${id} PclusterDcvSessionToken=${token}'\n`
    )
    await mkdir(join(home, 'home/.parallelcluster/dcv'), { recursive: true })
    await writeFile(join(home, 'home/.parallelcluster/dcv', `dcv_session_${hostname()}`), id)
    await writeFile(
      join(home, 'spool/displays/sessions', id),
      'owner=x\nname=x\ntype=virtual\ncreated=2026-01-01T00:00:00Z\nclients=0\nsize=800x600\n'
    )
    const display = { kind: 'dcv', site: 'demo', host: 'main', id } as const
    await last(await client.displays.open({ ...display, way: 'web' }, { signal: limit() }))
    expect(await redirect()).toContain(token)
    await last(await client.displays.open({ ...display, way: 'native' }, { signal: limit() }))
    expect(await written(seen)).toContain(`authtoken=${token}\n`)
    expect(await traces([token], join(data, 'displays'))).toEqual([])
    await rig.end()
    const after = await everyFile(data)
    expect(formsOf(token).filter(form => after.includes(form))).toEqual([])
  }, 120_000)
})

describe('a FastX session', () => {
  it('keeps nothing of what its start script tells beside its id, and no address that works', async () => {
    rig = await startDemoDisplaysRig(facility)
    const { client, fastxArguments } = rig
    const told = `"url":"https://localhost:1/?token=${token}","password":"${address}"`
    const script = await readFile(join(home, 'bin/fastx-start'), 'utf8')
    await command('fastx-start', script.replace(`'{"id":`, `'{${told},"id":`))
    const place = { kind: 'fastx', site: 'demo' } as const
    const { display } = await last(await client.displays.create({ ...place, command: 'xterm' }, { signal: limit() }))
    const one = { ...place, host: 'main', id: display?.id ?? '' }
    await last(await client.displays.open({ ...one, way: 'web' }, { signal: limit() }))
    const nonce = new URL(rig.pages.at(-1) ?? '').pathname.slice(1)
    const cookie = (await fetch(rig.pages.at(-1) ?? '', { redirect: 'manual' })).headers.get('set-cookie') ?? ''
    const session = /=([^;]{20,})/.exec(cookie)?.[1] ?? ''
    expect([nonce.length > 20, session.length > 20]).toEqual([true, true])
    const { launch, steps } = await last(await client.displays.open({ ...one, way: 'native' }, { signal: limit() }))
    // Its client takes no session as an argument: the person is told where to.
    expect(await written(fastxArguments)).toBe('\n')
    expect(steps.join('\n')).toContain(`host 127.0.0.1 and port ${launch?.port}`)
    expect(await traces([token, address, nonce, session])).toEqual([])
    // What is remembered of it on the host. The make-believe list is the facility's own.
    const remembered = await everyFile(join(home, 'home/.local/share/farscope'))
    expect(remembered.includes(one.id)).toBe(true)
    expect([token, address].flatMap(formsOf).filter(form => remembered.includes(form))).toEqual([])
    await command('fastx-start', script)
  }, 120_000)
})

describe('the secret in an address', () => {
  it("of a facility's line is shown to the page alone", async () => {
    rig = await startDemoDisplaysRig(facility)
    const { client } = rig
    const port = await pagePort()
    await command(
      'lab-desk',
      `#!/bin/sh\necho '{"url":"https://localhost:${port}/version?t=${address}","id":"desk"}'\n`
    )
    const place = { kind: 'command', site: 'demo' } as const
    await last(await client.displays.create({ ...place, command: 'lab-desk' }, { signal: limit() }))
    await last(await client.displays.open({ ...place, host: 'main', id: 'desk' }, { signal: limit() }))
    expect(await redirect()).toContain(address)
    const nonce = new URL(rig.pages.at(-1) ?? '').pathname.slice(1)
    expect(nonce.length).toBeGreaterThan(20)
    expect(await keptOnly([address, nonce])).toEqual([])
  }, 120_000)
})

/** As `traces`, where no program was started. */
async function keptOnly(secrets: readonly string[]): Promise<string[]> {
  const kept = await everyFile(rig.data)
  expect(kept.includes('Display opened')).toBe(true)
  const processes = await everyChild()
  return secrets.flatMap(formsOf).filter(form => processes.includes(form) || kept.includes(form))
}
