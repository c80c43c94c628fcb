/** A VNC client and server of this process, with the engine between them, which has done the login. */
import { type Duplex, duplexPair } from 'node:stream'
import { createViewFilter } from '@domain/displays/vnc-view-filter'
import { Failure } from '@domain/failure'
import { describe, expect, it } from 'vitest'
import { tryLogin } from '../../../src/main/displays/rfb-login'
import { openedStream } from '../../../src/main/displays/rfb-opened'

const signal = (): AbortSignal => AbortSignal.timeout(5_000)

/** Reads a stream as it comes. */
function reading(stream: Duplex) {
  let seen = Buffer.alloc(0)
  let wake = (): void => {}
  stream.on('error', () => wake())
  stream.on('close', () => wake())
  stream.on('data', (chunk: Buffer) => {
    seen = Buffer.concat([seen, chunk])
    wake()
  })
  return async (length: number): Promise<Buffer> => {
    while (seen.length < length) {
      if (stream.destroyed) throw new Error(`ended after ${seen.length} bytes`)
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    const bytes = seen.subarray(0, length)
    seen = seen.subarray(length)
    return bytes
  }
}

/** A server of this version that asks for nothing, to which the engine has logged in, and a client behind that. */
async function opened(version: string, onlyLooks: boolean) {
  const [here, there] = duplexPair()
  const server = reading(there)
  there.write(version)
  const old = version.endsWith('3\n')
  there.write(old ? Buffer.from([0, 0, 0, 1]) : Buffer.concat([Buffer.from([2, 19, 1]), Buffer.alloc(4)]))
  const { outcome, reader } = await tryLogin(here, { password: null, signal: signal() })
  expect(outcome).toBe('in')
  await server(old ? 12 : 13)
  const stream = openedStream({ stream: here, reader, filter: onlyLooks ? createViewFilter() : null })
  return { stream, client: reading(stream), server, here, there }
}

describe('A client of a VNC server on which the engine logged in', () => {
  it.each(['RFB 003.003\n', 'RFB 003.008\n', 'RFB 005.000\n'])('is asked for nothing by one of %j', async version => {
    const { stream, client, server, here, there } = await opened(version, false)
    for (const byte of [...Buffer.from('RFB 003.008\n'), 1, 0, 4, 1]) stream.write(Buffer.from([byte]))
    expect((await client(18)).toString('latin1')).toBe('RFB 003.008\n\x01\x01\0\0\0\0')
    expect([...(await server(3))]).toEqual([0, 4, 1])
    there.write('the screen')
    expect((await client(10)).toString()).toBe('the screen')
    stream.destroy()
    expect(here.destroyed).toBe(true)
  })

  it('sends nobody away and types nothing where it may only look', async () => {
    const { stream, client, server } = await opened('RFB 003.008\n', true)
    const key = [4, 1, 0, 0, 0, 0, 0, 0x61]
    const request = [3, 1, 0, 0, 0, 0, 4, 0, 3, 0]
    stream.write(Buffer.concat([Buffer.from('RFB 003.008\n'), Buffer.from([1, 0, ...key, ...request])]))
    await client(18)
    expect([...(await server(11))]).toEqual([1, ...request])
    stream.destroy()
  })

  it('is closed with the reason where it sends what is not known', async () => {
    const { stream, client } = await opened('RFB 003.008\n', true)
    stream.write(Buffer.concat([Buffer.from('RFB 003.008\n'), Buffer.from([1, 0, 77])]))
    await expect(client(100)).rejects.toThrow()
    expect(stream.errored).toBeInstanceOf(Failure)
    expect(stream.errored?.message).toContain('message 77')
  })

  it('ends with the server', async () => {
    const { stream, there } = await opened('RFB 003.008\n', false)
    const ended = new Promise(resolve => stream.once('end', resolve))
    there.end()
    await ended
    stream.destroy()
  })
})

describe('A login on a VNC server', () => {
  it('tells whether a password is wanted, or something that is not known', async () => {
    for (const [kind, expected] of [
      [2, 'password'],
      [19, 'other']
    ] as const) {
      const [here, there] = duplexPair()
      there.resume()
      there.write(Buffer.concat([Buffer.from('RFB 003.008\n'), Buffer.from([1, kind])]))
      expect((await tryLogin(here, { password: null, signal: signal() })).outcome).toBe(expected)
      expect(here.destroyed).toBe(true)
    }
  })
})
