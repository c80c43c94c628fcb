/** What a launch would be, of an EC2 that says what a test wants it to say. */
import type { EC2, Image } from '@aws-sdk/client-ec2'
import type { STS } from '@aws-sdk/client-sts'
import { type AskedRun, askedRunSchema } from '@contract/cloud-runs'
import { hoursPerMonth } from '@domain/cloud/cost'
import { beforeEach, describe, expect, it } from 'vitest'
import type { CloudLink } from '../../../../src/main/cloud/cloud-link'
import { planRun, type RunPlan } from '../../../../src/main/cloud/runs/estimate'
import { noResults } from '../results/no-results'

const type = 'g5.2xlarge'
const zone = 'us-east-1a'
/** Of a disk of 100 GiB, and of the address. */
const rest = (0.08 * 100) / hoursPerMonth + 0.005

let image: Image
/** Of the machine. USD an hour; null: unknown. */
let onDemand: number | null
let spot: number
beforeEach(() => {
  image = {
    ImageId: 'ami-01234567',
    RootDeviceName: '/dev/sda1',
    Architecture: 'x86_64',
    PlatformDetails: 'Linux/UNIX'
  }
  onDemand = 1.2
  spot = 0.5
})

const options = { abortSignal: AbortSignal.timeout(600_000) }

function link(): CloudLink {
  const answers: Record<string, unknown> = {
    describeImages: { Images: [image] },
    describeInstanceTypes: {
      InstanceTypes: [
        {
          ...{ InstanceType: type, SupportedUsageClasses: ['on-demand', 'spot'] },
          ...{ ProcessorInfo: { SupportedArchitectures: ['x86_64'] }, VCpuInfo: { DefaultVCpus: 8 } }
        }
      ]
    },
    describeInstanceTypeOfferings: { InstanceTypeOfferings: [{ InstanceType: type, Location: zone }] },
    describeSubnets: { Subnets: [{ SubnetId: 'subnet-01234567', VpcId: 'vpc-1', AvailabilityZone: zone }] },
    describeSpotPriceHistory: {
      SpotPriceHistory: [
        {
          ...{ InstanceType: type, AvailabilityZone: zone, Timestamp: new Date(0) },
          ...{ ProductDescription: 'Linux/UNIX', SpotPrice: String(spot) }
        }
      ]
    }
  }
  const ec2 = new Proxy({}, { get: (_target, name) => async () => answers[String(name)] ?? {} })
  const sts = { getCallerIdentity: async () => ({ Account: '1', Arn: 'arn:aws:iam::1:user/ann', UserId: 'A' }) }
  const own: Partial<CloudLink> = {
    place: { profile: null, region: 'us-east-1' } as CloudLink['place'],
    ec2: async (_what, _signal, work) => work(ec2 as EC2, options),
    sts: async (_what, _signal, work) => work(sts as unknown as STS, options)
  }
  // Only what an estimate asks.
  return own as CloudLink
}

function plan(asked: Partial<AskedRun> = {}): Promise<RunPlan> {
  const prices = {
    ...{ date: '2026-11-01', problem: null, disk: (kind: string) => (kind === 'gp3' ? 0.08 : null) },
    machine: () => (onDemand === null ? null : { usdPerHour: onDemand, date: '2026-11-01' })
  }
  return planRun(
    {
      ...{ clock: { now: () => new Date('2026-11-22T10:00:00Z') }, results: noResults },
      ...{ readPrices: async () => ({ date: '2026-11-01', onDemand: () => null }) },
      ...{ priceList: { of: async () => prices }, mayLaunch: () => ({ warnings: [], refusal: null }) }
    },
    link(),
    askedRunSchema.parse({
      ...{ name: 'one', command: 'true', types: [type], maxSeconds: 7200, diskGb: 100 },
      ...{ image: { kind: 'ami', id: 'ami-01234567', user: 'ubuntu' } },
      ...asked
    }),
    undefined
  )
}

const words = ({ estimate }: RunPlan): string => estimate.warnings.join('\n')

describe('what a spot machine can cost', () => {
  it('is at most what it costs on demand, to which AWS lets its price rise; the hour is that of now', async () => {
    const { estimate, places } = await plan({ spot: true })
    const [choice] = estimate.choices
    expect(choice?.usdPerHour).toBeCloseTo(0.5 + rest)
    expect(choice?.mostUsdPerHour).toBeCloseTo(1.2 + rest)
    expect(estimate.mostUsd).toBeCloseTo(2 * (1.2 + rest))
    expect(places[0]?.mostUsdPerHour).toBeCloseTo(1.2 + rest)
    expect(places[0]?.restUsdPerHour).toBeCloseTo(rest)
  })

  it('is at most the limit of its price, where one was given', async () => {
    const { estimate } = await plan({ spot: true, maxSpotUsdPerHour: 0.75 })
    expect(estimate.mostUsd).toBeCloseTo(2 * (0.75 + rest))
  })

  it('is refused where that is more than it may cost, though the price of now is not', async () => {
    expect((await plan({ spot: true, maxUsd: 1.5 })).refusal).toMatchObject({ code: 'rule' })
    expect((await plan({ spot: true, maxUsd: 1.5, maxSpotUsdPerHour: 0.6 })).refusal).toBeNull()
  })

  it('has no bound where nobody knows its price on demand and none was given, which is said', async () => {
    onDemand = null
    const found = await plan({ spot: true, maxUsd: 100 })
    expect(found.estimate.choices[0]).toMatchObject({ mostUsdPerHour: null, mostUsd: null })
    expect(found.estimate.choices[0]?.usdPerHour).toBeCloseTo(0.5 + rest)
    expect(found.refusal).toMatchObject({ code: 'price-unknown' })
    expect(words(found)).toContain('--max-price')
    expect((await plan({ spot: true, maxSpotUsdPerHour: 0.75 })).estimate.mostUsd).toBeCloseTo(2 * (0.75 + rest))
  })
})

describe('an image', () => {
  it('of plain Linux costs the machine and its disk', async () => {
    const { estimate } = await plan()
    expect(estimate.mostUsd).toBeCloseTo(2 * (1.2 + rest))
    expect(estimate.choices[0]?.mostUsdPerHour).toBeCloseTo(1.2 + rest)
  })

  it.each([
    ['Windows', { PlatformDetails: 'Windows' }],
    ['a licence', { PlatformDetails: 'Red Hat Enterprise Linux' }],
    ['the marketplace', { ProductCodes: [{ ProductCodeId: 'abc', ProductCodeType: 'marketplace' as const }] }]
  ])('of %s has an unknown price, which is said', async (_what, more) => {
    image = { ...image, ...more }
    for (const asked of [{}, { spot: true }]) {
      const found = await plan({ ...asked, maxUsd: 1000 })
      expect(found.estimate).toMatchObject({ mostUsd: null, choices: [{ usdPerHour: null, mostUsd: null }] })
      expect(found.refusal).toMatchObject({ code: 'price-unknown' })
      expect(words(found)).toContain('is billed as')
    }
  })

  it('with further disks costs them too; with one that nobody knows the price of it is unknown', async () => {
    const more = (VolumeType: 'gp3' | 'io2', Iops = 3000) => [
      { DeviceName: '/dev/sda1', Ebs: { VolumeSize: 50, VolumeType: 'gp3' as const } },
      { DeviceName: '/dev/sdb', Ebs: { VolumeSize: 500, VolumeType, Iops } },
      { DeviceName: '/dev/sdc', VirtualName: 'ephemeral0' }
    ]
    image = { ...image, BlockDeviceMappings: more('gp3') }
    expect((await plan()).estimate.mostUsd).toBeCloseTo(2 * (1.2 + rest + (0.08 * 500) / hoursPerMonth))
    for (const mappings of [more('io2'), more('gp3', 9000)]) {
      image = { ...image, BlockDeviceMappings: mappings }
      expect((await plan()).estimate.mostUsd).toBeNull()
    }
  })
})
