/** The make-believe cloud answers the SDK as the EC2 API reference says. */
import { paginateDescribeInstances, paginateDescribeInstanceTypes } from '@aws-sdk/client-ec2'
import { SSM } from '@aws-sdk/client-ssm'
import { STS } from '@aws-sdk/client-sts'
import { suitableTypes } from '@domain/relion/suitable-machine'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CloudRig, clientOf, image, inBase64, openCloud, region } from './cloud-rig'

let rig: CloudRig
beforeAll(async () => {
  // Nothing here needs an instance that runs.
  rig = await openCloud({ pending: 3_600_000 })
})
afterAll(() => rig.close())

const named = (name: string) => ({ name })
const wish = { ImageId: image, InstanceType: 'g5.xlarge', MinCount: 1, MaxCount: 1 } as const
const endAll = async (): Promise<void> => {
  const { Reservations = [] } = await rig.ec2.describeInstances({})
  const InstanceIds = Reservations.flatMap(({ Instances = [] }) =>
    Instances.flatMap(({ InstanceId }) => InstanceId ?? [])
  )
  if (InstanceIds.length > 0) await rig.ec2.terminateInstances({ InstanceIds })
  for (const id of InstanceIds) await rig.until(id, 'terminated')
}

describe('who asks', () => {
  it('is let in by the keys of this run alone', async () => {
    const { keys } = rig.cloud
    const strangers = [
      { ...keys, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' },
      { ...keys, secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
    ]
    for (const credentials of strangers) {
      const settings = { region, endpoint: rig.cloud.endpoint, credentials, maxAttempts: 1 }
      const [ec2, sts, ssm] = [clientOf({ ...rig.cloud, keys: credentials }), new STS(settings), new SSM(settings)]
      await expect(ec2.describeInstances({})).rejects.toMatchObject(named('AuthFailure'))
      await expect(sts.getCallerIdentity({})).rejects.toMatchObject(named('InvalidClientTokenId'))
      await expect(ssm.getParameter({ Name: 'x' })).rejects.toMatchObject(named('UnrecognizedClientException'))
      for (const client of [ec2, sts, ssm]) client.destroy()
    }
    expect((await fetch(rig.cloud.endpoint, { method: 'POST', body: 'Action=DescribeInstances' })).status).toBe(401)
  })

  it('is told who that is', async () => {
    const sts = new STS({ region, endpoint: rig.cloud.endpoint, credentials: rig.cloud.keys })
    expect(await sts.getCallerIdentity({})).toMatchObject({
      ...{ Account: '000000000000', Arn: 'arn:aws:iam::000000000000:user/farscope-demo' }
    })
    sts.destroy()
  })

  it('gets an InvalidAction for what is not played', async () => {
    await expect(rig.ec2.describeKeyPairs({})).rejects.toMatchObject(named('InvalidAction'))
  })
})

describe('machines', () => {
  it('are there for every job of RELION that names none', async () => {
    const sold = new Set<string | undefined>()
    for await (const { InstanceTypes } of paginateDescribeInstanceTypes({ client: rig.ec2 }, {}))
      for (const { InstanceType } of InstanceTypes ?? []) sold.add(InstanceType)
    const needs = [1, 8, 16, 40, 90].flatMap(cores =>
      [0, 1, 4, 8].flatMap(gpus => (['usual', 'much'] as const).map(memory => ({ cores, gpus, memory })))
    )
    expect(needs.filter(need => !suitableTypes(need).some(type => sold.has(type)))).toEqual([])
  })
})

describe('images', () => {
  it('are found by the names that documentation and release notes give, or by a name with a star', async () => {
    const ssm = new SSM({ region, endpoint: rig.cloud.endpoint, credentials: rig.cloud.keys, maxAttempts: 1 })
    for (const name of ['base-oss-nvidia-driver-ubuntu-22.04', 'base-oss-nvidia-driver-gpu-ubuntu-22.04']) {
      const Name = `/aws/service/deeplearning/ami/x86_64/${name}/latest/ami-id`
      expect((await ssm.getParameter({ Name })).Parameter?.Value).toBe(image)
    }
    await expect(ssm.getParameter({ Name: '/nowhere' })).rejects.toMatchObject(named('ParameterNotFound'))
    ssm.destroy()
    const { Images } = await rig.ec2.describeImages({
      Owners: ['amazon'],
      Filters: [{ Name: 'name', Values: ['Deep Learning Base OSS Nvidia Driver GPU AMI (Ubuntu 22.04)*'] }]
    })
    expect(Images).toMatchObject([{ ImageId: image, RootDeviceName: '/dev/sda1', Architecture: 'x86_64' }])
    expect((await rig.ec2.describeImages({ Owners: ['self'] })).Images).toEqual([])
  })
})

describe('a launch', () => {
  it('with the token of an earlier one is the earlier one', async () => {
    const asked = { ...wish, ClientToken: 'run-1' }
    const [one, other] = [await rig.ec2.runInstances(asked), await rig.ec2.runInstances(asked)]
    const id = one.Instances?.[0]?.InstanceId ?? ''
    expect(other.Instances?.map(({ InstanceId }) => InstanceId)).toEqual([id])
    const { Reservations } = await rig.ec2.describeInstances({ Filters: [{ Name: 'client-token', Values: ['run-1'] }] })
    expect(Reservations).toHaveLength(1)
    await expect(rig.ec2.runInstances({ ...asked, InstanceType: 'g5.2xlarge' })).rejects.toMatchObject(
      named('IdempotentParameterMismatch')
    )
    await endAll()
    await expect(rig.ec2.runInstances(asked)).rejects.toMatchObject(named('IdempotentInstanceTerminated'))
  })

  it('asked as a dry run starts nothing, and tells what is wrong with it', async () => {
    const before = (await rig.ec2.describeInstances({})).Reservations?.length
    await expect(rig.ec2.runInstances({ ...wish, DryRun: true })).rejects.toMatchObject(named('DryRunOperation'))
    await expect(
      rig.ec2.runInstances({ ...wish, DryRun: true, ImageId: 'ami-0123456789abcdef0' })
    ).rejects.toMatchObject(named('InvalidAMIID.NotFound'))
    expect((await rig.ec2.describeInstances({})).Reservations).toHaveLength(before ?? 0)
  })

  it('tells of a zone that is sold out, or never had the type, and goes in another', async () => {
    const asked = { ...wish, InstanceType: 'p4d.24xlarge' } as const
    const inZone = (letter: string) => ({ Placement: { AvailabilityZone: `${region}${letter}` } })
    await expect(rig.ec2.runInstances({ ...asked, ...inZone('a') })).rejects.toMatchObject({
      ...named('InsufficientInstanceCapacity'),
      $metadata: { httpStatusCode: 500 }
    })
    const { Instances } = await rig.ec2.runInstances({ ...asked, ...inZone('b') })
    expect(Instances).toMatchObject([{ Placement: { AvailabilityZone: `${region}b` } }])
    await expect(rig.ec2.runInstances({ ...wish, InstanceType: 'g6.xlarge', ...inZone('c') })).rejects.toMatchObject(
      named('Unsupported')
    )
    await expect(rig.ec2.runInstances({ ...asked, MinCount: 2, MaxCount: 2 })).rejects.toMatchObject(
      named('VcpuLimitExceeded')
    )
    await endAll()
  })

  it.each([
    [{ UserData: 'no base64!' }, 'InvalidUserData.Malformed'],
    [{ UserData: inBase64('#'.repeat(16_385)) }, 'InvalidParameterValue'],
    [{ SecurityGroupIds: ['sg-0123456789abcdef0'] }, 'InvalidGroup.NotFound'],
    [{ SubnetId: 'subnet-0123456789abcdef0' }, 'InvalidSubnetID.NotFound'],
    [{ KeyName: 'mine' }, 'InvalidKeyPair.NotFound'],
    [{ BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 8 } }] }, 'InvalidBlockDeviceMapping'],
    [
      { InstanceMarketOptions: { MarketType: 'spot', SpotOptions: { MaxPrice: '0.01' } } } as const,
      'SpotMaxPriceTooLow'
    ]
  ])('with %j is refused as EC2 does', async (changes, name) => {
    await expect(rig.ec2.runInstances({ ...wish, ...changes })).rejects.toMatchObject(named(name))
  })

  it('makes disks and a spot request with their own tags, and they go with the instance', async () => {
    const Tags = [{ Key: 'farscope:owner', Value: '<script>\'"&amp;' }]
    const { Instances } = await rig.ec2.runInstances({
      ...wish,
      InstanceMarketOptions: { MarketType: 'spot', SpotOptions: { SpotInstanceType: 'one-time' } },
      BlockDeviceMappings: [
        {
          DeviceName: '/dev/sda1',
          Ebs: { VolumeSize: 200, VolumeType: 'gp3', DeleteOnTermination: true, Encrypted: true }
        },
        { DeviceName: '/dev/sdb', Ebs: { VolumeSize: 500, VolumeType: 'gp3', DeleteOnTermination: false } }
      ],
      TagSpecifications: (['instance', 'volume', 'spot-instances-request'] as const).map(ResourceType => ({
        ResourceType,
        Tags
      }))
    })
    const id = Instances?.[0]?.InstanceId ?? ''
    const Filters = [{ Name: 'tag:farscope:owner', Values: [Tags[0]?.Value ?? ''] }]
    const volumes = async () => (await rig.ec2.describeVolumes({ Filters })).Volumes ?? []
    expect((await volumes()).map(({ Size, State }) => [Size, State]).sort()).toEqual([
      [200, 'in-use'],
      [500, 'in-use']
    ])
    const requests = (await rig.ec2.describeSpotInstanceRequests({ Filters })).SpotInstanceRequests
    expect(requests).toMatchObject([{ State: 'active', InstanceId: id, Tags }])
    await endAll()
    expect((await volumes()).map(({ Size, State }) => [Size, State])).toEqual([[500, 'available']])
    await rig.ec2.deleteVolume({ VolumeId: (await volumes())[0]?.VolumeId ?? '' })
    expect(await volumes()).toEqual([])
  })
})

describe('lists', () => {
  it('come page by page, and not by ids and pages at once', async () => {
    const { Instances = [] } = await rig.ec2.runInstances({
      ...wish,
      InstanceType: 't3.micro',
      MinCount: 7,
      MaxCount: 7
    })
    const ids = Instances.map(({ InstanceId }) => InstanceId)
    const Filters = [{ Name: 'instance-state-name', Values: ['pend*'] }]
    const pages: number[] = []
    const seen: unknown[] = []
    for await (const { Reservations = [] } of paginateDescribeInstances(
      { client: rig.ec2, pageSize: 5 },
      { Filters }
    )) {
      const found = Reservations.flatMap(({ Instances: there = [] }) => there)
      pages.push(found.length)
      seen.push(...found.map(({ InstanceId }) => InstanceId))
    }
    expect(pages).toEqual([5, 2])
    expect(seen.sort()).toEqual(ids.sort())
    await expect(rig.ec2.describeInstances({ InstanceIds: [ids[0] ?? ''], MaxResults: 5 })).rejects.toMatchObject(
      named('InvalidParameterCombination')
    )
    await expect(rig.ec2.describeInstances({ MaxResults: 4 })).rejects.toMatchObject(named('InvalidParameterValue'))
    await endAll()
  })

  it('refuse ids that are none or unknown, and filters that are none', async () => {
    await expect(rig.ec2.describeInstances({ InstanceIds: ['i-0123456789abcdef0'] })).rejects.toMatchObject(
      named('InvalidInstanceID.NotFound')
    )
    await expect(rig.ec2.describeInstances({ InstanceIds: ['x'] })).rejects.toMatchObject(
      named('InvalidInstanceID.Malformed')
    )
    await expect(rig.ec2.describeInstances({ Filters: [{ Name: 'colour', Values: ['red'] }] })).rejects.toMatchObject(
      named('InvalidParameterValue')
    )
  })

  it('have a spot price for each zone at this moment, and those before it', async () => {
    const ask = async (StartTime: Date) => {
      const asked = { InstanceTypes: ['g5.xlarge' as const], ProductDescriptions: ['Linux/UNIX'], StartTime }
      return (await rig.ec2.describeSpotPriceHistory(asked)).SpotPriceHistory ?? []
    }
    const now = new Date()
    const holding = await ask(now)
    expect(holding.map(({ AvailabilityZone }) => AvailabilityZone).sort()).toEqual(
      ['a', 'b', 'c'].map(letter => `${region}${letter}`)
    )
    for (const { Timestamp } of holding) expect(Timestamp?.getTime()).toBeLessThanOrEqual(now.getTime())
    const day = await ask(new Date(now.getTime() - 24 * 3_600_000))
    expect(day.length).toBeGreaterThan(holding.length)
    expect(new Set(day.map(({ SpotPrice }) => SpotPrice)).size).toBeGreaterThan(1)
  })
})

describe('a security group', () => {
  const rule = {
    IpProtocol: 'tcp',
    FromPort: 22,
    ToPort: 22,
    IpRanges: [{ CidrIp: '192.0.2.7/32', Description: 'me' }]
  }

  it('is made once, opened once, shut, and deleted when nothing has it', async () => {
    const made = { GroupName: 'farscope', Description: 'SSH' }
    const { GroupId = '' } = await rig.ec2.createSecurityGroup(made)
    await expect(rig.ec2.createSecurityGroup(made)).rejects.toMatchObject(named('InvalidGroup.Duplicate'))
    await rig.ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions: [rule] })
    await expect(rig.ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions: [rule] })).rejects.toMatchObject(
      named('InvalidPermission.Duplicate')
    )
    const { SecurityGroups } = await rig.ec2.describeSecurityGroups({ GroupIds: [GroupId] })
    expect(SecurityGroups).toMatchObject([{ GroupName: 'farscope', Description: 'SSH', IpPermissions: [rule] }])
    await rig.ec2.revokeSecurityGroupIngress({ GroupId, IpPermissions: [rule] })
    await expect(rig.ec2.revokeSecurityGroupIngress({ GroupId, IpPermissions: [rule] })).rejects.toMatchObject(
      named('InvalidPermission.NotFound')
    )
    await rig.ec2.runInstances({ ...wish, SecurityGroupIds: [GroupId] })
    await expect(rig.ec2.deleteSecurityGroup({ GroupId })).rejects.toMatchObject(named('DependencyViolation'))
    const Filters = [{ Name: 'group-id', Values: [GroupId] }]
    expect((await rig.ec2.describeNetworkInterfaces({ Filters })).NetworkInterfaces).toHaveLength(1)
    await endAll()
    await rig.ec2.deleteSecurityGroup({ GroupId })
    await expect(rig.ec2.describeSecurityGroups({ GroupIds: [GroupId] })).rejects.toMatchObject(
      named('InvalidGroup.NotFound')
    )
  })
})

describe('regions', () => {
  it('know nothing of each other', async () => {
    await rig.ec2.runInstances(wish)
    const other = clientOf(rig.cloud, 'eu-central-1')
    expect((await other.describeInstances({})).Reservations).toEqual([])
    const { AvailabilityZones } = await other.describeAvailabilityZones({})
    expect(AvailabilityZones?.map(({ ZoneName }) => ZoneName)).toEqual([
      'eu-central-1a',
      'eu-central-1b',
      'eu-central-1c'
    ])
    other.destroy()
    await endAll()
  })
})
