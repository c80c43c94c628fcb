/** The demo answers what the job monitor asks, read by the monitor's own parsers. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { efficiencyFormat, readEfficiency } from '@domain/jobs/efficiency'
import { readModules } from '@domain/jobs/module-list'
import { nodeStateWords } from '@domain/jobs/node-states'
import { parseOneLine } from '@domain/jobs/one-line'
import { parseSacct, sacctDelimiter, sacctFormat } from '@domain/jobs/sacct'
import { parseScontrol } from '@domain/jobs/scontrol'
import { parseSqueue, squeueFormat } from '@domain/jobs/squeue'
import { parseSstat, sstatFormat } from '@domain/jobs/sstat'
import { relionFolder, relionKind } from '@domain/relion/job-folder'
import { readMotion } from '@domain/relion/micrographs'
import { readChangedShare, readModel, readRunOutput } from '@domain/relion/progress'
import type { Client } from 'ssh2'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { eventually, logIn, run, type Started, startFacility } from './client'

let started: Started
let client: Client
beforeAll(async () => {
  // What its jobs write as time goes on comes when the test moves it.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  started = await startFacility()
  client = await logIn(started.facility)
  await eventually(
    () => ask("squeue -h -n class3d_k4 -o '%r'"),
    reason => reason.trim() === 'Resources'
  )
})
afterAll(async () => {
  vi.useRealTimers()
  client.end()
  await started.stop()
})

const ask = async (command: string): Promise<string> => {
  const ended = await run(client, `export SLURM_TIME_FORMAT=%s; ${command}`)
  if (ended.code !== 0) throw new Error(`${command}: ${ended.code} ${ended.err}`)
  return ended.out
}
const refused = async (command: string): Promise<string> => {
  const ended = await run(client, command)
  expect(ended.code).toBe(1)
  return ended.err
}
const queue = async () => parseSqueue(await ask(`squeue -h -o '${squeueFormat('m')}'`), 'm')
const idOf = async (name: string): Promise<string> => (await queue()).find(job => job.name === name)?.id ?? ''

describe('the queue of the demo', () => {
  it('has jobs that wait for every usual reason', async () => {
    const reasons = new Set((await queue()).filter(job => job.state === 'PENDING').map(job => job.reason))
    const usual = ['Resources', 'Priority', 'Dependency', 'QOSMaxJobsPerUserLimit', 'JobHeldUser', 'JobArrayTaskLimit']
    expect([...reasons].sort()).toEqual(expect.arrayContaining(usual))
    expect([...reasons].some(reason => reason?.startsWith('ReqNodeNotAvail'))).toBe(true)
  })

  it('tells account, priority and what an array’s follower waits for', async () => {
    const line = (await ask("squeue -h -n ctffind -o '%a|%Q|%E'")).trim()
    const array = (await ask("squeue -h -n motioncorr -o '%F' | head -n 1")).trim()
    expect(line).toMatch(new RegExp(`^cryoem\\|[1-9]\\d*\\|afterok:${array}_\\*\\(unfulfilled\\)$`))
    const shown = parseScontrol(await ask(`scontrol show job -d ${array}`))
    expect(shown.find(job => job.state === 'PENDING')?.id).toMatch(new RegExp(`^${array}_\\[\\d+-95%8\\]$`))
  })

  it('says when a job should start', async () => {
    const id = await idOf('class3d_k4')
    expect(await ask(`squeue -h --start -j ${id} -o %S`)).toMatch(/^\d{10}\n$/)
  })
})

describe('acts of the demo', () => {
  it('shorten a time limit, and refuse in the words of SLURM', async () => {
    const id = await idOf('polish_gpu04')
    await ask(`scontrol update JobId=${id} TimeLimit=60`)
    expect(await ask(`squeue -h -j ${id} -o %l`)).toBe('1:00:00\n')
    const running = await idOf('refine3d_c1')
    expect(await refused(`scontrol update JobId=${running} TimeLimit=2-00:00:00`)).toBe(
      `Access/permission denied for job ${running}\n`
    )
    expect(await refused('scontrol hold 999999')).toBe(
      'Invalid job id specified for job 999999\nslurm_suspend error: Invalid job id specified\n'
    )
    expect(await refused(`scontrol update JobId=${id} TimeLimit=x`)).toBe('scontrol: error: Invalid TimeLimit value\n')
    expect(await refused('scontrol write batch_script 999999 -')).toBe(
      'job script retrieval failed: Invalid job id specified\n'
    )
  })
})

describe('the cluster of the demo', () => {
  it('has nodes at work, one drained with its reason, and sleeping ones', async () => {
    const nodes = (await ask('scontrol -o show node -d'))
      .trim()
      .split('\n')
      .map(line => parseOneLine(line, 'Reason'))
    const stateOf = (name: string): string => nodes.find(node => node.get('NodeName') === name)?.get('State') ?? ''
    expect(nodes).toHaveLength(12)
    expect(stateOf('gpu01')).toBe('MIXED')
    expect(stateOf('cpu06')).toBe('IDLE+DRAIN')
    expect(nodeStateWords(stateOf('burst01'))).toContain('POWERED_DOWN')
    expect(nodes.find(node => node.get('NodeName') === 'cpu06')?.get('Reason')).toMatch(
      /^Memory errors.* \[root@\d+\]$/
    )
    expect(await ask("sinfo -h -p cpu -o '%T %D %E'")).toContain('drained 1 Memory errors, DIMM A3 is on order')
    expect(await ask('sinfo -h -p burst -o %A')).toBe('0/2\n')
  })

  it('has a reservation tomorrow', async () => {
    const kept = parseOneLine((await ask('scontrol -o show reservation')).trim())
    const now = Date.now() / 1000
    expect(kept.get('ReservationName')).toBe('maintenance')
    expect(Number(kept.get('StartTime'))).toBeGreaterThan(now)
    expect(Number(kept.get('StartTime'))).toBeLessThan(now + 2 * 86_400)
  })

  it('lists modules in a login shell', async () => {
    const said = await ask(`bash -lc 'command -v module >/dev/null && module -t avail 2>&1'`)
    expect(readModules(said)).toContainEqual({ name: 'relion/5.0.0', folder: '/apps/modules/cryoem', default: true })
  })

  it('shows the GPUs of a running job, and no others', async () => {
    const id = await idOf('class2d_live')
    const query = 'nvidia-smi --query-gpu=index,utilization.gpu,memory.total --format=csv,noheader,nounits'
    const said = await ask(`srun --overlap --jobid=${id} --nodelist=gpu01 --nodes=1 --ntasks=1 --input=none ${query}`)
    expect(said).toMatch(/^2, \d+, 40960\n3, \d+, 40960\n$/)
  })
})

describe('use in the demo', () => {
  it('is told of a running job by sstat and of a finished one by its steps', async () => {
    const id = await idOf('class2d_live')
    const live = parseSstat(await ask(`sstat -n -P -a -j ${id} -o ${sstatFormat}`))
    expect(live.get('batch')?.cpuSeconds).toBeGreaterThan(0)
    const past = parseSacct(
      await ask(`sacct -n -P -X -S now-60days --delimiter='${sacctDelimiter('m')}' -o ${sacctFormat}`),
      'm'
    )
    expect(past.length).toBeGreaterThan(100)
    const done = past.find(job => job.name === 'class2d_round3')?.id
    const steps = await ask(`sacct -n -P -j ${done} --delimiter='${sacctDelimiter('m')}' -o ${efficiencyFormat}`)
    const found = readEfficiency(steps, 'm')
    for (const share of [found?.cpu, found?.memory, found?.gpu]) {
      expect(share).toBeGreaterThan(0)
      expect(share).toBeLessThan(1)
    }
    expect(await ask(`sshare -n -P -U -o Account,User,FairShare`)).toMatch(/^cryoem\|.+\|0\.\d+\n/)
  })
})

describe('RELION jobs of the demo', () => {
  const project = (): string => join(started.facility.root, 'relion')
  const script = async (name: string): Promise<string> => ask(`scontrol write batch_script ${await idOf(name)} -`)

  it('leave models and sharper class averages from iteration to iteration', async () => {
    const text = await script('class2d_live')
    const folder = relionFolder(text, project()) ?? ''
    expect(relionKind(text, folder)).toBe('Class2D')
    const names = readdirSync(folder)
    expect(names.filter(name => name.endsWith('_classes.mrcs')).length).toBeGreaterThan(10)
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
    const [early, late] = ['run_it002_model.star', 'run_it010_model.star'].map(name => readModel(read(name)))
    expect(late?.resolutionAngstrom).toBeLessThan(early?.resolutionAngstrom ?? 0)
    expect(late?.classes).toHaveLength(20)
    expect(readChangedShare(read('run_it010_optimiser.star'))).toBeGreaterThan(0)
    const told = readRunOutput(read('run.out'))
    expect(told).toMatchObject({ iterations: 25 })
    expect(told.stepFraction).not.toBeNull()
    const stack = readFileSync(join(folder, 'run_it010_classes.mrcs'))
    expect([0, 4, 8, 12].map(at => stack.readInt32LE(at))).toEqual([64, 64, 20, 2])
    expect(stack.length).toBe(1024 + 64 * 64 * 20 * 4)
  })

  it('say in their output the iteration that follows their newest model', async () => {
    const folder = relionFolder(await script('refine3d_c1'), project()) ?? ''
    const models = readdirSync(folder).filter(name => name.endsWith('_model.star'))
    const { iteration } = readRunOutput(readFileSync(join(folder, 'run.out'), 'utf8'))
    expect(models.sort().at(-1)).toBe('run_it012_model.star')
    expect(iteration).toBeGreaterThanOrEqual(12)
    expect(iteration).toBeLessThanOrEqual(13)
    const times = models.map(name => statSync(join(folder, name)).mtimeMs)
    expect(((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000).toBeCloseTo(11 * 600, 0)
  })

  it('tell the motion of more micrographs as time goes on', async () => {
    const folder = relionFolder(await script('motioncorr_live'), project()) ?? ''
    const count = (): number => readMotion(readFileSync(join(folder, 'corrected_micrographs.star'), 'utf8')).length
    const first = count()
    expect(first).toBeGreaterThan(40)
    vi.advanceTimersByTime(60_000)
    // Each takes some seconds.
    expect(count()).toBeGreaterThan(first + 4)
    expect(count()).toBeLessThan(first + 20)
  })
})
