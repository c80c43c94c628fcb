/** A machine of a run as EC2 describes it. */
import type { Filter, Instance } from '@aws-sdk/client-ec2'
import type { GoneReason } from '@domain/cloud/runs/end-of-work'
import { demoPortTag, ownTags } from '@domain/cloud/tags'
import { isLoopback } from '@domain/tunnels/tunnel-text'
import { allPages, type CloudLink } from '../cloud-link'

export interface SeenMachine {
  readonly instance: string
  readonly run: string
  readonly owner: string
  readonly token: string | null
  /** EC2's: `pending`, `running`, `shutting-down`, `terminated`, `stopping`, `stopped`. */
  readonly state: string
  readonly reason: GoneReason | null
  readonly zone: string | null
  readonly launchedAt: string | null
  /** From outside, else in its network. */
  readonly address: string | null
  /** Of its SSH. */
  readonly port: number
}

/** EC2's own limit of a page of instances. */
const pageSize = 1000
const sshPort = 22

/** Whether EC2 is a program of this computer: the demo's, or one of the tests. */
export function isLocalCloud({ place }: Pick<CloudLink, 'place'>): boolean {
  const { ec2 } = place.endpoints
  return ec2 !== undefined && URL.canParse(ec2) && isLoopback(new URL(ec2).hostname.replace(/^\[|\]$/g, ''))
}

/** All that have a run's tag, page by page, also those that have ended (EC2 forgets them after an hour). */
export async function seeMachines(
  link: CloudLink,
  filters: readonly Filter[],
  signal: AbortSignal | undefined
): Promise<SeenMachine[]> {
  const reservations = await allPages(
    token =>
      link.ec2('look at the machines', signal, (ec2, options) =>
        ec2.describeInstances({ MaxResults: pageSize, Filters: [...filters], NextToken: token }, options)
      ),
    page => page.Reservations
  )
  const local = isLocalCloud(link)
  return reservations.flatMap(({ Instances }) => Instances ?? []).flatMap(instance => seen(instance, local))
}

/** `not-found` where EC2 does not know it. Null: it carries no tags of ours. */
export async function seeMachine(
  link: CloudLink,
  id: string,
  signal: AbortSignal | undefined
): Promise<SeenMachine | null> {
  const { Reservations } = await link.ec2(`look at ${id}`, signal, (ec2, options) =>
    ec2.describeInstances({ InstanceIds: [id] }, options)
  )
  const local = isLocalCloud(link)
  return (
    (Reservations ?? [])
      .flatMap(({ Instances }) => Instances ?? [])
      .flatMap(instance => seen(instance, local))
      .find(({ instance }) => instance === id) ?? null
  )
}

export function seen(instance: Instance, local: boolean): SeenMachine[] {
  const { InstanceId, Tags, State, StateReason, Placement, LaunchTime, ClientToken } = instance
  const tags = ownTags(Tags)
  if (!InstanceId || !tags?.run) return []
  const demoPort = local ? Number(Tags?.find(({ Key }) => Key === demoPortTag)?.Value) : Number.NaN
  return [
    {
      ...{ instance: InstanceId, run: tags.run, owner: tags.owner, token: ClientToken || null },
      state: State?.Name ?? '',
      reason: StateReason?.Code ? { code: StateReason.Code, message: StateReason.Message ?? '' } : null,
      zone: Placement?.AvailabilityZone ?? null,
      launchedAt: LaunchTime?.toISOString() ?? null,
      address: instance.PublicIpAddress || instance.PrivateIpAddress || null,
      port: Number.isInteger(demoPort) && demoPort > 0 && demoPort < 65_536 ? demoPort : sshPort
    }
  ]
}

/** Nothing is left of it but its entry in EC2's lists. */
export const isGone = ({ state }: Pick<SeenMachine, 'state'>): boolean => state === 'terminated'
/** Somebody stopped it in the console, or AWS did: it computes nothing, and its disk costs. */
export const stands = ({ state }: Pick<SeenMachine, 'state'>): boolean => state === 'stopping' || state === 'stopped'
/** It ends, or has ended. */
export const goes = ({ state }: Pick<SeenMachine, 'state'>): boolean =>
  state === 'terminated' || state === 'shutting-down'
