/** Clusters of AWS ParallelCluster in a region, by one question for all their machines. */
import type { Instance } from '@aws-sdk/client-ec2'
import type { CloudCluster } from '@contract/cloud-clusters'
import { type ClusterMachine, clustersOf, clusterTags, isHeadNode } from '@domain/cloud/clusters'
import { allPages, type CloudLink } from './cloud-link'

/** What has ended lingers in EC2's lists for an hour. */
const livingStates = ['pending', 'running', 'stopping', 'stopped']
const pageSize = 1000

export async function readClusters(link: CloudLink, signal: AbortSignal | undefined): Promise<CloudCluster[]> {
  const Filters = [
    { Name: 'tag-key', Values: [clusterTags.name] },
    { Name: 'instance-state-name', Values: livingStates }
  ]
  const reservations = await allPages(
    token =>
      link.ec2('list the machines of clusters', signal, (ec2, options) =>
        ec2.describeInstances({ Filters, MaxResults: pageSize, NextToken: token }, options)
      ),
    page => page.Reservations
  )
  const machines = reservations.flatMap(({ Instances }) => Instances ?? []).flatMap(machineOf)
  return clustersOf(machines, link.place.region, await imageNames(link, machines, signal))
}

function machineOf(machine: Instance): ClusterMachine[] {
  if (!machine.InstanceId) return []
  return [
    {
      instance: machine.InstanceId,
      state: machine.State?.Name ?? '',
      type: machine.InstanceType ?? '',
      // A machine without a public name has an empty one.
      address: machine.PublicDnsName || machine.PublicIpAddress || null,
      privateAddress: machine.PrivateIpAddress ?? null,
      tags: machine.Tags ?? [],
      image: machine.ImageId ?? '',
      since: machine.LaunchTime?.toISOString() ?? null
    }
  ]
}

/** Of an image that is not there any more, or may not be seen, there is no name. */
async function imageNames(
  link: CloudLink,
  machines: readonly ClusterMachine[],
  signal: AbortSignal | undefined
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(machines.filter(isHeadNode).map(({ image }) => image))].filter(Boolean)
  if (ids.length === 0) return new Map()
  try {
    // By a filter: asked for by id, one that is gone would fail them all.
    const Filters = [{ Name: 'image-id', Values: ids.slice(0, 200) }]
    const { Images } = await link.ec2('name the images of head nodes', signal, (ec2, options) =>
      ec2.describeImages({ Filters }, options)
    )
    return new Map((Images ?? []).flatMap(({ ImageId, Name }) => (ImageId && Name ? [[ImageId, Name]] : [])))
  } catch (thrown) {
    if (signal?.aborted) throw thrown
    return new Map()
  }
}
