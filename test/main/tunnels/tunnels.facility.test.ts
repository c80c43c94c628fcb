import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import type { TunnelView } from '@contract/tunnels'
import { afterEach, expect, it } from 'vitest'
import { describeFacility } from '../../facility/describe-facility'
import { dropConnections, ports } from '../../facility/facility'
import { facilityHost } from '../sites/site-rig'
import {
  createTunnelRig,
  dynamic,
  endServers,
  httpServer,
  local,
  openSockets,
  remote,
  type TunnelRig,
  tcpServer
} from './tunnel-rig'

const run = promisify(execFile)
const MiB = 1024 * 1024
let rig: TunnelRig | undefined

async function start(): Promise<TunnelRig> {
  rig = await createTunnelRig()
  await rig.add('em', facilityHost(ports.facility))
  await rig.trustAll('em')
  return rig
}
afterEach(async () => {
  endServers()
  await rig?.close()
  rig = undefined
})

const limit = (): AbortSignal => AbortSignal.timeout(120_000)

/** Saves it, starts it, and gives the port at which it listens. */
async function opened(one: TunnelRig, tunnel: TunnelView['tunnel']): Promise<number> {
  await one.tunnels.save('em', tunnel, true)
  const view = await one.tunnels.start('em', tunnel.name, limit())
  expect(view).toMatchObject({ state: 'listening', saved: true, error: null })
  return view.listening?.port ?? 0
}

const text = async (url: string): Promise<string> => (await fetch(url, { signal: limit() })).text()

/** Everything that comes until the end, after sending this and, unless told otherwise, ending our direction. */
async function exchange(port: number, bytes: Uint8Array, half = true): Promise<Buffer> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const parts: Buffer[] = []
  socket.on('data', (part: Buffer) => parts.push(part))
  if (half) socket.end(bytes)
  else socket.write(bytes)
  await once(socket, 'end')
  socket.destroy()
  return Buffer.concat(parts)
}

const curl = async (...args: string[]): Promise<string> =>
  (await run('curl', ['-sS', '--max-time', '100', ...args], { timeout: 120_000 })).stdout

describeFacility('A local tunnel', 'ssh', () => {
  it('leads to a server behind the site, and counts what goes through', async () => {
    const one = await start()
    const port = await opened(one, local('web', await httpServer('from behind')))
    expect(await text(`http://127.0.0.1:${port}/`)).toBe('from behind')
    const view = await one.view('em', 'web')
    expect(view).toMatchObject({ state: 'listening', total: 1 })
    expect(view?.bytesIn).toBeGreaterThan('from behind'.length)
    expect(view?.bytesOut).toBeGreaterThan(20)
    await one.tunnels.stop('em', 'web')
    await expect(text(`http://127.0.0.1:${port}/`)).rejects.toThrow()
    expect(await one.view('em', 'web')).toMatchObject({ state: 'stopped', listening: null })
  })

  it('passes the end of one direction on while the other goes on', async () => {
    const one = await start()
    const far = await tcpServer(socket => {
      const parts: Buffer[] = []
      socket.on('data', (part: Buffer) => parts.push(part))
      socket.on('end', () => socket.end(`got ${Buffer.concat(parts).length}`))
    })
    const port = await opened(one, local('half', far))
    expect((await exchange(port, randomBytes(3 * MiB))).toString()).toBe(`got ${3 * MiB}`)
    const speaker = await tcpServer(socket => socket.end('first and last'))
    const other = await opened(one, local('speaker', speaker))
    expect((await exchange(other, Buffer.from('x'), false)).toString()).toBe('first and last')
    await expect.poll(async () => (await one.view('em', 'half'))?.open).toBe(0)
  })

  it('names the port that is in use, and who has it', async () => {
    const one = await start()
    const taken = await httpServer('mine')
    await one.tunnels.save('em', local('web', 80, { listen: { address: '127.0.0.1', port: taken } }), false)
    const starting = one.tunnels.start('em', 'web', limit())
    await expect(starting).rejects.toMatchObject({ code: 'exists', message: expect.stringContaining(`Port ${taken}`) })
    if (process.platform === 'linux')
      await expect(starting).rejects.toMatchObject({ message: expect.stringContaining('Farscope itself') })
    expect(await one.view('em', 'web')).toMatchObject({ state: 'failed', error: { code: 'exists' } })
  })

  it('that is not for loopback needs an address of this computer', async () => {
    const one = await start()
    await one.tunnels.save('em', local('web', 80, { listen: { address: '192.0.2.1', port: 0 } }), false)
    await expect(one.tunnels.start('em', 'web', limit())).rejects.toMatchObject({ code: 'not-found' })
  })

  it('shows that the place does not answer, and goes on', async () => {
    const one = await start()
    const port = await opened(one, local('nothing', 1))
    expect(await exchange(port, Buffer.from('hello'))).toHaveLength(0)
    await expect.poll(async () => (await one.view('em', 'nothing'))?.error?.code).toBe('refused')
    expect(await one.view('em', 'nothing')).toMatchObject({ state: 'listening', open: 0, total: 1 })
  })

  it('closes what goes through when it is stopped', async () => {
    const one = await start()
    const far = await tcpServer(socket => {
      socket.write('here')
      socket.resume().on('end', () => socket.end())
    })
    const port = await opened(one, local('long', far))
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'data')
    expect(await one.view('em', 'long')).toMatchObject({ open: 1 })
    const closed = once(socket, 'close')
    await one.tunnels.stop('em', 'long')
    await closed
    await expect.poll(openSockets).toBe(0)
  })

  it('carries 200 connections at once', async () => {
    const one = await start()
    const far = await tcpServer(socket => socket.pipe(socket))
    const port = await opened(one, local('many', far))
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, at) => {
        const sent = Buffer.alloc(10_000, at)
        return (await exchange(port, sent)).equals(sent)
      })
    )
    expect(answers.filter(Boolean)).toHaveLength(200)
    await expect
      .poll(async () => await one.view('em', 'many'))
      .toMatchObject({ open: 0, total: 200, bytesIn: 2_000_000 })
  })

  it('carries 100 MiB unchanged, holding little of it while the reader is slow', async () => {
    const one = await start()
    const piece = randomBytes(MiB)
    const sent = createHash('sha256')
    for (let count = 0; count < 100; count++) sent.update(piece)
    const far = await tcpServer(socket => Readable.from(new Array(100).fill(piece)).pipe(socket))
    const port = await opened(one, local('big', far))
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.pause()
    const heldBefore = process.memoryUsage().arrayBuffers
    // Nobody reads: what is taken from the link meanwhile must stay within its window and the socket's buffers.
    await expect.poll(async () => (await one.view('em', 'big'))?.bytesIn).toBeGreaterThan(0)
    await new Promise(resolve => setTimeout(resolve, 1_500))
    const stalled = (await one.view('em', 'big'))?.bytesIn ?? 0
    expect(stalled).toBeLessThan(30 * MiB)
    // What has passed is given back when the collector comes round.
    await expect.poll(() => process.memoryUsage().arrayBuffers - heldBefore).toBeLessThan(24 * MiB)
    const got = createHash('sha256')
    let length = 0
    for await (const part of socket) {
      got.update(part)
      length += part.length
    }
    expect(length).toBe(100 * MiB)
    expect(got.digest('hex')).toBe(sent.digest('hex'))
  })
})

describeFacility('A remote tunnel', 'ssh', () => {
  it('leads from a port of the server to a place here', async () => {
    const one = await start()
    const port = await opened(one, remote('back', await httpServer('from here')))
    const connection = await one.sites.access.connection('em', { role: 'login' }, limit())
    const script = 'exec 3<>"/dev/tcp/127.0.0.1/$1"; printf "GET / HTTP/1.0\\r\\n\\r\\n" >&3; cat <&3'
    const { stdout } = await connection.run(`bash -c '${script}' sh ${port}`)
    expect(stdout.toString()).toContain('from here')
    expect(await one.view('em', 'back')).toMatchObject({ total: 1 })
    await one.tunnels.stop('em', 'back')
    await expect(text(`http://127.0.0.1:${port}/`)).rejects.toThrow()
  })

  it('to a place here that does not answer refuses, and says so', async () => {
    const one = await start()
    const port = await opened(one, remote('back', 1))
    await expect(text(`http://127.0.0.1:${port}/`)).rejects.toThrow()
    await expect.poll(async () => (await one.view('em', 'back'))?.error?.code).toBe('refused')
    expect(await one.view('em', 'back')).toMatchObject({ state: 'listening', open: 0 })
  })

  it('that the server does not give is a clear error', async () => {
    const one = await start()
    const taken = ports.facility
    await one.tunnels.save('em', remote('back', 80, { listen: { address: '127.0.0.1', port: taken } }), false)
    await expect(one.tunnels.start('em', 'back', limit())).rejects.toMatchObject({
      code: 'not-allowed',
      message: expect.stringContaining(`port ${taken}`)
    })
  })
})

describeFacility('A dynamic tunnel', 'ssh', () => {
  it('is a SOCKS proxy, names being looked up on the far side', async () => {
    const one = await start()
    const web = await httpServer('by proxy')
    const port = await opened(one, dynamic('socks'))
    expect(await curl('--socks5-hostname', `127.0.0.1:${port}`, `http://localhost:${web}/`)).toBe('by proxy')
    expect(await curl('--socks5', `127.0.0.1:${port}`, `http://127.0.0.1:${web}/`)).toBe('by proxy')
    expect(await curl('--socks4a', `127.0.0.1:${port}`, `http://localhost:${web}/`)).toBe('by proxy')
    expect(await curl('--socks4', `127.0.0.1:${port}`, `http://127.0.0.1:${web}/`)).toBe('by proxy')
  })

  it('tells its client what it cannot reach, and goes on', async () => {
    const one = await start()
    const port = await opened(one, dynamic('socks'))
    const refused = curl('--socks5-hostname', `127.0.0.1:${port}`, 'http://127.0.0.1:1/')
    await expect(refused).rejects.toThrow(/\(5\)|refused/i)
    expect(await exchange(port, Buffer.from('GET / HTTP/1.0\r\n\r\n'))).toHaveLength(0)
    expect(await one.view('em', 'socks')).toMatchObject({ state: 'listening', error: { code: 'protocol' } })
    const web = await httpServer('still')
    expect(await curl('--socks5-hostname', `127.0.0.1:${port}`, `http://localhost:${web}/`)).toBe('still')
    expect((await one.view('em', 'socks'))?.error).toBeNull()
  })
})

describeFacility('Tunnels of a site', 'ssh', () => {
  it('open with the connection when they are set so, and those of ssh_config, too', async () => {
    const one = await start()
    const web = await httpServer('with the connection')
    await mkdir(join(one.folder, '.ssh'), { recursive: true })
    const lines = ['Host em-login', 'HostName 127.0.0.1', `Port ${ports.facility}`, 'User cryo']
    const forwards = [`LocalForward 0 127.0.0.1:${web}`, 'DynamicForward 0', `RemoteForward 0 127.0.0.1:${web}`]
    await writeFile(join(one.folder, '.ssh', 'config'), [...lines, ...forwards].join('\n'))
    await one.add('em', { ...facilityHost(ports.facility), host: 'em-login', port: undefined })
    await one.tunnels.save('em', local('auto', web, { start: 'connection' }), false)
    await one.tunnels.save('em', local('later', web), false)
    await one.trustAll('em')
    await one.sites.connections.connect('em', undefined, limit())
    const names = async () =>
      (await one.tunnels.list()).filter(({ state }) => state === 'listening').map(({ tunnel }) => tunnel.name)
    await expect
      .poll(names)
      .toEqual(['auto', 'ssh-config-dynamic-any', 'ssh-config-local-any', 'ssh-config-remote-any'])
    const view = await one.view('em', 'ssh-config-local-any')
    expect(view).toMatchObject({ saved: false })
    expect(await text(`http://127.0.0.1:${view?.listening?.port}/`)).toBe('with the connection')
    await one.sites.connections.disconnect('em', undefined)
    await expect.poll(names).toEqual([])
    expect((await one.tunnels.list()).map(({ tunnel }) => tunnel.name)).toEqual(['auto', 'later'])
  })

  it('are kept in its record; a name is taken once, and a running one starts again as it is set up anew', async () => {
    const one = await start()
    const port = await opened(one, local('web', await httpServer('first')))
    expect(await text(`http://127.0.0.1:${port}/`)).toBe('first')
    expect((await one.sites.show('em')).tunnels).toMatchObject([{ name: 'web', kind: 'local' }])
    const second = local('web', await httpServer('second'))
    await expect(one.tunnels.save('em', second, false)).rejects.toMatchObject({ code: 'exists' })
    const view = await one.tunnels.save('em', second, true)
    expect(view.state).toBe('listening')
    expect(await text(`http://127.0.0.1:${view.listening?.port}/`)).toBe('second')
    await one.tunnels.remove('em', 'web')
    expect((await one.sites.show('em')).tunnels).toEqual([])
    expect(await one.tunnels.list()).toEqual([])
    await expect(one.tunnels.start('em', 'web', limit())).rejects.toMatchObject({ code: 'not-found' })
  })

  it('that are held live as long as somebody reads, and end with the first that cannot be opened', async () => {
    const one = await start()
    const web = await httpServer('held')
    const leave = new AbortController()
    const views = one.tunnels.hold('em', [local('a', web), dynamic('b')], leave.signal)
    const first = (await views.next()).value
    expect(first).toMatchObject([
      { saved: false, state: 'listening' },
      { saved: false, state: 'listening' }
    ])
    const port = first?.[0]?.listening?.port
    expect(await text(`http://127.0.0.1:${port}/`)).toBe('held')
    leave.abort()
    await views.next()
    while (!(await views.next()).done);
    await expect(text(`http://127.0.0.1:${port}/`)).rejects.toThrow()
    const taken = local('c', web, { listen: { address: '127.0.0.1', port: web } })
    const failing = one.tunnels.hold('em', [dynamic('b'), taken], limit())
    await expect(failing.next()).rejects.toMatchObject({ code: 'exists' })
    expect(one.tunnels.running()).toEqual([])
  })

  it('wait while the link is lost, and listen at the same ports when it stands again', async () => {
    const one = await start()
    const web = await httpServer('again')
    const port = await opened(one, local('web', web))
    const far = await opened(one, remote('back', web))
    await dropConnections('facility')
    await expect.poll(async () => (await one.view('em', 'web'))?.state).toBe('waiting')
    await expect(text(`http://127.0.0.1:${port}/`)).rejects.toThrow()
    await one.sites.connections.connect('em', undefined, limit())
    await expect.poll(async () => (await one.view('em', 'back'))?.state, { timeout: 60_000 }).toBe('listening')
    expect((await one.view('em', 'back'))?.listening?.port).toBe(far)
    expect(await text(`http://127.0.0.1:${port}/`)).toBe('again')
    expect(await text(`http://127.0.0.1:${far}/`)).toBe('again')
  })

  it('that cannot be connected say why', async () => {
    const one = await start()
    await one.add('gone', facilityHost(1))
    await one.tunnels.save('gone', dynamic('socks'), false)
    await expect(one.tunnels.start('gone', 'socks', limit())).rejects.toMatchObject({ code: 'refused' })
    expect(await one.view('gone', 'socks')).toMatchObject({ state: 'failed', error: { code: 'refused' } })
  })
})
