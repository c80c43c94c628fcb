/** MRC2014 files (Cheng et al. 2015, J. Struct. Biol. 192:146; https://www.ccpem.ac.uk/mrc_format/mrc2014.php). */
import { seeded } from './random'

export interface Particle {
  x: number
  y: number
}

export interface MovieOptions {
  /** Pixels along each side. */
  size: number
  frames: number
  /** Å a pixel. */
  pixelSize: number
  particles: number
  seed: number
  /** Shift of each frame against the first, in pixels; unset: as `drift` has it. */
  shifts?: readonly (readonly [x: number, y: number])[]
}

/** How far frame `n` is shifted against frame 0, in pixels: fast at first, then slowing, as beam-induced motion does. */
export function drift(frame: number): { x: number; y: number } {
  const way = 1 - Math.exp(-frame / 3)
  return { x: 5 * way, y: -3 * way }
}

/** The 1024-byte header, little-endian. `mode` 0 is int8, 1 int16, 2 float32. */
export function mrcHeader(
  nx: number,
  ny: number,
  nz: number,
  mode: 0 | 1 | 2,
  pixelSize: number,
  range: number[]
): Buffer {
  const header = Buffer.alloc(1024)
  const [low = 0, high = 0, mean = 0, deviation = 0] = range
  for (const [word, value] of [nx, ny, nz, mode, 0, 0, 0, nx, ny, nz].entries()) header.writeInt32LE(value, word * 4)
  for (const [axis, count] of [nx, ny, nz].entries()) {
    header.writeFloatLE(count * pixelSize, 40 + axis * 4)
    header.writeFloatLE(90, 52 + axis * 4)
    header.writeInt32LE(axis + 1, 64 + axis * 4)
  }
  for (const [index, value] of [low, high, mean].entries()) header.writeFloatLE(value, 76 + index * 4)
  // ISPG 0: a stack of images, not a volume.
  header.writeInt32LE(0, 88)
  header.writeInt32LE(20140, 108)
  header.write('MAP ', 208, 'latin1')
  header.set([0x44, 0x44, 0, 0], 212)
  header.writeFloatLE(deviation, 216)
  header.writeInt32LE(1, 220)
  header.write('Farscope demo data: not from a microscope', 224, 'latin1')
  return header
}

/** Dark round particles (protein absorbs) on noise, drifting from frame to frame; int16. */
export function makeMovie({ size, frames, pixelSize, particles, seed, shifts }: MovieOptions): Buffer {
  const random = seeded(seed)
  const places: Particle[] = Array.from({ length: particles }, () => ({ x: random() * size, y: random() * size }))
  const noise = noiseTile(random)
  const data = new Int16Array(size * size * frames)
  for (let frame = 0; frame < frames; frame++) {
    const at = data.subarray(frame * size * size, (frame + 1) * size * size)
    // One long noise row is read from another place for each frame: far cheaper than fresh numbers, and as random.
    const offset = Math.floor(random() * noise.length)
    for (let i = 0; i < at.length; i++) at[i] = noise[(offset + i) % noise.length] ?? 0
    const { x, y } = drift(frame)
    const [movedX, movedY] = shifts?.[frame] ?? [x, y]
    for (const place of places) stamp(at, size, place.x + movedX, place.y + movedY)
  }
  const body = Buffer.from(data.buffer)
  return Buffer.concat([mrcHeader(size, size, frames, 1, pixelSize, range(data)), body])
}

/** A prime length, so that rows of a frame do not repeat below each other. */
function noiseTile(random: () => number): Int16Array {
  return Int16Array.from({ length: 65_521 }, () => Math.round(40 + 8 * (random() + random() + random() + random() - 2)))
}

function stamp(image: Int16Array, size: number, cx: number, cy: number): void {
  const radius = size / 21
  for (let y = Math.max(0, Math.ceil(cy - radius)); y < Math.min(size, cy + radius); y++)
    for (let x = Math.max(0, Math.ceil(cx - radius)); x < Math.min(size, cx + radius); x++) {
      const distance = Math.hypot(x - cx, y - cy) / radius
      // A shell with a lighter inside: apoferritin is hollow.
      if (distance < 1) image[y * size + x] = (image[y * size + x] ?? 0) - Math.round(distance > 0.55 ? 9 : 4)
    }
}

function range(data: Int16Array): number[] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  let sum = 0
  let squares = 0
  for (const value of data) {
    if (value < low) low = value
    if (value > high) high = value
    sum += value
    squares += value * value
  }
  const mean = sum / data.length
  return [low, high, mean, Math.sqrt(Math.max(0, squares / data.length - mean * mean))]
}

/** A gain reference: float32, near one, with a few dead columns. */
export function makeGain(size: number, pixelSize: number, seed: number): Buffer {
  const random = seeded(seed)
  const data = Float32Array.from({ length: size * size }, (_none, i) => (i % size === 97 ? 0 : 0.97 + 0.06 * random()))
  return Buffer.concat([mrcHeader(size, size, 1, 2, pixelSize, [0, 1.03, 1, 0.02]), Buffer.from(data.buffer)])
}
