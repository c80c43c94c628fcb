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

async function until(id: string): Promise<Run> {
  for await (const event of await here.client.runs.follow(undefined, { signal: AbortSignal.timeout(120_000) })) {
    const run = event.runs.find(one => one.id === id)
    if (run && ['done', 'failed', 'stopped', 'waiting'].includes(run.state)) return run
  }
  throw new Error('it did not end')
}

describe('a job of RELION on the demo cloud', { timeout: 150_000 }, () => {
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
    expect(spend.total.usd).toBeGreaterThan(0)
    expect((await here.run('cloud', 'show', runId)).stdout).toContain('done: outputs are here, the machine is gone')
  })
})
