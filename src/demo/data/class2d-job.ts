/** The files of a Class2D job that is at work: output, models, class averages, as relion_refine 5 leaves them. */
import { appendFileSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { classResolution, classStack } from './class-averages'
import { starLoop, starValues } from './star'

/** Iterations, and seconds that each takes. */
export const class2dIterations = 25
export const class2dSeconds = 48

const box = 64
const pixel = 2.92
const classes = 20
const particles = 48_216

/** Shares of the particles: at first alike, later some classes are empty, as classification goes. */
function sharesOf(iteration: number): number[] {
  const pull = Math.min(1, iteration / 14)
  const raw = Array.from({ length: classes }, (_none, at) => {
    const end = Math.exp(-at / 4.5) * (at % 5 === 3 ? 0.03 : 1)
    return (1 - pull) * 0.5 + pull * end
  })
  const sum = raw.reduce((total, value) => total + value, 0)
  return raw.map(value => value / sum)
}

/** Share of the particles that changed their class in an iteration. */
const changed = (iteration: number): number => 0.02 + 0.9 * Math.exp(-iteration / 5)

const nameOf = (iteration: number): string => `run_it${String(iteration).padStart(3, '0')}`

function model(root: string, iteration: number): string {
  const shares = sharesOf(iteration)
  const best = Math.min(...shares.map(share => classResolution(share, iteration)))
  const general = starValues('model_general', {
    ...{ ReferenceDimensionality: 2, DataDimensionality: 2, OriginalImageSize: box },
    ...{ CurrentResolution: best.toFixed(6), CurrentImageSize: box, PaddingFactor: '2.000000', IsHelix: 0 },
    ...{ PixelSize: pixel.toFixed(6), NrClasses: classes, NrBodies: 1, NrOpticsGroups: 1, NrGroups: 2 },
    ...{
      Tau2FudgeFactor: '2.000000',
      LogLikelihood: '5.396244e+08',
      AveragePmax: (0.9 - changed(iteration) / 1.6).toFixed(6)
    }
  })
  const labels = [
    ...['ReferenceImage', 'ClassDistribution', 'AccuracyRotations', 'AccuracyTranslationsAngst'],
    ...['EstimatedResolution', 'OverallFourierCompleteness', 'ClassPriorOffsetX', 'ClassPriorOffsetY']
  ]
  const rows = shares.map((share, at) => [
    `${String(at + 1).padStart(6, '0')}@${root}/${nameOf(iteration)}_classes.mrcs`,
    ...[share.toFixed(6), (1.1 + 14 * Math.exp(-iteration / 4) + (share < 0.01 ? 6 : 0)).toFixed(6)],
    ...[(1.4 + 4 * Math.exp(-iteration / 4)).toFixed(6), classResolution(share, iteration).toFixed(6)],
    ...['1.000000', (0.1 * Math.sin(at)).toFixed(6), (0.1 * Math.cos(at)).toFixed(6)]
  ])
  return general + starLoop('model_classes', labels, rows)
}

function optimiser(root: string, iteration: number): string {
  return starValues('optimiser_general', {
    ...{ OutputRootName: `${root}/run`, ModelStarFile: `${root}/${nameOf(iteration)}_model.star` },
    ...{ ExperimentalDataStarFile: `${root}/${nameOf(iteration)}_data.star`, CurrentIteration: iteration },
    ...{ NumberOfIterations: class2dIterations, ParticleDiameter: '180.000000' },
    ...{ ChangesOptimalOrientations: (30 * changed(iteration)).toFixed(6), ChangesOptimalOffsets: '0.412000' },
    ...{ ChangesOptimalClasses: changed(iteration).toFixed(6) }
  })
}

const bar = (share: number, minutes: number): string => {
  const cells = '.'.repeat(Math.max(1, Math.round(share * 60)))
  return `${(share * minutes).toFixed(2).padStart(4)}/${minutes.toFixed(2).padStart(5)} min ${cells}~~(,_,">`
}

/** All output up to a moment, only ever longer; a bar is one line that is rewritten behind carriage returns. */
function output(seconds: number): string {
  const minutes = class2dSeconds / 60
  const lines = ['RELION version: 5.0.0 ', 'Precision: BASE=double, CUDA-ACC=single ', '', ' === RELION MPI setup ===']
  for (let iteration = 1; iteration <= class2dIterations; iteration++) {
    const share = Math.min(1, (seconds - (iteration - 1) * class2dSeconds) / class2dSeconds)
    if (share <= 0) break
    if (iteration > 1) {
      lines.push(' Estimating accuracies in the orientational assignment ... ', bar(1, 0.02))
      const best = classResolution(0.1, iteration - 1).toFixed(2)
      lines.push(
        ` CurrentResolution= ${best} Angstroms, which requires orientationSampling of at least 7.2 degrees for a particle of diameter 180 Angstroms`
      )
    }
    lines.push(` Expectation iteration ${iteration} of ${class2dIterations}`)
    const steps = Array.from({ length: Math.round(Math.min(1, share / 0.92) * 8) }, (_none, at) =>
      bar((at + 1) / 8, minutes)
    )
    lines.push(
      ['000/??? sec ~~(,_,">                                                          [oo]', ...steps].join('\r')
    )
    if (share > 0.92) lines.push(' Maximization ...', bar(1, 0.05))
  }
  return lines.join('\n')
}

/**
 * Brings `project/root` to what it holds after so many seconds; what another run left there goes first. Iterations that are there are not written anew; about
 * 10 MB when all are done.
 */
export function class2dFiles(project: string, root: string): (seconds: number, ended: boolean) => void {
  let written = -1
  let told = 0
  const put = (name: string, content: string | Buffer, ago = 0): void => {
    const file = join(project, root, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    const when = Date.now() / 1000 - ago
    utimesSync(file, when, when)
  }
  return (seconds, ended) => {
    if (written < 0) rmSync(join(project, root), { recursive: true, force: true })
    const done = ended ? class2dIterations : Math.min(class2dIterations, Math.floor(seconds / class2dSeconds))
    for (let iteration = written + 1; iteration <= done; iteration++) {
      // When each was written is what the time of the rest is reckoned from.
      const ago = Math.max(0, seconds - iteration * class2dSeconds)
      put(`${nameOf(iteration)}_classes.mrcs`, classStack(sharesOf(iteration), iteration, box, pixel), ago)
      put(`${nameOf(iteration)}_optimiser.star`, optimiser(root, iteration), ago)
      put(`${nameOf(iteration)}_model.star`, model(root, iteration), ago)
      written = iteration
    }
    if (told === 0) put('run.err', '')
    const text = output(ended ? class2dIterations * class2dSeconds : seconds)
    appendFileSync(join(project, root, 'run.out'), text.slice(told))
    told = text.length
    if (ended) put('RELION_JOB_EXIT_SUCCESS', '')
  }
}

/** What RELION's window wrote as the batch script. */
export function class2dScript(root: string): string {
  return [
    '#!/bin/bash',
    '#SBATCH --job-name=class2d_live',
    '#SBATCH --partition=gpu',
    '#SBATCH --gres=gpu:2',
    '#SBATCH --ntasks=3',
    `#SBATCH --output=${root}/run.out`,
    'module load relion/5.0.0',
    `mpirun -n 3 relion_refine_mpi --o ${root}/run --iter ${class2dIterations} --i Extract/job007/particles.star --dont_combine_weights_via_disc --pool 30 --pad 2 --ctf --tau2_fudge 2 --particle_diameter 180 --K ${classes} --flatten_solvent --zero_mask --center_classes --oversampling 1 --psi_step 12 --offset_range 5 --offset_step 2 --norm --scale --j 4 --gpu "" --pipeline_control ${root}/`,
    `# ${particles} particles`,
    ''
  ].join('\n')
}
