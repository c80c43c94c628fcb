/** What carries Farscope's tags, kind by kind, as EC2 describes it. The tags are looked at again here, not only by EC2. */
import type { Address, Instance, SecurityGroup, Snapshot, SpotInstanceRequest, Volume } from '@aws-sdk/client-ec2'
import type { CloudResource, ResourceKind } from '@contract/cloud'
import { isPlainVolume } from '@domain/cloud/cost'
import { type CloudTag, ownTags, tagKeys } from '@domain/cloud/tags'
import { allPages, type CloudLink } from './cloud-link'

/** A resource before it is judged and priced. */
export interface Found extends Omit<CloudResource, 'mine' | 'orphan' | 'kept' | 'usdPerHour' | 'usdPerMonth'> {
  /** Something about it costs more than the tables say: its price is unknown. */
  readonly special: boolean
}

interface Question {
  /** Only these; left out: all that carry the owner's tag. */
  readonly ids?: readonly string[]
  readonly signal: AbortSignal | undefined
}

const nameOf = (tags: readonly CloudTag[] | undefined): string => tags?.find(({ Key }) => Key === 'Name')?.Value ?? ''
const timeOf = (date: Date | undefined): string | null => date?.toISOString() ?? null

/** What all kinds have in common; null: not Farscope's. */
function common(kind: ResourceKind, id: string | undefined, tags: readonly CloudTag[] | undefined) {
  const own = ownTags(tags)
  if (own === null || !id) return null
  return {
    kind,
    id,
    name: nameOf(tags),
    tags: own,
    type: '',
    sizeGb: null,
    spot: false,
    attachedTo: null,
    special: false
  }
}

/** What is gone lingers in EC2's lists for an hour. */
const livingStates = ['pending', 'running', 'stopping', 'stopped', 'shutting-down']
const byOwner = { Name: 'tag-key', Values: [tagKeys.owner] }
/** EC2 takes no page size beside ids. */
const pageSize = 1000

export async function ownInstances(link: CloudLink, { ids, signal }: Question): Promise<Found[]> {
  const which = ids ? { InstanceIds: [...ids] } : { MaxResults: pageSize }
  const living = { Name: 'instance-state-name', Values: livingStates }
  const reservations = await allPages(
    token =>
      link.ec2('list the instances', signal, (ec2, options) =>
        ec2.describeInstances({ ...which, Filters: [byOwner, living], NextToken: token }, options)
      ),
    page => page.Reservations
  )
  return reservations.flatMap(({ Instances }) => Instances ?? []).flatMap(instanceOf)
}

function instanceOf(instance: Instance): Found[] {
  const { InstanceId, Tags, State, InstanceType, Placement, LaunchTime, InstanceLifecycle, PlatformDetails } = instance
  const licensed = (instance.ProductCodes ?? []).length > 0
  const base = common('instance', InstanceId, Tags)
  if (!base) return []
  return [
    {
      ...base,
      state: State?.Name ?? '',
      // Windows costs more than the tables here say: a type that none of them has leaves it unknown.
      type: `${InstanceType ?? ''}${instance.Platform ? ` ${instance.Platform}` : ''}`,
      zone: Placement?.AvailabilityZone ?? null,
      since: timeOf(LaunchTime),
      spot: InstanceLifecycle === 'spot',
      special: licensed || (PlatformDetails !== undefined && PlatformDetails !== 'Linux/UNIX'),
      inUse: true
    }
  ]
}

/** Those that have ended stay in EC2's lists for two days. */
const livingRequests = ['open', 'active']

export async function ownSpotRequests(link: CloudLink, { ids, signal }: Question): Promise<Found[]> {
  const which = ids ? { SpotInstanceRequestIds: [...ids] } : { MaxResults: pageSize }
  const living = { Name: 'state', Values: livingRequests }
  const requests = await allPages(
    token =>
      link.ec2('list the spot requests', signal, (ec2, options) =>
        ec2.describeSpotInstanceRequests({ ...which, Filters: [byOwner, living], NextToken: token }, options)
      ),
    page => page.SpotInstanceRequests
  )
  return requests.flatMap(spotRequestOf)
}

function spotRequestOf({ SpotInstanceRequestId, Tags, State, ...request }: SpotInstanceRequest): Found[] {
  const base = common('spot-request', SpotInstanceRequestId, Tags)
  const attachedTo = request.InstanceId ?? null
  if (!base) return []
  return [
    {
      ...{ ...base, attachedTo, inUse: attachedTo !== null, spot: true },
      ...{ state: State ?? '', type: request.LaunchSpecification?.InstanceType ?? '' },
      ...{ zone: request.LaunchedAvailabilityZone ?? null, since: timeOf(request.CreateTime) }
    }
  ]
}

export async function ownVolumes(link: CloudLink, { ids, signal }: Question): Promise<Found[]> {
  const which = ids ? { VolumeIds: [...ids] } : { MaxResults: pageSize }
  const volumes = await allPages(
    token =>
      link.ec2('list the volumes', signal, (ec2, options) =>
        ec2.describeVolumes({ ...which, Filters: [byOwner], NextToken: token }, options)
      ),
    page => page.Volumes
  )
  return volumes.flatMap(volumeOf)
}

function volumeOf({ VolumeId, Tags, State, ...volume }: Volume): Found[] {
  const base = common('volume', VolumeId, Tags)
  const attachedTo = volume.Attachments?.[0]?.InstanceId ?? null
  if (!base) return []
  return [
    {
      ...{ ...base, attachedTo, inUse: attachedTo !== null },
      ...{ state: State ?? '', type: volume.VolumeType ?? '', sizeGb: volume.Size ?? null },
      ...{ zone: volume.AvailabilityZone ?? null, since: timeOf(volume.CreateTime) },
      // Those of gp2 come with its size.
      special: volume.VolumeType === 'gp3' && !isPlainVolume(volume.Iops, volume.Throughput)
    }
  ]
}

export async function ownSnapshots(link: CloudLink, { ids, signal }: Question): Promise<Found[]> {
  const which = ids ? { SnapshotIds: [...ids] } : { MaxResults: pageSize }
  const snapshots = await allPages(
    token =>
      link.ec2('list the snapshots', signal, (ec2, options) =>
        ec2.describeSnapshots({ ...which, OwnerIds: ['self'], Filters: [byOwner], NextToken: token }, options)
      ),
    page => page.Snapshots
  )
  return snapshots.flatMap(snapshotOf)
}

function snapshotOf({ SnapshotId, Tags, State, VolumeSize, StartTime }: Snapshot): Found[] {
  const base = common('snapshot', SnapshotId, Tags)
  if (!base) return []
  return [
    { ...base, state: State ?? '', sizeGb: VolumeSize ?? null, zone: null, since: timeOf(StartTime), inUse: false }
  ]
}

export async function ownAddresses(link: CloudLink, { ids, signal }: Question): Promise<Found[]> {
  const which = ids ? { AllocationIds: [...ids] } : {}
  const { Addresses } = await link.ec2('list the addresses', signal, (ec2, options) =>
    ec2.describeAddresses({ ...which, Filters: [byOwner] }, options)
  )
  return (Addresses ?? []).flatMap(addressOf)
}

function addressOf({ AllocationId, Tags, PublicIp, InstanceId, AssociationId }: Address): Found[] {
  const base = common('address', AllocationId, Tags)
  if (!base) return []
  const inUse = Boolean(AssociationId)
  return [
    {
      ...{ ...base, name: base.name || (PublicIp ?? ''), attachedTo: InstanceId || null, inUse },
      ...{ state: inUse ? 'in-use' : 'available', zone: null, since: null }
    }
  ]
}

/** Whether a group is in use is known by the network interfaces that have it. */
export async function ownSecurityGroups(link: CloudLink, { ids, signal }: Question): Promise<Found[]> {
  const which = ids ? { GroupIds: [...ids] } : { MaxResults: pageSize }
  const groups = await allPages(
    token =>
      link.ec2('list the security groups', signal, (ec2, options) =>
        ec2.describeSecurityGroups({ ...which, Filters: [byOwner], NextToken: token }, options)
      ),
    page => page.SecurityGroups
  )
  const own = groups.flatMap(group => (ownTags(group.Tags) && group.GroupId ? [group] : []))
  const used = await usedGroups(
    link,
    own.map(({ GroupId }) => GroupId ?? ''),
    signal
  )
  return own.flatMap(group => groupOf(group, used))
}

function groupOf({ GroupId, Tags, GroupName }: SecurityGroup, used: ReadonlySet<string>): Found[] {
  const base = common('security-group', GroupId, Tags)
  if (!base) return []
  const inUse = used.has(base.id)
  return [
    { ...base, name: base.name || (GroupName ?? ''), state: inUse ? 'in-use' : '', zone: null, since: null, inUse }
  ]
}

/** EC2 takes at most 200 values in a filter. */
const valuesAtOnce = 200

async function usedGroups(
  link: CloudLink,
  ids: readonly string[],
  signal: AbortSignal | undefined
): Promise<ReadonlySet<string>> {
  const used = new Set<string>()
  for (let at = 0; at < ids.length; at += valuesAtOnce) {
    const Filters = [{ Name: 'group-id', Values: ids.slice(at, at + valuesAtOnce) }]
    const interfaces = await allPages(
      token =>
        link.ec2('see what uses the security groups', signal, (ec2, options) =>
          ec2.describeNetworkInterfaces({ Filters, MaxResults: pageSize, NextToken: token }, options)
        ),
      page => page.NetworkInterfaces
    )
    for (const { Groups } of interfaces) for (const { GroupId } of Groups ?? []) if (GroupId) used.add(GroupId)
  }
  return used
}

/** Results wait in buckets, of which EC2 knows nothing. */
export type Ec2Kind = Exclude<ResourceKind, 'results'>

/** By kind: how it is asked for, and how problems call it. */
export const describers: Readonly<Record<Ec2Kind, (link: CloudLink, question: Question) => Promise<Found[]>>> = {
  instance: ownInstances,
  'spot-request': ownSpotRequests,
  volume: ownVolumes,
  snapshot: ownSnapshots,
  address: ownAddresses,
  'security-group': ownSecurityGroups
}
