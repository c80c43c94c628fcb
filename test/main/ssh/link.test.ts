import type { ServerChannel, Connection as ServerConnection, Session } from 'ssh2'
import { afterEach, describe, expect, it } from 'vitest'
import { SshConnection } from '../../../src/main/ssh/connection'
import { dial } from '../../../src/main/ssh/dial'
import { type Client, createClient, type FakeServer, startFakeServer } from './fake-server'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})
const serving = async (serve: (client: ServerConnection) => void): Promise<FakeServer> => {
  const server = await startFakeServer({ serve })
  open.push(server)
  return server
}
const client = async (): Promise<Client> => {
  const one = await createClient()
  open.push(one)
  return one
}

/** Answers every session with `use`, and what is asked of the connection as a whole with "no", as sshd does. */
const sessions =
  (use: (session: Session) => void, allow: () => boolean = () => true) =>
  (link: ServerConnection): void => {
    link.on('request', (_accept, reject) => reject?.())
    link.on('session', (accept, reject) => (allow() ? use(accept()) : reject()))
  }

/** Prints the script's begin mark and a word: what a real shell would make of it. */
function shellOf(command: string, channel: ServerChannel, word: string): void {
  const decoded = command.replace(/\\0([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8))
  )
  const [mark = ''] = /farscope-[0-9a-f]+/.exec(decoded) ?? []
  channel.stderr.write(`${mark}\n`)
  channel.write(`${mark}\n${word}`)
  channel.exit(0)
  channel.end()
}

describe('A link', () => {
  it('learns from refused channels how many there may be, and everything is served in turn', async () => {
    let now = 0
    let most = 0
    const server = await serving(
      sessions(
        session => {
          now++
          most = Math.max(most, now)
          session.on('exec', (accept, _reject, { command }) => {
            const channel = accept()
            setTimeout(() => {
              now--
              shellOf(command, channel, 'done')
            }, 20)
          })
        },
        () => now < 2
      )
    )
    const one = await client()
    const link = await one.connections.acquire(one.target(server.port))
    const results = await Promise.all(Array.from({ length: 8 }, () => link.run('true')))
    expect(results.map(({ stdout }) => stdout.toString())).toEqual(Array(8).fill('done'))
    expect(most).toBe(2)
  })

  it('that opens no channel at all says so', async () => {
    const server = await serving(
      sessions(
        () => undefined,
        () => false
      )
    )
    const one = await client()
    const link = await one.connections.acquire(one.target(server.port))
    await expect(link.run('true')).rejects.toMatchObject({ code: 'channel-refused' })
  })

  it('closes the channel on which SFTP was refused', async () => {
    let sessionsOpen = 0
    const server = await serving(
      sessions(
        session => {
          sessionsOpen++
          session.on('close', () => sessionsOpen--)
          session.on('subsystem', (_accept, reject) => reject())
          session.on('exec', (accept, _reject, { command }) => shellOf(command, accept(), 'done'))
        },
        () => sessionsOpen === 0
      )
    )
    const one = await client()
    const link = await one.connections.acquire(one.target(server.port))
    await expect(link.openSftp()).rejects.toMatchObject({ code: 'no-sftp' })
    await expect.poll(() => sessionsOpen).toBe(0)
    expect((await link.run('true')).stdout.toString()).toBe('done')
  })

  it('whose channels end right before itself is lost, not one of a server without SFTP', async () => {
    const server = await serving(
      sessions(session =>
        session.on('subsystem', accept => {
          accept().close()
          setTimeout(() => {
            for (const socket of server.sockets) socket.destroy()
          }, 30)
        })
      )
    )
    const one = await client()
    const link = await one.connections.acquire(one.target(server.port))
    await expect(link.openSftp()).rejects.toMatchObject({ code: 'unreachable' })
  })

  it('whose server does not answer keep-alives is lost, and with it what runs on it', async () => {
    const links: ServerConnection[] = []
    const server = await serving(connection => {
      links.push(connection)
      connection.on('request', (_accept, reject, name) => {
        // The measurement at the start is answered; the keep-alives of ssh2 are not.
        if (name === 'cancel-tcpip-forward') reject?.()
      })
      connection.on('session', accept => accept().on('exec', acceptExec => acceptExec()))
    })
    const one = await client()
    const link = await one.connections.acquire(one.target(server.port, { keepAliveSeconds: 0.05 }))
    const running = link.run('sleep 100')
    for (const socket of server.sockets) socket.pause()
    await expect(running).rejects.toMatchObject({ code: expect.stringMatching(/^(timeout|unreachable)$/) })
    expect(link.connected).toBe(false)
    expect(one.connections.list()).toMatchObject([{ state: 'lost', error: { code: 'timeout' } }])
  })

  it('that slept is kept when it answers or brings anything, and lost when it is silent', async () => {
    let answers = true
    let talks = true
    const server = await serving(connection => {
      connection.on('request', (_accept, reject) => {
        if (answers) reject?.()
      })
      connection.on('session', accept =>
        accept().on('exec', acceptExec => {
          const channel = acceptExec()
          const timer = setInterval(() => talks && channel.write('x'), 20)
          channel.once('close', () => clearInterval(timer))
          channel.on('error', () => undefined)
        })
      )
    })
    const one = await client()
    const target = one.target(server.port)
    const link = await one.connections.acquire(target)
    const running = await link.start('copy')
    running.stdout.resume()
    one.connections.sleep()
    // What the pool hands out; it is woken with a shorter patience than the pool has.
    const wake = (limitMs: number): Promise<void> => (link as SshConnection).wake(limitMs)
    await wake(1000)
    expect(link.connected).toBe(true)
    answers = false
    await wake(1000)
    expect(link.connected).toBe(true)
    talks = false
    await wake(1000)
    expect(link.connected).toBe(false)
    expect(one.connections.list()).toMatchObject([{ state: 'lost', error: { code: 'timeout' } }])
    await expect(running.exit).rejects.toMatchObject({ code: 'timeout' })
  })

  it('that was cut is not handed out again, and fails what is asked of it as lost', async () => {
    const server = await serving(sessions(() => undefined))
    const one = await client()
    const target = one.target(server.port)
    const link = await one.connections.acquire(target)
    const reasons: (Error | undefined)[] = []
    link.onLost(reason => reasons.push(reason))
    for (const socket of server.sockets) socket.destroy()
    await expect(link.openSftp()).rejects.toMatchObject({ code: 'unreachable' })
    expect(one.connections.peek(target)).toBeUndefined()
    const next = await one.connections.acquire(target)
    expect(next).not.toBe(link)
    expect(next.connected).toBe(true)
    expect(reasons).toMatchObject([{ code: 'unreachable' }])
    expect(one.connections.list()).toMatchObject([{ state: 'connected', logins: 2 }])
  })

  it('knows in the very moment that its socket is gone, before ssh2 says so', async () => {
    const server = await serving(sessions(() => undefined))
    const one = await client()
    const target = one.target(server.port)
    const place = { site: 'fake', hop: 1, hops: 1 }
    const settings = {
      ...{ homeFolder: '/nonexistent', environment: {} },
      knownHosts: { own: '/nonexistent/known_hosts', defaults: [] }
    }
    const ask = () => Promise.resolve({ kind: 'declined' } as const)
    const links = await Promise.all(
      [1, 2].map(async () => {
        const signal = AbortSignal.timeout(10_000)
        const dialled = await dial(settings, { endpoint: target, place, signal, ask })
        return { dialled, link: new SshConnection({ ...dialled, target, place }) }
      })
    )
    const codes = links.map(({ dialled, link }, at) => {
      dialled.stream.destroy()
      if (at === 0) expect(link.connected).toBe(false)
      return link.openSftp().catch((error: { code: unknown }) => error.code)
    })
    expect(await Promise.all(codes)).toEqual(['unreachable', 'unreachable'])
  })

  it('leaves no socket and no timer when all are closed, also in the middle of a login', async () => {
    const server = await serving(sessions(() => undefined))
    const waiting = await startFakeServer({ authenticate: () => undefined })
    open.push(waiting)
    const one = await client()
    const before = process.getActiveResourcesInfo().length
    const link = await one.connections.acquire(one.target(server.port, { keepAliveSeconds: 1 }))
    const halfway = one.connections.acquire(one.target(waiting.port))
    const running = link.run('sleep 100')
    const ends = Promise.allSettled([halfway, running])
    await expect.poll(() => waiting.sockets.size).toBe(1)
    await one.connections.closeAll()
    expect(await ends).toMatchObject([
      { status: 'rejected', reason: { code: 'cancelled' } },
      { status: 'rejected', reason: { code: 'cancelled' } }
    ])
    await expect.poll(() => [server.sockets.size, waiting.sockets.size]).toEqual([0, 0])
    await expect.poll(() => process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before)
  })

  it('goes through the command that ProxyCommand names, and shows what it says when it fails', async () => {
    const server = await serving(sessions(() => undefined))
    const one = await client()
    const dial = `require("net").connect(${server.port},"127.0.0.1",function(){process.stdin.pipe(this).pipe(process.stdout)})`
    const command = (script: string): string => `${JSON.stringify(process.execPath)} -e '${script}'`
    const target = one.target(1, { host: 'behind.invalid', proxyCommand: command(dial), hostKeyAlias: 'behind' })
    const link = await one.connections.acquire(target)
    expect(await link.ping()).toBeGreaterThan(0)
    one.connections.close(target)
    const broken = { ...target, proxyCommand: 'echo "no way there" >&2; exit 1' }
    await expect(one.connections.acquire(broken)).rejects.toMatchObject({
      ...{ code: 'unreachable', message: expect.stringMatching(/ProxyCommand for .* failed: no way there/) }
    })
  })
})
