import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Jobs } from '../../../src/main/jobs/jobs'
import { reasonOrUse } from '../../../src/renderer/features/jobs/job-words'
import { describeFacility } from '../../facility/describe-facility'
import { createJobsRig, type JobsRig } from './jobs-rig'
import { type OwnSlurm, startOwnSlurm } from './own-slurm'

const site = 'cloud'
const patience = { timeout: 90_000, interval: 300 }
const query = { site, allUsers: false, historyDays: 0, unfoldTasks: false, states: [] }

describeFacility('nodes of a real SLURM that are switched off to save power', 'slurm', () => {
  let rig: JobsRig
  let slurm: OwnSlurm
  let jobs: Jobs
  beforeAll(async () => {
    rig = await createJobsRig()
    slurm = await startOwnSlurm()
    jobs = rig.beginning(slurm.environment)
  }, 240_000)
  afterAll(async () => {
    await slurm?.close()
    await rig.close()
  })
  const node = async () => (await jobs.cluster(site, undefined)).nodes.find(({ name }) => name === 'power01')

  it('are said to be going off, to be off, and to start for a job, which says so until it runs', async () => {
    await slurm.run('scontrol', 'update', 'NodeName=power01', 'State=POWER_DOWN_FORCE')
    await expect.poll(node, patience).toMatchObject({ use: 'asleep', stateText: 'being switched off' })
    await expect
      .poll(node, patience)
      .toMatchObject({ use: 'asleep', stateText: expect.stringMatching(/^switched off to save power/) })

    const script = '#!/bin/sh\nsleep 600\n'
    const { id } = await jobs.submit({ site, script, options: ['-w', 'power01', '-o', '/dev/null'] }, undefined)
    const mine = async () => (await jobs.list(query, undefined)).jobs.find(job => job.id === id)
    await expect.poll(async () => (await mine())?.state, patience).toBe('CONFIGURING')
    const starting = (await mine()) ?? expect.unreachable()
    expect(reasonOrUse(starting)[0]?.text).toMatch(/^Node starting( for \d[^:]*)?: power01$/)
    await expect.poll(node, patience).toMatchObject({ use: 'waking', stateText: expect.stringMatching(/starting/) })
    const explained = await jobs.explain(site, id, undefined)
    expect(explained).toMatchObject({ state: 'CONFIGURING', nodes: [{ name: 'power01' }] })
    expect(explained.advice).toContain('power01 is starting; that can take some minutes.')

    slurm.letStart()
    await expect.poll(async () => (await mine())?.state, patience).toBe('RUNNING')
    await expect.poll(node, patience).toMatchObject({ use: 'mixed' })
    expect(await jobs.cancel(site, [id], undefined)).toEqual({ cancelled: [id], failed: [] })
  }, 480_000)
})
