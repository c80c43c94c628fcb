import { once } from 'node:events'
import { rename, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { fastxListScript, fastxScript, fastxTerminateScript } from '../../../src/demo/displays/fastx-script'
import { describeFacility } from '../../facility/describe-facility'
import { createDisplayRig, type DisplayRig, last, limit, type RigOptions, wish } from './display-rig'
import { armed } from './fake-displays'
import { bookedBy } from './no-bookings'

let rig: DisplayRig | undefined
const fastxOf = ({ server, state }: DisplayRig) => ({ port: server.port, folder: join(state, 'fastx') })

async function start(options?: RigOptions): Promise<DisplayRig> {
  rig = await createDisplayRig(options)
  await rig.command('fastx-start', fastxScript(fastxOf(rig)))
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

  it('lists all sessions and ends one by the commands of a facility, in the PATH or as lines of the site', async () => {
    const one = await start()
    const { display: first } = await last(one.displays.create({ ...fastx, name: 'first' }, limit()))
    await one.command('fastx-list', fastxListScript(fastxOf(one)))
    await one.command('fastx-terminate', fastxTerminateScript(fastxOf(one)))
    await last(one.displays.create({ ...fastx, name: 'second' }, limit()))
    // Made elsewhere, so nothing here remembers it.
    await writeFile(
      join(one.state, 'fastx', 'fx-7-7'),
      '{"id":"fx-7-7","name":"elsewhere","geometry":"800x600","startTime":"2026-01-02T03:04:05Z"}\n'
    )
    const list = async () => (await one.displays.list('em', ['fastx'], limit())).displays
    expect((await list()).map(({ name, size, cannot }) => [name, size, cannot.close]).sort()).toEqual([
      ['elsewhere', '800x600', undefined],
      ['first', '1920x1080', undefined],
      ['second', '1920x1080', undefined]
    ])
    expect((await list()).find(({ id }) => id === 'fx-7-7')?.created).toBe('2026-01-02T03:04:05.000Z')
    const at = (id: string) => ({ kind: 'fastx', site: 'em', host: 'main', id }) as const
    await one.displays.close(at('fx-7-7'), limit())
    await expect(one.displays.close(at('fx-7-7'), limit())).rejects.toMatchObject({ code: 'not-found' })
    // The same as lines of the site; the id of the session is their first word.
    for (const name of ['fastx-list', 'fastx-terminate'])
      await rename(join(one.bin, name), join(one.bin, `our ${name}`))
    const site = await one.sites.show('em')
    const lines = { list: `'${one.bin}/our fastx-list'`, terminate: `'${one.bin}/our fastx-terminate' "$1"` }
    const { demo: _demo, ...record } = site
    await one.sites.save({ ...record, displays: { fastx: lines } }, true)
    await one.displays.close(at(first?.id ?? ''), limit())
    expect((await list()).map(({ name }) => name)).toEqual(['second'])
  })

  it('is opened with its own client where this computer has it, by SSH through a port of loopback', async () => {
    const one = await start()
    const { display } = await last(one.displays.create(fastx, limit()))
    const place = { kind: 'fastx', site: 'em', host: 'main', id: display?.id ?? '' } as const
    const open = () => last(one.displays.open(place, { way: 'native', print: false }, limit()))
    await expect(open()).rejects.toMatchObject({ code: 'not-found', hint: expect.stringContaining('web') })
    await writeFile(join(one.folder, 'fastx5'), '#!/bin/sh\n', { mode: 0o755 })
    one.environment.PATH = one.folder
    const { launch, steps } = await open()
    expect(launch).toMatchObject({ way: 'native', host: '127.0.0.1', sessionId: place.id, url: null, file: null })
    expect(steps.join('\n')).toContain(`connect by SSH as cryo to host 127.0.0.1 and port ${launch?.port}`)
    // Nothing is in its arguments: it asks for the password itself.
    expect(one.started).toEqual([{ program: join(one.folder, 'fastx5'), args: [] }])
    const socket = connect({ host: '127.0.0.1', port: launch?.port ?? 0 })
    const [banner] = await once(socket, 'data', { signal: limit() })
    expect(String(banner)).toMatch(/^SSH-2\.0-/)
    socket.destroy()
    await one.displays.dispose()
    await expect(once(connect({ host: '127.0.0.1', port: launch?.port ?? 0 }), 'connect')).rejects.toThrow()
  })

  it('is not there where the list of the facility does not have it, or has it no more', async () => {
    const one = await start()
    const place = fastxOf(one)
    await one.command('fastx-list', fastxListScript(place))
    // What was started leaves the list after so many looks.
    const list = fastxListScript(place)
    const dies = (looks: number) =>
      one.command(
        'fastx-list',
        `${list.replace('#!/bin/sh', `#!/bin/sh\necho >> ${place.folder}/.looks-${looks}\n[ "$(wc -l < ${place.folder}/.looks-${looks})" -le ${looks} ] || rm -f ${place.folder}/fx-*`)}`
      )
    for (const looks of [0, 2]) {
      await dies(looks)
      await expect(last(one.displays.create(fastx, limit()))).rejects.toMatchObject({
        ...{ code: 'remote-error', message: expect.stringContaining('ended at once') }
      })
    }
  })

  it('says what a line of the facility printed that is no list, and with which words it ends nothing', async () => {
    const one = await start()
    const { display } = await last(one.displays.create(fastx, limit()))
    await one.command('fastx-list', '#!/bin/sh\necho "the database is away" >&2; exit 3\n')
    expect((await one.displays.list('em', ['fastx'], limit())).problems).toMatchObject([
      { kind: 'fastx', error: { message: expect.stringContaining('status 3'), detail: 'the database is away' } }
    ])
    await one.command('fastx-list', fastxListScript(fastxOf(one)))
    await one.command('fastx-terminate', '#!/bin/sh\necho "not yours" >&2; exit 1\n')
    const place = { kind: 'fastx', site: 'em', host: 'main', id: display?.id ?? '' } as const
    await expect(one.displays.close(place, limit())).rejects.toMatchObject({
      ...{ code: 'remote-error', message: expect.stringContaining('not yours') }
    })
  })

  it('is checked with the certificate of its page, and told plainly where nothing says the port', async () => {
    const one = await start()
    const check = async () => {
      const seen: Record<string, string> = {}
      for await (const { step, state } of one.displays.check({ site: 'em', kind: 'fastx' }, limit())) seen[step] = state
      return seen
    }
    expect(await check()).toMatchObject({ tls: 'warn', certificate: 'skipped', server: 'pass', client: 'pass' })
    await last(one.displays.create(fastx, limit()))
    expect(await check()).toMatchObject({ tls: 'pass', certificate: 'pass', server: 'pass', client: 'pass' })
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

  it('is kept as a line of the site, listed with its name, and checked up to the certificate of its page', async () => {
    const one = await start()
    const { demo: _demo, ...record } = await one.sites.show('em')
    const command = `printf 'https://localhost:%s/version?t=secret' ${one.server.port}`
    await one.sites.save({ ...record, displays: { commands: [{ name: 'Cluster desktop', command }] } }, true)
    const { displays } = await one.displays.list('em', ['command'], limit())
    expect(displays).toMatchObject([{ kind: 'command', id: 'Cluster desktop', name: 'Cluster desktop' }])
    const place = { kind: 'command', site: 'em', host: 'main', id: 'Cluster desktop' } as const
    const { launch } = await last(one.displays.open(place, { print: true }, limit()))
    expect(launch).toMatchObject({ way: 'web', host: '127.0.0.1' })
    const check = async () => {
      const seen: Record<string, string> = {}
      for await (const { step, state, text } of one.displays.check(place, limit())) seen[step] = `${state} ${text}`
      return seen
    }
    const good = await check()
    expect(good).toMatchObject({
      tls: `pass TCP to port ${one.server.port} of main works through the SSH link, and it speaks TLS.`,
      certificate: expect.stringContaining('pass It is the one that the host itself names'),
      udp: expect.stringContaining('skipped UDP is not tried')
    })
    expect(JSON.stringify(good)).not.toContain('secret')
    await one.server.close()
    expect((await check()).tls).toMatch(/^fail /)
  })

  it('tells its line the right of the booking, and refuses who may only look where the line has no place for it', async () => {
    const booking = bookedBy(() => armed(new Date(Date.now() + 3_600_000), 'view'))
    const one = await start({ mayOpen: booking })
    const place = { kind: 'command', site: 'em', host: 'main', id: 'lab' } as const
    const open = () => last(one.displays.open(place, { print: false }, limit()))
    const make = (line: string) =>
      last(one.displays.create({ ...wish, kind: 'command', command: `id=lab; ${line}` }, limit()))
    const page = `printf '{"url":"https://localhost:%s/%s","id":"lab"}' ${one.server.port}`
    await make(`${page} desktop`)
    await expect(open()).rejects.toMatchObject({ code: 'not-allowed', hint: expect.stringContaining('{right}') })
    await make(`${page} {right}`)
    await open()
    const answer = await fetch(one.pages.at(-1) ?? '', { redirect: 'manual' })
    expect(answer.headers.get('location')).toBe('/view')
    const fastx = { ...place, kind: 'fastx' as const, id: 'fx-1' }
    await expect(last(one.displays.open(fastx, { print: false }, limit()))).rejects.toMatchObject({
      ...{ code: 'not-allowed', message: expect.stringContaining('would let you drive') }
    })
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
