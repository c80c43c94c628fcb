/** A small picture of a VNC display: one look through the protocol (RFC 6143), drawn smaller, as PNG. */
import type { Duplex } from 'node:stream'
import { constants, crc32, deflateSync, inflateSync } from 'node:zlib'
import { drawZrle, type Rectangle } from '@domain/displays/zrle'
import { Failure } from '@domain/failure'
import { challengeAnswer } from './vnc-secrets'

export interface PictureWish {
  readonly password: string | null
  /** Most pixels across. */
  readonly width: number
  readonly signal: AbortSignal | undefined
}

/** Milliseconds for all of it. */
const limitMs = 20_000
/** More pixels than any desktop has: a server that says so is not believed. */
const mostPixels = 64 * 1024 * 1024

/** Reads a stream in pieces of a known length. */
class ByteReader {
  private readonly reading: AsyncIterator<Buffer>
  private rest: Buffer = Buffer.alloc(0)

  constructor(stream: Duplex) {
    this.reading = stream[Symbol.asyncIterator]()
  }

  async take(length: number): Promise<Buffer> {
    const parts = [this.rest]
    let have = this.rest.length
    while (have < length) {
      const { value, done } = await this.reading.next()
      if (done) throw new Failure('protocol', 'The VNC server ended the connection.')
      parts.push(value)
      have += value.length
    }
    const all = Buffer.concat(parts)
    this.rest = all.subarray(length)
    return all.subarray(0, length)
  }
}

/** Says hello and proves the password. `protocol` for a server of another kind, `auth-failed`. */
async function logIn(stream: Duplex, reader: ByteReader, password: string | null): Promise<void> {
  const version = (await reader.take(12)).toString('latin1')
  if (!/^RFB 003\.00[78]\n$/.test(version))
    throw new Failure('protocol', `The VNC server speaks a version that is not known: ${JSON.stringify(version)}.`)
  stream.write(version)
  const kinds = await reader.take((await reader.take(1)).readUInt8())
  if (kinds.includes(1)) stream.write(Buffer.from([1]))
  else if (kinds.includes(2) && password !== null) {
    stream.write(Buffer.from([2]))
    stream.write(challengeAnswer(await reader.take(16), password))
  } else throw new Failure('auth-failed', 'The VNC server asks for what Farscope does not know.')
  // Version 3.7 sends no result where nothing was asked.
  if (version.endsWith('7\n') && kinds.includes(1)) return
  if ((await reader.take(4)).readUInt32BE() !== 0)
    throw new Failure('auth-failed', 'The VNC server refused the password.', { hint: 'Try again in a minute.' })
}

/** Pixels of 16 bits, least byte first, 5 6 5; then ZRLE, else raw; then the whole screen. */
function askForAll(stream: Duplex, width: number, height: number): void {
  const format = Buffer.from([0, 0, 0, 0, 16, 16, 0, 1, 0, 31, 0, 63, 0, 31, 11, 5, 0, 0, 0, 0])
  const encodings = Buffer.from([2, 0, 0, 2, 0, 0, 0, 16, 0, 0, 0, 0])
  const wish = Buffer.from([3, 0, 0, 0, 0, 0, width >> 8, width & 255, height >> 8, height & 255])
  stream.write(Buffer.concat([format, encodings, wish]))
}

/** Reads until each pixel was sent once, then draws. */
async function readScreen(reader: ByteReader, width: number, height: number): Promise<Uint16Array> {
  const picture = new Uint16Array(width * height)
  const squeezed: { readonly area: Rectangle; readonly bytes: Buffer }[] = []
  let sent = 0
  while (sent < width * height) {
    const kind = (await reader.take(1)).readUInt8()
    if (kind === 1) await reader.take((await reader.take(5)).readUInt16BE(3) * 6)
    else if (kind === 3) await reader.take((await reader.take(7)).readUInt32BE(3))
    else if (kind > 3) throw new Failure('protocol', `The VNC server sent an unknown message (${kind}).`)
    if (kind !== 0) continue
    for (let left = (await reader.take(3)).readUInt16BE(1); left > 0; left--) {
      const head = await reader.take(12)
      const area = rectangle(head, width, height)
      sent += area.width * area.height
      if (head.readInt32BE(8) !== 16) drawRaw(await reader.take(area.width * area.height * 2), area, picture, width)
      else squeezed.push({ area, bytes: await reader.take((await reader.take(4)).readUInt32BE()) })
    }
  }
  // One zlib stream runs through all rectangles.
  const parts = squeezed.map(({ bytes }) => bytes)
  const tiles = parts.length > 0 ? inflateSync(Buffer.concat(parts), { finishFlush: constants.Z_SYNC_FLUSH }) : parts[0]
  let at = 0
  if (tiles) for (const { area } of squeezed) at = drawZrle(tiles, at, area, picture, width)
  return picture
}

function rectangle(head: Buffer, width: number, height: number): Rectangle {
  const area = {
    ...{ x: head.readUInt16BE(0), y: head.readUInt16BE(2) },
    ...{ width: head.readUInt16BE(4), height: head.readUInt16BE(6) }
  }
  if (area.x + area.width <= width && area.y + area.height <= height) return area
  throw new Failure('protocol', 'The VNC server drew outside of its screen.')
}

function drawRaw(bytes: Buffer, area: Rectangle, picture: Uint16Array, stride: number): void {
  for (let row = 0, at = 0; row < area.height; row++)
    for (let column = 0; column < area.width; column++, at += 2)
      picture[(area.y + row) * stride + area.x + column] = bytes.readUInt16LE(at)
}

/** Each pixel of the smaller picture is the mean of those it stands for. Rows of red, green, blue with PNG's filter 0. */
function smaller(picture: Uint16Array, width: number, height: number, wanted: number) {
  const across = Math.min(width, wanted)
  const down = Math.max(1, Math.round((height * across) / width))
  const rows = Buffer.alloc(down * (1 + across * 3))
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++) {
      const [fromX, toX] = span(x, width / across, width)
      const [fromY, toY] = span(y, height / down, height)
      const sum = [0, 0, 0]
      for (let v = fromY; v < toY; v++)
        for (let u = fromX; u < toX; u++) {
          const value = picture[v * width + u] ?? 0
          sum[0] = (sum[0] ?? 0) + (value >> 11) * 8.2258
          sum[1] = (sum[1] ?? 0) + ((value >> 5) & 63) * 4.0476
          sum[2] = (sum[2] ?? 0) + (value & 31) * 8.2258
        }
      const count = (toX - fromX) * (toY - fromY)
      sum.forEach((total, channel) => {
        rows[y * (1 + across * 3) + 1 + x * 3 + channel] = Math.round(total / count)
      })
    }
  return { across, down, rows }
}

/** The pixels that one of the smaller picture stands for, at least one. */
function span(at: number, scale: number, most: number): [number, number] {
  const from = Math.min(most - 1, Math.floor(at * scale))
  return [from, Math.max(from + 1, Math.min(most, Math.floor((at + 1) * scale)))]
}

/** A chunk of PNG: length, name, bytes, CRC of both (PNG specification, 5.3). */
function chunk(name: string, bytes: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), bytes])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(bytes.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

function png(across: number, down: number, rows: Uint8Array): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(across, 0)
  head.writeUInt32BE(down, 4)
  // Eight bits a colour, true colour.
  head.set([8, 2], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0))
  ])
}

/** The stream is ended afterwards, whatever happens. `timeout`, `protocol`, `auth-failed`. */
export async function takePicture(stream: Duplex, wish: PictureWish): Promise<Uint8Array> {
  stream.on('error', () => undefined)
  const late = AbortSignal.timeout(limitMs)
  const over = AbortSignal.any([late, ...(wish.signal ? [wish.signal] : [])])
  const end = (): void => void stream.destroy()
  over.addEventListener('abort', end)
  try {
    const reader = new ByteReader(stream)
    await logIn(stream, reader, wish.password)
    // Others go on looking.
    stream.write(Buffer.from([1]))
    const begin = await reader.take(24)
    await reader.take(begin.readUInt32BE(20))
    const [width, height] = [begin.readUInt16BE(0), begin.readUInt16BE(2)]
    if (width * height === 0 || width * height > mostPixels)
      throw new Failure('protocol', `The VNC server says that its screen has ${width}x${height} pixels.`)
    askForAll(stream, width, height)
    const { across, down, rows } = smaller(await readScreen(reader, width, height), width, height, wish.width)
    return png(across, down, rows)
  } catch (thrown) {
    if (late.aborted) throw new Failure('timeout', 'The display did not draw itself in time.', { cause: thrown })
    throw wish.signal?.aborted ? new Failure('cancelled', 'The picture was not wanted any more.') : thrown
  } finally {
    over.removeEventListener('abort', end)
    stream.destroy()
    stream.resume()
  }
}
