/** Volumes. There are no snapshots and no addresses; they are asked for all the same. */
import { type Action, byIds } from './call'
import { CallError } from './call-error'
import { filtered, paged } from './lists'
import type { DemoVolume } from './region'
import type { XmlFields } from './xml'

const noVolume = (id: string): CallError =>
  new CallError('InvalidVolume.NotFound', `The volume '${id}' does not exist.`)

export const describeVolumes: Action = ({ query, region, heedDryRun }) => {
  heedDryRun()
  const found = byIds(region.volumes, query.list('VolumeId'), noVolume)
  const fits = filtered(
    found,
    query.filters(),
    {
      'volume-id': ({ id }) => [id],
      'attachment.instance-id': ({ attached }) => [attached?.instance],
      'attachment.device': ({ attached }) => [attached?.device],
      'attachment.delete-on-termination': ({ attached }) => [attached && String(attached.withInstance)],
      'availability-zone': ({ zone }) => [zone],
      encrypted: ({ encrypted }) => [String(encrypted)],
      size: ({ sizeGb }) => [String(sizeGb)],
      'snapshot-id': ({ snapshotId }) => [snapshotId],
      status: volume => [statusOf(volume)],
      'volume-type': ({ type }) => [type]
    },
    ({ tags }) => tags
  )
  const page = paged(fits, query, { notWith: ['VolumeId'] })
  return { nextToken: page.nextToken, volumeSet: page.items.map(volumeFields) }
}

const statusOf = ({ attached }: DemoVolume): string => (attached ? 'in-use' : 'available')

const volumeFields = (volume: DemoVolume): XmlFields => ({
  ...{ volumeId: volume.id, size: volume.sizeGb, snapshotId: volume.snapshotId, availabilityZone: volume.zone },
  ...{ status: statusOf(volume), createTime: volume.created, volumeType: volume.type, encrypted: volume.encrypted },
  ...{ iops: volume.iops, throughput: volume.throughput, multiAttachEnabled: false, tagSet: volume.tags },
  attachmentSet: volume.attached
    ? [
        {
          ...{ volumeId: volume.id, instanceId: volume.attached.instance, device: volume.attached.device },
          ...{ status: 'attached', attachTime: volume.created, deleteOnTermination: volume.attached.withInstance }
        }
      ]
    : []
})

export const deleteVolume: Action = ({ query, region, heedDryRun }) => {
  const [volume] = byIds(region.volumes, [query.need('VolumeId')], noVolume)
  heedDryRun()
  if (volume?.attached)
    throw new CallError('VolumeInUse', `Volume ${volume.id} is currently attached to ${volume.attached.instance}`)
  if (volume) region.volumes.delete(volume.id)
  return { return: true }
}

const noSnapshot = (id: string): CallError =>
  new CallError('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`)

export const describeSnapshots: Action = ({ query, heedDryRun }) => {
  heedDryRun()
  byIds(new Map(), query.list('SnapshotId'), noSnapshot)
  return { snapshotSet: [] }
}

export const deleteSnapshot: Action = ({ query }) => {
  throw noSnapshot(query.need('SnapshotId'))
}

const noAddress = (id: string): CallError =>
  new CallError('InvalidAllocationID.NotFound', `The allocation ID '${id}' does not exist`)

export const describeAddresses: Action = ({ query, heedDryRun }) => {
  heedDryRun()
  byIds(new Map(), query.list('AllocationId'), noAddress)
  return { addressesSet: [] }
}

export const releaseAddress: Action = ({ query }) => {
  throw noAddress(query.need('AllocationId'))
}
