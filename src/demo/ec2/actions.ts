/** The calls of EC2 that are answered; any other is an `InvalidAction`. */
import type { Action } from './call'
import {
  authorizeSecurityGroupIngress,
  createSecurityGroup,
  deleteSecurityGroup,
  describeSecurityGroups,
  revokeSecurityGroupIngress
} from './groups'
import {
  describeInstanceStatus,
  describeInstances,
  getConsoleOutput,
  startInstances,
  stopInstances,
  terminateInstances
} from './instances'
import { runInstances } from './launch'
import { describeAvailabilityZones, describeNetworkInterfaces, describeSubnets, describeVpcs } from './network'
import {
  describeImages,
  describeInstanceTypeOfferings,
  describeInstanceTypes,
  describeSpotPriceHistory
} from './offers'
import { cancelSpotInstanceRequests, describeSpotInstanceRequests } from './spot-requests'
import {
  deleteSnapshot,
  deleteVolume,
  describeAddresses,
  describeSnapshots,
  describeVolumes,
  releaseAddress
} from './storage'
import { createTags } from './tags'

export const actions: ReadonlyMap<string, Action> = new Map([
  ['AuthorizeSecurityGroupIngress', authorizeSecurityGroupIngress],
  ['CancelSpotInstanceRequests', cancelSpotInstanceRequests],
  ['CreateSecurityGroup', createSecurityGroup],
  ['CreateTags', createTags],
  ['DeleteSecurityGroup', deleteSecurityGroup],
  ['DeleteSnapshot', deleteSnapshot],
  ['DeleteVolume', deleteVolume],
  ['DescribeAddresses', describeAddresses],
  ['DescribeAvailabilityZones', describeAvailabilityZones],
  ['DescribeImages', describeImages],
  ['DescribeInstanceStatus', describeInstanceStatus],
  ['DescribeInstanceTypeOfferings', describeInstanceTypeOfferings],
  ['DescribeInstanceTypes', describeInstanceTypes],
  ['DescribeInstances', describeInstances],
  ['DescribeNetworkInterfaces', describeNetworkInterfaces],
  ['DescribeSecurityGroups', describeSecurityGroups],
  ['DescribeSnapshots', describeSnapshots],
  ['DescribeSpotInstanceRequests', describeSpotInstanceRequests],
  ['DescribeSpotPriceHistory', describeSpotPriceHistory],
  ['DescribeSubnets', describeSubnets],
  ['DescribeVolumes', describeVolumes],
  ['DescribeVpcs', describeVpcs],
  ['GetConsoleOutput', getConsoleOutput],
  ['ReleaseAddress', releaseAddress],
  ['RevokeSecurityGroupIngress', revokeSecurityGroupIngress],
  ['RunInstances', runInstances],
  ['StartInstances', startInstances],
  ['StopInstances', stopInstances],
  ['TerminateInstances', terminateInstances]
])
