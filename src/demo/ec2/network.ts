/** DescribeAvailabilityZones, DescribeVpcs, DescribeSubnets, DescribeNetworkInterfaces. */
import { type Action, byIds } from './call'
import { CallError } from './call-error'
import { filtered, paged } from './lists'
import { type DemoInstance, isGone, type Region, type Subnet } from './region'
import { accountId } from './world'
import type { XmlFields } from './xml'

export const describeAvailabilityZones: Action = ({ query, region, heedDryRun }) => {
  heedDryRun()
  const named = query.list('ZoneName')
  const strange = named.find(name => !region.zones.includes(name))
  if (strange !== undefined) throw new CallError('InvalidParameterValue', `Invalid availability zone: [${strange}]`)
  const zones = region.zones.filter(zone => named.length === 0 || named.includes(zone))
  const found = filtered(zones, query.filters(), {
    'zone-name': zone => [zone],
    'zone-id': zone => [zoneId(region, zone)],
    'region-name': () => [region.name],
    'zone-type': () => ['availability-zone'],
    'opt-in-status': () => ['opt-in-not-required'],
    state: () => ['available']
  })
  return {
    availabilityZoneInfo: found.map(zone => ({
      ...{ zoneName: zone, zoneId: zoneId(region, zone), zoneState: 'available', regionName: region.name },
      ...{ zoneType: 'availability-zone', optInStatus: 'opt-in-not-required', groupName: region.name, messageSet: [] }
    }))
  }
}

/** `use1-az1`: AWS's own names are of that form. */
export const zoneId = (region: Region, zone: string): string => {
  const [area = '', side = '', number = ''] = region.name.split('-')
  return `${area}${side.slice(0, 1)}${number}-az${region.zones.indexOf(zone) + 1}`
}

export const describeVpcs: Action = ({ query, region, heedDryRun }) => {
  heedDryRun()
  const found = byIds(
    new Map([[region.vpc, region.vpc]]),
    query.list('VpcId'),
    id => new CallError('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`)
  )
  const fits = filtered(
    found,
    query.filters(),
    {
      'vpc-id': id => [id],
      'is-default': () => ['true'],
      isDefault: () => ['true'],
      state: () => ['available'],
      cidr: () => ['172.31.0.0/16']
    },
    () => []
  )
  const page = paged(fits, query, { notWith: ['VpcId'] })
  return {
    nextToken: page.nextToken,
    vpcSet: page.items.map(vpcId => ({
      ...{ vpcId, ownerId: accountId, state: 'available', cidrBlock: '172.31.0.0/16', isDefault: true },
      ...{ instanceTenancy: 'default', dhcpOptionsId: 'dopt-0d330000000000001', tagSet: [] }
    }))
  }
}

const hostsOfSubnet = 4091

export const describeSubnets: Action = ({ query, region, heedDryRun }) => {
  heedDryRun()
  const subnets = new Map(region.subnets.map(subnet => [subnet.id, subnet]))
  const found = byIds(
    subnets,
    query.list('SubnetId'),
    id => new CallError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`)
  )
  const fits = filtered(
    found,
    query.filters(),
    {
      'subnet-id': ({ id }) => [id],
      'vpc-id': () => [region.vpc],
      'availability-zone': ({ zone }) => [zone],
      availabilityZone: ({ zone }) => [zone],
      'availability-zone-id': ({ zone }) => [zoneId(region, zone)],
      'default-for-az': () => ['true'],
      defaultForAz: () => ['true'],
      'map-public-ip-on-launch': () => ['true'],
      state: () => ['available']
    },
    () => []
  )
  const page = paged(fits, query, { notWith: ['SubnetId'] })
  return { nextToken: page.nextToken, subnetSet: page.items.map(subnet => subnetFields(subnet, region)) }
}

function subnetFields(subnet: Subnet, region: Region): XmlFields {
  const used = [...region.instances.values()].filter(one => one.subnet.id === subnet.id && !isGone(one)).length
  return {
    ...{ subnetId: subnet.id, vpcId: region.vpc, state: 'available', cidrBlock: `172.31.${subnet.third}.0/20` },
    ...{ availabilityZone: subnet.zone, availabilityZoneId: zoneId(region, subnet.zone), ownerId: accountId },
    ...{ availableIpAddressCount: hostsOfSubnet - used, defaultForAz: true, mapPublicIpOnLaunch: true, tagSet: [] }
  }
}

export const describeNetworkInterfaces: Action = ({ query, region, heedDryRun }) => {
  heedDryRun()
  const inUse = [...region.instances.values()].filter(one => !isGone(one))
  const found = byIds(
    new Map(inUse.map(instance => [instance.interfaceId, instance])),
    query.list('NetworkInterfaceId'),
    id => new CallError('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`)
  )
  const fits = filtered(
    found,
    query.filters(),
    {
      'network-interface-id': ({ interfaceId }) => [interfaceId],
      'group-id': ({ groups }) => groups,
      'group-name': ({ groups }) => groups.map(id => region.groups.get(id)?.name),
      'attachment.instance-id': ({ id }) => [id],
      'subnet-id': ({ subnet }) => [subnet.id],
      'vpc-id': () => [region.vpc],
      'availability-zone': ({ subnet }) => [subnet.zone],
      'private-ip-address': ({ privateIp }) => [privateIp],
      status: () => ['in-use']
    },
    () => []
  )
  const page = paged(fits, query, { notWith: ['NetworkInterfaceId'] })
  return {
    nextToken: page.nextToken,
    networkInterfaceSet: page.items.map(instance => interfaceFields(instance, region))
  }
}

/** Of an instance's one network interface. */
export function interfaceFields(instance: DemoInstance, region: Region): XmlFields {
  const { subnet, launched } = instance
  return {
    ...{ networkInterfaceId: instance.interfaceId, subnetId: subnet.id, vpcId: region.vpc, ownerId: accountId },
    ...{ availabilityZone: subnet.zone, status: 'in-use', interfaceType: 'interface', sourceDestCheck: true },
    ...{ description: '', privateIpAddress: instance.privateIp, groupSet: groupSet(instance, region), tagSet: [] },
    attachment: {
      ...{ attachmentId: instance.attachmentId, deviceIndex: 0, status: 'attached', attachTime: launched },
      ...{ deleteOnTermination: true, instanceId: instance.id, instanceOwnerId: accountId, networkCardIndex: 0 }
    }
  }
}

export const groupSet = ({ groups }: DemoInstance, region: Region): XmlFields[] =>
  groups.map(groupId => ({ groupId, groupName: region.groups.get(groupId)?.name ?? '' }))
