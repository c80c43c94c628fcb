/** Pictures that the pre-processing of the make-believe microscope leaves: the corrected micrograph, and its spectrum. */
import { mrcHeader } from '../data/mrc'
import { seeded } from '../data/random'
import { type Exposure, pixelSize } from './exposure'

const micrographPixels = 512
/** The micrograph shows as much as a 4k camera at 0.73 Å. Ångström of its pixel. */
const micrographPixelSize = (4096 * pixelSize) / micrographPixels

const spectrumPixels = 256
/** CTFFIND resamples to about 1.4 Å a pixel. */
const spectrumPixelSize = 1.4

/** Electrons of 300 kV: wave length and spherical aberration in ångström, amplitude contrast. */
const electron = { wave: 0.0197, aberration: 2.7e7, amplitude: 0.1 } as const

/** A row that repeats nowhere below itself, as its length is prime; four numbers of chance are near to a bell. */
function noiseRow(random: () => number): Float32Array {
  return Float32Array.from({ length: 65_521 }, () => random() + random() + random() + random() - 2)
}

/** Protein in ice, darker than it; a carbon edge on every sixth, crystals of ice on some. int16. */
export function micrographFile({ number }: Exposure): Buffer {
  const size = micrographPixels
  const random = seeded(number + 91)
  const noise = noiseRow(random)
  const data = new Int16Array(size * size)
  const [tiltX, tiltY] = [random() - 0.5, random() - 0.5]
  const edge = number % 6 === 0 ? { x: -0.25 * size, y: 1.1 * size, radius: 0.62 * size } : null
  const at = (x: number, y: number): number => noise[(x + y * size) % noise.length] ?? 0
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      // Neighbours have a part in common: a detector blurs a little.
      const grain = 26 * at(x, y) + 12 * (at(x + 1, y) + at(x, y + 1))
      const ice = 60 * (tiltX * (x / size - 0.5) + tiltY * (y / size - 0.5))
      const carbon = edge && Math.hypot(x - edge.x, y - edge.y) < edge.radius ? -62 : 0
      data[y * size + x] = Math.round(1000 + grain + ice + carbon)
    }
  for (let count = 0; count < 170; count++) particle(data, size, random)
  if (number % 4 === 1) crystal(data, size, random)
  const header = mrcHeader(size, size, 1, 1, micrographPixelSize, [850, 1150, 1000, 40])
  return Buffer.concat([header, Buffer.from(data.buffer)])
}

/** A ring of subunits about 120 Å across, in any view. */
function particle(data: Int16Array, size: number, random: () => number): void {
  const [cx, cy, radius, flat] = [random() * size, random() * size, 8 + 2 * random(), 0.55 + 0.45 * random()]
  const turn = random() * Math.PI
  const reach = Math.ceil(radius)
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) {
      const along = dx * Math.cos(turn) + dy * Math.sin(turn)
      const across = (dy * Math.cos(turn) - dx * Math.sin(turn)) / flat
      const distance = Math.hypot(along, across) / radius
      if (distance > 1) continue
      const lobes = 1 + 0.35 * Math.cos(5 * Math.atan2(across, along))
      darken(data, size, Math.round(cx) + dx, Math.round(cy) + dy, (distance > 0.4 ? 58 : 20) * lobes)
    }
}

function crystal(data: Int16Array, size: number, random: () => number): void {
  const [cx, cy, radius] = [size * (0.2 + 0.6 * random()), size * (0.2 + 0.6 * random()), 14 + 8 * random()]
  for (let dy = -radius; dy <= radius; dy++)
    for (let dx = -radius; dx <= radius; dx++)
      if (Math.max(Math.abs(dx), Math.abs(dx / 2 + 0.87 * dy)) < radius * 0.8)
        darken(data, size, Math.round(cx + dx), Math.round(cy + dy), 95)
}

function darken(data: Int16Array, size: number, x: number, y: number, by: number): void {
  if (x < 0 || y < 0 || x >= size || y >= size) return
  const at = y * size + x
  data[at] = (data[at] ?? 0) - Math.round(by)
}

/** The contrast transfer function at `s` (1/Å) for a defocus (Å): Williams & Carter, Transmission Electron Microscopy, 28. */
function contrast(s: number, defocus: number): number {
  const { wave, aberration, amplitude } = electron
  const chi = Math.PI * wave * defocus * s * s - (Math.PI / 2) * aberration * wave ** 3 * s ** 4
  return Math.sin(chi + Math.asin(amplitude))
}

/** As CTFFIND's diagnostic image: the fit at the left up to where it is good, the spectrum at the right. float32. */
export function spectrumFile(exposure: Exposure): Buffer {
  const { number, defocusUAngstrom, defocusVAngstrom, angleDegrees, ctfResolutionAngstrom } = exposure
  const size = spectrumPixels
  const random = seeded(number + 515)
  const noise = noiseRow(random)
  const data = new Float32Array(size * size)
  const middle = (defocusUAngstrom + defocusVAngstrom) / 2
  const half = (defocusUAngstrom - defocusVAngstrom) / 2
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const [dx, dy] = [x - size / 2, y - size / 2]
      const s = Math.hypot(dx, dy) / (size * spectrumPixelSize)
      const turned = 2 * (Math.atan2(dy, dx) - (angleDegrees * Math.PI) / 180)
      const rings = contrast(s, middle + half * Math.cos(turned)) ** 2
      const fades = Math.exp(-((s * ctfResolutionAngstrom) ** 2) * 1.6)
      const grain = 0.11 * (noise[(x + y * size) % noise.length] ?? 0)
      const fitted = s * ctfResolutionAngstrom > 1 ? 0 : rings
      data[y * size + x] = dx < 0 ? fitted : 0.18 + 0.8 * rings * fades + grain + 0.25 * Math.exp(-s * 60)
    }
  return Buffer.concat([mrcHeader(size, size, 1, 2, spectrumPixelSize, [0, 1, 0.4, 0.3]), Buffer.from(data.buffer)])
}
