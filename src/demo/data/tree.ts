/** The demo home: a Krios session, a RELION project, notes, and names that break careless programs. */
import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { lines, micrographLine, refineLine } from './logs'
import { makeGain, makeMovie } from './mrc'
import { refine3dLine, refinedIterations, refineFiles, refineFolder, refineLines, refineSeconds } from './refine3d-job'
import { opticsTable, starLoop, starValues } from './star'

const pixelSize = 0.73
const session = 'krios1/2026-11-17_apoferritin'
/** Start of the session, UTC. */
const began = Date.UTC(2026, 10, 17, 9, 12)
const squares = [8123456, 8123461]
const moviesPerSquare = 6

/** Names a file may legally have on a Unix server. */
export const hostileNames: readonly string[] = [
  'two  spaces.txt',
  ' leading and trailing ',
  `it's "quoted".txt`,
  'new\nline.txt',
  '$(touch pwned).txt',
  '`id`.txt',
  '-rf',
  '..hidden',
  'semi;colon&amp|pipe',
  '<img src=x onerror=alert(1)>.html',
  'right-\u202eto-left\u202c.txt',
  '\u05e9\u05dc\u05d5\u05dd.txt',
  'back\\slash.txt',
  'star*question?.txt',
  `${'long'.repeat(49)}.txt`
]

/** Fills an empty home; about 15 MB. Deterministic, except that nobody owns it but the present user. */
export async function makeTree(home: string): Promise<void> {
  const put = async (path: string, content: string | Buffer, when = began): Promise<void> => {
    const file = join(home, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
    await utimes(file, when / 1000, when / 1000)
  }
  await makeSession(put)
  await makeProject(put, home)
  await put(
    'notes.md',
    '# Apoferritin, 17 November\n\n- 0.73 A/px, 40 e/A^2, 8 frames\n- Ice thin in the middle squares\n'
  )
  for (const name of hostileNames) await put(`hostile names/${name}`, 'Harmless.\n')
  await Promise.all(
    Array.from({ length: 2000 }, (_none, n) => put(`many/mic_${String(n).padStart(5, '0')}.txt`, `${n}\n`))
  )
  await mkdir(join(home, 'empty'))
  await symlink('notes.md', join(home, 'latest-notes'))
  await symlink('nowhere/at/all', join(home, 'broken-link'))
  await symlink(session, join(home, 'today'))
  // Empty, so that whoever removes the home needs no right to read it.
  await mkdir(join(home, 'locked'), { mode: 0o000 })
}

type Put = (path: string, content: string | Buffer, when?: number) => Promise<void>

/** `FoilHole_<hole>_Data_<area>_<n>_<date>_<time>`, as EPU names its files. */
function foilHole(square: number, index: number): string {
  const clock = new Date(began + index * 41_000).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_')
  return `FoilHole_${square + 1000 + index}_Data_${square + 77}_${index % 4}_${clock}`
}

async function makeSession(put: Put): Promise<void> {
  for (const [row, square] of squares.entries())
    for (let n = 0; n < moviesPerSquare; n++) {
      const index = row * moviesPerSquare + n
      const name = `${session}/Images-Disc1/GridSquare_${square}/Data/${foilHole(square, index)}`
      const movie = makeMovie({ size: 256, frames: 8, pixelSize, particles: 24, seed: square + n })
      const when = began + index * 41_000
      await put(`${name}_fractions.mrc`, movie, when)
      await put(`${name}.xml`, sidecar(index), when)
    }
  await put(`${session}/gain_reference.mrc`, makeGain(256, pixelSize, 7))
  const atlas = makeMovie({ size: 256, frames: 1, pixelSize: 2400, particles: 60, seed: 3 })
  await put(`${session}/Atlas/Atlas_1.mrc`, atlas)
}

function sidecar(index: number): string {
  const defocus = (-0.8e-6 - (index % 5) * 0.3e-6).toExponential(3)
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<MicroscopeImage>',
    '  <microscopeData><gun><AccelerationVoltage>300000</AccelerationVoltage></gun>',
    `  <optics><Defocus>${defocus}</Defocus></optics></microscopeData>`,
    `  <SpatialScale><pixelSize><x><numericValue>${pixelSize}e-10</numericValue></x></pixelSize></SpatialScale>`,
    '</MicroscopeImage>',
    ''
  ].join('\n')
}

function outputOf(job: string): string {
  if (job === refineFolder) return lines(refinedIterations * refineLines, refine3dLine)
  return lines(40, /Motion|Ctf|Import/.test(job) ? micrographLine : step => refineLine(step))
}

async function makeProject(put: Put, home: string): Promise<void> {
  const movies = squares.flatMap((square, row) =>
    Array.from({ length: moviesPerSquare }, (_none, n) => {
      const name = foilHole(square, row * moviesPerSquare + n)
      return `Movies/GridSquare_${square}/Data/${name}_fractions.mrc`
    })
  )
  const optics = opticsTable(pixelSize)
  const jobs: [string, string][] = [
    ['Import/job001', 'relion.import.movies'],
    ['MotionCorr/job002', 'relion.motioncorr.own'],
    ['CtfFind/job003', 'relion.ctffind.ctffind4'],
    ['Class2D/job008', 'relion.class2d'],
    [refineFolder, 'relion.refine3d']
  ]
  await put(
    'relion/default_pipeline.star',
    starValues('pipeline_general', { PipeLineJobCounter: 13 }) +
      starLoop(
        'pipeline_processes',
        ['PipeLineProcessName', 'PipeLineProcessAlias', 'PipeLineProcessTypeLabel', 'PipeLineProcessStatusLabel'],
        jobs.map(([name, type]) => [`${name}/`, 'None', type, 'Succeeded'])
      )
  )
  const rows = movies.map(name => [name, 1] as const)
  await put(
    'relion/Import/job001/movies.star',
    optics + starLoop('movies', ['MicrographMovieName', 'OpticsGroup'], rows)
  )
  for (const [name] of jobs) {
    await put(`relion/${name}/run.out`, outputOf(name))
    await put(`relion/${name}/run.err`, '')
    // Refine3D is at work when the facility opens.
    if (!name.startsWith('Refine3D')) await put(`relion/${name}/RELION_JOB_EXIT_SUCCESS`, '')
  }
  refineFiles(join(home, 'relion'))(refinedIterations * refineSeconds)
  await put('relion/submit_class2d.sh', submitScript)
}

const submitScript = `#!/bin/sh
#SBATCH --job-name=class2d
#SBATCH --partition=gpu
#SBATCH --gres=gpu:1
#SBATCH --cpus-per-task=4
#SBATCH --time=00:10:00
#SBATCH --output=class2d-%j.out
for iteration in 1 2 3 4 5; do
  echo " Class2D: iteration $iteration on GPU $CUDA_VISIBLE_DEVICES"
  sleep 2
done
`
