import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Connection as ServerConnection } from 'ssh2'
import { expect, it } from 'vitest'
import { createClient, startFakeServer } from './fake-server'

it('brings everything whole there and back, also what is sent while keys are renewed', async () => {
  let link: ServerConnection | undefined
  const server = await startFakeServer({
    serve: client => {
      link = client
      client.on('request', (_accept, reject) => reject?.())
      client.on('session', accept =>
        accept()
          .on('pty', yes => yes?.())
          .on('shell', open => {
            const channel = open()
            channel.pipe(channel)
          })
      )
    }
  })
  const client = await createClient()
  try {
    const connection = await client.connections.acquire(client.target(server.port))
    const { stream } = await connection.shell({ term: 'dumb', cols: 80, rows: 24 })
    const sent: Buffer[] = []
    const got: Buffer[] = []
    let count = 0
    stream.on('data', (data: Buffer) => {
      // What was read before must not change when more comes.
      got.push(data)
      count += data.length
    })
    for (let turn = 0; turn < 60; turn++) {
      const piece = randomBytes(turn % 3 === 0 ? 60 : 200_000 + turn)
      sent.push(piece)
      stream.write(piece)
      if (turn % 10 === 5) link?.rekey()
      if (turn % 4 === 0) await pause(2)
    }
    const all = Buffer.concat(sent)
    await expect.poll(() => count, { timeout: 30_000 }).toBe(all.length)
    expect(Buffer.concat(got).equals(all)).toBe(true)
  } finally {
    await client.close()
    await server.close()
  }
})
