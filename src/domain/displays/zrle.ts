/** ZRLE's tiles (RFC 6143, 7.7.6) of 16-bit pixels, as they are after zlib. */
import { Failure } from '../failure'

/** Pixels of a tile's edge. */
const tileEdge = 64

/** Bytes that a tile can have: its kind, a palette of 127 colours, and no run longer than a pixel. */
export const mostTileBytes = 1 + 2 * 127 + 3 * tileEdge * tileEdge

interface Cursor {
  readonly bytes: Uint8Array
  at: number
}

function byte(from: Cursor): number {
  const value = from.bytes[from.at]
  if (value === undefined) throw new Failure('protocol', 'The picture of the VNC server is cut off.')
  from.at++
  return value
}

const pixel = (from: Cursor): number => byte(from) | (byte(from) << 8)

/** A run's length: bytes of 255 and one more, plus one. A run that leaves its tile is not followed. */
function runLength(from: Cursor, most: number): number {
  let length = 1
  for (;;) {
    const value = byte(from)
    length += value
    if (length > most) throw new Failure('protocol', 'The VNC server sent a run that is longer than its tile.')
    if (value !== 255) return length
  }
}

/** Gives the pixels of one tile in turn. */
function tilePixels(from: Cursor, width: number, height: number): Uint16Array {
  const pixels = new Uint16Array(width * height)
  const kind = byte(from)
  if (kind === 0) return fillRaw(from, pixels)
  if (kind === 1) return pixels.fill(pixel(from))
  if (kind <= 16) return fillPacked(from, pixels, width, kind)
  if (kind === 128) return fillRuns(from, pixels)
  if (kind >= 130) return fillPaletteRuns(from, pixels, kind - 128)
  throw new Failure('protocol', `The VNC server sent a tile of an unknown kind (${kind}).`)
}

function fillRaw(from: Cursor, pixels: Uint16Array): Uint16Array {
  for (let at = 0; at < pixels.length; at++) pixels[at] = pixel(from)
  return pixels
}

const palette = (from: Cursor, size: number): number[] => Array.from({ length: size }, () => pixel(from))

/** Indices of 1, 2 or 4 bits; each row begins with a whole byte. */
function fillPacked(from: Cursor, pixels: Uint16Array, width: number, size: number): Uint16Array {
  const colours = palette(from, size)
  const bits = size === 2 ? 1 : size <= 4 ? 2 : 4
  let left = 0
  let value = 0
  for (let at = 0; at < pixels.length; at++) {
    if (at % width === 0) left = 0
    if (left === 0) {
      value = byte(from)
      left = 8
    }
    left -= bits
    pixels[at] = colours[(value >> left) & ((1 << bits) - 1)] ?? 0
  }
  return pixels
}

function fillRuns(from: Cursor, pixels: Uint16Array): Uint16Array {
  for (let at = 0; at < pixels.length; ) {
    const colour = pixel(from)
    const end = at + runLength(from, pixels.length - at)
    pixels.fill(colour, at, end)
    at = end
  }
  return pixels
}

function fillPaletteRuns(from: Cursor, pixels: Uint16Array, size: number): Uint16Array {
  const colours = palette(from, size)
  for (let at = 0; at < pixels.length; ) {
    const index = byte(from)
    const end = at + (index & 128 ? runLength(from, pixels.length - at) : 1)
    pixels.fill(colours[index & 127] ?? 0, at, end)
    at = end
  }
  return pixels
}

/** A rectangle of a picture, in pixels. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The tiles of a rectangle, in the order in which they are sent. */
export function* tilesOf(area: Rectangle): Generator<Rectangle, void, void> {
  for (let top = 0; top < area.height; top += tileEdge)
    for (let left = 0; left < area.width; left += tileEdge)
      yield {
        ...{ x: area.x + left, y: area.y + top },
        ...{ width: Math.min(tileEdge, area.width - left), height: Math.min(tileEdge, area.height - top) }
      }
}

/**
 * Draws the tile with which `bytes` begin into `picture`, whose rows are `stride` pixels long. Gives how many bytes it
 * had. `protocol` where it is cut off, or is no such tile.
 */
export function drawTile(bytes: Uint8Array, tile: Rectangle, picture: Uint16Array, stride: number): number {
  const from: Cursor = { bytes, at: 0 }
  const { x, y, width, height } = tile
  const pixels = tilePixels(from, width, height)
  for (let row = 0; row < height; row++)
    picture.set(pixels.subarray(row * width, (row + 1) * width), (y + row) * stride + x)
  return from.at
}
