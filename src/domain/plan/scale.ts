/** How the hours of a benchmark grow with the user's data. */
import type { Cited } from '@contract/plan-sources'
import type { PlanDataset, StepScale } from '@contract/plan-steps'
import type { BenchmarkStep } from './plan-data'

/** Size of the benchmark's data. Null: unknown. */
export interface BaseDataset {
  readonly movies: number | null
  readonly particles: number | null
  /** Pixels along one side. */
  readonly boxSize: number | null
  /** How that is known, and where it stands. */
  readonly note: string
  readonly cited: readonly Cited[]
  /** Why a number is not sure to be the benchmark's. */
  readonly unconfirmed: { readonly movies?: string | undefined; readonly particles?: string | undefined }
}

export interface Scaled {
  readonly scale: StepScale
  /** What of the user's data could not be taken into account, and what to do about it. */
  readonly warnings: readonly string[]
}

/** What somebody knows better of the benchmark's data replaces what its document says. */
export const baseOf = (base: BaseDataset, known: PlanDataset = {}): BaseDataset => ({
  ...base,
  movies: known.movies ?? base.movies,
  particles: known.particles ?? base.particles,
  boxSize: known.boxSize ?? base.boxSize,
  unconfirmed: {
    ...(known.movies === undefined && { movies: base.unconfirmed.movies }),
    ...(known.particles === undefined && { particles: base.unconfirmed.particles })
  }
})

/**
 * Linear in the movies for what works on movies; linear in the particles, and in the pixels of an image (the square of
 * the box size), for what works on particles. Nothing is scaled by what is not known of either side.
 */
export function scaleOf(by: BenchmarkStep['scalesBy'], user: PlanDataset, base: BaseDataset): Scaled {
  if (by === 'nothing')
    return {
      scale: { by, factor: 1, assumes: 'As long as in the benchmark, whatever the data.', cited: [] },
      warnings: []
    }
  if (by === 'movies') {
    const movies = ratio(user.movies, base.movies, 'movies', base.unconfirmed.movies)
    return {
      scale: {
        by,
        factor: movies.factor,
        assumes: `Twice as many movies take twice as long. ${sizes(movies, 'movies')}`,
        cited: [...base.cited]
      },
      warnings: movies.warnings
    }
  }
  const particles = ratio(user.particles, base.particles, 'particles', base.unconfirmed.particles)
  const box = ratio(user.boxSize, base.boxSize, 'box size')
  const pixels = box.factor ** 2
  const assumes = `Twice as many particles take twice as long, twice the box size four times. ${sizes(particles, 'particles')}`
  return {
    scale: {
      by: box.known ? 'particles and box' : 'particles',
      factor: particles.factor * pixels,
      assumes,
      cited: [...base.cited]
    },
    warnings: [...particles.warnings, ...box.warnings]
  }
}

interface Ratio {
  readonly factor: number
  readonly known: boolean
  readonly user: number | undefined
  readonly base: number | null
  /** False: `base` stands in for a number that the document does not print. */
  readonly sure: boolean
  readonly warnings: readonly string[]
}

function ratio(user: number | undefined, base: number | null, what: string, unconfirmed?: string): Ratio {
  const sure = unconfirmed === undefined
  if (user === undefined) return { factor: 1, known: false, user, base, sure, warnings: [] }
  if (base !== null) {
    const warning = `Scaled from ${grouped(base)} ${what} of the benchmark, which its document does not print: ${unconfirmed}. Give the benchmark’s size where you know it.`
    return { factor: user / base, known: true, user, base, sure, warnings: sure ? [] : [warning] }
  }
  const warning = `Not scaled by ${what}: the benchmark’s ${what} is not known. Give it as the benchmark’s size where you know it.`
  return { factor: 1, known: false, user, base, sure, warnings: [warning] }
}

/** As the fields write them: `217,752`. */
const grouped = (count: number): string => count.toLocaleString('en-US')

function sizes({ known, user, base, sure }: Ratio, what: string): string {
  const mark = sure ? '' : ', unconfirmed'
  if (known && user !== undefined && base !== null)
    return `Yours: ${grouped(user)} ${what}, the benchmark’s: ${grouped(base)}${mark}.`
  return base === null
    ? `The benchmark’s ${what} are not known.`
    : `Taken as in the benchmark: ${grouped(base)} ${what}${mark}.`
}
