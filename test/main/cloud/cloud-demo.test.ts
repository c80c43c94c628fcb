/** The cloud of the program on the make-believe one of the demo facility, which no file names. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { demoProfileName } from '@domain/cloud/profiles'
import { tagKeys } from '@domain/cloud/tags'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Cloud, createCloud } from '../../../src/main/cloud/cloud'
import { systemClock } from '../../../src/main/platform'
import { type CloudRig, openCloud } from '../../demo/ec2/cloud-rig'
import { putAwsKeys } from './aws-keys'

let rig: CloudRig
let cloud: Cloud
let homeFolder: string
let restore: () => void
let chosen: { cloudProfile: string | null; cloudRegion: string | null }
let environment: Record<string, string>

beforeAll(async () => {
  // What the SDK itself would find is none of this cloud's keys.
  restore = putAwsKeys()
  rig = await openCloud()
})
afterAll(async () => {
  restore()
  await rig.close()
})

let end: () => void
beforeEach(async () => {
  homeFolder = await mkdtemp(join(tmpdir(), 'cloud-demo-'))
  chosen = { cloudProfile: null, cloudRegion: null }
  environment = {}
  cloud = createCloud({
    platform: { environment, homeFolder, clock: systemClock },
    settings: { read: () => chosen },
    isKnownRun: run => run === 'known'
  })
  end = cloud.addDemo(rig.cloud)
})
afterEach(async () => {
  cloud.close()
  await rm(homeFolder, { recursive: true, force: true, maxRetries: 5 })
})

const writeConfig = async (text: string): Promise<void> => {
  await mkdir(join(homeFolder, '.aws'), { recursive: true })
  await writeFile(join(homeFolder, '.aws', 'config'), text)
}

describe('the profile of the demo', () => {
  it('is there, and taken where nothing else signs in', async () => {
    expect(await cloud.account({}, undefined)).toMatchObject({
      ...{ profile: demoProfileName, region: 'us-east-1', endpoint: rig.cloud.endpoint, error: null },
      profiles: [{ name: demoProfileName, signIn: 'demo', region: 'us-east-1' }],
      identity: { account: '000000000000', owner: 'farscope-demo', shared: false }
    })
  })

  it('is never taken in the place of another one', async () => {
    const profile = async (): Promise<string | null> => (await cloud.account({}, undefined)).profile
    chosen.cloudProfile = 'lab'
    expect(await profile()).toBe('lab')
    chosen.cloudProfile = null
    environment.AWS_PROFILE = 'lab'
    expect(await profile()).toBe('lab')
    environment.AWS_PROFILE = ''
    // Asked at the demo's address all the same, so that no real service is.
    environment.AWS_ENDPOINT_URL = rig.cloud.endpoint
    environment.AWS_ACCESS_KEY_ID = 'AKIA'
    expect(await profile()).toBeNull()
    environment.AWS_ACCESS_KEY_ID = ''
    await writeConfig('[default]\naws_access_key_id = AKIA\naws_secret_access_key = x\n')
    expect(await profile()).toBeNull()
    expect((await cloud.account({ profile: demoProfileName }, undefined)).identity?.owner).toBe('farscope-demo')
  })

  it('heeds nothing that the files say under its name', async () => {
    await writeConfig(`[profile ${demoProfileName}]\nendpoint_url = http://127.0.0.1:9\nregion = eu-west-1\n`)
    const account = await cloud.account({}, undefined)
    expect(account).toMatchObject({ region: 'us-east-1', endpoint: rig.cloud.endpoint })
    expect(account.profiles).toHaveLength(1)
  })

  it('is gone with the demo, also where the files name it', async () => {
    await writeConfig(`[profile ${demoProfileName}]\naws_access_key_id = AKIA\naws_secret_access_key = x\n`)
    chosen.cloudProfile = demoProfileName
    end()
    expect(await cloud.account({}, undefined)).toMatchObject({
      profiles: [],
      identity: null,
      error: { code: 'not-found', hint: expect.stringContaining('farscope demo') }
    })
    await expect(cloud.list({}, undefined)).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('in the make-believe cloud', () => {
  const tags = (run: string) => [
    { Key: tagKeys.owner, Value: 'farscope-demo' },
    { Key: tagKeys.run, Value: run }
  ]
  const launch = async (run: string): Promise<string> => {
    const { InstanceId = '' } = await rig.launch({
      InstanceMarketOptions: { MarketType: 'spot' },
      TagSpecifications: [
        { ResourceType: 'instance', Tags: tags(run) },
        { ResourceType: 'volume', Tags: tags(run) }
      ]
    })
    await rig.until(InstanceId, 'running')
    return InstanceId
  }

  it('every permission is there', async () => {
    await launch('known')
    const { permissions, missing } = await cloud.check({}, undefined)
    expect(missing).toEqual([])
    expect(permissions.filter(({ result }) => result !== 'allowed')).toEqual([])
    expect(permissions.length).toBeGreaterThan(20)
  })

  it('types have GPUs and prices', async () => {
    const types = await cloud.types({ pattern: 'g5.*', gpus: 1 }, undefined)
    expect(types.map(({ type, gpuCount }) => [type, gpuCount])).toEqual([
      ['g5.xlarge', 1],
      ['g5.2xlarge', 1],
      ['g5.4xlarge', 1],
      ['g5.8xlarge', 1],
      ['g5.12xlarge', 4],
      ['g5.24xlarge', 4],
      ['g5.48xlarge', 8]
    ])
    expect(types[0]?.gpus).toEqual([{ model: 'A10G', manufacturer: 'NVIDIA', count: 1, memoryMib: 22_888 }])
    const [price] = await cloud.prices({ types: ['g5.2xlarge'] }, undefined)
    expect(price?.onDemand?.usdPerHour).toBe(1.212)
    expect(price?.spot.map(({ zone }) => zone).sort()).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1c'])
    for (const { usdPerHour } of price?.spot ?? []) expect(Math.abs(usdPerHour - 0.4363)).toBeLessThan(0.06)
  })

  it('what was left behind is listed with its cost, and goes in a sweep', async () => {
    const kept = await launch('known')
    const left = await launch('forgotten')
    const { resources, problems, identity } = await cloud.list({}, undefined)
    expect(problems).toEqual([])
    expect(resources.find(({ id }) => id === kept)).toMatchObject({ mine: true, orphan: null, spot: true })
    const orphans = resources.filter(({ orphan }) => orphan === 'unknown-run')
    expect(orphans.map(({ kind }) => kind).sort()).toEqual(['instance', 'volume'])
    expect(orphans.find(({ id }) => id === left)?.usdPerHour).toBeGreaterThan(0.3)
    const refs = orphans.map(({ kind, id }) => ({ kind, id }))
    const swept = await cloud.sweep({ account: identity.account, owner: identity.owner, resources: refs }, undefined)
    expect(swept.failed).toEqual([])
    expect(swept.deleted).toHaveLength(2)
    expect((await rig.describe(left)).State?.Name).toBe('terminated')
    expect((await rig.describe(kept)).State?.Name).toBe('running')
  })
})

describe('the head node of a cluster', () => {
  it('is seen to stop and to start', async () => {
    const Tags = [
      { Key: 'parallelcluster:cluster-name', Value: 'em <b>' },
      { Key: 'parallelcluster:node-type', Value: 'HeadNode' }
    ]
    const { InstanceId = '' } = await rig.launch({ TagSpecifications: [{ ResourceType: 'instance', Tags }] })
    const head = async () => {
      const [cluster] = await cloud.clusters({}, undefined)
      return cluster?.head && { state: cluster.head.state, address: cluster.head.address }
    }
    await rig.until(InstanceId, 'running')
    expect(await head()).toEqual({ state: 'running', address: 'localhost' })
    await rig.ec2.stopInstances({ InstanceIds: [InstanceId] })
    await rig.until(InstanceId, 'stopped')
    expect(await head()).toEqual({ state: 'stopped', address: null })
    await rig.ec2.startInstances({ InstanceIds: [InstanceId] })
    await rig.until(InstanceId, 'running')
    expect(await head()).toEqual({ state: 'running', address: 'localhost' })
    await rig.ec2.terminateInstances({ InstanceIds: [InstanceId] })
    await rig.until(InstanceId, 'terminated')
    expect(await cloud.clusters({}, undefined)).toEqual([])
  })
})
