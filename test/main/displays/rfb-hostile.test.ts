import { afterEach, describe, expect, it } from 'vitest'
import { takePicture } from '../../../src/main/displays/rfb-picture'
import { bytesOf, type HostileServer, rectangle, screenOf, squeezed, startHostileServer, update } from './hostile-rfb'

const servers: HostileServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function picture(words: readonly Uint8Array[], forever?: Uint8Array): Promise<Uint8Array> {
  const server = await startHostileServer(Buffer.concat(words), forever)
  servers.push(server)
  return takePicture(server.connect(), { password: null, width: 64, signal: AbortSignal.timeout(15_000) })
}

/** Tiles of one colour for so many pixels. */
const plainTiles = (width: number, height: number): Buffer =>
  Buffer.from(Array.from({ length: Math.ceil(width / 64) * Math.ceil(height / 64) }, () => [1, 0x00, 0xf8]).flat())

const megabyte = Buffer.alloc(1024 * 1024)

describe('a VNC server that lies about sizes', () => {
  it.each<[string, Uint8Array[], string]>([
    ['a screen of 16 GiB', [screenOf(65_535, 65_535)], '65535x65535'],
    ['a screen as narrow as it is long', [screenOf(1, 65_535)], '1x65535'],
    ['a screen without pixels', [screenOf(0, 400)], '0x400'],
    ['a name of 4 GiB', [screenOf(640, 480, 0xffff_ffff)], '4294967295 bytes'],
    ['a rectangle beside its screen', [screenOf(64, 64), update(1), rectangle(60, 0, 5, 5, 0)], 'outside'],
    [
      'a small rectangle of 4 GiB',
      [screenOf(64, 64), update(1), rectangle(0, 0, 64, 64, 16), bytesOf([0xffff_ffff, 4])],
      '4294967295 bytes'
    ],
    [
      'a clipboard of 4 GiB',
      [screenOf(64, 64), bytesOf([3, 1], [0, 1], [0, 2], [0xffff_ffff, 4])],
      'besides its picture'
    ],
    ['an encoding that nobody asked for', [screenOf(64, 64), update(1), rectangle(0, 0, 64, 64, 1)], 'not asked for'],
    ['an unknown message', [screenOf(64, 64), Buffer.from([77])], 'unknown message (77)']
  ])('is not believed: %s', async (_, words, said) => {
    await expect(picture(words, megabyte)).rejects.toMatchObject({
      code: 'protocol',
      message: expect.stringContaining(said)
    })
  })

  it('is left when it sends anything for ever but its picture', async () => {
    const bells = Buffer.alloc(64 * 1024, 2)
    await expect(picture([screenOf(64, 64)], bells)).rejects.toMatchObject({
      code: 'protocol',
      message: expect.stringContaining('anything but its picture')
    })
  })

  it('inflates no further than its tiles need: a bomb ends at its first bytes', async () => {
    const bomb = Buffer.concat([plainTiles(64, 64), Buffer.alloc(64 * 1024 * 1024)])
    const before = process.memoryUsage().arrayBuffers
    // As small as the bytes of a rectangle may be.
    const taking = picture([screenOf(256, 256), update(1), squeezed(0, 0, 256, 256, bomb)])
    await expect(taking).rejects.toMatchObject({ code: 'protocol' })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024)
  })

  it.each<[string, Uint8Array]>([
    ['is no zlib data', Buffer.from('this is no zlib data, it only says so')],
    ['ends in the middle of a tile', Buffer.alloc(0)]
  ])('is told by name where a rectangle %s', async (_, bytes) => {
    const words = [screenOf(64, 64), update(1), rectangle(0, 0, 64, 64, 16), bytesOf([bytes.length, 4]), bytes]
    await expect(picture(words)).rejects.toMatchObject({ code: 'protocol' })
  })

  it('is told by name where its zlib stream ends before the screen is drawn', async () => {
    const { deflateSync } = await import('node:zlib')
    const bytes = deflateSync(plainTiles(64, 64))
    const words = [rectangle(0, 0, 64, 64, 16), bytesOf([bytes.length, 4]), bytes]
    await expect(picture([screenOf(128, 64), update(2), ...words, ...words])).rejects.toMatchObject({
      code: 'protocol'
    })
  })
})

describe('a large screen', () => {
  it('lets everything else have its turn while it is inflated and drawn', async () => {
    const [width, height] = [7680, 4320]
    const bytes = squeezed(0, 0, width, height, plainTiles(width, height))
    let turns = 0
    const counting = setInterval(() => turns++, 1)
    try {
      const png = Buffer.from(await picture([screenOf(width, height), update(1), bytes]))
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([64, 36])
    } finally {
      clearInterval(counting)
    }
    expect(turns).toBeGreaterThan(8)
  })

  it('may be sent in any rectangles, squeezed and plain', async () => {
    const raw = Buffer.alloc(64 * 32 * 2, 0xff)
    const words = [squeezed(0, 0, 64, 32, Buffer.from([1, 0x00, 0xf8])), rectangle(0, 32, 64, 32, 0), raw]
    const png = Buffer.from(await picture([screenOf(64, 64), update(2), ...words]))
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([64, 64])
  })

  it('that is much higher than wide makes no picture of any height', async () => {
    const bytes = squeezed(0, 0, 64, 16_384, plainTiles(64, 16_384))
    const png = Buffer.from(await picture([screenOf(64, 16_384), update(1), bytes]))
    expect(png.readUInt32BE(20)).toBe(128)
  })
})
