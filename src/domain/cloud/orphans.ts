/** What was left behind: ours by its tags, but of no run that is known, or past its time. */
import type { CloudResource, OrphanReason } from '@contract/cloud'

/** What the judgement needs of a resource. */
export type Judged = Pick<CloudResource, 'kind' | 'tags' | 'inUse'>

/** By what it is judged. */
export interface Judgement {
  readonly now: Date
  /** The instance that has it. A disk goes with that, and only its expiry is moved when a run is to last longer. */
  readonly holder?: Judged | undefined
  readonly isKnownRun: (run: string) => boolean
  /** By cloud/identity: of who asks, and of nobody else. */
  readonly mine: boolean
}

/**
 * So long after the end of its run what waits in a bucket is left to whichever computer launched it: that may be shut
 * over a weekend or a holiday. Milliseconds.
 */
export const resultsKeptMs = 14 * 86_400_000

/**
 * Why it is an orphan; null: it is not. What is past its expiry is one even of a known run; an expiry still ahead
 * protects. Of others' runs nothing is known, so theirs are none. Results of a run that is not known here are left alone until their expiry (the run's last end and
 * `resultsKeptMs`), and while an instance of that run is there. Without a run's tag (what runs share) it is one only
 * when nothing uses it; a snapshot and a security group are kept to be used later. A spot request that has its instance ends with that one.
 */
export function orphanReason(judged: Judged, judgement: Judgement): OrphanReason | null {
  const { now, isKnownRun, mine, holder } = judgement
  const { kind, tags, inUse } = judged
  if (kind === 'volume' && holder) return orphanReason(holder, { ...judgement, holder: undefined })
  // A run that goes on will fetch its own; afterwards nobody does by himself.
  if (kind === 'results') {
    if (inUse || !mine) return null
    if (tags.run !== null && isKnownRun(tags.run)) return 'unused'
    return tags.expiry !== null && Date.parse(tags.expiry) > now.getTime() ? null : 'unknown-run'
  }
  if ((kind === 'spot-request' && inUse) || isKept(judged)) return null
  if (tags.expiry !== null) return Date.parse(tags.expiry) <= now.getTime() ? 'expired' : null
  if (tags.run !== null) return mine && !isKnownRun(tags.run) ? 'unknown-run' : null
  return inUse || kind === 'snapshot' ? null : 'unused'
}

/**
 * The one security group of a person in a network (main/cloud/runs/own-group) while no run has it: nothing is wrong with
 * it, it costs nothing, and the next run takes it again.
 */
export const isKept = ({ kind, tags, inUse }: Judged): boolean =>
  kind === 'security-group' && tags.run === null && tags.expiry === null && !inUse

/** Whether it may be deleted from here, by its owner. */
export const maySweep = ({ orphan, kept }: Pick<CloudResource, 'orphan' | 'kept'>): boolean => orphan !== null || kept

/**
 * Whether a sweep takes it that names nothing. Results of a run of another computer may be all that is left of it: only
 * a person who names them knows better.
 */
export const sweptUnasked = ({ kind, mine, orphan }: Pick<CloudResource, 'kind' | 'mine' | 'orphan'>): boolean =>
  mine && orphan !== null && !(kind === 'results' && orphan === 'unknown-run')

/** Why it is one, for people. */
export const orphanWords: Readonly<Record<OrphanReason, string>> = {
  expired: 'past its expiry',
  'unknown-run': 'of no run known here',
  unused: 'used by nothing'
}

/** The same of what is kept. */
export const keptWords = 'kept for the next run'

/** What has to go first, so that nothing that is deleted later is still in use. */
const order: readonly CloudResource['kind'][] = [
  'spot-request',
  'instance',
  'address',
  'volume',
  'snapshot',
  'security-group',
  'results'
]

export function inSweepOrder<T extends Pick<CloudResource, 'kind'>>(resources: readonly T[]): T[] {
  return resources.toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind))
}
