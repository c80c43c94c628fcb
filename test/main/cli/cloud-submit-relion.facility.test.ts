/** Real jobs of RELION on the demo facility's cloud, submitted as RELION submits them. */
import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Run } from '@contract/cloud-runs'
import { readMrcHeader } from '@domain/mrc/header'
import { parseStar } from '@domain/relion/star'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoFacility } from '../../../src/demo/demo-facility'
import { filledIn } from '../../domain/relion/filled-in-script'
import { moviesStar, syntheticMovie } from '../jobs/synthetic-movie'
import { box, kinds, particleStack, particlesStar } from '../jobs/synthetic-particles'
import { type CommandsHere, commandsHere } from './command-here'

// The machines of that cloud are this computer, so what is installed here is installed there.
const missing = async (program: string): Promise<boolean> =>
  promisify(execFile)('bash', ['-c', `command -v ${program}`]).then(
    () => false,
    () => true
  )
/** A busy machine needs long for what takes some seconds by itself. */
const relionMs = 400_000

let here: CommandsHere
let project: string

beforeAll(async () => {
  here = await commandsHere(() => ({
    environment: { PATH: process.env.PATH },
    startDemo: folder => startDemoFacility({ folder })
  }))
  await here.client.app.startDemo(undefined, { signal: AbortSignal.timeout(60_000) })
  project = join(here.folder, 'my project')
}, 120_000)
afterAll(() => here.end())

async function put(path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(join(project, path)), { recursive: true })
  await writeFile(join(project, path), content)
}

/** Hands the filled-in script over, and gives the run when it has ended. `job`: its folder, with a slash at its end. */
async function submit(job: string, command: string): Promise<Run> {
  const script = await filledIn([`${command} --pipeline_control ${job}`], job)
  // One process needs no MPI, which starts nothing for root, as whom a container runs its tests.
  await put(`${job}run_submit.script`, script.replaceAll(/mpirun .* -n \d+ /g, ''))
  const words = ['cloud', 'submit', join(project, job, 'run_submit.script'), '--chdir', project, '--max-duration', '2h']
  const { runId } = (await here.json(...words)) as { runId: string }
  const over: readonly Run['state'][] = ['done', 'failed', 'stopped', 'waiting']
  for await (const { runs } of await here.client.runs.follow(undefined, { signal: AbortSignal.timeout(relionMs) })) {
    const run = runs.find(({ id, state }) => id === runId && over.includes(state))
    if (run) return run
  }
  throw new Error('it did not end')
}

const marks = async (job: string): Promise<string[]> =>
  (await readdir(join(project, job))).filter(name => name.startsWith('RELION_JOB_'))
const bytesOf = (path: string): Promise<Buffer> => readFile(join(project, path))
const starOf = async (path: string) => parseStar(String(await bytesOf(path)), 10_000)

describe('a real job of RELION on the demo cloud', { timeout: relionMs + 60_000 }, () => {
  it('classifies particles there: tables, averages and its mark of success come into its folder', async context => {
    if (await missing('relion_refine')) context.skip('relion is not installed')
    await put('Extract/job007/parts.mrcs', particleStack(3))
    await put('Extract/job007/particles.star', particlesStar('Extract/job007/parts.mrcs'))
    const job = 'Class2D/job012/'
    const run = await submit(
      job,
      `\`which relion_refine\` --o ${job}run --i Extract/job007/particles.star --K 2 --iter 2 --tau2_fudge 2 \
--particle_diameter 120 --dont_combine_weights_via_disc --flatten_solvent --zero_mask --oversampling 1 --psi_step 24 \
--offset_range 2 --offset_step 2 --norm --scale --pool 30 --j 1`
    )
    expect(run).toMatchObject({ state: 'done', error: null, asked: { step: 'class2d' }, command: { exitCode: 0 } })
    expect(await marks(job)).toEqual(['RELION_JOB_EXIT_SUCCESS'])
    expect(JSON.stringify(await starOf(`${job}run_it002_data.star`))).toContain('Extract/job007/parts.mrcs')
    const averages = await bytesOf(`${job}run_it002_classes.mrcs`)
    expect(readMrcHeader(averages, averages.length, 'averages')).toMatchObject({ columns: box, rows: box, sections: 2 })
    expect(String(await bytesOf(`${job}run.out`))).toContain('Maximization')
    // Each particle has its class, so that the next job of the project can go on with them.
    const rows = String(await bytesOf(`${job}run_it002_data.star`)).match(/^ *\d{6}@Extract.*$/gm)
    expect(rows).toHaveLength(kinds[0] + kinds[1])
  })

  it('aligns a movie there that the table names', async context => {
    if (await missing('relion_run_motioncorr')) context.skip('relion is not installed')
    await put('Movies/m1.mrc', syntheticMovie(1))
    await put('Import/job001/movies.star', moviesStar(['Movies/m1.mrc']))
    const job = 'MotionCorr/job002/'
    const run = await submit(
      job,
      `\`which relion_run_motioncorr\` --i Import/job001/movies.star --o ${job} --first_frame_sum 1 --last_frame_sum -1 \
--use_own --j 1 --bin_factor 1 --bfactor 150 --dose_per_frame 1 --preexposure 0 --patch_x 1 --patch_y 1 --group_frames 1`
    )
    expect(run).toMatchObject({ state: 'done', error: null, asked: { step: 'movie-alignment' } })
    expect(await marks(job)).toEqual(['RELION_JOB_EXIT_SUCCESS'])
    expect(JSON.stringify(await starOf(`${job}corrected_micrographs.star`))).toContain(`${job}Movies/m1.mrc`)
    const micrograph = await bytesOf(`${job}Movies/m1.mrc`)
    expect(readMrcHeader(micrograph, micrograph.length, 'micrograph').sections).toBe(1)
  })

  it('that RELION itself refuses is a failed one, with the words of RELION and its mark', async context => {
    if (await missing('relion_refine')) context.skip('relion is not installed')
    await put('Extract/job008/particles.star', particlesStar('Extract/job008/parts.mrcs'))
    // Half of the stack: nothing that can be told from the tables.
    const stack = particleStack(3)
    await put('Extract/job008/parts.mrcs', stack.subarray(0, 1024 + (stack.length - 1024) / 2))
    const job = 'Class2D/job013/'
    const run = await submit(
      job,
      `\`which relion_refine\` --o ${job}run --i Extract/job008/particles.star --K 2 --iter 1 --particle_diameter 120 --j 1`
    )
    expect(run).toMatchObject({ state: 'failed', error: { code: 'remote-error' } })
    expect(await marks(job)).toEqual(['RELION_JOB_EXIT_FAILURE'])
    expect(String(await bytesOf(`${job}run.err`))).toContain('Extract/job008/parts.mrcs')
  })
})
