/** Runs of the cloud by the command: what is asked for, what is asked of the person, what is printed. */
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Run, type RunListEvent, runStates } from '@contract/cloud-runs'
import { runStateCosts } from '@domain/cloud/run-state-costs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { someMachine, someRun } from '../../domain/cloud/spend/some-runs'
import { type CommandsHere, commandsHere } from './command-here'
import { type MadeUpRuns, madeUpRuns } from './made-up-runs'

let here: CommandsHere
let cloud: MadeUpRuns

beforeAll(async () => {
  cloud = madeUpRuns()
  here = await commandsHere(() => ({}), { runs: cloud.runs })
})
afterAll(() => here.end())
beforeEach(() => {
  cloud.launched.length = 0
  cloud.acts.length = 0
  cloud.usdPerHour = 1.2
  cloud.list = [
    someRun({ id: 'r4k200000000', machine: someMachine(), usd: 1.2, mostUsd: 2.4 }),
    someRun({ id: 'r7c900000000', state: 'done', endedAt: '2026-11-22T11:00:00Z', usd: null })
  ]
})

const launch = (...more: string[]): string[] => ['cloud', 'launch', '--max-duration', '2h', ...more]

describe('cloud launch', () => {
  it('asks once, with what an hour costs and the most that it can cost', async () => {
    const words = ['--type', 'g5.2xlarge', '--', 'nvidia-smi']
    const { status, stderr } = await here.run(...launch(...words))
    expect(status).toBe(2)
    expect(stderr).toContain('Launch nvidia-smi on g5.2xlarge, about $1.20 an hour, at most $2.40?')
    expect(cloud.launched).toEqual([])
    expect(await here.json(...launch('--yes', ...words))).toEqual({ runId: 'r0launched01', state: 'launching' })
    expect(cloud.launched).toMatchObject([
      { asked: { name: 'nvidia-smi', command: "'nvidia-smi'\n", types: ['g5.2xlarge'], maxSeconds: 7200, spot: false } }
    ])
  })

  it('tells of a spot machine what an hour costs now, and reckons with what it may rise to', async () => {
    const words = ['--spot', '--type', 'g5.2xlarge', '--', 'nvidia-smi']
    cloud.mostUsdPerHour = 3
    const { stderr } = await here.run(...launch(...words))
    expect(stderr).toContain('on g5.2xlarge (spot), about $1.20 an hour now, at most $6.00?')
    expect(stderr).toMatch(/\$\/H +\$\/H AT MOST +AT MOST \$/)
    cloud.mostUsdPerHour = null
    const unbound = await here.run(...launch(...words))
    expect(unbound.stderr).toContain('It is about $1.20 an hour now; what it can cost at most is unknown.')
  })

  it('says that a cost is unknown', async () => {
    cloud.usdPerHour = null
    const { stderr } = await here.run(...launch('--type', 'g5.2xlarge', '--', 'nvidia-smi'))
    expect(stderr).toContain('What it costs is unknown.')
    expect(stderr).not.toContain('$0.00')
  })

  it('names a bucket in which results wait, and none that is no bucket', async () => {
    const words = ['--yes', '--type', 'g5.2xlarge', '--', 'true']
    await here.json(...launch('--results', 's3://lab/waiting', ...words))
    await here.json(...launch('--results', 's3:lab/waiting', '--results-keep-machine', ...words))
    const to = { kind: 's3', path: '/lab/waiting' }
    expect(cloud.launched).toMatchObject([
      { asked: { results: { to, end: true } } },
      { asked: { results: { to, end: false } } }
    ])
    expect(await here.failure(...launch('--results', './here', ...words))).toEqual([2, 'usage'])
    expect(await here.failure(...launch('--results-keep-machine', ...words))).toEqual([2, 'usage'])
  })

  it('hands over every option as the contract has it', async () => {
    await here.json(
      ...launch('--type', 'g5.2xlarge,g6.2xlarge', '--zone', 'us-east-1b', '--spot', '--max-cost', '5', '--disk', '50'),
      ...[
        '--name',
        'a b',
        '--project',
        'hemo',
        '--session',
        'uid-1',
        '--step',
        'class2d',
        '--subnet',
        'subnet-12345678'
      ],
      ...[
        '--image',
        'ami-0123456789abcdef0',
        '--image-user',
        'ec2-user',
        '--instance-profile',
        'runs',
        '--idle',
        '30m'
      ],
      ...['--gpu-idle', '1h', '--input', '/data/p=particles', '--input', '/data/ref.mrc', '--output', 'out=/data/out'],
      ...['--region', 'eu-central-1', '--profile', 'lab', '--yes', '--', 'echo', "it's $HOME"]
    )
    expect(cloud.launched).toMatchObject([
      {
        ...{ region: 'eu-central-1', profile: 'lab', key: expect.stringMatching(/^[\w-]{36}$/) },
        asked: {
          ...{ name: 'a b', project: 'hemo', session: 'uid-1', step: 'class2d', subnet: 'subnet-12345678' },
          ...{ types: ['g5.2xlarge', 'g6.2xlarge'], zones: ['us-east-1b'], spot: true, maxUsd: 5, diskGb: 50 },
          ...{ idleSeconds: 1800, gpuIdleSeconds: 3600, instanceProfile: 'runs' },
          image: { kind: 'ami', id: 'ami-0123456789abcdef0', user: 'ec2-user' },
          command: `'echo' 'it'\\''s $HOME'\n`,
          inputs: [
            { from: { kind: 'local', path: '/data/p' }, to: 'particles' },
            { from: { kind: 'local', path: '/data/ref.mrc' }, to: 'ref.mrc' }
          ],
          outputs: [{ from: 'out', to: { kind: 'local', path: '/data/out' } }]
        }
      }
    ])
  })

  it('hands over how long it is renewed, what spot may cost, and that an unknown price is taken', async () => {
    const more = ['--renew-up-to', '2d', '--spot', '--max-price', '0.75', '--allow-unknown-price']
    await here.json(...launch('--type', 'g5.2xlarge', ...more, '--yes', '--', 'true'))
    expect(cloud.launched).toMatchObject([
      { asked: { maxSeconds: 7200, renewSeconds: 172_800, maxSpotUsdPerHour: 0.75, allowUnknownPrice: true } }
    ])
  })

  it.each([
    ['no duration', ['cloud', 'launch', '--type', 'g5.2xlarge', '--', 'true']],
    ['no machine', launch('--', 'true')],
    ['no command', launch('--type', 'g5.2xlarge')],
    ['a command and a script', launch('--type', 'g5.2xlarge', '--script', 'x.sh', '--', 'true')],
    ['four minutes', ['cloud', 'launch', '--type', 'g5.2xlarge', '--max-duration', '4m', '--', 'true']],
    ['no time', launch('--type', 'g5.2xlarge', '--idle', 'soon', '--', 'true')],
    ['a type that is none', launch('--type', 'G5;rm', '--', 'true')],
    ['renewed for no time', launch('--type', 'g5.2xlarge', '--renew-up-to', 'ever', '--', 'true')],
    ['a price that is none', launch('--type', 'g5.2xlarge', '--max-price', 'free', '--', 'true')],
    ['a user without an image', launch('--type', 'g5.2xlarge', '--image-user', 'ec2-user', '--', 'true')]
  ])('refuses %s', async (_, words) => {
    expect(await here.failure('--yes', ...words)).toEqual([2, 'usage'])
    expect(cloud.launched).toEqual([])
  })

  it('takes machine, spot and time from a saved plan', async () => {
    await here.json(
      'plan',
      'save',
      'hemo',
      '--step',
      'class2d',
      '--choose',
      'class2d=own 1 g5.12xlarge,spot',
      '--run',
      'class2d=g5.12xlarge:2'
    )
    await here.json(
      ...['cloud', 'launch', '--plan', 'hemo', '--step', 'class2d', '--yes', '--', 'relion_refine', '--o', 'x/run']
    )
    expect(cloud.launched).toMatchObject([
      {
        asked: {
          step: 'class2d',
          types: ['g5.12xlarge'],
          spot: true,
          maxSeconds: 10_800,
          command: expect.stringContaining('relion_refine')
        }
      }
    ])
    expect(await here.failure('cloud', 'launch', '--plan', 'none', '--step', 'class2d', '--', 'true')).toEqual([
      1,
      'not-found'
    ])
  })
})

describe('cloud submit', () => {
  const particles = `data_optics
loop_
_rlnOpticsGroup #1
_rlnImagePixelSize #2
_rlnImageSize #3
1 1.2 128

data_particles
loop_
_rlnImageName #1
_rlnMicrographName #2
000001@Extract/job007/Movies/a=1.mrcs MotionCorr/job002/a.mrc
000002@Extract/job007/Movies/a=1.mrcs MotionCorr/job002/a.mrc
`
  let project: string
  const script = (command: string): Promise<void> =>
    writeFile(join(project, 'Class2D/job012/run_submit.script'), `#!/bin/bash\nset -e\n${command}\n`)
  const classify = (more = ''): string =>
    `mpirun -n 2 \`which relion_refine_mpi\` --o Class2D/job012/run --i Extract/job007/particles.star --particle_diameter 120 --gpu "" --j 4 ${more} --pipeline_control Class2D/job012/`
  const submit = (...more: string[]): string[] => [
    ...['cloud', 'submit', join(project, 'Class2D/job012/run_submit.script'), '--chdir', project],
    ...['--max-duration', '12h', ...more]
  ]

  beforeAll(async () => {
    project = join(here.folder, 'my project')
    for (const folder of ['Class2D/job012', 'Extract/job007/Movies'])
      await mkdir(join(project, folder), { recursive: true })
    await writeFile(join(project, 'Extract/job007/particles.star'), particles)
    await writeFile(join(project, 'stack.mrcs'), '')
    await symlink(join(project, 'stack.mrcs'), join(project, 'Extract/job007/Movies/a=1.mrcs'))
  })

  it('launches the job with the files that it reads, its folder, and a machine for it; nobody is asked', async () => {
    await script(classify())
    expect(await here.json(...submit())).toEqual({ runId: 'r0launched01', state: 'launching' })
    const job = join(project, 'Class2D/job012')
    expect(cloud.launched).toMatchObject([
      {
        asked: {
          ...{ name: 'Class2D/job012', step: 'class2d', types: ['g5.4xlarge', 'g6.4xlarge'], maxSeconds: 43_200 },
          ...{ command: expect.stringContaining('relion_refine_mpi'), relionJob: job, spot: false, maxUsd: null },
          outputs: [{ from: 'Class2D/job012', to: { kind: 'local', path: job } }]
        }
      }
    ])
    const inputs = cloud.launched[0]?.asked.inputs ?? []
    expect(inputs.map(({ to, from }) => [to, from.path]).sort()).toEqual([
      ['Class2D/job012', job],
      // What a link leads to goes up, under the name of the link.
      ['Extract/job007/Movies/a=1.mrcs', join(project, 'stack.mrcs')],
      ['Extract/job007/particles.star', join(project, 'Extract/job007/particles.star')]
    ])
  })

  it('takes machine, spot and limits from its options', async () => {
    await script(classify())
    await here.json(...submit('--type', 'g6e.2xlarge', '--spot', '--max-cost', '20', '--step', 'class3d'))
    expect(cloud.launched).toMatchObject([
      { asked: { types: ['g6e.2xlarge'], spot: true, maxUsd: 20, step: 'class3d' } }
    ])
  })

  it('launches nothing that RELION would stop with at once, unless that is wanted', async () => {
    await script(classify('--particle_diameter 200'))
    expect(await here.failure(...submit())).toEqual([2, 'usage'])
    expect(cloud.launched).toEqual([])
    await here.json(...submit('--no-check'))
    expect(cloud.launched).toHaveLength(1)
    await script(classify('--particle_diameter 200').replace('--i Extract', '--i ./Extract'))
    expect(await here.failure(...submit())).toEqual([2, 'usage'])
  })

  it('counts a hundred thousand stacks that are missing, and launches nothing', async () => {
    const names = Array.from({ length: 150_000 }, (_, at) => `1@Extract/job008/${at}.mrcs\n`)
    await mkdir(join(project, 'Extract/job008'), { recursive: true })
    const table = join(project, 'Extract/job008/particles.star')
    await writeFile(table, `data_particles\nloop_\n_rlnImageName #1\n${names.join('')}`)
    await script(classify().replace('job007/particles', 'job008/particles'))
    const { stderr } = await here.run('--json', ...submit())
    expect(JSON.parse(stderr)).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('and 149999 more')
    })
    expect(cloud.launched).toEqual([])
  })

  it('names what is not there, and launches nothing', async () => {
    await script(classify('--solvent_mask MaskCreate/job9/mask.mrc'))
    const { status, stderr } = await here.run('--json', ...submit())
    expect([status, JSON.parse(stderr)]).toMatchObject([
      1,
      { code: 'not-found', message: expect.stringContaining('MaskCreate/job9/mask.mrc (--solvent_mask)') }
    ])
    expect(cloud.launched).toEqual([])
  })

  it('needs a duration, and a machine for what is no job of RELION', async () => {
    await script(classify())
    expect(
      await here.failure('cloud', 'submit', join(project, 'Class2D/job012/run_submit.script'), '--chdir', project)
    ).toEqual([2, 'usage'])
    await script('nvidia-smi')
    expect(await here.failure(...submit())).toEqual([2, 'usage'])
    await here.json(...submit('--type', 'g5.2xlarge'))
    expect(cloud.launched).toMatchObject([{ asked: { name: 'run_submit.script', relionJob: null, inputs: [] } }])
  })

  it('says that a script is not there', async () => {
    expect(await here.failure('cloud', 'submit', '/nowhere/x.sh', '--max-duration', '1h')).toEqual([1, 'not-found'])
  })
})

describe('the commands on runs', () => {
  it('list and show them, with what is unknown as unknown', async () => {
    expect(await here.json('cloud', 'runs')).toHaveLength(2)
    expect(await here.json('cloud', 'runs', '--state', 'done')).toMatchObject([{ id: 'r7c900000000' }])
    const { stdout } = await here.run('cloud', 'runs')
    expect(stdout).toMatch(/r4k200000000 +Class2D\/job012 +running/)
    expect(stdout).toContain('$1.20')
    expect(stdout.split('\n').find(line => line.startsWith('r7c9'))).toContain('unknown')
    expect((await here.run('cloud', 'show', 'r4k2')).stdout).toContain('running: the command runs')
    expect(await here.json('cloud', 'show', 'r4k2')).toMatchObject({ id: 'r4k200000000' })
  })

  it.each(runStates)('say what the state %s costs, and what to do', async state => {
    cloud.list = [someRun({ id: 'r4k200000000', state })]
    const { stdout } = await here.run('cloud', 'show', 'r4k2')
    const told = stdout.replaceAll(/\s+/g, ' ')
    expect(told).toContain(runStateCosts[state].costs)
    expect(told).toContain(runStateCosts[state].advice)
  })

  it('know a run by the beginning of its id, where it is only one', async () => {
    expect(await here.failure('cloud', 'show', 'r')).toEqual([2, 'usage'])
    expect(await here.failure('cloud', 'show', 'x')).toEqual([1, 'not-found'])
  })

  it('print the log', async () => {
    expect((await here.run('cloud', 'log', 'r4k2')).stdout).toBe('first\nsecond\n')
    expect(await here.json('cloud', 'log', 'r4k2')).toEqual({ runId: 'r4k200000000', from: 0, text: 'first\nsecond\n' })
    const { stdout } = await here.run('--json', 'cloud', 'log', 'r4k2', '--follow', '--from', '10')
    expect(
      stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
    ).toEqual([
      ...[
        { from: 10, text: 'first\n' },
        { from: 16, text: 'second\n' }
      ]
    ])
  })

  it('end a machine only when that is confirmed; the rest is done at once', async () => {
    expect(await here.failure('cloud', 'terminate', 'r4k2')).toEqual([2, 'confirmation-required'])
    expect(cloud.acts).toEqual([])
    await here.json('cloud', 'terminate', 'r4k2', '--yes')
    await here.json('cloud', 'stop', 'r4k2')
    await here.json('cloud', 'fetch', 'r4k2', '--keep')
    await here.json('cloud', 'extend', 'r4k2', '--max-duration', '4h')
    expect(await here.json('cloud', 'forget', 'r7c9')).toEqual({ forgotten: 'r7c900000000' })
    expect(cloud.acts).toEqual([
      ...['terminate r4k200000000', 'stop r4k200000000', 'fetch r4k200000000 true'],
      ...['extend r4k200000000 14400', 'remove r7c900000000 false']
    ])
    expect(await here.failure('cloud', 'extend', 'r4k2')).toEqual([2, 'usage'])
  })

  it('leave a machine that could not be ended to itself only when that is confirmed, with what it may cost', async () => {
    const machine = someMachine({ instance: 'i-0stuck' })
    cloud.list = [someRun({ id: 'r4k200000000', state: 'stuck', machine, deadline: '2026-11-22T18:00:00Z' })]
    const { status, stderr } = await here.run('cloud', 'forget', 'r4k2', '--abandon')
    expect(status).toBe(2)
    expect(stderr).toContain('The machine i-0stuck of the run Class2D/job012 could not be ended')
    expect(stderr).toContain('it may cost $1.20 an hour until 2026-11-22T18:00:00Z, when it ends itself. Forget it?')
    expect(cloud.acts).toEqual([])
    expect(await here.json('cloud', 'forget', 'r4k2', '--abandon', '--yes')).toEqual({ forgotten: 'r4k200000000' })
    // Without the option the engine says no; of a run that is over there is nothing to ask.
    await here.json('cloud', 'forget', 'r4k2')
    cloud.list = [someRun({ id: 'r7c900000000', state: 'done', endedAt: '2026-11-22T11:00:00Z' })]
    await here.json('cloud', 'forget', 'r7c9', '--abandon')
    expect(cloud.acts).toEqual([
      ...['remove r4k200000000 true', 'remove r4k200000000 false', 'remove r7c900000000 true']
    ])
  })

  it('show no deadline and no cost of a machine that is gone while its results wait in a bucket', async () => {
    const machine = someMachine({ endedAt: '2026-11-22T11:00:00Z' })
    const waiting = { path: '/lab/x/farscope-r4k200000000', until: null, bytes: 2048, error: null }
    cloud.list = [
      someRun({
        ...{ id: 'r4k200000000', state: 'waiting', machine, deadline: '2026-11-22T18:00:00Z', results: waiting },
        asked: { results: { to: { kind: 's3', path: '/lab/x' }, end: true } }
      })
    ]
    const told = (await here.run('cloud', 'show', 'r4k2')).stdout.replaceAll(/\s+/g, ' ')
    expect(told).toContain('s3://lab/x/farscope-r4k200000000: they wait there, 2.0 KiB')
    expect(told).toContain('The machine costs nothing any more')
    expect(told + (await here.run('cloud', 'runs')).stdout).not.toContain('2026-11-22T18:00:00Z')
  })
})

describe('without an engine that lasts', () => {
  const run = someRun({ id: 'r4k200000000', state: 'fetching' })
  const launched = someRun({ id: 'r0launched01', state: 'launching' })
  const later = (...runs: Run[]): RunListEvent => ({ type: 'changed', runs, gone: [] })
  const wrong = { code: 'disk-full' as const, message: 'The disk is full.', hint: '' }

  beforeEach(() => {
    here.lasting = false
  })
  afterEach(() => {
    here.lasting = true
    cloud.later = []
  })

  it('a launch stays until the run is over, whoever the engine was', async () => {
    cloud.list = [launched]
    cloud.later = [later({ ...launched, state: 'failed', error: wrong })]
    const { status, stdout, stderr } = await here.run(...launch('--yes', '--type', 'g5.2xlarge', '--', 'true'))
    expect([status, stdout]).toEqual([1, expect.stringContaining('Run r0launched01')])
    expect(stderr).toContain('The disk is full.')
  })

  it('a fetch stays until all is here, and with --keep until it waits for whoever asks again', async () => {
    cloud.list = [run]
    cloud.later = [later({ ...run, state: 'done' })]
    expect(await here.run('cloud', 'fetch', 'r4k2')).toMatchObject({ status: 0, stderr: '' })
    cloud.later = [later({ ...run, state: 'waiting', error: wrong })]
    expect(await here.run('cloud', 'fetch', 'r4k2')).toMatchObject({ status: 1 })
    cloud.later = [later({ ...run, state: 'waiting' })]
    expect(await here.run('cloud', 'fetch', 'r4k2', '--keep')).toMatchObject({ status: 0, stderr: '' })
    expect((await here.run('cloud', 'fetch', 'r4k2')).stderr).toContain('has outputs that wait')
  })

  it('a stop stays until its outputs are here: that the run was stopped is no failure', async () => {
    cloud.list = [{ ...run, state: 'running' }]
    cloud.later = [later(run), later({ ...run, state: 'stopped' })]
    const { status, stdout } = await here.run('cloud', 'stop', 'r4k2')
    expect([status, stdout]).toEqual([0, expect.stringContaining('is being ended; its outputs are fetched')])
  })
})

describe('a stop that ends nothing', () => {
  it.each([
    ['waiting', 'had ended before: nothing was ended. farscope cloud fetch r4k200000000'],
    ['fetching', 'has ended; its outputs are being fetched'],
    ['ending', 'The machine of r4k200000000 is being ended'],
    ['done', 'is over (done): nothing was ended'],
    ['failed', 'is over (failed): nothing was ended']
  ] as const)('says so of a run that is %s', async (state, words) => {
    cloud.list = [someRun({ id: 'r4k200000000', state })]
    expect((await here.run('cloud', 'stop', 'r4k2')).stdout).toContain(words)
  })
})

describe('cloud cost and cloud budget', () => {
  it('tell what runs have cost, as text, JSON and CSV', async () => {
    expect(
      await here.json('cloud', 'cost', '--by', 'project', '--from', '2026-11-01', '--to', '2026-11-30')
    ).toMatchObject({
      ...{ by: 'project', from: '2026-11-01', to: '2026-11-30', total: { usd: 0, unknown: 0 } }
    })
    expect((await here.run('cloud', 'cost')).stdout).toContain('about $0.00 (estimate)')
    expect((await here.run('cloud', 'cost', '--csv')).stdout).toBe(
      'from,to,by,key,label,runs,machineHours,usd,machinesOfUnknownPrice,makeBelieveUsd\r\n'
    )
    expect(await here.failure('cloud', 'cost', '--from', 'monday')).toEqual([2, 'usage'])
    expect(await here.failure('cloud', 'cost', '--from', '2026-02-31')).toEqual([2, 'usage'])
  })

  it('keep one budget for each project, and one for all', async () => {
    await here.json('cloud', 'budget', 'set', '--usd', '500')
    await here.json('cloud', 'budget', 'set', '--usd', '200', '--project', 'hemo', '--stop', '--per', 'ever')
    const list = await here.json('cloud', 'budget', 'set', '--usd', '600')
    expect(list).toMatchObject([
      { project: 'hemo', usd: 200, per: 'ever', stop: true, spentUsd: 0, reached: 0 },
      { project: null, usd: 600, per: 'month', stop: false }
    ])
    expect(await here.json('cloud', 'budget', 'list')).toEqual(list)
    expect((await here.run('cloud', 'budget', 'list')).stdout).toMatch(/hemo +\$200.00 +\$0.00 +\$0.00 +stop/)
    expect(await here.json('cloud', 'budget', 'remove')).toMatchObject([{ project: 'hemo' }])
    expect(await here.failure('cloud', 'budget', 'remove')).toEqual([1, 'not-found'])
    expect(await here.failure('cloud', 'budget', 'set')).toEqual([2, 'usage'])
  })
})
