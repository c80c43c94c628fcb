import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../../facility/describe-facility'
import { createJobsRig, type JobsRig, jobsSite as site } from './jobs-rig'

const run = promisify(execFile)
const patience = { timeout: 60_000, interval: 400 }
let rig: JobsRig

describeFacility('insight into jobs of a real SLURM', 'slurm', () => {
  beforeAll(async () => {
    rig = await createJobsRig()
  })
  afterAll(() => rig.close())
  const explain = (id: string) => rig.jobs.explain(site, id, undefined)

  it('explains a job above the limit of its partition', async () => {
    const { id } = await rig.submit('sleep 600', '-p', 'gpu', '--time=9-00')
    await expect.poll(async () => (await explain(id)).reason, patience).toBe('PartitionTimeLimit')
    const found = await explain(id)
    expect(found).toMatchObject({ state: 'PENDING', ahead: expect.any(Number), share: { account: 'em' } })
    expect(found.partition).toMatchObject({ name: 'gpu', state: 'UP', maxTimeSeconds: 86_400, nodes: { total: 2 } })
    expect(found.waiting).toBeGreaterThan(0)
    expect(found.advice.join('\n')).toMatch(/216 h; the partition allows 24 h/)
  })

  it('tells the limits of its partition and what is left of the allocation', async () => {
    // Far above all that the facility could use, so that no other job waits for it.
    const limit = (minutes: string) =>
      run('sacctmgr', ['-i', 'modify', 'account', 'em', 'set', `GrpTRESMins=cpu=${minutes}`])
    await run('scontrol', ['update', 'PartitionName=gpu', 'MaxNodes=1', 'MaxCPUsPerNode=31'])
    await limit('900000000')
    try {
      const { id } = await rig.submit('sleep 600', '-p', 'gpu', '--hold', '-N', '1')
      const found = await explain(id)
      expect(found.partition).toMatchObject({ maxNodes: 1, maxCpusPerNode: 31, limits: [] })
      // The controller hears of it from slurmdbd.
      await expect
        .poll(async () => (await explain(id)).allocations, patience)
        .toEqual([{ account: 'em', what: 'cpu', limitMinutes: 900_000_000, usedMinutes: expect.any(Number) }])
    } finally {
      await limit('-1')
      await run('scontrol', ['update', 'PartitionName=gpu', 'MaxNodes=UNLIMITED', 'MaxCPUsPerNode=UNLIMITED'])
    }
  })

  it('warns of a time limit that is about to end a job', async () => {
    const { id } = await rig.submit('sleep 600', '--time=5')
    await expect.poll(async () => (await explain(id)).state, patience).toBe('RUNNING')
    expect((await explain(id)).advice.join()).toMatch(/Its time limit ends it in [45] min, whether it is done or not/)
  })

  it('tells the state of what a job depends on', async () => {
    const first = await rig.submit('sleep 600', '--hold')
    const { id } = await rig.submit('true', `--dependency=afterok:${first.id}`)
    expect((await explain(id)).dependencies).toEqual([{ kind: 'afterok', id: first.id, state: 'PENDING' }])
  })

  it('tells the nodes of a running job, the time that is left, and what it uses now', async () => {
    const { id } = await rig.submit('sleep 600', '--time=30')
    await expect.poll(async () => (await explain(id)).state, patience).toBe('RUNNING')
    const found = await explain(id)
    expect(found.nodes[0]?.name).toMatch(/^cpu0[12]$/)
    expect(found.timeLeftSeconds).toBeGreaterThan(1700)
    const memory = async () => (await rig.jobs.efficiency(site, id, undefined)).memoryBytesUsed
    await expect.poll(memory, patience).toBeGreaterThan(0)
    const use = () => rig.jobs.efficiency(site, id, undefined)
    // In its first second a job has not been given anything yet, so no share can be told.
    await expect.poll(use, patience).toMatchObject({ live: true, cpu: expect.any(Number) })
  })

  it('measures a running job where there is no accounting, and says so of one that has ended', async () => {
    const { id } = await rig.submit('while :; do :; done', '--time=10')
    await expect.poll(async () => (await explain(id)).state, patience).toBe('RUNNING')
    // A function stands in the place of a command only where timeout(1) does not start it.
    const bare = rig.beginning(
      'command() { case $2 in timeout) return 1;; *) /usr/bin/which "$2";; esac; }\nsacct() { echo "Slurm accounting storage is disabled" >&2; return 1; }\n'
    )
    const use = () => bare.efficiency(site, id, undefined)
    await expect.poll(async () => (await use()).cpuSecondsUsed, patience).toBeGreaterThan(0)
    expect(await use()).toMatchObject({ live: true, memoryBytesGiven: 1000 * 2 ** 20 })
    await rig.jobs.cancel(site, [id], undefined)
    await rig.jobs.wait(site, id, undefined)
    await expect(use()).rejects.toMatchObject({ code: 'unsupported', detail: expect.stringContaining('disabled') })
  })

  it('reckons what a finished job made of its CPUs', async () => {
    const { id } = await rig.submit('end=$(($(date +%s) + 3)); while [ $(date +%s) -lt $end ]; do :; done')
    await rig.jobs.wait(site, id, undefined)
    const cpu = async () => (await rig.jobs.efficiency(site, id, undefined)).cpu
    await expect.poll(cpu, patience).toBeGreaterThan(0)
    const found = await rig.jobs.efficiency(site, id, undefined)
    expect(found).toMatchObject({ live: false, memoryBytesGiven: 1000 * 2 ** 20 })
    expect(found.steps.map(({ step }) => step)).toContain('batch')
  })

  it('asks for a task of an array, and knows no job that is none', async () => {
    const { id, arrayId } = await rig.submit('sleep 2', '--array=0-1')
    await rig.jobs.wait(site, arrayId ?? id, undefined)
    const use = (of: string) => rig.jobs.efficiency(site, of, undefined)
    // Accounting tells the tasks of an array apart some moments after they have ended.
    const refusal = () => use(arrayId ?? '').catch((thrown: unknown) => thrown)
    await expect.poll(refusal, patience).toMatchObject({ code: 'usage' })
    await expect.poll(() => use(`${arrayId}_1`).catch(() => null), patience).toMatchObject({ live: false })
    await expect(use('999999')).rejects.toMatchObject({ code: 'not-found' })
    await expect(explain('999999')).rejects.toMatchObject({ code: 'not-found' })
  })
})
