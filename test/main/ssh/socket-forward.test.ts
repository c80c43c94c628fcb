import { once } from 'node:events'
import type { Connection as ServerConnection } from 'ssh2'
import { afterEach, describe, expect, it } from 'vitest'
import { socketFailure } from '../../../src/main/ssh/errors'
import { createClient, startFakeServer } from './fake-server'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

/** A link to a server that serves like this. */
async function linkTo(serve: (client: ServerConnection) => void = () => undefined) {
  const server = await startFakeServer({ serve })
  open.push(server)
  const { connections, target, close } = await createClient([['word']])
  open.push({ close })
  return { link: await connections.acquire(target(server.port)), connections }
}

describe('A way to a socket file of the server', () => {
  it('carries bytes both ways, and counts as a tunnel while it is open', async () => {
    const asked: string[] = []
    const { link, connections } = await linkTo(server =>
      server.on('openssh.streamlocal', (accept, _reject, { socketPath }) => {
        asked.push(socketPath)
        const channel = accept()
        channel.pipe(channel)
      })
    )
    const tunnels = (): number | undefined => connections.list()[0]?.channelKinds.tunnel
    const stream = await link.forwardOutSocket('/tmp/für alle/rfb')
    expect(asked).toEqual(['/tmp/für alle/rfb'])
    expect(tunnels()).toBe(1)
    stream.write('there and back')
    const [bytes] = await once(stream, 'data')
    expect(String(bytes)).toBe('there and back')
    stream.end()
    await once(stream, 'close')
    expect(tunnels()).toBe(0)
  })

  it('fails with the name of host and socket where the server forbids it', async () => {
    const { link } = await linkTo()
    await expect(link.forwardOutSocket('/tmp/rfb')).rejects.toMatchObject({
      code: 'not-allowed',
      message: expect.stringMatching(/^ada@127\.0\.0\.1:\d+ does not allow connections to the socket \/tmp\/rfb\.$/),
      hint: expect.stringContaining('AllowStreamLocalForwarding')
    })
  })

  it('ends with who wanted it', async () => {
    const { link } = await linkTo(server => server.on('openssh.streamlocal', () => undefined))
    const stop = new AbortController()
    const opening = link.forwardOutSocket('/tmp/rfb', { signal: stop.signal })
    stop.abort()
    await expect(opening).rejects.toBeInstanceOf(Error)
  })

  it.each([
    [1, 'not-allowed'],
    [2, 'refused'],
    [3, 'unsupported']
  ])('names the refusal %i of RFC 4254', (reason, code) => {
    const error = Object.assign(new Error('(SSH) Channel open failure: open failed'), { reason })
    expect(socketFailure(error, '/tmp/rfb', 'ada@host:22')).toMatchObject({ code, detail: 'open failed' })
  })
})
