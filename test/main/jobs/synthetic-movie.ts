/** A movie whose drift is known: disks in noise that move by a whole number of pixels from frame to frame. */

/** Pixels by which each frame is ahead of the one before it. */
export const drift = { x: 2, y: 1 }
export const frames = 8
const size = 256

/** Repeatable noise: mulberry32, public domain; two values make a normal one (Box and Muller). */
export function noise(seed: number): () => number {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}

function scene(gauss: () => number): Float32Array {
  const base = new Float32Array(size * size).map(() => 10 + gauss())
  const place = (): number => Math.floor(Math.abs(gauss()) * 1000) % size
  for (let disk = 0; disk < 40; disk++) {
    const [cx, cy] = [place(), place()]
    for (let y = -7; y <= 7; y++)
      for (let x = -7; x <= 7; x++) {
        const at = ((cy + y + size) % size) * size + ((cx + x + size) % size)
        if (x * x + y * y < 64) base[at] = (base[at] ?? 0) - 2.5
      }
  }
  return base
}

/** MRC 2014, mode 2 (https://www.ccpem.ac.uk/mrc_format/mrc2014.php), 1 ångström a pixel. */
export function syntheticMovie(seed: number): Buffer {
  const gauss = noise(seed)
  const base = scene(gauss)
  const bytes = Buffer.alloc(1024 + frames * size * size * 4)
  for (const [at, value] of [size, size, frames, 2, 0, 0, 0, size, size, frames].entries())
    bytes.writeInt32LE(value, at * 4)
  for (const [at, value] of [size, size, frames, 90, 90, 90].entries()) bytes.writeFloatLE(value, 40 + at * 4)
  for (const [at, value] of [1, 2, 3].entries()) bytes.writeInt32LE(value, 64 + at * 4)
  for (const [at, value] of [0, 20, 10].entries()) bytes.writeFloatLE(value, 76 + at * 4)
  bytes.write('MAP ', 208, 'latin1')
  bytes.set([0x44, 0x44], 212)
  let at = 1024
  for (let frame = 0; frame < frames; frame++)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) {
        const from = ((y + drift.y * frame) % size) * size + ((x + drift.x * frame) % size)
        at = bytes.writeFloatLE((base[from] ?? 0) + gauss(), at)
      }
  return bytes
}

/** The STAR file with which RELION's MotionCorr takes movies. */
export const moviesStar = (movies: readonly string[]): string => `
# version 30001

data_optics

loop_
_rlnOpticsGroupName #1
_rlnOpticsGroup #2
_rlnMicrographOriginalPixelSize #3
_rlnVoltage #4
_rlnSphericalAberration #5
_rlnAmplitudeContrast #6
opticsGroup1 1 1.0 300 2.7 0.1

# version 30001

data_movies

loop_
_rlnMicrographMovieName #1
_rlnOpticsGroup #2
${movies.map(movie => `${movie} 1`).join('\n')}
`
