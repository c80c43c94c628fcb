/** The cloud in words. */
import type { CloudPermission, CloudProfile, CloudResource } from '@contract/cloud'
import type { CloudCluster } from '@contract/cloud-clusters'
import { maySweep, orphanWords } from '@domain/cloud/orphans'
import type { State } from '../../ui/state-mark'

export const kindWords: Readonly<Record<CloudResource['kind'], string>> = {
  instance: 'Instance',
  'spot-request': 'Spot request',
  volume: 'Volume',
  snapshot: 'Snapshot',
  address: 'Address',
  'security-group': 'Security group',
  results: 'Results in S3'
}

export const signInWords: Readonly<Record<CloudProfile['signIn'], string>> = {
  keys: 'keys',
  sso: 'SSO',
  role: 'role',
  process: 'a program',
  'web-identity': 'web identity',
  login: 'console login',
  demo: 'make-believe',
  none: 'no sign-in'
}

/** What is left behind is marked as such, whatever state it is in. */
export function markOf({ orphan, state }: CloudResource): { state: State; label: string } {
  if (orphan !== null) return { state: 'warning', label: `left behind: ${orphanWords[orphan]}` }
  if (state === 'pending') return { state: 'starting', label: state }
  if (state === 'running' || state === 'in-use') return { state: 'running', label: state }
  return { state: 'waiting', label: state || 'there' }
}

export const permissionMarks: Readonly<Record<CloudPermission['result'], State>> = {
  allowed: 'done',
  denied: 'failed',
  unsure: 'warning'
}

/** Why one's own act cannot delete it; undefined: it can. */
export function keepReason({ mine, orphan, kept, tags }: CloudResource): string | undefined {
  if (!mine) return `It belongs to ${tags.owner}.`
  return !maySweep({ orphan, kept }) ? 'It belongs to a run, and its time is not over.' : undefined
}

export const keyOf = ({ kind, id }: Pick<CloudResource, 'kind' | 'id'>): string => `${kind} ${id}`

/** A cluster is as its head node is. */
export function headMark({ head }: CloudCluster): { state: State; label: string } {
  if (head === null) return { state: 'warning', label: 'no head node' }
  if (head.state === 'running') return { state: 'running', label: head.state }
  return { state: head.state === 'pending' ? 'starting' : 'waiting', label: head.state || 'unknown' }
}
