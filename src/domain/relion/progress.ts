/**
 * How far a RELION job is, from the files it writes itself. Sources: ml_optimiser.cpp ("Expectation iteration N of M",
 * file names `run_it025_model.star`, `run_it025_half1_model.star`), ml_model.cpp (labels of the model), time.cpp (the
 * bar: 60 cells behind `done/total unit`), all of https://github.com/3dem/relion; seen in output of RELION 3.1.3.
 */
import { parseStar, starBlock, starColumn, starNumber } from './star'

/** What the end of a job's standard output tells. */
export interface RunOutput {
  /** Iteration at work; null before the first. */
  readonly iteration: number | null
  /** The last one; null where RELION decides by itself when it has converged (auto-refine). */
  readonly iterations: number | null
  /** Heading of the work that is under way, without its dots: `Expectation iteration 3 of 25`. */
  readonly step: string | null
  /** Share of that work, 0 to 1; null where no bar stands. */
  readonly stepFraction: number | null
  /** Seconds that this work still takes by RELION's own reckoning; null where it gives none. */
  readonly stepSecondsLeft: number | null
  /** Latest `CurrentResolution=` in ångström. */
  readonly resolutionAngstrom: number | null
}

const unitSeconds: Readonly<Record<string, number>> = { sec: 1, min: 60, hrs: 3600 }
const barCells = 60

/** Reads output from any point on: a bar is one line rewritten with carriage returns. */
export function readRunOutput(text: string): RunOutput {
  let iteration: number | null = null
  let iterations: number | null = null
  let step: string | null = null
  let bar: RegExpExecArray | null = null
  let resolutionAngstrom: number | null = null
  for (const line of text.split('\n')) {
    const drawn = line.slice(line.lastIndexOf('\r') + 1)
    const cells = /^\s*([\d.]+|\?+)\/\s*([\d.]+|\?+) (sec|min|hrs) (\.*)\s*~~\(,_,">/.exec(drawn)
    if (cells) {
      bar = cells
      continue
    }
    const heading = line.trim().replace(/\s*\.\.\.$/, '')
    const counted =
      /^(?:Expectation|Auto-refine:? Iteration|Auto-refine: Iteration=) ?(?:iteration )?(\d+)(?: of (\d+))?/.exec(
        heading
      )
    if (counted) {
      iteration = Number(counted[1])
      iterations = counted[2] === undefined ? null : Number(counted[2])
    }
    const resolution = /CurrentResolution= ?([\d.]+) Angstroms/.exec(line)
    if (resolution) resolutionAngstrom = starNumber(resolution[1])
    // A heading is followed by its bar; other lines tell results.
    if (heading !== '' && !heading.includes('=')) {
      step = heading
      bar = null
    }
  }
  return { iteration, iterations, step, ...readBar(bar), resolutionAngstrom }
}

function readBar(bar: RegExpExecArray | null): Pick<RunOutput, 'stepFraction' | 'stepSecondsLeft'> {
  if (!bar) return { stepFraction: null, stepSecondsLeft: null }
  const [, done = '', total = '', unit = '', cells = ''] = bar
  const left = Number(total) - Number(done)
  return {
    stepFraction: Math.min(1, cells.length / barCells),
    stepSecondsLeft: Number.isFinite(left) && left >= 0 ? left * (unitSeconds[unit] ?? 1) : null
  }
}

/** One class of a model. */
export interface RelionClass {
  /** `000001@Class2D/job003/run_it003_classes.mrcs`, or a map. */
  readonly image: string
  /** Share of the particles, 0 to 1. */
  readonly share: number | null
  readonly resolutionAngstrom: number | null
  /** Degrees. */
  readonly accuracyRotations: number | null
}

/** What a `*_model.star` tells. */
export interface RelionModel {
  readonly resolutionAngstrom: number | null
  readonly pixelSizeAngstrom: number | null
  readonly imageSize: number | null
  readonly dimensions: number | null
  readonly averagePmax: number | null
  readonly classes: readonly RelionClass[]
}

/** Reads a model; null where the text is none. Infinite accuracies (before they are known) are null. */
export function readModel(text: string): RelionModel | null {
  const file = parseStar(text, 2000)
  const general = file.blocks.find(({ name }) => name === 'model_general')?.values
  if (!general) return null
  const table = starBlock(file, 'model_classes')?.table
  const column = (name: string): string[] => (table && starColumn(table, name)) ?? []
  const shares = column('rlnClassDistribution')
  const resolutions = column('rlnEstimatedResolution')
  const accuracies = column('rlnAccuracyRotations')
  return {
    resolutionAngstrom: starNumber(general.get('rlnCurrentResolution')),
    pixelSizeAngstrom: starNumber(general.get('rlnPixelSize')),
    imageSize: starNumber(general.get('rlnOriginalImageSize')),
    dimensions: starNumber(general.get('rlnReferenceDimensionality')),
    averagePmax: starNumber(general.get('rlnAveragePmax')),
    classes: column('rlnReferenceImage').map((image, at) => ({
      image,
      share: starNumber(shares[at]),
      resolutionAngstrom: starNumber(resolutions[at]),
      accuracyRotations: starNumber(accuracies[at])
    }))
  }
}

/** Classes that hold at least 1 % of the particles. */
export function filledClasses(model: RelionModel): number | null {
  const shares = model.classes.map(({ share }) => share).filter(share => share !== null)
  return shares.length === 0 ? null : shares.filter(share => share >= 0.01).length
}

/**
 * Share of the particles that changed their class in the iteration of this `*_optimiser.star`
 * (`rlnChangesOptimalClasses`, which is 9999999 before the first; ml_optimiser.cpp, monitorHiddenVariableChanges).
 */
export function readChangedShare(text: string): number | null {
  const general = parseStar(text, 1).blocks.find(({ name }) => name === 'optimiser_general')?.values
  const changed = starNumber(general?.get('rlnChangesOptimalClasses'))
  return changed === null || changed > 1 ? null : changed
}

/** A model file's name: the iteration, and which half set it is of (null: of all). */
export interface ModelName {
  readonly iteration: number
  readonly half: 1 | 2 | null
}

/** `run_it025_model.star`, `run_ct16_it025_half1_model.star`; null for other files (the final `run_model.star` too). */
export function modelName(name: string): ModelName | null {
  const match = /^run(?:_ct\d+)*_it(\d+)(?:_half([12]))?_model\.star$/.exec(name)
  if (!match) return null
  return { iteration: Number(match[1]), half: match[2] === '1' ? 1 : match[2] === '2' ? 2 : null }
}

/** Where a job says how it ended (pipeline_jobs.h); the file stands in the job's folder. */
export const exitMarkers = {
  RELION_JOB_EXIT_SUCCESS: 'succeeded',
  RELION_JOB_EXIT_FAILURE: 'failed',
  RELION_JOB_EXIT_ABORTED: 'aborted'
} as const
