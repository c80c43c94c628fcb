/** Deletes orphans one by one. Each is looked at again right before: what changed since it was reviewed stays. */
import type { CloudIdentity, CloudSweep, ResourceRef } from '@contract/cloud'
import { isOwn, sharedHint } from '@domain/cloud/identity'
import { inSweepOrder, isKept, orphanReason } from '@domain/cloud/orphans'
import { Failure } from '@domain/failure'
import { pause } from '../broadcast'
import type { Clock } from '../platform'
import { isNotThere } from './cloud-errors'
import type { CloudLink } from './cloud-link'
import { describers, type Ec2Kind, type Found, ownInstances } from './describe-own'
import { hasMachine } from './inventory'
import type { OwnResults } from './results/own-results'

export interface SweepParts {
  readonly link: CloudLink
  readonly identity: CloudIdentity
  readonly clock: Clock
  readonly isKnownRun: (run: string) => boolean
  readonly results: OwnResults
  readonly signal: AbortSignal | undefined
}

/** How long instances may take to be gone, and how often one looks. Milliseconds. */
const goneMs = 180_000
const lookMs = 2_000

/** What stands in the way of the others goes first. Ends early only when it is stopped; what was deleted is then gone. */
export async function sweep(parts: SweepParts, resources: readonly ResourceRef[]): Promise<CloudSweep> {
  const result: CloudSweep = { deleted: [], failed: [] }
  const ordered = inSweepOrder(unique(resources))
  const ended: string[] = []
  for (const { kind, id } of ordered) {
    if (kind !== 'instance' && ended.length > 0) await untilGone(parts, ended.splice(0))
    try {
      parts.signal?.throwIfAborted()
      const removed = (await look(parts, { kind, id })) === 'ours' && (await remove(parts, { kind, id }))
      result.deleted.push({ kind, id })
      if (kind === 'instance' && removed) ended.push(id)
    } catch (thrown) {
      const failure = parts.signal?.aborted ? Failure.from(parts.signal.reason) : Failure.from(thrown)
      result.failed.push({ kind, id, error: failure.toData() })
    }
  }
  return result
}

function unique(resources: readonly ResourceRef[]): ResourceRef[] {
  return [...new Map(resources.map(one => [`${one.kind} ${one.id}`, one])).values()]
}

/**
 * `gone`: EC2 does not know it any more, as a volume that went with its instance. `not-allowed` or `conflict` where it
 * must not be deleted.
 */
async function look(parts: SweepParts, { kind, id }: ResourceRef): Promise<'ours' | 'gone'> {
  const all = await describe(parts, { kind, id }).catch((thrown: unknown) => {
    if (isNotThere(thrown)) return null
    throw thrown
  })
  if (all === null) return 'gone'
  const found = all.find(one => one.id === id)
  if (!found)
    throw new Failure('not-allowed', `${id} does not carry Farscope's tags, or has ended already.`, {
      hint: 'It was left alone. Look again at what is there.'
    })
  if (parts.identity.shared)
    throw new Failure('not-allowed', `${id} may be of anybody who takes on the role ${parts.identity.owner}.`, {
      hint: `It was left alone. ${sharedHint}`
    })
  if (!isOwn(found.tags.owner, parts.identity))
    throw new Failure('not-allowed', `${id} belongs to ${found.tags.owner}, not to you (${parts.identity.owner}).`, {
      hint: 'It was left alone. Ask its owner to delete it.'
    })
  const orphan = orphanReason(found, { now: parts.clock.now(), isKnownRun: parts.isKnownRun, mine: true })
  if (orphan === null && !isKept(found))
    throw new Failure('conflict', `${id} is no orphan any more: its time is not over, or its run is known.`, {
      hint: 'It was left alone.'
    })
  // An orphan by its tags may still be in use, and by something that is none.
  if (kind !== 'instance' && found.inUse)
    throw new Failure('conflict', `${id} is in use${found.attachedTo === null ? '' : ` by ${found.attachedTo}`}.`, {
      hint: 'It was left alone. Delete what uses it first, then try again.'
    })
  return 'ours'
}

/** Of results all that wait in the account: a bucket is asked folder by folder. */
async function describe({ link, results, signal }: SweepParts, { kind, id }: ResourceRef): Promise<readonly Found[]> {
  if (kind !== 'results') return describers[kind](link, { ids: [id], signal })
  const { found, problems } = await results.list(link.place.profile, signal)
  const [first] = problems
  if (first && !found.some(one => one.id === id)) throw Failure.fromData(first.error)
  const own = await ownInstances(link, { signal })
  return found.map(one => ({ ...one, inUse: one.inUse || hasMachine(own, one) }))
}

const acts: Readonly<
  Record<Ec2Kind, (link: CloudLink, id: string, signal: AbortSignal | undefined) => Promise<unknown>>
> = {
  instance: (link, id, signal) =>
    link.ec2(`terminate ${id}`, signal, (ec2, options) => ec2.terminateInstances({ InstanceIds: [id] }, options)),
  'spot-request': (link, id, signal) =>
    link.ec2(`cancel ${id}`, signal, (ec2, options) =>
      ec2.cancelSpotInstanceRequests({ SpotInstanceRequestIds: [id] }, options)
    ),
  volume: (link, id, signal) =>
    link.ec2(`delete ${id}`, signal, (ec2, options) => ec2.deleteVolume({ VolumeId: id }, options)),
  snapshot: (link, id, signal) =>
    link.ec2(`delete ${id}`, signal, (ec2, options) => ec2.deleteSnapshot({ SnapshotId: id }, options)),
  address: (link, id, signal) =>
    link.ec2(`release ${id}`, signal, (ec2, options) => ec2.releaseAddress({ AllocationId: id }, options)),
  'security-group': (link, id, signal) =>
    link.ec2(`delete ${id}`, signal, (ec2, options) => ec2.deleteSecurityGroup({ GroupId: id }, options))
}

/** False: it went by itself between the look and the act. */
const remove = ({ link, results, signal }: SweepParts, { kind, id }: ResourceRef): Promise<boolean> =>
  (kind === 'results' ? results.remove(link.place.profile, id, signal) : acts[kind](link, id, signal)).then(
    () => true,
    (thrown: unknown) => {
      if (isNotThere(thrown)) return false
      throw thrown
    }
  )

/** Volumes, addresses and groups can go only when the instances that have them are gone. Never fails. */
async function untilGone({ link, clock, signal }: SweepParts, ids: readonly string[]): Promise<void> {
  const end = clock.now().getTime() + goneMs
  // Each by itself: of several EC2 refuses all as soon as it does not know one.
  for (const id of ids)
    while (!signal?.aborted && clock.now().getTime() < end) {
      // Unknown to EC2 is gone to us; when it could not be asked, nothing is known.
      const left = await ownInstances(link, { ids: [id], signal }).then(
        found => found.length > 0,
        (thrown: unknown) => !isNotThere(thrown)
      )
      if (!left) break
      await pause(lookMs, signal)
    }
}
