/** The permissions that a run needs, each with a request that asks for it and changes nothing. */
import type { EC2 } from '@aws-sdk/client-ec2'
import type { CloudLink } from './cloud-link'

type Options = { abortSignal: AbortSignal }

/** What is in the account already and lends its id to a request; null: there is nothing of the kind. */
export interface Samples {
  readonly image: string | null
  readonly vpc: string | null
  readonly group: string | null
  readonly instance: string | null
  readonly volume: string | null
}

export interface Probe {
  readonly action: string
  readonly purpose: string
  /** Without DryRun it would change something. */
  readonly changes: boolean
  /** Without DryRun something of the account would be lost. */
  readonly destroys: boolean
  /** With DryRun; null: there is nothing to ask about. */
  ask(ec2: EC2, samples: Samples, options: Options): Promise<unknown> | null
}

const given = <T>(id: string | null, ask: (id: string) => Promise<T>): Promise<T> | null =>
  id === null ? null : ask(id)

const DryRun = true
/** A range that RFC 5737 keeps for examples: no rule for it could ever let somebody in. */
const nobody = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '192.0.2.1/32' }] }
const tag = { Key: 'farscope:check', Value: 'dry run' }
/** A type that every region has. */
export const smallType = 't3.micro'

type Asking = Omit<Probe, 'changes' | 'destroys'>

const looks: readonly Probe[] = [
  look('Instances', 'to see what runs', (ec2, input, options) => ec2.describeInstances(input, options)),
  look('InstanceTypes', 'to choose a machine', (ec2, input, options) => ec2.describeInstanceTypes(input, options)),
  look('InstanceTypeOfferings', 'to find the zones that have it', (ec2, input, options) =>
    ec2.describeInstanceTypeOfferings(input, options)
  ),
  look('SpotPriceHistory', 'to know the spot price', (ec2, input, options) =>
    ec2.describeSpotPriceHistory(input, options)
  ),
  look('Images', 'to find the image', (ec2, input, options) =>
    ec2.describeImages({ ...input, Owners: ['self'] }, options)
  ),
  look('Vpcs', 'to find the network', (ec2, input, options) => ec2.describeVpcs(input, options)),
  look('Subnets', 'to find the network of a zone', (ec2, input, options) => ec2.describeSubnets(input, options)),
  look('SecurityGroups', 'to find its own firewall rule', (ec2, input, options) =>
    ec2.describeSecurityGroups(input, options)
  ),
  look('NetworkInterfaces', 'to see what uses that rule', (ec2, input, options) =>
    ec2.describeNetworkInterfaces(input, options)
  ),
  look('SpotInstanceRequests', 'to see what was asked for on the spot market', (ec2, input, options) =>
    ec2.describeSpotInstanceRequests(input, options)
  ),
  look('Volumes', 'to see the disks', (ec2, input, options) => ec2.describeVolumes(input, options)),
  look('Snapshots', 'to see the snapshots', (ec2, input, options) =>
    ec2.describeSnapshots({ ...input, OwnerIds: ['self'] }, options)
  ),
  look('Addresses', 'to see the addresses', (ec2, input, options) =>
    ec2.describeAddresses({ DryRun: input.DryRun }, options)
  )
]

function look(
  what: string,
  purpose: string,
  ask: (ec2: EC2, input: { DryRun: boolean; MaxResults: number }, options: Options) => Promise<unknown>
): Probe {
  // 5 is the least page that all of them take.
  const input = { DryRun, MaxResults: 5 }
  return {
    action: `ec2:Describe${what}`,
    purpose,
    ...{ changes: false, destroys: false },
    ask: (ec2, _samples, options) => ask(ec2, input, options)
  }
}

const launches: readonly Asking[] = [
  {
    action: 'ec2:RunInstances',
    purpose: 'to start the machine',
    ask: (ec2, { image }, options) =>
      given(image, id =>
        ec2.runInstances(
          { DryRun, ImageId: id, InstanceType: smallType, MinCount: 1, MaxCount: 1, ...launchTags },
          options
        )
      )
  },
  {
    action: 'ec2:CreateTags',
    purpose: 'to mark what it makes as its own',
    ask: (ec2, { group }, options) =>
      given(group, id => ec2.createTags({ DryRun, Resources: [id], Tags: [tag] }, options))
  },
  {
    action: 'ec2:CreateSecurityGroup',
    purpose: 'to make its own firewall rule',
    ask: (ec2, { vpc }, options) =>
      given(vpc, id =>
        ec2.createSecurityGroup(
          { DryRun, VpcId: id, GroupName: 'farscope-check', Description: 'Asked as a dry run' },
          options
        )
      )
  },
  {
    action: 'ec2:AuthorizeSecurityGroupIngress',
    purpose: 'to let this computer in',
    ask: (ec2, { group }, options) =>
      given(group, id => ec2.authorizeSecurityGroupIngress({ DryRun, GroupId: id, IpPermissions: [nobody] }, options))
  },
  {
    action: 'ec2:RevokeSecurityGroupIngress',
    purpose: 'to shut that door again',
    ask: (ec2, { group }, options) =>
      given(group, id => ec2.revokeSecurityGroupIngress({ DryRun, GroupId: id, IpPermissions: [nobody] }, options))
  }
]

/** The launch carries its tags, and IAM asks about them in the same breath. */
const launchTags = { TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [tag] }] }

const consoleLook: Probe = {
  action: 'ec2:GetConsoleOutput',
  purpose: 'to learn the host key of the machine',
  ...{ changes: false, destroys: false },
  ask: (ec2, { instance }, options) => given(instance, id => ec2.getConsoleOutput({ DryRun, InstanceId: id }, options))
}

const ends: readonly Asking[] = [
  {
    action: 'ec2:DeleteSecurityGroup',
    purpose: 'to clean up its firewall rule',
    ask: (ec2, { group }, options) => given(group, id => ec2.deleteSecurityGroup({ DryRun, GroupId: id }, options))
  },
  {
    action: 'ec2:StopInstances',
    purpose: 'to stop the machine',
    ask: (ec2, { instance }, options) =>
      given(instance, id => ec2.stopInstances({ DryRun, InstanceIds: [id] }, options))
  },
  {
    action: 'ec2:TerminateInstances',
    purpose: 'to end the machine',
    ask: (ec2, { instance }, options) =>
      given(instance, id => ec2.terminateInstances({ DryRun, InstanceIds: [id] }, options))
  },
  {
    action: 'ec2:DeleteVolume',
    purpose: 'to delete a disk that was left behind',
    ask: (ec2, { volume }, options) => given(volume, id => ec2.deleteVolume({ DryRun, VolumeId: id }, options))
  }
]

export const probes: readonly Probe[] = [
  ...looks,
  consoleLook,
  ...launches.map(probe => ({ ...probe, changes: true, destroys: false })),
  ...ends.map(probe => ({ ...probe, changes: true, destroys: true }))
]

/** A public image that each region has (SSM, public parameters of Amazon Linux). */
const imageParameter = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64'

/** Asks SSM for an image, which is a permission of its own that a run needs. */
export async function imageOf(link: CloudLink, signal: AbortSignal | undefined): Promise<string | null> {
  const { Parameter } = await link.ssm('ask which image is the newest', signal, (ssm, options) =>
    ssm.getParameter({ Name: imageParameter }, options)
  )
  return Parameter?.Value ?? null
}
