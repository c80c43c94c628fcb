import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../../facility/describe-facility'
import { createJobsRig, type JobsRig } from './jobs-rig'

const run = promisify(execFile)
const site = 'here'
const query = { site, allUsers: false, historyDays: 0, unfoldTasks: false, states: [] }

describeFacility('what a real SLURM refuses, keeps back or takes apart', 'slurm', () => {
  let rig: JobsRig
  beforeAll(async () => {
    rig = await createJobsRig()
  })
  afterAll(() => rig.close())
  const submit = (...options: string[]) => rig.submit('sleep 600', '--job-name=faults-sent', ...options)
  const listed = async () => (await rig.jobs.list(query, undefined)).jobs

  it.each([
    ['partition', ['-p', 'nowhere'], 'invalid partition specified: nowhere', /one of its partitions/],
    ['account', ['-A', 'nobodys'], 'Invalid account or account/partition combination', /account of yours/],
    [
      'kind of GPU',
      ['-p', 'gpu', '--gres=gpu:h100:1'],
      'Requested node configuration is not available',
      /partition that has them/
    ],
    ['GRES', ['--gres=tpu:1'], 'Invalid generic resource', /the GPUs of its nodes/],
    ['number of GPUs', ['-p', 'gpu', '--gres=gpu:9'], 'Requested node configuration is not available', /fewer GPUs/],
    ['QOS', ['--qos=golden'], 'Invalid qos specification', /Leave the QOS out/]
  ])('a job with a wrong %s is refused in its own words, with what to do', async (_, options, words, hint) => {
    await expect(submit(...options)).rejects.toMatchObject({
      code: 'remote-error',
      message: expect.stringContaining(words),
      hint: expect.stringMatching(hint)
    })
  })

  it('a job that would run into a reservation waits, and why is told in plain words', async () => {
    const name = `faults-${process.pid}`
    await run('scontrol', [
      ...['create', 'reservation', `reservationname=${name}`, 'starttime=now+1hour', 'duration=60'],
      ...['users=root', 'nodes=cpu02', 'flags=ignore_jobs']
    ])
    try {
      const { id } = await submit('-w', 'cpu02', '-t', '3:00:00')
      const mine = async () => (await listed()).find(job => job.id === id)
      await expect
        .poll(async () => (await mine())?.reason, { timeout: 60_000 })
        .toMatch(/^ReqNodeNotAvail|^Reservation/)
      expect(await mine()).toMatchObject({ state: 'PENDING', reasonText: expect.stringMatching(/reserv/) })
      const { id: short } = await submit('-w', 'cpu02', '-t', '10', '--mem=10M')
      await expect
        .poll(async () => (await listed()).find(job => job.id === short)?.state, { timeout: 60_000 })
        .toBe('RUNNING')
      await run('scontrol', ['delete', `reservationname=${name}`])
      await expect.poll(async () => (await mine())?.state, { timeout: 60_000 }).toBe('RUNNING')
    } finally {
      await run('scontrol', ['delete', `reservationname=${name}`]).catch(() => undefined)
    }
  })

  it('the parts of a heterogeneous job are listed one after the other, each with their leader', async () => {
    const { id } = await submit('--hold', '-t', '5', ':', '-p', 'gpu', '--gres=gpu:1')
    const leader = id.replace(/\+.*/, '')
    const parts = (await listed()).filter(job => job.hetId === leader)
    expect(parts.map(job => [job.id, job.partition, job.gpus ?? 0])).toEqual([
      [`${leader}+0`, 'cpu', 0],
      [`${leader}+1`, 'gpu', 1]
    ])
    const places = (await listed()).flatMap((job, at) => (job.hetId === leader ? [at] : []))
    expect((places[1] ?? 0) - (places[0] ?? 0), 'nothing stands between them').toBe(1)
    await rig.jobs.act(site, [leader], { kind: 'release' }, undefined)
    await expect
      .poll(async () => (await listed()).filter(job => job.hetId === leader).map(job => job.state), { timeout: 60_000 })
      .toEqual(['RUNNING', 'RUNNING'])
    expect(await rig.jobs.cancel(site, [leader], undefined)).toEqual({ cancelled: [leader], failed: [] })
    await expect.poll(async () => (await listed()).filter(job => job.hetId === leader), { timeout: 60_000 }).toEqual([])
  })
})
