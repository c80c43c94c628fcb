import type { JobUsage } from '@contract/job-usage'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createReadGpus } from '../../../src/main/jobs/gpus'
import { createJobs } from '../../../src/main/jobs/jobs'
import { createSlurmAsker } from '../../../src/main/jobs/slurm-asker'
import { createWatchUsage } from '../../../src/main/jobs/usage'
import { type Platform, silentLog, systemClock } from '../../../src/main/platform'
import type { Connection, RunOptions } from '../../../src/main/ssh/types'
import type { JobSamples } from '../../../src/main/store/job-samples'
import { describeFacility } from '../../facility/describe-facility'
import { facility, scratch } from '../../facility/facility'
import { createRig, type Rig, targetAt } from '../ssh/rig'

let rig: Rig
const connect = (): Promise<Connection> => rig.connections.acquire(targetAt(facility.ports.facility))
// The slice uses no more of the platform than this.
const platform = { clock: systemClock, log: silentLog } as unknown as Platform
const site = 'here'
const submitted: string[] = []

// What nvidia-smi 550 prints on a node with four cards, as many public logs show it.
const recorded = `0, NVIDIA A100-SXM4-40GB, 87, 31525, 40960, 61, 298.44
1, NVIDIA A100-SXM4-40GB, 34, 12000, 40960, 48, 151.02
2, NVIDIA A100-SXM4-40GB, 0, 4, 40960, 31, 52.10
3, NVIDIA A100-SXM4-40GB, 0, 4, 40960, 30, [N/A]
`

describeFacility('what a running job uses on a real SLURM', 'slurm', () => {
  beforeAll(async () => {
    rig = await createRig()
  })
  const access = { connection: connect }
  const jobs = createJobs({ platform, access })
  afterAll(async () => {
    if (submitted.length > 0) await jobs.cancel(site, submitted, undefined)
    await rig.close()
  })

  async function running(body: string, ...options: string[]): Promise<string> {
    const { id } = await jobs.submit({ site, script: `#!/bin/sh\n${body}\n`, options }, undefined)
    submitted.push(id)
    await expect.poll(async () => (await jobs.show(site, id, undefined)).state, { timeout: 90_000 }).toBe('RUNNING')
    return id
  }

  /** Asks where these lines stand before every question. */
  function asking(lines: string) {
    const connection = async (): Promise<Connection> => {
      const real = await connect()
      // The slice calls nothing else of it here.
      return { run: (text: string, options?: RunOptions) => real.run(lines + text, options) } as unknown as Connection
    }
    return createReadGpus(createSlurmAsker({ connection }), jobs.show)
  }

  async function withNvidiaSmi(body: string): Promise<string> {
    const folder = await scratch()
    const script = 'cat >"$1/nvidia-smi" && chmod 755 "$1/nvidia-smi" && chmod a+rx "$1"'
    await (await connect()).run(script, { args: [folder], stdin: Buffer.from(`#!/bin/sh\n${body}\n`) })
    return `PATH=${folder}:$PATH; export PATH\n`
  }

  it('is sampled while it runs: one busy CPU of two, and its memory', async () => {
    const id = await running('while :; do :; done', '--partition=cpu', '--cpus-per-task=2', '--mem=500M', '--time=5')
    const kept: Parameters<JobSamples['add']>[1][] = []
    const samples: JobSamples = { add: (_, sample) => void kept.push(sample), of: () => [...kept] }
    const usage = createWatchUsage(createSlurmAsker(access), jobs.show, samples)
    const seen: JobUsage[] = []
    for await (const one of usage.watch(site, id, undefined)) {
      seen.push(one)
      if (one.samples.length >= 2) break
    }
    const last = seen.at(-1)
    expect(last).toMatchObject({ live: true, cpusGiven: 2, memoryBytesGiven: 500 * 2 ** 20 })
    expect(last?.samples).toHaveLength(2)
    // A machine that does much else may give the job less than the whole of one CPU, never more.
    const cpu = last?.samples[1]?.cpu ?? Number.NaN
    expect(cpu).toBeGreaterThan(0.02)
    expect(cpu).toBeLessThan(0.6)
    expect(last?.samples[1]?.memoryBytes).toBeGreaterThan(100_000)
    await jobs.cancel(site, [id], undefined)
    await jobs.wait(site, id, undefined)
    for await (const one of usage.watch(site, id, undefined)) seen.push(one)
    expect(seen.at(-1)).toMatchObject({ live: false, message: '' })
    expect(seen.at(-1)?.samples).toHaveLength(2)
  })

  it('has GPUs, asked inside the job on each of its nodes, and only its own are told', async () => {
    const id = await running('sleep 290', '--partition=gpu', '--nodes=2', '--gres=gpu:2', '--mem=100M', '--time=5')
    const read = asking(await withNvidiaSmi(`echo "$SLURM_JOB_ID $*" >&2; printf '%s' '${recorded}'`))
    const { nodes } = await read(site, id, undefined)
    expect(nodes.map(({ node, message }) => [node, message])).toEqual([
      ['gpu01', ''],
      ['gpu02', '']
    ])
    for (const { gpus } of nodes) {
      expect(gpus.map(({ index }) => index)).toEqual([0, 1])
      expect(gpus[0]).toMatchObject({ utilization: 0.87, powerWatts: 298.44, memoryTotalBytes: 40960 * 2 ** 20 })
    }
  })

  it('tells in the node’s own words why its GPUs cannot be seen', async () => {
    const id = await running('sleep 290', '--partition=gpu', '--gres=gpu:1', '--mem=100M', '--time=5')
    const words = 'NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.'
    const [failed] = (await asking(await withNvidiaSmi(`echo '${words}'; exit 9`))(site, id, undefined)).nodes
    expect(failed).toMatchObject({ gpus: [], message: expect.stringContaining('communicate with the NVIDIA driver') })
    const [missing] = (await asking('')(site, id, undefined)).nodes
    expect(missing).toMatchObject({ gpus: [], message: expect.stringContaining('nvidia-smi') })
  })

  it('goes over ssh where srun is refused, and says so where that is too', async () => {
    const id = await running('sleep 290', '--partition=gpu', '--gres=gpu:1', '--mem=100M', '--time=5')
    const folder = await scratch()
    const fake = async (name: string, body: string): Promise<void> => {
      const script = 'cat >"$1/$2" && chmod 755 "$1/$2"'
      await (await connect()).run(script, { args: [folder, name], stdin: Buffer.from(`#!/bin/sh\n${body}\n`) })
    }
    // ssh as it is called: the options, --, the node, the command for the node's shell.
    await fake('srun', 'echo "srun: error: Unable to create step for job: Access denied" >&2; exit 1')
    await fake('ssh', 'while [ "$1" != -- ]; do shift; done; echo "$2" >"$0.node"; exec sh -c "$3"')
    await fake('nvidia-smi', `printf '%s' '${recorded}'`)
    const path = `PATH=${folder}:$PATH; export PATH\n`
    const [over] = (await asking(path)(site, id, undefined)).nodes
    expect(over?.gpus).toHaveLength(4)
    await fake('ssh', 'echo "cryo@gpu01: Permission denied (publickey)." >&2; exit 255')
    const [refused] = (await asking(path)(site, id, undefined)).nodes
    expect(refused).toMatchObject({ gpus: [], message: expect.stringMatching(/Access denied[\s\S]*Permission denied/) })
  })

  it('has no GPUs to show when it does not run', async () => {
    const { id } = await jobs.submit({ site, script: '#!/bin/sh\ntrue\n', options: ['--hold'] }, undefined)
    submitted.push(id)
    await expect(asking('')(site, id, undefined)).rejects.toMatchObject({
      ...{ code: 'conflict', message: expect.stringContaining('PENDING') }
    })
  })
})
