/**
 * Grey pictures as PNG files, packed by Node's own zlib beside the engine's work: packing in JavaScript takes ten times as
 * long, and everybody else waits meanwhile. https://www.w3.org/TR/png-3/
 */
import { promisify } from 'node:util'
import { crc32, deflate } from 'node:zlib'
import type { GreyPicture } from '@domain/previews/grey'

const pack = promisify(deflate)
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Eight bits a pixel, no other chunks than the three that must be. */
export async function greyPng({ width, height, pixels }: GreyPicture): Promise<Buffer> {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.writeUInt8(8, 8)
  // A byte before each row tells how it was filtered: 0, not at all.
  const rows = Buffer.alloc((width + 1) * height)
  for (let row = 0; row < height; row++)
    rows.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1)
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', await pack(rows)),
    chunk('IEND', Buffer.alloc(0))
  ])
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const whole = Buffer.alloc(named.length + 8)
  whole.writeUInt32BE(data.length, 0)
  whole.set(named, 4)
  whole.writeUInt32BE(crc32(named), named.length + 4)
  return whole
}
