/** What a spot machine cost an hour, against the price history of the make-believe EC2. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunMachine } from '@contract/cloud-runs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cloud, createCloud } from '../../../../src/main/cloud/cloud'
import { settledSpotPrice } from '../../../../src/main/cloud/runs/settle-spot-price'
import { systemClock } from '../../../../src/main/platform'
import { type CloudRig, openCloud } from '../../../demo/ec2/cloud-rig'
import { putAwsKeys } from '../aws-keys'

const hour = 3_600_000
const region = 'us-east-1'

let rig: CloudRig
let cloud: Cloud
let homeFolder: string
let restore: () => void

beforeAll(async () => {
  rig = await openCloud()
  homeFolder = await mkdtemp(join(tmpdir(), 'spot-settled-'))
  const { accessKeyId, secretAccessKey } = rig.cloud.keys
  restore = putAwsKeys({ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey })
  cloud = createCloud({
    platform: { environment: { AWS_ENDPOINT_URL: rig.cloud.endpoint }, homeFolder, clock: systemClock },
    settings: { read: () => ({ cloudProfile: null, cloudRegion: region }) },
    isKnownRun: () => true
  })
})
afterAll(async () => {
  cloud.close()
  restore()
  await rig.close()
  await rm(homeFolder, { recursive: true, force: true, maxRetries: 5 })
})

const machine = (more: Partial<RunMachine> = {}): RunMachine => ({
  ...{ instance: 'i-1', type: 'g5.xlarge', zone: `${region}a`, spot: true, address: null, usdPerHour: 1 },
  launchedAt: new Date(Date.now() - 40 * hour).toISOString(),
  endedAt: new Date(Date.now() - 10 * hour).toISOString(),
  ...more
})
const settle = (one: RunMachine): Promise<RunMachine> =>
  cloud.withLink({}, link => settledSpotPrice(link, one, new Date(), undefined))

/** By steps of a minute, as slowly as can be. */
async function meanAndFirst({ launchedAt, endedAt }: RunMachine): Promise<{ mean: number; first: number }> {
  const from = Date.parse(launchedAt)
  const until = Date.parse(endedAt ?? '')
  const asked = { InstanceTypes: ['g5.xlarge' as const], AvailabilityZone: `${region}a`, StartTime: new Date(from) }
  const { SpotPriceHistory = [] } = await rig.ec2.describeSpotPriceHistory({ ...asked, EndTime: new Date(until) })
  const at = (when: number): number =>
    Number(SpotPriceHistory.find(({ Timestamp }) => (Timestamp?.getTime() ?? Infinity) <= when)?.SpotPrice)
  let sum = 0
  let steps = 0
  for (let when = from; when < until; when += 60_000, steps++) sum += at(when)
  return { mean: sum / steps, first: at(from) }
}

describe('a spot machine that is gone', () => {
  it('is reckoned with what its zone cost while it was there', async () => {
    const before = machine()
    const { mean, first } = await meanAndFirst(before)
    const drift = mean - first
    expect(Math.abs(drift)).toBeGreaterThan(0)
    const { usdPerHour } = await settle(before)
    expect(usdPerHour).toBeCloseTo(1 + drift, 4)
  })

  it('is reckoned with the mean and its own disks, whatever price was thought of before its launch', async () => {
    const before = machine({ usdPerHour: 77, restUsdPerHour: 0.05 })
    const { mean } = await meanAndFirst(before)
    expect((await settle(before)).usdPerHour).toBeCloseTo(mean + 0.05, 4)
    expect((await settle({ ...before, usdPerHour: null })).usdPerHour).toBeCloseTo(mean + 0.05, 4)
  })

  it('keeps its first price where EC2 knows none of that zone', async () => {
    expect((await settle(machine({ zone: `${region}z` }))).usdPerHour).toBe(1)
  })
})

it('a machine on demand, and one of unknown price, stay as they are', async () => {
  expect((await settle(machine({ spot: false }))).usdPerHour).toBe(1)
  expect((await settle(machine({ usdPerHour: null }))).usdPerHour).toBeNull()
})
