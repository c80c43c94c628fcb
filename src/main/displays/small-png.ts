/** A screen drawn smaller, as PNG. */
import { promisify } from 'node:util'
import { crc32, deflate } from 'node:zlib'
import type { Breathe } from './rfb-reader'
import type { Screen } from './rfb-screen'

const squeeze = promisify(deflate)

/** How much higher than wide a small picture may be. */
const mostUpright = 2

/** The pixels that one of the smaller picture stands for, at least one. */
function span(at: number, scale: number, most: number): [number, number] {
  const from = Math.min(most - 1, Math.floor(at * scale))
  return [from, Math.max(from + 1, Math.min(most, Math.floor((at + 1) * scale)))]
}

/** The mean of a part of the screen, as red, green, blue of 8 bits. */
async function mean(
  { pixels, width }: Screen,
  [fromX, toX]: readonly [number, number],
  [fromY, toY]: readonly [number, number],
  breathe: Breathe
): Promise<[number, number, number]> {
  let [red, green, blue] = [0, 0, 0]
  for (let y = fromY; y < toY; y++) {
    for (let at = y * width + fromX; at < y * width + toX; at++) {
      const value = pixels[at] ?? 0
      red += value >> 11
      green += (value >> 5) & 63
      blue += value & 31
    }
    await breathe()
  }
  const count = (toX - fromX) * (toY - fromY)
  return [(red * 255) / 31 / count, (green * 255) / 63 / count, (blue * 255) / 31 / count]
}

/** A chunk of PNG: length, name, bytes, CRC of both (PNG specification, 5.3). */
function chunk(name: string, bytes: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), bytes])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(bytes.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

async function png(across: number, down: number, rows: Uint8Array): Promise<Uint8Array> {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(across, 0)
  head.writeUInt32BE(down, 4)
  // Eight bits a colour, true colour.
  head.set([8, 2], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const drawn = await squeeze(rows)
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', drawn), chunk('IEND', Buffer.alloc(0))])
}

/** At most `wanted` pixels wide, in the screen's proportions; each pixel is the mean of those for which it stands. */
export async function smallPng(screen: Screen, wanted: number, breathe: Breathe): Promise<Uint8Array> {
  const { width, height } = screen
  const scale = Math.min(1, wanted / width, (wanted * mostUpright) / height)
  const [across, down] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
  // Each row begins with PNG's filter 0.
  const rows = Buffer.alloc(down * (1 + across * 3))
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++) {
      const colour = await mean(screen, span(x, width / across, width), span(y, height / down, height), breathe)
      rows.set(colour.map(Math.round), y * (1 + across * 3) + 1 + x * 3)
    }
  return png(across, down, rows)
}
