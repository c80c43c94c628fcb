import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../../facility/describe-facility'
import { createJobsRig, type JobsRig, jobsSite as site } from './jobs-rig'

let rig: JobsRig

describeFacility('acts on jobs of a real SLURM', 'slurm', () => {
  beforeAll(async () => {
    rig = await createJobsRig()
  })
  afterAll(() => rig.close())

  const show = (id: string) => rig.jobs.show(site, id, undefined)

  it('hold and release a job, and say why they cannot', async () => {
    const { id } = await rig.submit('sleep 600', '--begin=now+1hour')
    const held = await rig.jobs.act(site, [id, '999999'], { kind: 'hold' }, undefined)
    expect(held).toEqual({ done: [id], failed: [{ id: '999999', message: 'Invalid job id specified' }] })
    expect(await show(id)).toMatchObject({ state: 'PENDING', reason: 'JobHeldUser' })
    expect(await rig.jobs.act(site, [id], { kind: 'release' }, undefined)).toEqual({ done: [id], failed: [] })
    expect((await show(id)).reason).not.toBe('JobHeldUser')
  })

  it('reach one task of an array, and all of it by its folded id', async () => {
    const { id, arrayId } = await rig.submit('sleep 600', '--array=0-5%2', '--hold')
    expect(await rig.jobs.act(site, [id], { kind: 'limit', limitSeconds: 600 }, undefined)).toEqual({
      done: [id],
      failed: []
    })
    expect(await show(id)).toMatchObject({ limitSeconds: 600 })
    const mixed = await rig.jobs.act(site, [`${arrayId}_3`, `${arrayId}_77`], { kind: 'release' }, undefined)
    expect(mixed).toEqual({
      done: [`${arrayId}_3`],
      failed: [{ id: `${arrayId}_77`, message: 'Invalid job id specified' }]
    })
  })

  it('requeue a running job; a waiting one is refused with the words of the scheduler', async () => {
    const { id } = await rig.submit('sleep 600')
    await expect.poll(() => show(id), { timeout: 60_000, interval: 300 }).toMatchObject({ state: 'RUNNING' })
    expect(await rig.jobs.act(site, [id], { kind: 'requeue' }, undefined)).toEqual({ done: [id], failed: [] })
    await expect.poll(() => show(id), { timeout: 60_000, interval: 300 }).toMatchObject({ state: 'PENDING' })
    const { failed } = await rig.jobs.act(site, [id], { kind: 'requeue' }, undefined)
    expect(failed).toEqual([{ id, message: 'Job is pending execution' }])
  })

  it('lower the time limit of a running job; a plain user may not raise it', async () => {
    const { id } = await rig.submit('sleep 600', '--time=30')
    await expect.poll(() => show(id), { timeout: 60_000, interval: 300 }).toMatchObject({ state: 'RUNNING' })
    await rig.jobs.act(site, [id], { kind: 'limit', limitSeconds: 1200 }, undefined)
    expect(await show(id)).toMatchObject({ limitSeconds: 1200 })
    const { failed } = await rig.jobs.act(site, [id], { kind: 'limit', limitSeconds: 7200 }, undefined)
    expect(failed).toEqual([{ id, message: 'Access/permission denied' }])
  })

  it('say that the controller does not answer', async () => {
    const act = rig.withoutController().act(site, ['1', '2'], { kind: 'hold' }, undefined)
    await expect(act).rejects.toMatchObject({ code: 'slurm-down' })
  })
})
