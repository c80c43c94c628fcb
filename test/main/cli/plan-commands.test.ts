/** The planner by the command, on an engine of its own: no site, no network. */
import { planStepIds } from '@contract/plan-steps'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planStepNames } from '../../../src/main/cli/catalogue/plan-commands'
import { documents } from '../../../src/main/cli/schema-documents'
import { type CommandsHere, commandsHere } from './command-here'

let here: CommandsHere
beforeAll(async () => {
  here = await commandsHere()
})
afterAll(() => here.end())

const text = async (...words: string[]): Promise<string> => {
  const { status, stdout, stderr } = await here.run(...words)
  expect([status, stderr]).toEqual([0, ''])
  return stdout
}

describe('farscope plan compare', () => {
  it('gives the totals of the first document, printed and computed', async () => {
    expect(await here.json('plan', 'compare', '--source', 'cianfrocco-2017')).toMatchObject({
      source: 'cianfrocco-2017',
      totals: { workstationHours: 114.7, awsHours: 54.49, computeUsd: 688.19, storageUsd: 690, totalUsd: 1378.19 },
      printed: { workstationHours: 114.7, awsHours: 54.5, computeUsd: 688.15, storageUsd: 690, totalUsd: 1378.15 }
    })
  })
  it('gives queues and storage of the second', async () => {
    expect(await here.json('plan', 'compare', '--source', 'weka-2023')).toMatchObject({
      source: 'weka-2023',
      queues: [{ type: 'g5.4xlarge', wekaUsd: 11.18 }, { type: 'p3.8xlarge' }, {}, {}],
      storage: [{ usdPerMonthPrinted: 11900, usdPerMonthComputed: 11900 }, {}, {}, {}, { usdPerMonthComputed: 27791 }]
    })
  })
  it('shows both to people, and why they differ', async () => {
    const table = await text('plan', 'compare', '--source', 'cianfrocco-2017')
    expect(table).toMatch(/AWS in all, dollars +1378\.15 +1378\.19/)
    expect(table).toContain('at $13.338 an hour')
  })
  it('wants to know which document', async () => {
    expect(await here.failure('plan', 'compare')).toEqual([2, 'usage'])
    expect(await here.failure('plan', 'compare', '--source', 'nature-2020')).toEqual([2, 'usage'])
  })
})

describe('farscope plan steps and machines', () => {
  it('recompute the hours for other data', async () => {
    const twice = ['--movies', '3078', '--particles', '435504']
    expect(await here.json('plan', 'steps', ...twice)).toMatchObject({
      totals: { benchmark: { hours: 108.98 }, workstation: { hours: 229.4 } }
    })
  })
  it('take a run of one’s own and a price of one’s own', async () => {
    const own = ['--run', 'polish=lab:3:2', '--price', 'x1.32xlarge=1']
    expect(await here.json('plan', 'machines', '--step', 'polish', '--rank', 'time', ...own)).toMatchObject({
      step: 'polish',
      machines: [
        { machine: 'lab', basis: 'own', hours: 3, usd: 6 },
        { machine: 'x1.32xlarge', usd: 6.8 },
        { place: 'local' }
      ]
    })
  })
  it('run a step on the machine that is chosen for it', async () => {
    const polish = ['--step', 'polish', '--choose', 'polish=x1.32xlarge,spot']
    expect(await here.json('plan', 'steps', ...polish)).toMatchObject({
      steps: [{ run: { type: 'x1.32xlarge', spot: true, usd: 18.14 } }]
    })
    expect(await here.failure('plan', 'steps', '--choose', 'polish=none')).toEqual([1, 'not-found'])
  })
  it('print CSV that names its columns', async () => {
    expect((await text('plan', 'steps', '--csv')).split('\r\n')[0]).toMatch(/^step,scale,workstationHours/)
    expect((await text('plan', 'machines', '--step', 'queue', '--csv')).split('\r\n')[1]).toContain('g5.')
    expect(await here.failure('plan', 'steps', '--csv')).toEqual([2, 'usage'])
  })
  it('say which sizes of the benchmark are unconfirmed, and what a working day is', async () => {
    const steps = await text('plan', 'steps')
    expect(steps).toContain('1539 movies, unconfirmed; 217752 particles, unconfirmed; box unknown')
    expect(steps).toContain('by the planner’s rule: steps begin in a working day of 8 h')
    expect(await text('plan', 'steps', '--benchmark-movies', '1500')).toContain('1500 movies; ')
    expect(await text('plan', 'machines', '--step', 'polish')).toContain('217,752 particles, unconfirmed.')
  })
  it('say that a queue was measured while others worked', async () => {
    expect(await text('plan', 'machines', '--step', 'queue')).toContain('Measured while 10 users worked at once.')
  })
  it('call what nobody knows unknown', async () => {
    expect(await text('plan', 'machines', '--step', 'queue', '--unmeasured')).toMatch(/p5e\.48xlarge.*unknown/)
  })
  it.each([
    ['--movies', 'many'],
    ['--run', 'polish=lab'],
    ['--run', 'sleep=lab:3'],
    ['--price', 'cheap'],
    ['--step', 'sleep'],
    ['--workstation-use', '2'],
    ['--pricing', 'free']
  ])('refuse %s %s', async (option, value) => {
    expect(await here.failure('plan', 'steps', option, value)).toEqual([2, 'usage'])
  })
})

describe('farscope plan storage, transfer, start', () => {
  it('say that 5 MB/s will not keep up with 2 TB a day', async () => {
    expect(await here.json('plan', 'transfer', '--per-day', '2TB', '--rate', '5MB/s')).toMatchObject({
      keepsUp: false,
      daysPerDayOfData: 4.6296
    })
    expect(await text('plan', 'transfer', '--per-day', '2T', '--rate', '5M')).toContain('4.6 days per day of data')
  })
  it('take binary units where they are written', async () => {
    expect(await here.json('plan', 'transfer', '--per-day', '1GiB', '--rate', '1KiB/s')).toMatchObject({
      inputs: { bytesPerDay: 2 ** 30, bytesPerSecond: 1024 }
    })
  })
  it('take bits for no bytes', async () => {
    for (const rate of ['10Gb/s', '10gb', '10Gbit/s', '10Gbps'])
      expect(await here.run('plan', 'transfer', '--per-day', '2TB', '--rate', rate)).toMatchObject({
        ...{ status: 2, stderr: expect.stringContaining('Gb is bits: divide by 8.') }
      })
    expect(await here.json('plan', 'transfer', '--per-day', '2tB', '--rate', '1.25GB/s')).toMatchObject({
      inputs: { bytesPerDay: 2e12, bytesPerSecond: 1.25e9 }
    })
    expect(await here.failure('plan', 'storage', '--per-day', '2TB/s')).toEqual([2, 'usage'])
  })
  it('cost storage by month and year', async () => {
    const question = ['--per-day', '1TB', '--days-per-month', '10', '--hot-days', '36.5', '--archive-years', '0']
    expect(await here.json('plan', 'storage', ...question)).toMatchObject({
      hotBytes: 12e12,
      tiers: [
        { id: 'ebs', hot: { usdPerMonth: { low: 1200, high: 1200 } } },
        {},
        {},
        {},
        {},
        {},
        {},
        {},
        {},
        {},
        {},
        {}
      ]
    })
    expect(await text('plan', 'storage', '--per-day', '1TB')).toMatch(/S3 Glacier +archive/)
  })
  it('compare an expected start with the cloud', async () => {
    const soon = new Date(Date.now() + 86_400_000).toISOString()
    const question = ['--step', 'polish', '--expected-start', soon, '--hours-here', '4']
    expect(await here.json('plan', 'start', ...question)).toMatchObject({
      startsSooner: 'cloud',
      cloud: { type: 'x1.32xlarge', pricing: 'on-demand', usd: 90.7 }
    })
  })
  it('want what they cannot do without', async () => {
    expect(await here.failure('plan', 'transfer', '--per-day', '2TB')).toEqual([2, 'usage'])
    expect(await here.failure('plan', 'storage', '--per-day', 'lots')).toEqual([2, 'usage'])
    expect(await here.failure('plan', 'start')).toEqual([2, 'usage'])
    expect(await here.failure('plan', 'start', '--step', 'polish', '--job', '1')).toEqual([2, 'usage'])
    expect(await here.failure('plan', 'start', '--step', 'polish', '--site', 'none', '--job', '1')).toEqual([
      2,
      'unknown-site'
    ])
  })
})

describe('farscope plan prices and sources', () => {
  it('say of when the prices are', async () => {
    expect(await text('plan', 'prices', 'g5.4xlarge')).toMatch(/us-east-1, of 2025-05-28\.[\s\S]*1 x A10G.*\$1\.6240/)
    expect(await here.failure('plan', 'prices', 'g5.999')).toEqual([1, 'not-found'])
  })
  it('name every document', async () => {
    expect(await text('plan', 'sources')).toContain('Joel Kaufman')
  })
})

describe('plans that are kept', () => {
  it('are saved, listed, replaced, renamed and removed', async () => {
    const saved = await here.json('plan', 'save', 'nanodisc', '--movies', '3078', '--step', 'ctf,polish')
    expect(saved).toMatchObject({ name: 'nanodisc', question: { dataset: { movies: 3078 } }, runs: [{}, {}] })
    expect(await here.failure('plan', 'save', 'nanodisc')).toEqual([1, 'exists'])
    await here.json('plan', 'save', 'nanodisc', '--replace', '--step', 'ctf')
    expect(await here.json('plan', 'list')).toMatchObject([{ name: 'nanodisc', runs: [{ step: 'ctf' }] }])
    expect(await here.json('plan', 'rename', 'nanodisc', 'august')).toMatchObject({ name: 'august' })
    expect(await text('plan', 'show', 'august', '--csv')).toMatch(/^step,machine,type,spot,vms,hours,usd\r\nctf,/)
    expect(await text('plan', 'show', 'august')).toContain('GPU workstation')
    expect(await here.json('plan', 'remove', 'august')).toEqual({ removed: 'august' })
    expect(await here.failure('plan', 'show', 'august')).toEqual([1, 'not-found'])
    expect(await text('plan', 'list')).toContain('No plans are kept')
  })
})

describe('what the planner’s commands promise', () => {
  it('is what they print', async () => {
    const commands = [
      ['plan', 'steps'],
      ['plan', 'machines', '--step', 'queue'],
      ['plan', 'compare', '--source', 'weka-2023'],
      ['plan', 'storage', '--per-day', '2TB'],
      ['plan', 'transfer', '--per-day', '2TB', '--rate', '5MB'],
      ['plan', 'start', '--step', 'polish'],
      ['plan', 'prices'],
      ['plan', 'sources']
    ]
    for (const words of commands) {
      const printed = await here.json(...words)
      expect(documents[words.slice(0, 2).join(' ')]?.parse(printed)).toEqual(printed)
    }
  })
  it('lists the steps of the contract in its help', () => {
    expect(planStepNames).toEqual(planStepIds)
  })
})
