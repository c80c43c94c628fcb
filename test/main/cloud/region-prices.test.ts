/** Prices of a region: AWS's list where it may be asked, else the program's own table, and unknown as unknown. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askedRunSchema } from '@contract/cloud-runs'
import { hoursPerMonth } from '@domain/cloud/cost'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pricingRegion } from '../../../src/main/cloud/ask-price'
import { type Cloud, createCloud } from '../../../src/main/cloud/cloud'
import { planRun } from '../../../src/main/cloud/runs/estimate'
import { type CloudRig, openCloud } from '../../demo/ec2/cloud-rig'
import { putAwsKeys } from './aws-keys'
import { openPriceServer, type PriceServer } from './price-server'
import { noResults } from './results/no-results'

const region = 'eu-central-1'
const type = 'g5.2xlarge'
const table = {
  date: '2025-05-28',
  onDemand: (of: string) => (of === 'us-east-1' ? { usdPerHour: 1.212, date: '2025-05-28' } : null)
}

let rig: CloudRig
let list: PriceServer
let cloud: Cloud
let homeFolder: string
let now: Date
let restore: () => void

beforeAll(async () => {
  rig = await openCloud()
  const { accessKeyId, secretAccessKey } = rig.cloud.keys
  // The keys of the environment, as for a real account: the demo's own profile asks no list.
  restore = putAwsKeys({ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey })
})
afterAll(async () => {
  restore()
  await rig.close()
})

beforeEach(async () => {
  homeFolder = await mkdtemp(join(tmpdir(), 'cloud-prices-'))
  list = await openPriceServer(rig.cloud.keys)
  list.prices = ({ instanceType, volumeApiName }) =>
    instanceType === type ? [1.516] : volumeApiName === 'gp3' ? [0.0952] : []
  now = new Date()
  const { endpoint } = rig.cloud
  cloud = createCloud({
    platform: {
      environment: { AWS_ENDPOINT_URL: endpoint, AWS_ENDPOINT_URL_PRICING: list.endpoint },
      ...{ homeFolder, clock: { now: () => now } }
    },
    settings: { read: () => ({ cloudProfile: null, cloudRegion: region }) },
    isKnownRun: () => true,
    readPrices: async () => table
  })
})
afterEach(async () => {
  cloud.close()
  await list.close()
  await rm(homeFolder, { recursive: true, force: true, maxRetries: 5 })
})

const priceOf = async (of = type) => (await cloud.prices({ types: [of] }, undefined))[0]?.onDemand

describe('a price on demand', () => {
  it('of any region is that of AWS’s list, asked with one’s own sign-in, of today', async () => {
    expect(await priceOf()).toEqual({ usdPerHour: 1.516, date: now.toISOString().slice(0, 10) })
    expect(list.asked).toContainEqual({
      ...{ regionCode: region, instanceType: type, operatingSystem: 'Linux', tenancy: 'Shared' },
      ...{ preInstalledSw: 'NA', capacitystatus: 'Used' }
    })
    expect(new Set(list.regions)).toEqual(new Set([pricingRegion(region)]))
  })

  it('is asked once a day', async () => {
    await priceOf()
    const asked = list.asked.length
    now = new Date(now.getTime() + 23 * 3_600_000)
    await priceOf()
    expect(list.asked).toHaveLength(asked)
    list.prices = () => [1.6]
    now = new Date(now.getTime() + 2 * 3_600_000)
    expect(await priceOf()).toMatchObject({ usdPerHour: 1.6 })
  })

  it('that the list does not have, or has in several ways, is unknown', async () => {
    expect(await priceOf('g6.xlarge')).toBeNull()
    list.prices = () => [1, 2]
    expect(await priceOf('g5.xlarge')).toBeNull()
  })

  it('is that of the table where the list may not be asked, and unknown elsewhere; nobody asks each minute', async () => {
    list.prices = () => 'refuse'
    expect(await priceOf()).toBeNull()
    // The machine and two kinds of disks, all at once.
    await expect.poll(() => list.asked.length).toBe(3)
    expect(await priceOf()).toBeNull()
    expect(list.asked).toHaveLength(3)
    const ofTable = await cloud.prices({ types: [type], region: 'us-east-1' }, undefined)
    expect(ofTable[0]?.onDemand).toEqual({ usdPerHour: 1.212, date: '2025-05-28' })
    list.prices = () => [1.5]
    now = new Date(now.getTime() + 11 * 60_000)
    expect(await priceOf()).toMatchObject({ usdPerHour: 1.5 })
  })

  it('is never asked for the make-believe cloud', async () => {
    cloud.addDemo(rig.cloud)
    const [price] = await cloud.prices({ profile: 'farscope-demo', types: [type], region: 'us-east-1' }, undefined)
    expect(price?.onDemand).toMatchObject({ date: '2025-05-28' })
    expect(list.asked).toEqual([])
  })
})

describe('what a run would cost in Frankfurt', () => {
  const asked = askedRunSchema.parse({
    ...{ name: 'x', command: 'true', types: [type], maxSeconds: 7200, diskGb: 200 }
  })
  const estimate = async () => {
    const parts = {
      ...{ clock: { now: () => now }, readPrices: async () => table, priceList: cloud.priceList },
      mayLaunch: () => ({ refusal: null, warnings: [] }),
      results: noResults
    }
    return (await cloud.withLink({}, link => planRun(parts, link, asked, undefined))).estimate
  }

  it('is known, with its disk by that region’s rate', async () => {
    const hour = 1.516 + (0.0952 * 200) / hoursPerMonth + 0.005
    const { mostUsd, pricesDate, warnings } = await estimate()
    expect(mostUsd).toBeCloseTo(2 * hour, 6)
    expect(pricesDate).toBe(now.toISOString().slice(0, 10))
    expect(warnings).toEqual([])
  })

  it('is unknown where the list may not be asked, and says which permission is missing', async () => {
    list.prices = () => 'refuse'
    const { mostUsd, warnings } = await estimate()
    expect(mostUsd).toBeNull()
    expect(warnings.join(' ')).toContain('pricing:GetProducts')
  })
})
