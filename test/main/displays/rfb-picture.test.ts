import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { type DemoDisplay, startDemoDisplay } from '../../../src/demo/rfb-server'
import { takePicture } from '../../../src/main/displays/rfb-picture'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function microscope(): Promise<{ display: DemoDisplay; bin: string }> {
  const bin = await mkdtemp(join(tmpdir(), 'farscope-rfb-'))
  const display = await startDemoDisplay(bin, 'Krios 1')
  closers.push(display.close, () => rm(bin, { recursive: true }))
  return { display, bin }
}

/** A server that says these bytes to whoever comes. */
async function saying(bytes: Uint8Array): Promise<Socket> {
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    socket.write(bytes)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no port')
  closers.push(async () => server.close())
  return connect(address.port, '127.0.0.1')
}

const wish = { password: null, width: 240, signal: undefined }

describe('a picture of a display', () => {
  it('is a PNG of what it shows, as wide as was asked for', async () => {
    const { display } = await microscope()
    const png = Buffer.from(await takePicture(connect(display.port, '127.0.0.1'), wish))
    expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([240, 150])
    const length = png.readUInt32BE(33)
    const rows = inflateSync(png.subarray(41, 41 + length))
    const pixel = (x: number, y: number): number[] => [...rows.subarray(y * 721 + 1 + x * 3, y * 721 + 4 + x * 3)]
    // The panel at the right is dark and bluish, the specimen at the left grey.
    expect(pixel(235, 120)).toEqual([25, 28, 33])
    const [red = 0, green = 0, blue = 0] = pixel(60, 60)
    expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(12)
    expect(red).toBeGreaterThan(60)
  })

  it('fails by name where no VNC server answers, or it asks for a password that is not known', async () => {
    await expect(takePicture(await saying(Buffer.from('SSH-2.0-OpenSSH_9.6\n')), wish)).rejects.toMatchObject({
      code: 'protocol'
    })
    const asking = Buffer.concat([Buffer.from('RFB 003.008\n'), Buffer.from([1, 2])])
    await expect(takePicture(await saying(asking), wish)).rejects.toMatchObject({ code: 'auth-failed' })
  })

  it('does not believe a screen of more pixels than there are', async () => {
    const head = Buffer.alloc(24)
    head.writeUInt16BE(65_535, 0)
    head.writeUInt16BE(65_535, 2)
    const said = Buffer.concat([Buffer.from('RFB 003.008\n'), Buffer.from([1, 1]), Buffer.alloc(4), head])
    await expect(takePicture(await saying(said), wish)).rejects.toMatchObject({ code: 'protocol' })
  })

  it('ends with who wanted it', async () => {
    const stop = new AbortController()
    const taking = takePicture(await saying(Buffer.from('RFB')), { ...wish, signal: stop.signal })
    setTimeout(() => stop.abort(), 20)
    await expect(taking).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('the vncserver of the demo', () => {
  it('lists its display as the real one would, and makes no other', async () => {
    const { display, bin } = await microscope()
    const script = await readFile(join(bin, 'vncserver'), 'utf8')
    expect(script).toContain(`${display.port}`)
    expect(script).toContain(`${process.pid}`)
  })
})
