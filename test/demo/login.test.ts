import { existsSync, statSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { Client, ClientChannel } from 'ssh2'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeKey } from '../../src/demo/keys'
import { eventually, logIn, run, type Started, startFacility } from './client'
import { groupRuns, processRuns } from './still-runs'

let started: Started
let client: Client
beforeAll(async () => {
  started = await startFacility({ bare: true })
  client = await logIn(started.facility)
})
afterAll(async () => {
  client.end()
  await started.stop()
})

describe('login', () => {
  it('shows the host key it announced', async () => {
    const { hostKey, port } = started.facility
    let seen = ''
    const other = await logIn(started.facility, {
      hostVerifier: (key: Buffer) => {
        seen = key.toString('base64')
        return true
      }
    })
    other.end()
    expect(seen).toBe(hostKey.base64)
    expect(hostKey.knownHostsLine).toBe(`[127.0.0.1]:${port} ssh-ed25519 ${hostKey.base64}`)
    expect(hostKey.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/)
  })

  it('keeps its key and its folder to this user', () => {
    expect(statSync(started.facility.privateKeyFile).mode & 0o777).toBe(0o600)
    expect(statSync(started.folder).mode & 0o777).toBe(0o700)
  })

  it('refuses another key, a password, no proof at all and another user', async () => {
    const wrong: Parameters<typeof logIn>[1][] = [
      { privateKey: makeKey('stranger').private },
      { privateKey: undefined, password: 'secret' },
      { privateKey: undefined },
      { username: 'somebody-else' }
    ]
    for (const changes of wrong) await expect(logIn(started.facility, changes)).rejects.toThrow(/authentication/i)
  })
})

describe('commands', () => {
  it('gives output, errors and the exit status', async () => {
    const ended = await run(client, 'echo out; echo err >&2; exit 7')
    expect(ended).toMatchObject({ out: 'out\n', err: 'err\n', code: 7 })
  })

  it('tells the signal that ended a command', async () => {
    expect(await run(client, 'kill -TERM $$')).toMatchObject({ code: null, signal: 'SIGTERM' })
  })

  it('passes standard input, and large output without loss', async () => {
    const ended = await run(client, 'cat', 'x'.repeat(3_000_000))
    expect(ended.out.length).toBe(3_000_000)
  })

  it('hides the outer environment and starts in the demo home', async () => {
    vi.stubEnv('FARSCOPE_TEST_SECRET', 'canary')
    const ended = await run(client, 'env; pwd')
    expect(ended.out).not.toContain('canary')
    expect(ended.out.trimEnd().split('\n').at(-1)).toBe(started.facility.root)
  })

  it('kills a command and its children when the channel closes', async () => {
    const channel = await new Promise<ClientChannel>((resolve, reject) =>
      client.exec('echo $$; sleep 300 & sleep 300; :', (error, opened) => (error ? reject(error) : resolve(opened)))
    )
    const pid = Number(await new Promise<string>(resolve => channel.once('data', (data: Buffer) => resolve(`${data}`))))
    channel.close()
    await eventually(
      async () => groupRuns(pid),
      runs => !runs
    )
  })
})

describe('shell', () => {
  it('echoes on a terminal of the wanted size and follows a resize', async () => {
    const channel = await new Promise<ClientChannel>((resolve, reject) =>
      client.shell({ rows: 31, cols: 97, term: 'xterm' }, (error, opened) => (error ? reject(error) : resolve(opened)))
    )
    let seen = ''
    channel.on('data', (data: Buffer) => {
      seen += data.toString()
    })
    channel.write('stty size; echo "$((6*7))-ok"\n')
    await eventually(
      async () => seen,
      text => text.includes('31 97') && text.includes('42-ok')
    )
    expect(seen).toContain('demo')
    channel.setWindow(40, 120, 0, 0)
    channel.write('stty size; exit 3\n')
    const code = await new Promise(resolve => channel.once('exit', resolve))
    expect(code).toBe(3)
    expect(seen).toContain('40 120')
  })
})

describe('forwarding', () => {
  const through = (port: number, host: string): Promise<string> =>
    new Promise((resolve, reject) =>
      client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
        if (error) reject(error)
        else channel.once('data', (data: Buffer) => resolve(`${data}`)).write('hello')
      })
    )

  it('reaches a port on loopback', async () => {
    const echo = createServer(socket => socket.pipe(socket)).listen(0, '127.0.0.1')
    await new Promise(resolve => echo.once('listening', resolve))
    const address = echo.address()
    const port = typeof address === 'object' && address ? address.port : 0
    expect(await through(port, 'localhost')).toBe('hello')
    echo.close()
  })

  it('hands over what comes in at a port of its own, until it is told to stop', async () => {
    const port = await new Promise<number>((resolve, reject) =>
      client.forwardIn('127.0.0.1', 0, (error, real) => (error ? reject(error) : resolve(real)))
    )
    client.once('tcp connection', (_details, accept) => {
      const channel = accept()
      channel.pipe(channel)
    })
    const answer = await new Promise<string>(resolve => {
      const socket = connect(port, '127.0.0.1', () => socket.write('back'))
      socket.once('data', data => {
        resolve(`${data}`)
        socket.destroy()
      })
    })
    expect(answer).toBe('back')
    await new Promise<void>((resolve, reject) =>
      client.unforwardIn('127.0.0.1', port, error => (error ? reject(error) : resolve()))
    )
    const refused = new Promise<string>(resolve => {
      connect(port, '127.0.0.1').once('error', error => resolve('code' in error ? String(error.code) : ''))
    })
    expect(await refused).toBe('ECONNREFUSED')
  })

  it('refuses any other address', async () => {
    await expect(through(80, '192.0.2.1')).rejects.toThrow(/open/i)
  })
})

describe('close', () => {
  it('leaves no listening port, no process and no key', async () => {
    const other = await startFacility({ bare: true })
    const login = await logIn(other.facility)
    login.on('error', () => undefined)
    const channel = await new Promise<ClientChannel>((resolve, reject) =>
      login.shell((error, opened) => (error ? reject(error) : resolve(opened)))
    )
    let seen = ''
    channel.on('data', (data: Buffer) => {
      seen += data.toString()
    })
    channel.write('nohup sleep 300 & echo "pid=$!=" "shell=$$="\n')
    await eventually(
      async () => seen,
      text => /pid=\d+=/.test(text) && /shell=\d+=/.test(text)
    )
    const pids = [...seen.matchAll(/(?:pid|shell)=(\d+)=/g)].map(match => Number(match[1]))
    await other.facility.close()
    await expect(
      new Promise((resolve, reject) =>
        connect(other.facility.port, '127.0.0.1', () => resolve('open')).on('error', reject)
      )
    ).rejects.toThrow(/ECONNREFUSED/)
    for (const pid of pids)
      await eventually(
        async () => processRuns(pid),
        runs => !runs
      )
    expect(existsSync(other.facility.privateKeyFile)).toBe(false)
    await other.stop()
  })
})
