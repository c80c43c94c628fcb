/** Particles of two kinds whose shares are known: pictures in noise, each turned by its own angle. */
import { noise } from './synthetic-movie'

export const box = 32
/** How many there are of each kind. */
export const kinds = [84, 36] as const

/** Brightness at a point of the unit plane: a long bar with one heavy end, or three blobs. */
function brightness(kind: number, x: number, y: number): number {
  const blob = (cx: number, cy: number, width: number): number => Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / width)
  return kind === 0
    ? blob(-6, 0, 12) * 1.5 + blob(0, 0, 8) + blob(6, 0, 8)
    : blob(0, 7, 10) + blob(6, -4, 10) + blob(-6, -4, 10)
}

/** The header of a file of MRC mode 2, 4 ångström a pixel. */
function mrcBytes(sections: number): Buffer {
  const bytes = Buffer.alloc(1024 + sections * box * box * 4)
  for (const [at, value] of [box, box, sections, 2, 0, 0, 0, box, box, sections].entries())
    bytes.writeInt32LE(value, at * 4)
  for (const [at, value] of [box * 4, box * 4, sections * 4, 90, 90, 90].entries())
    bytes.writeFloatLE(value, 40 + at * 4)
  for (const [at, value] of [1, 2, 3].entries()) bytes.writeInt32LE(value, 64 + at * 4)
  bytes.write('MAP ', 208, 'latin1')
  bytes.set([0x44, 0x44], 212)
  return bytes
}

/** A stack of them all, the first kind first. */
export function particleStack(seed: number): Buffer {
  const gauss = noise(seed)
  const count = kinds[0] + kinds[1]
  const bytes = mrcBytes(count)
  let at = 1024
  for (let particle = 0; particle < count; particle++) {
    const angle = gauss() * 10
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    for (let row = 0; row < box; row++)
      for (let column = 0; column < box; column++) {
        const [x, y] = [column - box / 2, row - box / 2]
        const bright = brightness(particle < kinds[0] ? 0 : 1, x * cos - y * sin, x * sin + y * cos)
        at = bytes.writeFloatLE(bright * 2 + gauss() * 0.5, at)
      }
  }
  return bytes
}

/** A map of three blobs. */
export function referenceMap(): Buffer {
  const bytes = mrcBytes(box)
  let at = 1024
  const blob = (squares: number, width: number): number => Math.exp(-squares / width)
  for (let z = -box / 2; z < box / 2; z++)
    for (let y = -box / 2; y < box / 2; y++)
      for (let x = -box / 2; x < box / 2; x++) {
        const two = 0.8 * blob((x + 5) ** 2 + (y - 3) ** 2 + z ** 2, 10)
        const three = 0.6 * blob(x ** 2 + (y + 6) ** 2 + (z - 4) ** 2, 8)
        at = bytes.writeFloatLE(blob((x - 4) ** 2 + y ** 2 + z ** 2, 12) + two + three, at)
      }
  return bytes
}

/** Directions for relion_project, spread by the golden angle. */
export function anglesStar(count: number): string {
  const rows = Array.from({ length: count }, (_, at) => {
    const tilt = (Math.acos(1 - (2 * (at + 0.5)) / count) * 180) / Math.PI
    return `${(at * 137.5) % 360} ${tilt} ${(at * 73) % 360} 0 0 1 15000 15000 0`
  })
  const labels = 'AngleRot AngleTilt AnglePsi OriginXAngst OriginYAngst OpticsGroup DefocusU DefocusV DefocusAngle'
  const columns = labels.split(' ').map((label, at) => `_rln${label} #${at + 1}`)
  const [optics = ''] = particlesStar('').split('# version 30001\n\ndata_particles')
  return `${optics}# version 30001\n\ndata_particles\n\nloop_\n${columns.join('\n')}\n${rows.join('\n')}\n`
}

/** The STAR file with which RELION's Class2D takes them. */
export const particlesStar = (stack: string): string => `
# version 30001

data_optics

loop_
_rlnOpticsGroupName #1
_rlnOpticsGroup #2
_rlnImagePixelSize #3
_rlnImageSize #4
_rlnImageDimensionality #5
_rlnVoltage #6
_rlnSphericalAberration #7
_rlnAmplitudeContrast #8
opticsGroup1 1 4.0 ${box} 2 300 2.7 0.1

# version 30001

data_particles

loop_
_rlnImageName #1
_rlnOpticsGroup #2
${Array.from({ length: kinds[0] + kinds[1] }, (_, at) => `${String(at + 1).padStart(6, '0')}@${stack} 1`).join('\n')}
`
