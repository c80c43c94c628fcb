import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createJobs } from '../../../src/main/jobs/jobs'
import { createReadProgress } from '../../../src/main/jobs/progress'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import type { Connection } from '../../../src/main/ssh/types'
import { describeFacility } from '../../facility/describe-facility'
import { facility, scratch } from '../../facility/facility'
import { createRig, type Rig, targetAt } from '../ssh/rig'

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

  it('is refused for a job of another program', async () => {
    const { id } = await jobs.submit({ site, script: '#!/bin/sh\ntrue\n', options: [] }, undefined)
    await expect(progress(site, id, undefined)).rejects.toMatchObject({ code: 'unsupported' })
  })
})
