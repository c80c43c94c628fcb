/** What the make-believe microscope takes: each exposure by its number, the same each time. */
import { zoned } from '@domain/bookings/zone'
import { seeded } from '../data/random'

/** Frames of a movie, pixels of its side, ångström of a pixel. */
export const frames = 6
export const moviePixels = 192
export const pixelSize = 0.73

export interface Exposure {
  readonly number: number
  /** Milliseconds since 1970, UTC. */
  readonly at: number
  /** Below the folder of the movies, without ending: `GridSquare_…/Data/FoilHole_…`. */
  readonly path: string
  /** Of each frame against the first, in pixels. */
  readonly shifts: readonly (readonly [x: number, y: number])[]
  /** Ångström. */
  readonly driftAngstrom: number
  readonly earlyDriftAngstrom: number
  readonly defocusUAngstrom: number
  readonly defocusVAngstrom: number
  readonly angleDegrees: number
  readonly ctfResolutionAngstrom: number
}

const firstHole = 8_130_000
const exposuresOfSquare = 40

const two = (value: number): string => String(value).padStart(2, '0')

/** As EPU names its movies, by the facility's clock. */
function pathOf(number: number, at: number, timeZone: string): string {
  const time = zoned(new Date(at).toISOString(), timeZone)
  const day = `${time.year}${two(time.month)}${two(time.day)}`
  const clock = `${two(time.hour)}${two(time.minute)}${two(time.second)}`
  const square = 8_123_456 + Math.floor(number / exposuresOfSquare) * 5
  const hole = firstHole + number * 7
  return `GridSquare_${square}/Data/FoilHole_${hole}_Data_${square + 44}_${number % 4}_${day}_${clock}`
}

/** The number of an exposure by the name of its movie; null where it is none of ours. */
export function exposureNumber(name: string): number | null {
  const hole = Number(/^FoilHole_(\d+)_Data_\d+_\d_\d{8}_\d{6}_fractions\.mrc$/.exec(name)?.[1] ?? Number.NaN)
  const number = (hole - firstHole) / 7
  return Number.isInteger(number) && number >= 0 ? number : null
}

/** How far the specimen runs, in ångström: now and then it does not settle, and a refill of nitrogen shakes it. */
function wayOf(number: number, chance: number): number {
  const refill = number % 90
  const shaken = refill >= 58 && refill < 64 ? 5.5 * Math.exp(-((refill - 60) ** 2) / 4) : 0
  return (number % 37 === 21 ? 11.5 : 2.1 + 0.9 * chance) * (1 + 0.18 * Math.sin(number / 17)) + shaken
}

/** `timeZone`: of the facility. */
export function exposureOf(number: number, at: number, timeZone: string): Exposure {
  const random = seeded(number + 7001)
  const way = wayOf(number, random()) / pixelSize
  const heading = random() * 2 * Math.PI
  const shifts = Array.from({ length: frames }, (_none, frame): readonly [number, number] => {
    // Beam-induced motion: fast in the first frames, then it creeps.
    const part = (0.75 * (1 - Math.exp(-frame / 1.4)) + (0.25 * frame) / frames) / (0.75 + 0.25)
    return [way * part * Math.cos(heading), way * part * Math.sin(heading)]
  })
  const total = length(shifts)
  const defocus = 8000 + 3000 * (number % 5) + 600 * (random() - 0.5)
  const astigmatism = 120 + 180 * random() + (number % 61 === 40 ? 1100 : 0)
  const thickIce = number % 41 === 12 || number % 53 === 30
  const drift = total * pixelSize
  return {
    ...{ number, at, path: pathOf(number, at, timeZone), shifts },
    driftAngstrom: drift,
    earlyDriftAngstrom: length(shifts.slice(0, 3)) * pixelSize,
    defocusUAngstrom: defocus + astigmatism / 2,
    defocusVAngstrom: defocus - astigmatism / 2,
    angleDegrees: 180 * random(),
    ctfResolutionAngstrom:
      3.1 + 0.5 * random() + 0.35 * Math.sin(number / 40) + 0.09 * Math.max(0, drift - 3) + (thickIce ? 2.6 : 0)
  }
}

/** Of a way through all its points. */
function length(points: readonly (readonly [number, number])[]): number {
  return points.reduce((sum, [x, y], at) => {
    const before = points[at - 1]
    return before ? sum + Math.hypot(x - before[0], y - before[1]) : sum
  }, 0)
}
