/**
 * The screen of an RFB server, read once (RFC 6143, 7.5 and 7.6). Nothing that the server says of sizes is believed: what
 * is larger than a screen can be ends it, and it is inflated and drawn in small pieces.
 */
import type { Duplex } from 'node:stream'
import { drawTile, mostTileBytes, type Rectangle, tilesOf } from '@domain/displays/zrle'
import { Failure } from '@domain/failure'
import { InflatedBytes } from './rfb-inflate'
import type { Breathe, ByteReader } from './rfb-reader'

/** Pixels of 16 bits, 5 6 5, row by row. */
export interface Screen {
  readonly pixels: Uint16Array
  readonly width: number
  readonly height: number
}

/** Pixels along an edge, as TigerVNC has it; and those of 8K with some more, which two bytes each make 72 MiB. */
const mostEdge = 16_384
const mostPixels = 36 * 1024 * 1024
/** Bytes of the name of a desktop. */
const mostName = 64 * 1024
/** Bytes of all that comes besides the picture: bells, colours, what others copy. Each counts as some at least. */
const mostBeside = 8 * 1024 * 1024
const leastBeside = 1024

const encodings = { raw: 0, zrle: 16 } as const

/** Bytes that a rectangle can have before zlib, and what zlib may add to what it cannot make smaller. */
function mostSqueezed({ width, height }: Rectangle): number {
  const tiles = Math.ceil(width / 64) * Math.ceil(height / 64)
  return width * height * 3.01 + tiles * 256 + 4096
}

/** Pixels of 16 bits, least byte first, 5 6 5; then ZRLE, else raw; then the whole screen. */
function askForAll(stream: Duplex, width: number, height: number): void {
  const format = Buffer.from([0, 0, 0, 0, 16, 16, 0, 1, 0, 31, 0, 63, 0, 31, 11, 5, 0, 0, 0, 0])
  const known = Buffer.from([2, 0, 0, 2, 0, 0, 0, encodings.zrle, 0, 0, 0, encodings.raw])
  const wish = Buffer.from([3, 0, 0, 0, 0, 0, width >> 8, width & 255, height >> 8, height & 255])
  stream.write(Buffer.concat([format, known, wish]))
}

/** Its size, after our hello. */
async function readSize(reader: ByteReader): Promise<{ width: number; height: number }> {
  const begin = await reader.take(24)
  const [width, height, name] = [begin.readUInt16BE(0), begin.readUInt16BE(2), begin.readUInt32BE(20)]
  if (width * height === 0 || width * height > mostPixels || Math.max(width, height) > mostEdge)
    throw new Failure('protocol', `The VNC server says that its screen has ${width}x${height} pixels.`)
  if (name > mostName)
    throw new Failure('protocol', `The VNC server says that the name of its screen has ${name} bytes.`)
  await reader.skip(name)
  return { width, height }
}

/** What comes besides the picture, read and forgotten; gives for how many bytes it counts. */
async function skipOther(reader: ByteReader, kind: number): Promise<number> {
  if (kind === 2) return leastBeside
  if (kind !== 1 && kind !== 3) throw new Failure('protocol', `The VNC server sent an unknown message (${kind}).`)
  const head = await reader.take(kind === 1 ? 5 : 7)
  const length = kind === 1 ? head.readUInt16BE(3) * 6 : head.readUInt32BE(3)
  if (length > mostBeside)
    throw new Failure('protocol', `The VNC server wants to send ${length} bytes besides its picture.`)
  await reader.skip(length)
  return leastBeside + length
}

function rectangle(head: Buffer, { width, height }: Screen): Rectangle {
  const area = {
    ...{ x: head.readUInt16BE(0), y: head.readUInt16BE(2) },
    ...{ width: head.readUInt16BE(4), height: head.readUInt16BE(6) }
  }
  if (area.x + area.width <= width && area.y + area.height <= height) return area
  throw new Failure('protocol', 'The VNC server drew outside of its screen.')
}

async function drawRaw(reader: ByteReader, area: Rectangle, screen: Screen, breathe: Breathe): Promise<void> {
  for (let row = 0; row < area.height; row++) {
    const bytes = await reader.take(area.width * 2)
    const start = (area.y + row) * screen.width + area.x
    for (let column = 0; column < area.width; column++) screen.pixels[start + column] = bytes.readUInt16LE(column * 2)
    await breathe()
  }
}

/** Tile by tile, as far as they are inflated: what a server squeezed into a few bytes is never there as a whole. */
async function drawSqueezed(
  reader: ByteReader,
  inflated: InflatedBytes,
  area: Rectangle,
  screen: Screen,
  breathe: Breathe
): Promise<void> {
  let left = (await reader.take(4)).readUInt32BE()
  if (left > mostSqueezed(area))
    throw new Failure('protocol', `The VNC server wants to send ${left} bytes for ${area.width}x${area.height} pixels.`)
  const ahead = async (length: number): Promise<Buffer> => {
    let bytes = await inflated.ahead(length)
    while (bytes.length < length && left > 0) {
      const piece = await reader.some(left)
      left -= piece.length
      inflated.feed(piece)
      bytes = await inflated.ahead(length)
    }
    return bytes
  }
  for (const tile of tilesOf(area)) {
    inflated.use(drawTile(await ahead(mostTileBytes), tile, screen.pixels, screen.width))
    await breathe()
  }
  // The end of its zlib data belongs to it too, and nothing may come of it.
  if ((await ahead(1)).length > 0) throw new Failure('protocol', 'The VNC server sent more than its rectangle holds.')
}

/** One update; gives how many pixels of it were drawn. It is left as soon as `wanted` were. */
async function drawUpdate(
  reader: ByteReader,
  inflated: InflatedBytes,
  screen: Screen,
  wanted: number,
  breathe: Breathe
): Promise<number> {
  let drawn = 0
  for (let left = (await reader.take(3)).readUInt16BE(1); left > 0 && drawn < wanted; left--) {
    const head = await reader.take(12)
    const area = rectangle(head, screen)
    const encoding = head.readInt32BE(8)
    if (encoding === encodings.zrle) await drawSqueezed(reader, inflated, area, screen, breathe)
    else if (encoding === encodings.raw) await drawRaw(reader, area, screen, breathe)
    else throw new Failure('protocol', `The VNC server drew in a way that was not asked for (${encoding}).`)
    drawn += area.width * area.height
    await breathe()
  }
  return drawn
}

/** Asks a server that let us in for its screen, and reads until as many pixels were sent as there are. `protocol`. */
export async function readScreen(stream: Duplex, reader: ByteReader, breathe: Breathe): Promise<Screen> {
  // Others go on looking.
  stream.write(Buffer.from([1]))
  const { width, height } = await readSize(reader)
  askForAll(stream, width, height)
  const screen: Screen = { pixels: new Uint16Array(width * height), width, height }
  const inflated = new InflatedBytes()
  try {
    let beside = 0
    for (let left = width * height; left > 0; ) {
      const kind = (await reader.take(1)).readUInt8()
      if (kind === 0) left -= await drawUpdate(reader, inflated, screen, left, breathe)
      else beside += await skipOther(reader, kind)
      if (beside > mostBeside) throw new Failure('protocol', 'The VNC server sends anything but its picture.')
      await breathe()
    }
    return screen
  } finally {
    inflated.close()
  }
}
