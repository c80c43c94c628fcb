/** A job of RELION, submitted as RELION submits it, on the demo facility's cloud: through command, engine, machine and back. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Run } from '@contract/cloud-runs'
import type { Spend } from '@contract/cloud-spend'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoFacility } from '../../../src/demo/demo-facility'
import { type CommandsHere, commandsHere } from './command-here'

let here: CommandsHere
let project: string

beforeAll(async () => {
  here = await commandsHere(() => ({
    environment: { PATH: process.env.PATH },
    startDemo: folder => startDemoFacility({ folder })
  }))
  await here.client.app.startDemo(undefined, { signal: AbortSignal.timeout(60_000) })
  project = join(here.folder, 'my project')
  await mkdir(join(project, 'Class2D/job012'), { recursive: true })
  await mkdir(join(project, 'Extract/job007'), { recursive: true })
  await writeFile(join(project, 'Extract/job007/a.mrcs'), 'pictures')
  await writeFile(
    join(project, 'Extract/job007/particles.star'),
    'data_particles\nloop_\n_rlnImageName\n_rlnImagePixelSize\n1@Extract/job007/a.mrcs 1.2\n'
  )
  // No RELION is on the machine of the demo: a function stands for it, and reads what RELION would.
  await writeFile(
    join(project, 'Class2D/job012/run_submit.script'),
    `#!/bin/bash
set -e
relion_refine() { cat Extract/job007/a.mrcs > Class2D/job012/run_class001.mrcs; echo "classified $*"; }
relion_refine --o Class2D/job012/run --i Extract/job007/particles.star --j 2 --gpu "" --pipeline_control Class2D/job012/
`
  )
}, 90_000)
afterAll(() => here.end())

const submit = (...more: string[]): string[] => [
  ...['cloud', 'submit', join(project, 'Class2D/job012/run_submit.script'), '--chdir', project],
  ...['--max-duration', '2h', '--project', 'hemo', ...more]
]

async function until(id: string, ...states: Run['state'][]): Promise<Run> {
  for await (const event of await here.client.runs.follow(undefined, { signal: AbortSignal.timeout(120_000) })) {
    const run = event.runs.find(one => one.id === id)
    if (run && [...states, 'done', 'failed', 'stopped', 'waiting'].includes(run.state)) return run
  }
  throw new Error('it did not end')
}

describe('a job of RELION on the demo cloud', { timeout: 150_000 }, () => {
  it('is known to cost nothing before there is one', async () => {
    expect((await here.run('cloud', 'account')).stdout).toContain('make-believe and costs nothing')
    const asked = ['--type', 'g5.2xlarge', '--max-duration', '2h', '--', 'true']
    const { status, stderr } = await here.run('cloud', 'launch', ...asked)
    expect([status, stderr]).toEqual([2, expect.stringContaining('make-believe and costs nothing')])
  })

  it('is refused by a budget that cannot hold it, by name', async () => {
    await here.json('cloud', 'budget', 'set', '--usd', '1', '--project', 'hemo', '--stop')
    const { status, stderr } = await here.run('--json', ...submit())
    expect([status, JSON.parse(stderr)]).toMatchObject([
      1,
      { code: 'rule', message: expect.stringContaining('the budget of $1.00 a month for hemo') }
    ])
    expect(await here.json('cloud', 'runs')).toEqual([])
    await here.json('cloud', 'budget', 'remove', '--project', 'hemo')
  })

  it('goes up, runs, comes back into its folder, and its cost is written down', async () => {
    const { runId } = (await here.json(...submit())) as { runId: string }
    expect(await until(runId)).toMatchObject({ state: 'done', error: null, asked: { step: 'class2d' } })
    const job = join(project, 'Class2D/job012')
    expect(await readFile(join(job, 'run_class001.mrcs'), 'utf8')).toBe('pictures')
    expect(await readFile(join(job, 'RELION_JOB_EXIT_SUCCESS'), 'utf8')).toBeDefined()
    expect((await here.run('cloud', 'log', runId)).stdout).toContain('classified --o Class2D/job012/run')
    const spend = (await here.json('cloud', 'cost', '--by', 'project')) as Spend
    expect(spend).toMatchObject({ rows: [{ key: 'hemo', runs: 1, unknown: 0 }], usdPerHour: 0 })
    expect(spend.total.usd).toBe(0)
    expect(spend.makeBelieve?.usd).toBeGreaterThan(0)
    expect((await here.run('cloud', 'show', runId)).stdout).toContain('done: outputs are here, the machine is gone')
  })
})

describe('a budget that stops', { timeout: 150_000 }, () => {
  it('holds back an extension that it cannot pay, and ends what runs when it is spent', async () => {
    await writeFile(join(here.folder, 'long.sh'), 'echo half > out.txt\nsleep 600\n')
    const output = `out.txt=${join(here.folder, 'half.txt')}`
    const { runId } = (await here.json(
      ...['cloud', 'launch', '--yes', '--type', 'g5.2xlarge', '--max-duration', '1h', '--project', 'long'],
      ...['--script', join(here.folder, 'long.sh'), '--output', output]
    )) as { runId: string }
    expect((await until(runId, 'running')).state).toBe('running')
    const budget = ['cloud', 'budget', 'set', '--project', 'long', '--stop', '--usd']
    // An hour of it costs less than two dollars, nine hours more.
    await here.json(...budget, '2')
    expect(await here.failure('cloud', 'extend', runId, '--max-duration', '9h')).toEqual([1, 'rule'])
    const before = (await here.client.runs.get({ id: runId })).deadline ?? ''
    const { deadline } = (await here.json('cloud', 'extend', runId, '--max-duration', '65m')) as Run
    expect(Date.parse(deadline ?? '')).toBeGreaterThan(Date.parse(before))
    // The first minute alone is more than that.
    await here.json(...budget, '0.01')
    expect(await until(runId)).toMatchObject({ state: 'stopped', error: null })
    expect(await readFile(join(here.folder, 'half.txt'), 'utf8')).toBe('half\n')
    const title = '100 % of the budget of $0.01 a month for long, make-believe'
    expect(await here.client.spend.notices({})).toMatchObject({ notices: [{ title }] })
    expect(await here.json('cloud', 'notices')).toMatchObject([{ title, read: false }])
    expect((await here.run('cloud', 'notices')).stdout).toContain(`Z  ${title}  About $`)
  })
})
