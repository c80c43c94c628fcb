import { afterEach, expect, it } from 'vitest'
import { fastxScript } from '../../../src/demo/displays/fastx-script'
import { describeFacility } from '../../facility/describe-facility'
import { createDisplayRig, type DisplayRig, last, limit, wish } from './display-rig'

let rig: DisplayRig | undefined
async function start(): Promise<DisplayRig> {
  rig = await createDisplayRig()
  await rig.command('fastx-start', fastxScript(rig.server.port))
  return rig
}
afterEach(async () => {
  await rig?.close()
  rig = undefined
})

describeFacility('FastX over SSH', 'ssh', () => {
  const fastx = { ...wish, kind: 'fastx' as const, command: 'xterm' }

  it('starts a session by its script, remembers it, and opens its page through the link', async () => {
    const one = await start()
    const { display } = await last(one.displays.create({ ...fastx, name: 'two words', size: '1280x720' }, limit()))
    expect(display).toMatchObject({ kind: 'fastx', name: 'two words', size: '1280x720', owner: 'cryo' })
    const { displays } = await one.displays.list('em', ['fastx'], limit())
    expect(displays.find(({ id }) => id === display?.id)).toMatchObject({
      listens: { port: one.server.port },
      cannot: { close: expect.stringContaining('FastX'), people: expect.any(String) }
    })
    const place = { kind: 'fastx', site: 'em', host: 'main', id: display?.id ?? '' } as const
    const { launch } = await last(one.displays.open(place, { print: false }, limit()))
    expect(launch).toMatchObject({ way: 'web', host: '127.0.0.1' })
    const first = await fetch(one.pages[0] ?? '', { redirect: 'manual' })
    expect(first.headers.get('location')).toBe('/')
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
    const version = await fetch(`http://127.0.0.1:${launch?.port}/version`, { headers: { cookie } })
    expect(await version.json()).toEqual({ version: 'make-believe' })
    await expect(one.displays.close(place, limit())).rejects.toMatchObject({ code: 'unsupported' })
  })

  it('says why none was started, and refuses what it does not take', async () => {
    const one = await start()
    await one.command('fastx-start', '#!/bin/sh\necho \'{"error":{"message":"No licenses available"}}\'\n')
    await expect(last(one.displays.create(fastx, limit()))).rejects.toMatchObject({ code: 'capacity' })
    await expect(last(one.displays.create({ ...fastx, gl: true }, limit()))).rejects.toMatchObject({ code: 'usage' })
  })
})

describeFacility("A facility's own command", 'ssh', () => {
  it('makes a display whose page is opened through the link, with an address that is fresh', async () => {
    const one = await start()
    const line = `printf '{"url":"https://localhost:%s/version?t=%s","id":"lab"}' ${one.server.port} secret`
    const { display } = await last(one.displays.create({ ...wish, kind: 'command', command: line }, limit()))
    expect(display).toMatchObject({ kind: 'command', id: 'lab' })
    const place = { kind: 'command', site: 'em', host: 'main', id: 'lab' } as const
    await last(one.displays.open(place, { print: false }, limit()))
    const first = await fetch(one.pages[0] ?? '', { redirect: 'manual' })
    expect(first.headers.get('location')).toBe('/version?t=secret')
    const { launch } = await last(one.displays.open(place, { print: true }, limit()))
    expect((await fetch(launch?.url ?? '', { redirect: 'manual' })).headers.get('location')).toBe('/')
  })

  it('is refused when it prints no address', async () => {
    const one = await start()
    const silent = { ...wish, kind: 'command' as const, command: 'echo nothing' }
    await expect(last(one.displays.create(silent, limit()))).rejects.toMatchObject({ code: 'remote-error' })
    await expect(last(one.displays.create({ ...wish, kind: 'command' }, limit()))).rejects.toMatchObject({
      code: 'usage'
    })
  })
})
