/** The whole engine, and machines that really end: at their time with nobody there, and taken away by the spot market. */
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EC2 } from '@aws-sdk/client-ec2'
import type { Run } from '@contract/cloud-runs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DemoEc2, startDemoEc2 } from '../../../../src/demo/ec2/demo-ec2'
import type { FarscopeClient } from '../../../../src/main/client-type'
import { createEngine, type Engine } from '../../../../src/main/engine'
import { testPlatform } from '../../test-platform'
import { putAwsKeys } from '../aws-keys'
import { type FaultProxy, openFaultProxy } from '../fault-proxy'
import { brisk } from './runs-rig'

let folder = ''
let ec2: DemoEc2
let proxy: FaultProxy
let engine: Engine
let client: FarscopeClient
let restore: () => void

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farscope-ends-'))
  ec2 = await startDemoEc2({
    folder: join(folder, 'cloud'),
    waits: { pending: 50, console: 50, checks: 50, ending: 50, look: 100, notice: 120_000 }
  })
  proxy = await openFaultProxy(ec2.endpoint)
  const { accessKeyId, secretAccessKey } = ec2.keys
  restore = putAwsKeys({ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey })
  await open()
})
afterEach(async () => {
  await engine.close()
  await proxy.close()
  await ec2.close()
  restore()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** On the same data folder as the one before. */
async function open(): Promise<void> {
  const environment = { PATH: process.env.PATH, AWS_ENDPOINT_URL: proxy.endpoint, AWS_REGION: ec2.region }
  const platform = testPlatform(folder, { environment })
  await mkdir(platform.dataFolder, { recursive: true, mode: 0o700 })
  engine = await createEngine(platform, { runs: { ...brisk, pollMs: 500, bootLookMs: 300 } })
  client = engine.client('test')
}

const until = (id: string, ...states: Run['state'][]): Promise<Run> =>
  expect
    .poll(() => client.runs.get({ id }).then(({ state, error }) => (states.includes(state) ? state : error)), {
      timeout: 150_000,
      interval: 200
    })
    .toSatisfy((told: unknown) => states.some(state => state === told))
    .then(() => client.runs.get({ id }))

const local = (path: string) => ({ kind: 'local' as const, path })
const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false
  )

describe('a run whose engine is gone when its time is over', { timeout: 300_000 }, () => {
  it('has a machine that ends itself; the next engine sees the end, what it cost, and that its outputs are lost', async () => {
    // Five minutes are the least that can be asked for. AWS's clock stands back until the machine has its end: it keeps
    // that by its own clock, so the end comes when a minute and a half is over.
    proxy.ahead = -210_000
    const out = join(folder, 'out.txt')
    const asked = {
      ...{ name: 'left alone', command: 'echo half > out.txt; sleep 900', types: ['g5.2xlarge'], maxSeconds: 300 },
      outputs: [{ from: 'out.txt', to: local(out) }]
    }
    const { id } = await client.runs.launch({ key: 'left-alone', asked })
    const { machine } = await until(id, 'running')
    await expect.poll(async () => (await client.runs.get({ id })).command.startedAt, { timeout: 60_000 }).not.toBeNull()
    await engine.close()
    const aws = new EC2({ endpoint: ec2.endpoint, region: ec2.region, credentials: ec2.keys })
    const state = async () => {
      const { Reservations } = await aws.describeInstances({ InstanceIds: [machine?.instance ?? ''] })
      return Reservations?.[0]?.Instances?.[0]?.State?.Name
    }
    expect(await state()).toBe('running')
    await expect.poll(state, { timeout: 200_000, interval: 500 }).toBe('terminated')
    aws.destroy()
    proxy.ahead = 0
    await open()
    const ended = await until(id, 'failed', 'done', 'stopped')
    expect(ended).toMatchObject({
      ...{ state: 'failed', site: null, machine: { endedAt: expect.any(String) } },
      error: { code: 'limit-exceeded', hint: expect.stringContaining('What was not fetched is lost') }
    })
    expect(ended.usd).toBeGreaterThan(0)
    expect(await isThere(out)).toBe(false)
    const { resources } = await client.cloud.list({})
    expect(resources.map(({ kind }) => kind)).toEqual(['security-group'])
  })
})

describe('a spot machine that AWS takes away', { timeout: 300_000 }, () => {
  const asked = (name: string) => ({
    ...{ name, types: ['g5.2xlarge'], spot: true, maxSeconds: 3600 },
    command: 'echo first >> checkpoint.txt; sleep 900',
    outputs: [{ from: 'checkpoint.txt', to: local(join(folder, 'checkpoint.txt')) }]
  })
  const interrupted = async (id: string): Promise<Run> => {
    const run = await until(id, 'running')
    await expect.poll(async () => (await client.runs.get({ id })).command.startedAt, { timeout: 60_000 }).not.toBeNull()
    expect(ec2.interrupt(run.machine?.instance ?? '')).toBe(true)
    return run
  }

  it('leaves what it had written, and the run goes on with that on the next one', async () => {
    const continueCommand = 'echo second >> checkpoint.txt'
    const { id } = await client.runs.launch({
      key: 'goes-on-elsewhere',
      asked: { ...asked('goes on'), continueCommand }
    })
    const first = await interrupted(id)
    const done = await until(id, 'done', 'failed', 'stopped')
    expect(done).toMatchObject({
      ...{ state: 'done', error: null },
      earlier: [{ instance: first.machine?.instance, spot: true, endedAt: expect.any(String) }]
    })
    expect(done.machine?.instance).not.toBe(first.machine?.instance)
    expect(await readFile(join(folder, 'checkpoint.txt'), 'utf8')).toBe('first\nsecond\n')
  })

  it('ends the run that cannot go on, with what it had written here', async () => {
    const { id } = await client.runs.launch({ key: 'ends-there', asked: asked('ends') })
    await interrupted(id)
    expect(await until(id, 'done', 'failed', 'stopped')).toMatchObject({
      ...{ state: 'failed', earlier: [], error: { code: 'capacity' }, command: { endedBy: 'spot' } }
    })
    expect(await readFile(join(folder, 'checkpoint.txt'), 'utf8')).toBe('first\n')
  })
})
