import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import type { JobResources } from '@contract/job-templates'
import type { Job } from '@contract/jobs'
import { readMotion, readShifts } from '@domain/relion/micrographs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createJobs } from '../../../src/main/jobs/jobs'
import { createJobTemplates } from '../../../src/main/jobs/templates'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import type { Connection } from '../../../src/main/ssh/types'
import { describeFacility } from '../../facility/describe-facility'
import { facility, scratch } from '../../facility/facility'
import { createRig, type Rig, targetAt } from '../ssh/rig'
import { drift, frames, moviesStar, syntheticMovie } from './synthetic-movie'

const run = promisify(execFile)
// The facility's nodes are this computer, so what is installed here is installed there.
const missing = async (program: string): Promise<boolean> =>
  run('bash', ['-lc', `command -v ${program}`]).then(
    () => false,
    () => true
  )

let rig: Rig
const connect = (): Promise<Connection> => rig.connections.acquire(targetAt(facility.ports.facility))
const folder = resolve(import.meta.dirname, '../../../resources/job-templates')
// The slice uses no more of the platform than this.
const platform = { clock: systemClock, log: silentLog } as unknown as Platform
const site = 'here'
const rest = { modules: [], launcher: 'srun' as const }
const resources: Partial<JobResources> = { partition: 'cpu', cpus: 1, memory: '1G', time: '10' }

async function put(path: string, bytes: Uint8Array | string): Promise<void> {
  const connection = await connect()
  const { code } = await connection.run('mkdir -p -- "$(dirname -- "$1")" && cat >"$1"', {
    args: [path],
    stdin: Buffer.from(bytes)
  })
  expect(code).toBe(0)
}
async function text(path: string): Promise<string> {
  const connection = await connect()
  return (await connection.run('cat -- "$1"', { args: [path] })).stdout.toString()
}

describeFacility('templates on a real SLURM', 'slurm', () => {
  beforeAll(async () => {
    rig = await createRig()
  })
  afterAll(() => rig.close())
  const access = { connection: connect }
  const jobs = createJobs({ platform, access })
  const templates = createJobTemplates(access, () => folder)
  const wait = (id: string): Promise<Job> => jobs.wait(site, id, undefined)

  /** A job as it ended, with what SLURM and the job itself said of it: for the message of a failure. */
  async function toldOf(job: Job, ...outputs: string[]): Promise<string> {
    const connection = await connect()
    const script =
      'id=$1; shift; scontrol show job "$id"; sacct -D -j "$id" -o JobID,State,ExitCode,NodeList; cat -- "$@"'
    const files = [...new Set([job.stdout, job.stderr, ...outputs])].filter(path => path !== null && path !== undefined)
    const { stdout, stderr } = await connection.run(script, { args: [job.id, ...files] })
    return `${JSON.stringify(job)}\n${stdout}\n${stderr}`
  }

  it('align movies with the real RELION, which finds their drift', async context => {
    if (await missing('relion_run_motioncorr')) context.skip('relion is not installed')
    const project = await scratch()
    const movies = ['Movies/m1.mrc', 'Movies/m2.mrc']
    for (const [at, movie] of movies.entries()) await put(`${project}/${movie}`, syntheticMovie(at + 1))
    await put(`${project}/movies.star`, moviesStar(movies))
    const { script } = await templates.render({
      template: 'relion-motioncorr',
      values: { input: 'movies.star', output: 'MotionCorr/job002/' },
      resources,
      ...rest
    })
    const { id } = await jobs.submit({ site, script, workDir: project, options: [] }, undefined)
    const job = await wait(id)
    expect(job, await toldOf(job, `${project}/MotionCorr/job002/run.err`)).toMatchObject({
      state: 'COMPLETED',
      name: 'MotionCorr'
    })
    const output = `${project}/MotionCorr/job002`
    expect(await text(`${output}/RELION_JOB_EXIT_SUCCESS`)).toBe('')
    expect(await text(`${output}/run.out`)).toContain('Correcting beam-induced motions')
    expect(readMotion(await text(`${output}/corrected_micrographs.star`))).toHaveLength(2)
    for (const movie of movies) {
      const shifts = readShifts(await text(`${output}/${movie.replace(/\.mrc$/, '.star')}`))
      expect(shifts).toHaveLength(frames)
      for (const { frame, x, y } of shifts) {
        expect(Math.abs(x - drift.x * (frame - 1)), `x of frame ${frame}`).toBeLessThan(0.6)
        expect(Math.abs(y - drift.y * (frame - 1)), `y of frame ${frame}`).toBeLessThan(0.6)
      }
    }
  })

  it('use only options that the installed RELION knows', async context => {
    if (await missing('relion_refine')) context.skip('relion is not installed')
    const all = (await templates.list()).filter(({ id }) => id.startsWith('relion-'))
    for (const { id, program, command } of all) {
      const { stdout, stderr } = await run(program?.alone ?? '', ['--help']).catch(
        (failed: { stdout: string; stderr: string }) => failed
      )
      // RELION's help does not list this one; the marker file of a job above proves it.
      const options = command.flatMap(({ args }) =>
        args.filter(arg => /^--\w/.test(arg) && arg !== '--pipeline_control')
      )
      for (const option of options) expect(`${stdout}${stderr}`, id).toContain(` ${option} `)
    }
  })

  it('run an array task by task, with the number of each', async () => {
    const project = await scratch()
    const { script } = await templates.render({
      template: 'array-job',
      values: { command: `printf '%s' "it's $SLURM_ARRAY_TASK_ID" >task$SLURM_ARRAY_TASK_ID` },
      resources: { ...resources, array: '3-4' },
      ...rest
    })
    const array = await jobs.submit({ site, script, workDir: project, options: [] }, undefined)
    expect(array.arrayId, JSON.stringify(array)).not.toBeNull()
    for (const task of [3, 4]) {
      const ended = await wait(`${array.arrayId}_${task}`)
      expect(ended, await toldOf(ended)).toMatchObject({ state: 'COMPLETED' })
      expect(await text(`${project}/task${task}`), await toldOf(ended)).toBe(`it's ${task}`)
    }
  })

  it('keep the exit status of the command', async () => {
    const { script } = await templates.render({
      template: 'gpu-job',
      values: { command: 'exit 42' },
      resources: { ...resources, gpus: 0 },
      ...rest
    })
    const { id } = await jobs.submit({ site, script, options: [] }, undefined)
    const ended = await wait(id)
    expect(ended, await toldOf(ended)).toMatchObject({ state: 'FAILED', exitCode: 42 })
  })

  it('load modules of the site, and end where there is none of that name', async context => {
    const list = await templates.modules(site, undefined)
    if (await missing('module')) {
      expect(list).toMatchObject({ available: false, modules: [] })
      context.skip('environment-modules is not installed')
    }
    expect(list.available).toBe(true)
    expect(list.modules.map(({ name }) => name)).toContain('module-info')
    const project = await scratch()
    const command = 'printf %s "$LOADEDMODULES" >loaded'
    const submit = async (name: string): Promise<string> => {
      const { script } = await templates.render({
        template: 'gpu-job',
        values: { command },
        resources: { ...resources, gpus: 0 },
        launcher: 'srun',
        modules: [name]
      })
      return (await jobs.submit({ site, script, workDir: project, options: [] }, undefined)).id
    }
    const loaded = await wait(await submit('null'))
    expect(loaded, await toldOf(loaded)).toMatchObject({ state: 'COMPLETED' })
    expect(await text(`${project}/loaded`)).toBe('null')
    const missed = await wait(await submit('no-such-module'))
    expect(missed, await toldOf(missed)).toMatchObject({ state: 'FAILED', exitCode: 1 })
  })
})
