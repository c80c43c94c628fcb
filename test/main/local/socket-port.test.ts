import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSocketPort } from '../../../src/main/local/socket-port'
import type { WireMessage } from '../../../src/main/wire-port'
import { within } from '../../contract/world'

let folder: string
let server: Server
let near: Socket
let far: Socket
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-port-'))
  const path = join(folder, 's')
  server = createServer().listen(path)
  await once(server, 'listening')
  const accepted = once(server, 'connection')
  near = connect(path)
  // The first item of the event is the socket (node:net).
  far = (await accepted)[0] as Socket
})
afterEach(async () => {
  near.destroy()
  far.destroy()
  server.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** Waits for so many messages. */
function messages(socket: Socket, count: number): Promise<WireMessage[]> {
  const seen: WireMessage[] = []
  return within(
    10_000,
    `${count} messages`,
    new Promise(resolve => {
      createSocketPort(socket).addEventListener('message', ({ data }) => {
        seen.push(data)
        if (seen.length === count) resolve(seen)
      })
    })
  )
}

describe('a port over a local socket', () => {
  it('carries text and bytes in order, empty and large ones too', async () => {
    const sent: WireMessage[] = [
      '',
      'héllo \udcff "',
      new Uint8Array(),
      Uint8Array.of(0, 255, 10),
      'x'.repeat(3_000_000)
    ]
    const arriving = messages(far, sent.length)
    const port = createSocketPort(near)
    for (const message of sent) port.send(typeof message === 'string' ? message : message.slice())
    const arrived = await arriving
    // A lone surrogate is no text of its own: JSON escapes it before it comes here.
    expect(arrived).toEqual(['', 'héllo \ufffd "', ...sent.slice(2)])
  })

  it('puts frames together however they were cut', async () => {
    const arriving = messages(far, 2)
    const frame = Buffer.concat([Buffer.from([0, 0, 0, 5, 0]), Buffer.from('a€b')])
    for (const byte of Buffer.concat([frame, frame])) {
      near.write(Buffer.of(byte))
      await new Promise(resolve => setImmediate(resolve))
    }
    expect(await arriving).toEqual(['a€b', 'a€b'])
  })

  it('sends the part of a buffer that a view shows, and no more', async () => {
    const arriving = messages(far, 1)
    createSocketPort(near).send(new Uint8Array([9, 1, 2, 9]).subarray(1, 3))
    expect(await arriving).toEqual([Uint8Array.of(1, 2)])
  })

  it('carries a message of any size, in parts that others may follow', async () => {
    const arriving = messages(far, 3)
    const port = createSocketPort(near)
    const sent = ['x'.repeat(40 * 1024 * 1024), new Uint8Array(2 * 1024 * 1024).fill(7), 'after']
    for (const message of sent) port.send(message)
    const arrived = await arriving
    expect(arrived.map(message => message.length)).toEqual(sent.map(message => message.length))
    expect(arrived[2]).toBe('after')
  })

  it('ends the link to who claims a message larger than any of ours', async () => {
    createSocketPort(far)
    const closed = once(near, 'close')
    near.write(Buffer.from([255, 255, 255, 255, 0]))
    await within(10_000, 'the end of the link', closed)
  })

  it('tells when the other side is gone, and then sends nothing any more', async () => {
    const port = createSocketPort(far)
    const closed = new Promise<void>(resolve => port.addEventListener('close', () => resolve()))
    near.destroy()
    await within(10_000, 'the news', closed)
    expect(() => port.send('to nobody')).not.toThrow()
  })
})
