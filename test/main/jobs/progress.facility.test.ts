import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createReadClassImages } from '../../../src/main/jobs/class-images'
import { createJobs } from '../../../src/main/jobs/jobs'
import { createReadProgress } from '../../../src/main/jobs/progress'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import type { Connection } from '../../../src/main/ssh/types'
import { describeFacility } from '../../facility/describe-facility'
import { facility, scratch } from '../../facility/facility'
import { createRig, type Rig, targetAt } from '../ssh/rig'
import { box, kinds, particleStack } from './synthetic-particles'

let rig: Rig
const connect = (): Promise<Connection> => rig.connections.acquire(targetAt(facility.ports.facility))
// The slice uses no more of the platform than this.
const platform = { clock: systemClock, log: silentLog } as unknown as Platform
const recorded = resolve(import.meta.dirname, '../../domain/relion/recorded')
const site = 'here'

describeFacility('progress of a job on a real SLURM', 'slurm', () => {
  beforeAll(async () => {
    rig = await createRig()
  })
  afterAll(() => rig.close())
  const access = { connection: connect }
  const jobs = createJobs({ platform, access })
  const progress = createReadProgress(access, jobs)

  it('is read from the files of its folder', async () => {
    const project = await scratch()
    const put = async (name: string, bytes: Buffer | string): Promise<void> => {
      const connection = await connect()
      const script = 'mkdir -p -- "$(dirname -- "$1")" && cat >"$1"'
      await connection.run(script, { args: [`${project}/Class2D/job003/${name}`], stdin: Buffer.from(bytes) })
    }
    const model = await readFile(resolve(recorded, 'run_it003_model.star'))
    await put('run.out', await readFile(resolve(recorded, 'class2d-run.out')))
    await put('run_it002_model.star', 'data_model_general\n')
    await put('run_it003_model.star', model)
    const script = '#!/bin/sh\n: --pipeline_control Class2D/job003/\n'
    const { id } = await jobs.submit({ site, script, workDir: project, options: [] }, undefined)
    const read = await progress(site, id, undefined)
    expect(read).toMatchObject({ folder: `${project}/Class2D/job003`, ended: null, model: 'run_it003_model.star' })
    expect(read.iteration).toBeGreaterThan(0)
    expect(read.resolutionAngstrom).toBeGreaterThan(0)
    const shares = read.classes.map(({ share }) => share ?? 0)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 2)
    await put('RELION_JOB_EXIT_SUCCESS', '')
    expect(await progress(site, id, undefined)).toMatchObject({ ended: 'succeeded' })
  })

  it('of cryoSPARC is read from the names of its files and the end of its log, with its class averages', async () => {
    const project = await scratch()
    const put = async (name: string, bytes: Buffer | string): Promise<void> => {
      const script = 'mkdir -p -- "$(dirname -- "$1")" && cat >"$1"'
      await (await connect()).run(script, { args: [`${project}/J12/${name}`], stdin: Buffer.from(bytes) })
    }
    // The form of names and log lines as domain/cryosparc/job-folder cites them.
    await put('J12_000_particles.cs', '')
    await put('J12_001_class_averages.mrc', 'not whole')
    await put('J12_002_class_averages.mrc', particleStack(1))
    await put('job.log', 'FSC Iteration 002, x\nUsing Filter Radius 80.000 (4.100A)\n')
    // What a lane's script becomes; here the worker does nothing.
    const script = '#!/bin/sh\n: /opt/cryosparc_worker/bin/cryosparcw run --project P3 --job J12 --master_hostname m\n'
    const options = [`--output=${project}/J12/job.log`, '--open-mode=append']
    const { id } = await jobs.submit({ site, script, options }, undefined)
    await jobs.wait(site, id, undefined)
    const found = await progress(site, id, undefined)
    expect(found).toMatchObject({
      ...{ program: 'cryoSPARC', folder: `${project}/J12`, kind: null, ended: null },
      ...{ iteration: 2, resolutionAngstrom: 4.1, model: 'J12_002_class_averages.mrc' }
    })
    expect(found.series.map(({ iteration, resolutionAngstrom }) => [iteration, resolutionAngstrom])).toEqual([
      [0, null],
      [1, null],
      [2, 4.1]
    ])
    const images = await createReadClassImages(access, progress)(site, id, 5, undefined)
    expect(images).toMatchObject({ width: box, height: box, iteration: 2, total: kinds[0] + kinds[1] })
    expect(images.images.map(({ number, share }) => [number, share])).toEqual([1, 2, 3, 4, 5].map(at => [at, null]))
  })

  it('is refused for a job of another program', async () => {
    const { id } = await jobs.submit({ site, script: '#!/bin/sh\ntrue\n', options: [] }, undefined)
    await expect(progress(site, id, undefined)).rejects.toMatchObject({ code: 'unsupported' })
  })
})
