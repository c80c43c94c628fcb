/** Passwords of VNC through the whole engine, on the facility's real sshd with a real Xvnc: they stand nowhere here. */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Display } from '@contract/display'
import type { Site } from '@contract/sites'
import { afterEach, expect, it } from 'vitest'
import type { FarscopeClient } from '../../../src/main/client-type'
import { createEngine, type Engine } from '../../../src/main/engine'
import { createFileLog } from '../../../src/main/file-log'
import { systemClock } from '../../../src/main/platform'
import { startProgram } from '../../../src/main/start-program'
import { describeFacility } from '../../facility/describe-facility'
import { facility, ports } from '../../facility/facility'
import { testPlatform } from '../test-platform'
import { everyChild, everyFile, formsOf } from './canary'
import { last, limit } from './display-rig'

/** Stays, as a viewer does; its arguments are those that were given. */
const viewer = '#!/bin/sh\nexec sleep 100\n'

let folder = ''
let engine: Engine | undefined
let made: { client: FarscopeClient; display: Display } | undefined
afterEach(async () => {
  if (made) {
    const { kind, site, host, id } = made.display
    await made.client.displays.close({ kind, site, host, id }, { signal: limit() }).catch(() => undefined)
  }
  made = undefined
  await engine?.close()
  engine = undefined
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

async function start(): Promise<{ client: FarscopeClient; data: string }> {
  folder = await mkdtemp(join(tmpdir(), 'farscope-vnc-canary-'))
  const [bin, data] = [join(folder, 'bin'), join(folder, 'data')]
  await mkdir(bin)
  await mkdir(data, { mode: 0o700 })
  await writeFile(join(bin, 'vncviewer'), viewer, { mode: 0o755 })
  await copyFile(facility.knownHosts, join(data, 'known_hosts'))
  const log = createFileLog(data, systemClock)
  const parts = { environment: { PATH: `${bin}:/usr/bin:/bin` }, dataFolder: data, log, start: startProgram }
  engine = await createEngine(testPlatform(folder, parts))
  const client = engine.client('test')
  const address = { host: '127.0.0.1', port: ports.facility, user: 'cryo', identityFiles: [facility.keys.cryo] }
  const site: Site = {
    ...{ version: 1, name: 'northlight' },
    hosts: [{ ...address, name: 'main', jumps: [], hostKeys: [], roles: ['login'] }]
  }
  await client.sites.save({ site, replace: true }, { signal: limit() })
  return { client, data }
}

describeFacility('The passwords of a VNC display', 'ssh', () => {
  it('stand in no log, database, file or argument here while it is opened, looked at and checked', async () => {
    const { client, data } = await start()
    const wish = { kind: 'vnc', site: 'northlight', size: '640x480', command: 'exec openbox' } as const
    const { display } = await last(await client.displays.create(wish, { signal: limit() }))
    if (!display) throw new Error('No display was made.')
    made = { client, display }
    const one = { kind: 'vnc', site: 'northlight', host: display.host, id: display.id } as const
    const open = async (way: 'inside' | 'external') =>
      (await last(await client.displays.open({ ...one, way }, { signal: limit() }))).launch
    const inside = await open('inside')
    const { password } = await client.displays.vncPassword({ channel: inside?.channel ?? '' }, { signal: limit() })
    const secret = password ?? ''
    expect(secret).toHaveLength(8)
    await client.displays.thumbnail({ ...one, width: 64 }, { signal: limit() })
    for await (const _step of await client.displays.check(one, { signal: limit() }));
    expect(await open('external')).toMatchObject({ way: 'external' })
    // As a word: a failure must not print what stands in the environments. What was started is not yet what it becomes.
    await expect.poll(async () => (await everyChild()).includes('sleep\0'), { timeout: 60_000 }).toBe(true)
    const processes = await everyChild()
    // The viewer's own file is there as long as the viewer, in the form that VNC has for it.
    const kept = await everyFile(data)
    expect([kept.includes('Display opened'), kept.includes('viewers'), kept.includes('farscope.db')]).toEqual([
      ...[true, true, true]
    ])
    const forms = formsOf(secret)
    expect(forms.filter(form => processes.includes(form))).toEqual([])
    expect(forms.filter(form => kept.includes(form))).toEqual([])
    await client.displays.close(one, { signal: limit() })
    made = undefined
    await engine?.close()
    engine = undefined
    const after = await everyFile(data)
    expect(after.includes('viewers/')).toBe(false)
    expect(forms.filter(form => after.includes(form))).toEqual([])
  })
})
