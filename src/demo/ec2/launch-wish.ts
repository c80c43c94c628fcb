/** What a launch asks for, looked through: the wrong is refused here as EC2 refuses it. */
import type { Call } from './call'
import { CallError, invalidValue, missing } from './call-error'
import { type Image, type Machine, machineOf, priceHoldsMs, soldOut, spotUsd } from './catalogue'
import { publicParameter } from './offers'
import type { Query } from './query'
import {
  type DemoInstance,
  type DemoVolume,
  imageOf,
  type Region,
  type SpotRequest,
  type Subnet,
  zonesOffering
} from './region'

/** All that a launch needs, looked through. */
export interface Wish {
  readonly count: number
  readonly image: Image
  readonly machine: Machine
  readonly subnet: Subnet
  readonly groups: readonly string[]
  readonly spot: SpotWish | undefined
  readonly disks: readonly Omit<DemoVolume, 'id' | 'created' | 'attached' | 'zone' | 'tags'>[]
  readonly devices: readonly { readonly device: string; readonly withInstance: boolean }[]
  readonly userData: Buffer | undefined
  readonly onShutdown: 'stop' | 'terminate'
  readonly metadata: DemoInstance['metadata']
}

export type SpotWish = Pick<SpotRequest, 'kind' | 'interruption' | 'maxPrice'>

export function wishOf(call: Call): Wish {
  const { query, region } = call
  const image = imageWished(query)
  const machine = machineOf(query.text('InstanceType') ?? 'm1.small')
  if (!machine) throw invalidValue(`Invalid value '${query.text('InstanceType')}' for InstanceType.`)
  const count = countWished(query)
  if (query.text('KeyName') !== undefined)
    throw new CallError('InvalidKeyPair.NotFound', `The key pair '${query.text('KeyName')}' does not exist`)
  const profile = query.part('IamInstanceProfile')
  if (!profile.empty)
    throw invalidValue(
      `Value (${profile.text('Name') ?? profile.text('Arn')}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`
    )
  const subnet = subnetWished(query, region, machine)
  const spot = spotWished(call, machine, subnet.zone)
  const { disks, devices } = disksWished(query, image)
  return {
    ...{ count, image, machine, subnet, spot, disks, devices },
    ...{ groups: groupsWished(query, region), userData: userDataOf(query), metadata: metadataOf(query) },
    // A one-time spot instance cannot be stopped.
    onShutdown: spot || query.text('InstanceInitiatedShutdownBehavior') === 'terminate' ? 'terminate' : 'stop'
  }
}

function imageWished(query: Query): Image {
  const id = query.need('ImageId')
  const parameter = /^resolve:ssm:(.+)$/.exec(id)?.[1]
  const found = imageOf(parameter === undefined ? id : (publicParameter(parameter) ?? ''))
  if (found) return found
  if (parameter === undefined && !/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id))
    throw new CallError('InvalidAMIID.Malformed', `Invalid id: "${id}"`)
  throw new CallError('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`)
}

function countWished(query: Query): number {
  query.need('MinCount')
  query.need('MaxCount')
  const least = query.whole('MinCount') ?? 0
  const most = query.whole('MaxCount') ?? 0
  if (least < 1 || most < least) throw invalidValue(`Invalid value '${least}' for MinCount: it must be 1 to MaxCount.`)
  return most
}

function subnetWished(query: Query, region: Region, machine: Machine): Subnet {
  const id = query.text('SubnetId') ?? query.text('NetworkInterface.1.SubnetId')
  const zone = query.text('Placement.AvailabilityZone')
  if (id !== undefined) {
    const found = region.subnets.find(subnet => subnet.id === id)
    if (!found) throw new CallError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`)
    if (zone !== undefined && zone !== found.zone)
      throw invalidValue(`The availability zone ${zone} is not that of the subnet ${id}.`)
    return offered(found, region, machine)
  }
  if (zone !== undefined && !region.zones.includes(zone)) throw invalidValue(`Invalid availability zone: [${zone}]`)
  const inZone = region.subnets.filter(subnet => zone === undefined || subnet.zone === zone)
  // Where no zone is asked for, EC2 takes one that has room.
  const best = inZone.find(
    subnet => zonesOffering(region, machine).includes(subnet.zone) && !soldOut(machine.type, subnet.zone)
  )
  return offered(best ?? (inZone[0] as Subnet), region, machine) // as: a zone that is known has its subnet
}

function offered(subnet: Subnet, region: Region, machine: Machine): Subnet {
  const zones = zonesOffering(region, machine)
  if (zones.includes(subnet.zone)) return subnet
  throw new CallError(
    'Unsupported',
    `Your requested instance type (${machine.type}) is not supported in your requested Availability Zone (${subnet.zone}). Please retry your request by not specifying an Availability Zone or choosing ${zones.join(', ')}.`
  )
}

function groupsWished(query: Query, region: Region): string[] {
  const ids = [...query.list('SecurityGroupId'), ...query.list('NetworkInterface.1.SecurityGroupId')]
  const names = query.list('SecurityGroup').map(name => {
    const found = [...region.groups.values()].find(group => group.name === name)
    if (!found) throw new CallError('InvalidGroup.NotFound', `The security group '${name}' does not exist`)
    return found.id
  })
  const unknown = ids.find(id => !region.groups.has(id))
  if (unknown !== undefined)
    throw new CallError('InvalidGroup.NotFound', `The security group '${unknown}' does not exist`)
  const all = [...new Set([...ids, ...names])]
  return all.length > 0 ? all : [region.defaultGroup]
}

function spotWished({ query, world }: Call, machine: Machine, zone: string): SpotWish | undefined {
  const market = query.part('InstanceMarketOptions')
  const type = market.text('MarketType')
  if (type === undefined) return undefined
  if (type !== 'spot') throw invalidValue(`Value (${type}) for parameter MarketType is invalid.`)
  const options = market.part('SpotOptions')
  const kind = options.text('SpotInstanceType') ?? 'one-time'
  const interruption = options.text('InstanceInterruptionBehavior') ?? 'terminate'
  if (kind !== 'one-time' && kind !== 'persistent')
    throw invalidValue(`Value (${kind}) for parameter SpotInstanceType is invalid.`)
  if (interruption !== 'terminate' && (interruption !== 'stop' || kind !== 'persistent'))
    throw new CallError(
      'InvalidParameterCombination',
      `The instance interruption behavior ${interruption} is not supported for ${kind} requests here.`
    )
  if (kind === 'one-time' && options.text('ValidUntil') !== undefined)
    throw new CallError('InvalidParameterCombination', 'ValidUntil is not supported for one-time requests.')
  const price = spotUsd(machine, zone, Math.floor(world.clock.now().getTime() / priceHoldsMs))
  const asked = options.text('MaxPrice')
  const most = asked === undefined ? machine.spotUsd * 3 : Number(asked)
  if (!(most > 0.001)) throw invalidValue(`Invalid value '${asked}' for MaxPrice: it must be more than 0.001.`)
  if (most < price)
    throw new CallError(
      'SpotMaxPriceTooLow',
      `Your Spot request price of ${asked} is lower than the minimum required Spot request fulfillment price of ${price}.`
    )
  return { kind, interruption, maxPrice: most }
}

/** The image's own root disk, changed by what is asked, and further disks. */
function disksWished(query: Query, image: Image): Pick<Wish, 'disks' | 'devices'> {
  const asked = query.parts('BlockDeviceMapping').filter(one => !one.part('Ebs').empty)
  const named = new Map(asked.map(one => [one.need('DeviceName'), one.part('Ebs')]))
  const disks: Wish['disks'][number][] = []
  const devices: Wish['devices'][number][] = []
  for (const device of new Set([image.rootDevice, ...named.keys()])) {
    const isRoot = device === image.rootDevice
    const ebs = named.get(device)
    const sizeGb = ebs?.whole('VolumeSize') ?? (isRoot ? image.rootGb : undefined)
    if (sizeGb === undefined) throw missing('size')
    if (isRoot && sizeGb < image.rootGb)
      throw new CallError(
        'InvalidBlockDeviceMapping',
        `Volume of size ${sizeGb}GB is smaller than snapshot '${image.snapshotId}', expect size >= ${image.rootGb}GB`
      )
    const type = ebs?.text('VolumeType') ?? 'gp3'
    if (!/^(gp2|gp3|io1|io2|st1|sc1|standard)$/.test(type))
      throw invalidValue(`Value (${type}) for parameter volumeType is invalid.`)
    disks.push({
      ...{ sizeGb, type, encrypted: ebs?.flag('Encrypted') ?? false, snapshotId: isRoot ? image.snapshotId : '' },
      iops: ebs?.whole('Iops') ?? (type === 'gp3' ? 3000 : undefined),
      throughput: ebs?.whole('Throughput') ?? (type === 'gp3' ? 125 : undefined)
    })
    devices.push({ device, withInstance: ebs?.flag('DeleteOnTermination') ?? isRoot })
  }
  return { disks, devices }
}

/** Bytes of user data before base64, at most (EC2 user guide, "Run commands at launch"). */
const mostUserData = 16_384

function userDataOf(query: Query): Buffer | undefined {
  const text = query.text('UserData')
  if (text === undefined || text === '') return undefined
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text))
    throw new CallError('InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data.')
  const data = Buffer.from(text, 'base64')
  if (data.length > mostUserData) throw invalidValue(`User data is limited to ${mostUserData} bytes`)
  return data
}

function metadataOf(query: Query): DemoInstance['metadata'] {
  const options = query.part('MetadataOptions')
  return {
    tokens: options.text('HttpTokens') ?? 'optional',
    endpoint: options.text('HttpEndpoint') ?? 'enabled',
    hops: options.whole('HttpPutResponseHopLimit') ?? 1,
    tags: options.text('InstanceMetadataTags') ?? 'disabled'
  }
}
