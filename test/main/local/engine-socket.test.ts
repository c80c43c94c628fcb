import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createEngine, type Engine } from '../../../src/main/engine'
import { attachToEngine, type EngineSocket, listenForClients } from '../../../src/main/local/engine-socket'
import { within } from '../../contract/world'
import { testPlatform } from '../test-platform'

let folder: string
let engine: Engine
let socket: EngineSocket
const path = (): string => join(folder, 'engine.sock')

beforeAll(async () => {
  vi.spyOn(console, 'error')
  folder = await mkdtemp(join(tmpdir(), 'farscope-socket-'))
  await mkdir(join(folder, 'data'))
  engine = await createEngine(testPlatform(folder))
  socket = await listenForClients(engine, path())
})
afterAll(async () => {
  await socket.close()
  await engine.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  expect(console.error, 'nothing may be printed').not.toHaveBeenCalled()
  vi.restoreAllMocks()
})

const frame = (body: string): Buffer => {
  const header = Buffer.alloc(5)
  header.writeUInt32BE(Buffer.byteLength(body))
  return Buffer.concat([header, Buffer.from(body)])
}

describe('the socket of the engine', () => {
  it.each<[string, Buffer]>([
    ['a web request', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['a frame that is no JSON', frame('hello')],
    ['a frame that is no request', frame('{"i":1}')],
    ['a frame of 4 GB', Buffer.from([255, 255, 255, 255, 1, 0])]
  ])('ends the link to who sends %s, and serves the others on', async (_what, bytes) => {
    const stranger = connect(path())
    stranger.on('error', () => {})
    stranger.write(bytes)
    await within(10_000, 'the end of the link', once(stranger.resume(), 'close'))
    const attached = await attachToEngine(path())
    expect((await attached?.client.app.info())?.pid).toBe(process.pid)
    attached?.close()
  })

  it('is not there for who looks where nobody listens', async () => {
    expect(await attachToEngine(join(folder, 'none.sock'))).toBeNull()
  })

  it('counts its clients and tells when the last has gone', async () => {
    await within(10_000, 'silence', socket.idle())
    const [one, two] = [await attachToEngine(path()), await attachToEngine(path())]
    await two?.client.app.info()
    expect(socket.clients).toBe(2)
    let idle = false
    const silence = socket.idle().then(() => {
      idle = true
    })
    one?.close()
    await one?.closed
    await two?.client.app.info()
    expect(idle).toBe(false)
    two?.close()
    await within(10_000, 'silence', silence)
  })
})
