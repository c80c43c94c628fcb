import type { AuthContext } from 'ssh2'
import { afterEach, describe, expect, it } from 'vitest'
import { type Client, createClient, type FakeServer, startFakeServer, startMuteServer } from './fake-server'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})
const serving = async (authenticate: (request: AuthContext) => void): Promise<FakeServer> => {
  const server = await startFakeServer({ authenticate })
  open.push(server)
  return server
}
const client = async (...answers: string[][]): Promise<Client> => {
  const one = await createClient(answers)
  open.push(one)
  return one
}

const only =
  (method: AuthContext['method'], decide: (request: AuthContext) => void) =>
  (request: AuthContext): void => {
    if (request.method === method) decide(request)
    else request.reject([method])
  }
const passwordIs = (request: AuthContext, right: string): void => {
  if (request.method === 'password' && request.password === right) request.accept()
  else request.reject(['password'])
}

describe('A login', () => {
  it('carries every question of two rounds, with their labels and which are secret', async () => {
    const rounds: string[][] = []
    const server = await serving(
      only('keyboard-interactive', request => {
        if (request.method !== 'keyboard-interactive') return
        const first = [
          { prompt: 'Name:', echo: true },
          { prompt: 'Password:', echo: false }
        ]
        request.prompt(first, 'Welcome', 'Be brief', answers => {
          rounds.push(answers)
          request.prompt([{ prompt: 'Code:', echo: false }], more => {
            rounds.push(more)
            request.accept()
          })
        })
      })
    )
    const one = await client(['ada', 'secret'], ['123456'])
    await one.connections.acquire(one.target(server.port))
    expect(rounds).toEqual([['ada', 'secret'], ['123456']])
    expect(one.asked).toMatchObject([
      {
        ...{ kind: 'credentials', method: 'keyboard-interactive', title: 'Welcome', instructions: 'Be brief' },
        fields: [
          { label: 'Name:', secret: false },
          { label: 'Password:', secret: true }
        ]
      },
      { fields: [{ label: 'Code:', secret: true }] }
    ])
  })

  it('goes on after a partial success with what is still wanted', async () => {
    let passwordDone = false
    const server = await serving(request => {
      if (request.method === 'password' && !passwordDone) {
        passwordDone = true
        request.reject(['keyboard-interactive'], true)
      } else if (request.method === 'keyboard-interactive' && passwordDone)
        request.prompt([{ prompt: 'Code:', echo: false }], () => request.accept())
      else request.reject(['password'])
    })
    const one = await client(['secret'], ['1'])
    await one.connections.acquire(one.target(server.port))
    expect(server.attempts).toEqual(['password', 'keyboard-interactive'])
  })

  it('that is refused is not tried again, and the message says what was tried', async () => {
    const server = await serving(request => passwordIs(request, 'right'))
    const one = await client(['wrong'], ['right'])
    await expect(one.connections.acquire(one.target(server.port))).rejects.toMatchObject({
      code: 'auth-failed',
      message: expect.stringContaining(`ada@127.0.0.1:${server.port} refused the login. Tried: password`)
    })
    expect(server.attempts).toEqual(['password'])
    await expect(one.connections.acquire(one.target(server.port), { automatic: true })).rejects.toMatchObject({
      code: 'auth-failed'
    })
    expect(server.attempts).toHaveLength(1)
    await one.connections.acquire(one.target(server.port))
    expect(server.attempts).toHaveLength(2)
  })

  it('of a poller asks nobody, and does not fail the person who joins it', async () => {
    const server = await serving(request => passwordIs(request, 'right'))
    const one = await client(['right'])
    const target = one.target(server.port)
    const poller = one.connections.acquire(target, { automatic: true })
    const person = one.connections.acquire(target)
    await expect(poller).rejects.toMatchObject({ code: 'answer-needed' })
    expect((await person).connected).toBe(true)
    expect(one.asked).toHaveLength(1)
    expect(await one.connections.acquire(target, { automatic: true })).toBe(await person)
  })

  it('on a server that says nothing ends with the time limit', async () => {
    const server = await startMuteServer()
    open.push(server)
    const one = await client()
    const target = one.target(server.port, { connectTimeoutSeconds: 0.2 })
    await expect(one.connections.acquire(target)).rejects.toMatchObject({ code: 'timeout' })
    expect(one.connections.list()).toMatchObject([{ state: 'failed', logins: 0 }])
  })

  it('that nobody wants any more is ended, for the server too', async () => {
    const server = await startMuteServer()
    open.push(server)
    const one = await client()
    const [first, second] = [new AbortController(), new AbortController()]
    const both = [first, second].map(({ signal }) => one.connections.acquire(one.target(server.port), { signal }))
    await expect.poll(() => server.sockets.size).toBe(1)
    first.abort()
    await expect(both[0]).rejects.toMatchObject({ code: 'cancelled' })
    expect(one.connections.list()).toMatchObject([{ state: 'connecting' }])
    second.abort()
    await expect(both[1]).rejects.toMatchObject({ code: 'cancelled' })
    expect(one.connections.list()).toMatchObject([{ state: 'closed', error: null }])
    await expect.poll(() => server.sockets.size).toBe(0)
  })

  it('can be begun anew in the very moment in which another was given up', async () => {
    const server = await serving(request => passwordIs(request, 'right'))
    const one = await client(['right'])
    const given = new AbortController()
    const dropped = one.connections.acquire(one.target(server.port), { signal: given.signal })
    given.abort()
    await expect(dropped).rejects.toMatchObject({ code: 'cancelled' })
    expect((await one.connections.acquire(one.target(server.port))).connected).toBe(true)
  })
})
