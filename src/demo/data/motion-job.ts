/** The files of a MotionCorr job that is at work: one `.star` a movie, and the table of all so far. */
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { seeded } from './random'
import { opticsTable, starLoop, starValues } from './star'

/** Movies, and seconds that each takes. */
export const motionMovies = 180
export const motionSeconds = 7

const frames = 40
/** Electrons per Å² and frame; ångström of a pixel. */
const dose = 1
const pixel = 0.73

const nameOf = (at: number): string => `FoilHole_${8_130_000 + at * 7}_Data_${8_123_500 + (at % 9)}_fractions`

interface Motion {
  shifts: [number, number][]
  total: number
  early: number
}

/** Shifts in pixels: the first frames run fast, later ones creep; now and then a movie that drifts throughout. */
function motionOf(at: number): Motion {
  const random = seeded(at + 101)
  const angle = random() * 6.28
  const far = (at % 29 === 17 ? 34 : 4 + 5 * random()) * (1 + 0.3 * Math.sin(at / 23))
  const shifts: [number, number][] = []
  let [total, early] = [0, 0]
  for (let frame = 0; frame < frames; frame++) {
    const way = far * (0.65 * (1 - Math.exp(-frame / 2.5)) + (0.35 * frame) / frames)
    const x = way * Math.cos(angle) + 0.08 * (random() - 0.5)
    const y = way * Math.sin(angle) + 0.08 * (random() - 0.5)
    const last = shifts.at(-1)
    const step = last ? Math.hypot(x - last[0], y - last[1]) : 0
    total += step
    // As RELION: frames within the first 4 electrons per Å².
    if (frame + 1 <= 4 / dose) early += step
    shifts.push(frame === 0 ? [0, 0] : [x, y])
  }
  return { shifts, total, early }
}

function movieStar(at: number): string {
  const rows = motionOf(at).shifts.map(([x, y], frame) => [frame + 1, x.toFixed(6), y.toFixed(6)])
  return (
    starValues('general', {
      ...{ ImageSizeX: 4096, ImageSizeY: 4096, ImageSizeZ: frames, MicrographMovieName: `Movies/${nameOf(at)}.mrc` },
      ...{ MicrographBinning: '1.000000', MicrographOriginalPixelSize: pixel.toFixed(6) },
      ...{ MicrographDoseRate: dose.toFixed(6), MicrographPreExposure: '0.000000', Voltage: '300.000000' },
      ...{ MicrographStartFrame: 1, MotionModelVersion: 0 }
    }) + starLoop('global_shift', ['MicrographFrameNumber', 'MicrographShiftX', 'MicrographShiftY'], rows)
  )
}

const labels = [
  ...['MicrographName', 'MicrographMetadata', 'OpticsGroup'],
  ...['AccumMotionTotal', 'AccumMotionEarly', 'AccumMotionLate']
]

function table(root: string, count: number): string {
  const rows = Array.from({ length: count }, (_none, at) => {
    const { total, early } = motionOf(at)
    const file = `${root}/Movies/${nameOf(at)}`
    return [`${file}.mrc`, `${file}.star`, 1, total.toFixed(6), early.toFixed(6), (total - early).toFixed(6)]
  })
  return opticsTable(pixel) + starLoop('micrographs', labels, rows)
}

function output(count: number): string {
  const lines = ['RELION version: 5.0.0 ', ' Correcting beam-induced motions using our own implementation ...']
  const steps = Array.from({ length: Math.round((60 * count) / motionMovies) }, (_none, at) => {
    const minutes = (motionMovies * motionSeconds) / 60
    return `${((minutes * (at + 1)) / 60).toFixed(2)}/${minutes.toFixed(2)} min ${'.'.repeat(at + 1)}~~(,_,">`
  })
  return `${lines.join('\n')}\n${steps.join('\r')}`
}

/** As `class2dFiles`; `input` gets the table of movies the job works on. About 400 kB when all are done. */
export function motionFiles(project: string, root: string, input: string): (seconds: number, ended: boolean) => void {
  let written = -1
  let told = 0
  const put = (name: string, content: string): void => {
    const file = join(project, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  return (seconds, ended) => {
    const done = ended ? motionMovies : Math.min(motionMovies, Math.floor(seconds / motionSeconds))
    if (written < 0) {
      rmSync(join(project, root), { recursive: true, force: true })
      const movies = Array.from({ length: motionMovies }, (_none, at) => [`Movies/${nameOf(at)}.mrc`, 1])
      put(input, opticsTable(pixel) + starLoop('movies', ['MicrographMovieName', 'OpticsGroup'], movies))
      put(`${root}/run.err`, '')
    }
    for (let at = Math.max(0, written); at < done; at++) put(`${root}/Movies/${nameOf(at)}.star`, movieStar(at))
    if (done !== written) {
      const text = output(done)
      appendFileSync(join(project, root, 'run.out'), text.slice(told))
      told = text.length
      put(`${root}/corrected_micrographs.star`, table(root, done))
    }
    written = done
    if (ended) put(`${root}/RELION_JOB_EXIT_SUCCESS`, '')
  }
}

/** Its batch script. */
export function motionScript(root: string, input: string): string {
  return [
    '#!/bin/bash',
    '#SBATCH --job-name=motioncorr_live',
    '#SBATCH --partition=cpu',
    '#SBATCH --ntasks=4',
    `#SBATCH --output=${root}/run.out`,
    'module load relion/5.0.0',
    `mpirun -n 4 relion_run_motioncorr_mpi --i ${input} --o ${root}/ --first_frame_sum 1 --last_frame_sum -1 --use_own --j 4 --float16 --bin_factor 1 --bfactor 150 --dose_per_frame ${dose} --preexposure 0 --patch_x 5 --patch_y 5 --dose_weighting --pipeline_control ${root}/`,
    ''
  ].join('\n')
}
