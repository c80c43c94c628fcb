/** What scripts do to jobs and ask of them, and what is kept of them; real SLURM behind a real sshd. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Cluster } from '@contract/jobs-cluster'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFacility } from '../facility/describe-facility'
import { createRig, errorOf, type Rig } from './command-rig'

/** Without a window the engine polls once a minute, but for the seconds after something was done. */
const patience = { timeout: 150_000, interval: 1000 }
const run = `acts-${Date.now()}`
let rig: Rig

beforeAll(async () => {
  rig = await createRig()
})
afterAll(() => rig.end())

describeFacility('jobs, once they are submitted,', 'slurm', () => {
  const sent: string[] = []
  async function submit(lines: string, ...options: string[]): Promise<string> {
    const all = ['--job-name', run, '--output=/dev/null', ...options]
    const job = await rig.json(['job', 'submit', 'hpc', '-', '--', ...all], { input: `#!/bin/sh\n${lines}\n` })
    const { id } = job as { id: string } // the shape is what `farscope schema job submit` says
    sent.push(id)
    return id
  }
  const show = (id: string) => rig.json(['job', 'show', 'hpc', id])
  const text = async (...args: string[]) => String((await rig.farscope(args)).stdout)

  beforeAll(async () => {
    await rig.site('hpc', 'facility')
    await rig.serve()
  }, 60_000)
  afterAll(async () => {
    if (sent.length > 0) await rig.farscope(['job', 'cancel', 'hpc', ...sent, '--yes'])
  })

  it('are held, released, given another limit, and requeued; what fails is told beside what was done', async () => {
    const id = await submit('sleep 100', '--begin=now+1hour', '--time=60')
    expect(await rig.json(['job', 'hold', 'hpc', id])).toEqual({ done: [id], failed: [] })
    await expect
      .poll(() => show(id), patience)
      .toMatchObject({ reason: 'JobHeldUser', reasonText: expect.stringMatching(/Release it/) })
    expect(await rig.json(['job', 'release', 'hpc', id])).toEqual({ done: [id], failed: [] })
    expect(await rig.json(['job', 'update', 'hpc', id, '--time-limit', '30m'])).toEqual({ done: [id], failed: [] })
    await expect.poll(() => show(id), patience).toMatchObject({ limitSeconds: 1800 })
    expect(await rig.failure(['job', 'update', 'hpc', id, '--time-limit', 'soon'])).toEqual([2, 'usage'])

    const some = await rig.farscope(['--json', 'job', 'hold', 'hpc', id, '99999999'])
    expect([some.status, errorOf(some).code]).toEqual([6, 'partial'])
    expect(JSON.parse(String(some.stdout))).toMatchObject({ done: [id], failed: [{ id: '99999999' }] })

    const runs = await submit('sleep 100')
    await expect.poll(() => show(runs), patience).toMatchObject({ state: 'RUNNING' })
    expect(await rig.failure(['job', 'requeue', 'hpc', runs])).toEqual([2, 'confirmation-required'])
    expect(await rig.json(['job', 'requeue', 'hpc', runs, '--yes'])).toEqual({ done: [runs], failed: [] })
    await expect.poll(() => show(runs), patience).toMatchObject({ state: 'PENDING' })
  }, 200_000)

  it('are explained: what one waits for, and when a limit ends one that runs', async () => {
    const first = await submit('sleep 100', '--hold')
    const second = await submit('true', `--dependency=afterok:${first}`)
    // The scheduler names the reason when it has looked at the job.
    await expect
      .poll(() => rig.json(['job', 'explain', 'hpc', second]), patience)
      .toMatchObject({
        ...{ state: 'PENDING', reason: 'Dependency' },
        dependencies: [{ kind: 'afterok', id: first, state: 'PENDING' }],
        partition: { name: 'cpu', state: 'UP' }
      })
    expect(await text('job', 'explain', 'hpc', second)).toMatch(
      new RegExp(`depends on: +afterok ${first} \\(PENDING\\)`)
    )
    const short = await submit('sleep 100', '--time=9')
    await expect.poll(() => show(short), patience).toMatchObject({ state: 'RUNNING' })
    const explained = await text('job', 'explain', 'hpc', short)
    // Whatever has passed since it began, it is minutes.
    expect(explained).toMatch(/Its time limit ends it in [1-9] min, whether it is done or not\./)
    expect(await rig.failure(['job', 'explain', 'hpc', '99999999'])).toEqual([1, 'not-found'])
  }, 200_000)

  it('are remembered as they were submitted, told when they end, and kept with what they made of their share', async () => {
    const id = await submit('end=$(($(date +%s) + 2)); while [ $(date +%s) -lt $end ]; do :; done; exit 42')
    const told = () => rig.json(['job', 'notices'])
    await expect
      .poll(told, patience)
      .toContainEqual(
        expect.objectContaining({ job: id, event: 'failed', text: expect.stringMatching(/exit code 42/) })
      )
    const past = { id, state: 'FAILED', exitCode: 42, signal: null }
    await expect
      .poll(() => rig.json(['job', 'history', 'hpc', '--text', id]), patience)
      // Ids and names of others may hold its digits.
      .toContainEqual(expect.objectContaining(past))
    expect(await rig.json(['job', 'submission', 'hpc', id])).toMatchObject({
      ...{ id, script: expect.stringContaining('exit 42') },
      options: expect.arrayContaining(['--output=/dev/null'])
    })
    const efficiency = () => rig.json(['job', 'efficiency', 'hpc', id])
    await expect.poll(efficiency, patience).toMatchObject({ live: false, cpu: expect.any(Number) })

    const csv = await text('job', 'history', 'hpc', '--text', id, '--csv')
    const [head = '', line = ''] = csv.split('\r\n')
    expect(head.split(',')).toEqual(expect.arrayContaining(['id', 'state', 'exitCode']))
    expect(line.split(',')).toEqual(expect.arrayContaining([id, 'FAILED', '42']))
    const weeks = (await rig.json(['job', 'history', 'hpc', '--weeks', '4'])) as { failed: number }[] // by its schema
    expect(weeks).toHaveLength(4)
    expect(weeks.reduce((sum, { failed }) => sum + failed, 0)).toBeGreaterThanOrEqual(1)
    expect(await text('job', 'history', 'hpc', '--weeks', '1')).toMatch(/^WEEK +FROM +ENDED/)
    expect(await rig.failure(['job', 'history', 'hpc', '--from', 'yesterday'])).toEqual([2, 'usage'])
  }, 300_000)

  it('run on a cluster that tells its partitions, nodes, load and GPUs', async () => {
    const cluster = (await rig.json(['cluster', 'hpc'])) as Cluster // by its schema
    expect(cluster).toMatchObject({ name: 'facility', version: expect.stringMatching(/^\d+\.\d+/), error: null })
    expect(cluster.partitions.map(({ name }) => name).sort()).toEqual(['cpu', 'gpu'])
    expect(cluster.nodes.map(({ load }) => typeof load)).toEqual(['number', 'number', 'number', 'number'])
    expect(await text('cluster', 'hpc')).toMatch(
      /4 nodes, load \d[\d.]* on 128 CPUs[\s\S]*PARTITION[\s\S]*gpu +UP +1-00:00:00[\s\S]*a100 +\d\/8 +2/
    )
  })

  it('are submitted from a file under its name', async () => {
    const file = join(rig.folder, 'named by file.sh')
    await writeFile(file, '#!/bin/sh\n#SBATCH --hold\ntrue\n')
    const job = (await rig.json(['job', 'submit', 'hpc', file])) as { id: string; name: string } // by its schema
    sent.push(job.id)
    expect(job.name).toBe('named by file.sh')
  })
})
