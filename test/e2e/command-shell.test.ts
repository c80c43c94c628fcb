/** `farscope shell`, `forward` and `tunnel` as a person and as a script use them. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import type { TunnelView } from '@contract/tunnels'
import { type IPty, spawn } from 'node-pty'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { dropConnections } from '../facility/facility'
import { createRig, program, type Rig } from './command-rig'

/** Its links are cut here: a server that no test uses which runs beside these. */
const ownServer = 'shellsftp'
let rig: Rig
let web: Server
let webPort = 0
const terminals = new Set<IPty>()

beforeAll(async () => {
  rig = await createRig()
  web = createServer((_, response) => response.end('from behind'))
  await new Promise<void>(resolve => web.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is an AddressInfo.
  webPort = (web.address() as AddressInfo).port
})
afterEach(() => {
  for (const terminal of terminals) terminal.kill('SIGKILL')
  terminals.clear()
})
afterAll(async () => {
  web.close()
  await rig.end()
})

interface Typist {
  /** Waits until the screen has shown it, since the last time. */
  sees(what: RegExp): Promise<string>
  type(text: string): void
  resize(cols: number, rows: number): void
  readonly status: Promise<number>
}

function atTerminal(args: string[]): Typist {
  const pty = spawn(process.execPath, [program, '--data-dir', rig.data, ...args], {
    ...{ cols: 101, rows: 33 },
    env: rig.environment()
  })
  terminals.add(pty)
  let text = ''
  let seen = 0
  pty.onData(data => {
    text += data
  })
  const status = new Promise<number>(resolve => pty.onExit(({ exitCode }) => resolve(exitCode)))
  return {
    sees: async what => {
      await expect.poll(() => text.slice(seen), { timeout: 60_000 }).toMatch(what)
      const found = text.slice(seen)
      seen = text.length
      return found
    },
    type: data => pty.write(data),
    resize: (cols, rows) => pty.resize(cols, rows),
    status
  }
}

describeFacility('farscope shell', 'ssh', () => {
  beforeAll(() => rig.site('em', ownServer))

  it('is a shell of this terminal: its size, its keys, its exit status', async () => {
    const one = atTerminal(['shell', 'em'])
    await one.sees(/\$ $/)
    one.type('stty size; echo "$TERM-$((6*7))"\r')
    await one.sees(/33 101[\s\S]*xterm-256color-42/)
    one.resize(90, 20)
    await expect
      .poll(async () => {
        one.type('stty size\r')
        return one.sees(/\d+ \d+\r/)
      })
      .toContain('20 90')
    // What is typed is seen before it runs: the key is for the program, not for the shell that still starts it.
    one.type("sh -c 'echo begun-$((1+1)); exec sleep 600'\r")
    await one.sees(/begun-2/)
    one.type('\u0003')
    // Where something longer stood the shell clears the rest of the line after its prompt.
    await one.sees(/\$ (.\[K)?$/)
    one.type('exit 7\r')
    expect(await one.status).toBe(7)
  })

  it('begins in the folder, runs a command in the place of the shell, and leaves with ~.', async () => {
    const command = atTerminal(['shell', 'em', '--folder', '/usr/lib', '--', 'sh', '-c', 'pwd; tty; exit 3'])
    await command.sees(/\/usr\/lib\r[\s\S]*\/dev\/pts/)
    expect(await command.status).toBe(3)
    const left = atTerminal(['shell', 'em'])
    await left.sees(/\$ $/)
    left.type('~.')
    await left.sees(/Left\./)
    expect(await left.status).toBe(0)
  })

  it('that the host keeps goes on when it is left', async () => {
    const one = atTerminal(['shell', 'em', '--keep'])
    await one.sees(/\$ /)
    one.type('echo kept-$((6*7))\r')
    await one.sees(/kept-42/)
    one.type('\r~.')
    const text = await one.sees(/goes on in (tmux|screen) \(farscope-[0-9a-f]+\)/)
    expect(await one.status).toBe(0)
    const [, by, name] = /goes on in (tmux|screen) \((farscope-[0-9a-f]+)\)/.exec(text) ?? []
    const list = by === 'tmux' ? ['tmux', '-L', 'farscope', 'list-sessions'] : ['screen', '-ls']
    const { stdout } = await rig.farscope(['exec', 'em', '--', ...list])
    expect(stdout.toString()).toContain(name)
    const end =
      by === 'tmux'
        ? ['tmux', '-L', 'farscope', 'kill-session', '-t', name ?? '']
        : ['screen', '-S', name ?? '', '-X', 'quit']
    await rig.farscope(['exec', 'em', '--', ...end])
  })

  it('says when its link is gone', async () => {
    const one = atTerminal(['shell', 'em', '--no-keep'])
    await one.sees(/\$ $/)
    await dropConnections(ownServer)
    await one.sees(/The shell is gone/)
    expect(await one.status).toBe(5)
  })

  it('needs a terminal, unless -T', async () => {
    expect(await rig.failure(['shell', 'em'])).toEqual([2, 'usage'])
    const plain = await rig.farscope(['shell', 'em', '-T', '--folder', '/usr'], { input: 'pwd\nexit 4\n' })
    expect([plain.status, plain.stdout.toString()]).toEqual([4, '/usr\n'])
    expect((await rig.failure(['shell', 'em', '-T', '--keep']))[1]).toBe('usage')
  })
})

/** `forward --json` and its lines. */
function forwarding(args: string[]) {
  const child = rig.start(['--json', 'forward', 'em', ...args])
  const lines: TunnelView[] = []
  let error = ''
  if (child.stdout) createInterface({ input: child.stdout }).on('line', line => lines.push(JSON.parse(line)))
  child.stderr?.on('data', chunk => {
    error += chunk
  })
  return { child, lines, errorText: () => error }
}

const text = async (url: string): Promise<string> => (await fetch(url, { signal: AbortSignal.timeout(20_000) })).text()

describeFacility('farscope forward', 'ssh', () => {
  it('opens tunnels both ways and a proxy, says where, and ends with a signal', async () => {
    const { child, lines, errorText } = forwarding([
      '-L',
      `0:localhost:${webPort}`,
      '-R',
      `0:127.0.0.1:${webPort}`,
      '-D',
      '0'
    ])
    await expect.poll(() => lines.length, { timeout: 60_000 }).toBe(3)
    expect(lines.map(({ tunnel, state }) => [tunnel.kind, state])).toEqual([
      ['local', 'listening'],
      ['remote', 'listening'],
      ['dynamic', 'listening']
    ])
    const [here, there] = lines.map(({ listening }) => listening?.port)
    expect(await text(`http://127.0.0.1:${here}/`)).toBe('from behind')
    expect(await text(`http://127.0.0.1:${there}/`)).toBe('from behind')
    child.kill('SIGINT')
    const [status] = await once(child, 'exit')
    expect([status, errorText()]).toEqual([0, ''])
    await expect(text(`http://127.0.0.1:${here}/`)).rejects.toThrow()
  })

  it('comes back by itself at the same port when its link was lost', async () => {
    const { child, lines } = forwarding(['-L', `0:localhost:${webPort}`])
    await expect.poll(() => lines.at(-1)?.state, { timeout: 60_000 }).toBe('listening')
    const port = lines.at(-1)?.listening?.port
    await dropConnections(ownServer)
    await expect.poll(() => lines.map(({ state }) => state), { timeout: 60_000 }).toContain('waiting')
    await expect.poll(() => lines.at(-1)?.state, { timeout: 60_000 }).toBe('listening')
    expect(lines.at(-1)?.listening?.port).toBe(port)
    expect(await text(`http://127.0.0.1:${port}/`)).toBe('from behind')
    child.kill('SIGTERM')
    expect((await once(child, 'exit'))[0]).toBe(0)
  })

  it('refuses a port in use, and what is no tunnel', async () => {
    expect(await rig.failure(['forward', 'em', '-L', `${webPort}:localhost:80`])).toEqual([1, 'exists'])
    expect(await rig.failure(['forward', 'em', '-L', '8080'])).toEqual([2, 'usage'])
    expect(await rig.failure(['forward', 'em'])).toEqual([2, 'usage'])
    expect(await rig.failure(['forward', 'nowhere', '-D', '0'])).toEqual([2, 'unknown-site'])
  })
})

describeFacility('farscope tunnel', 'ssh', () => {
  it('keeps tunnels with a site; those that run are in the status', async () => {
    const add = ['tunnel', 'add', 'em', 'web', '-L', `0:localhost:${webPort}`]
    expect(await rig.json(add)).toMatchObject({ saved: true, state: 'stopped' })
    expect(await rig.failure(add)).toEqual([1, 'exists'])
    expect(await rig.failure(['tunnel', 'start', 'em', 'web'])).toEqual([1, 'not-found'])
    const server = await rig.serve()
    const started = (await rig.json(['tunnel', 'start', 'em', 'web'])) as TunnelView
    expect(await text(`http://127.0.0.1:${started.listening?.port}/`)).toBe('from behind')
    expect(await rig.json(['status'])).toMatchObject({
      connections: [{ site: 'em', state: 'connected' }],
      tunnels: [{ site: 'em', tunnel: { name: 'web' }, state: 'listening', total: 1 }]
    })
    expect((await rig.farscope(['status'])).stdout.toString()).toMatch(/em +web +listening/)
    expect(await rig.json(['tunnel', 'stop', 'em', 'web'])).toEqual({ stopped: 'web' })
    expect(await rig.json(['tunnel', 'remove', 'em', 'web'])).toEqual({ removed: 'web' })
    expect(await rig.json(['tunnel', 'list'])).toEqual([])
    server.kill('SIGTERM')
    await once(server, 'exit')
  })
})
