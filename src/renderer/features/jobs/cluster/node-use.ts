/** What a node is used for, in words; and which of its CPUs and GPUs somebody could still have. */
import type { ClusterNode, NodeUse } from '@contract/jobs-cluster'
import { nodeUses } from '@contract/jobs-cluster'
import { countOf, formatCount, formatDuration, unknown } from '../../../ui/format'
import { visibleName } from '../../../ui/visible-name'

/** A use as the legend names it, and what it means for somebody who wants a node. */
export interface UseWords {
  readonly word: string
  readonly means: string
}

/** sinfo(1), NODE STATE CODES, brought to what a person wants to know. */
export const useWords: Readonly<Record<NodeUse, UseWords>> = {
  idle: { word: 'idle', means: 'Nothing runs on it: a job can start at once.' },
  mixed: { word: 'partly used', means: 'Jobs run on it, and some of its CPUs are free.' },
  allocated: { word: 'fully used', means: 'All its CPUs are given to jobs.' },
  draining: { word: 'draining', means: 'Takes no new jobs; those that run may end.' },
  down: { word: 'down', means: 'Cannot be used until an administrator brings it back.' },
  asleep: { word: 'asleep', means: 'Switched off to save power; it starts when a job needs it, within minutes.' },
  waking: { word: 'waking', means: 'Starting now; jobs begin on it within minutes.' },
  kept: { word: 'kept', means: 'Reserved, in maintenance, or held for a job that waits.' },
  unknown: { word: 'unknown', means: 'The scheduler has not heard from it yet.' }
}

/** Uses in which what is free of a node can be given to a job. */
const open: ReadonlySet<NodeUse> = new Set<NodeUse>(['idle', 'mixed', 'allocated', 'asleep', 'waking'])

/** Whether a job could be given what is free of the node. */
export function takesJobs(node: Pick<ClusterNode, 'use'>): boolean {
  return open.has(node.use)
}

/** How many nodes are in each use, in the contract's order; uses without a node are left out. */
export function useCounts(nodes: readonly ClusterNode[]): readonly { use: NodeUse; count: number }[] {
  const counts = new Map<NodeUse, number>()
  for (const { use } of nodes) counts.set(use, (counts.get(use) ?? 0) + 1)
  return nodeUses.flatMap(use => {
    const count = counts.get(use)
    return count === undefined ? [] : [{ use, count }]
  })
}

/** Share of a node's CPUs that jobs have, 0 to 1; null where it is not known. */
export function cpuShare({ cpus }: Pick<ClusterNode, 'cpus'>): number | null {
  if (cpus.used === null || cpus.total <= 0) return null
  return Math.min(1, Math.max(0, cpus.used / cpus.total))
}

/** What the filling of a cell and its figures count. */
export type Measure = 'cpu' | 'gpu'

/** CPUs or GPUs of a node, in use and in all; null for the GPUs of a node that has none. */
export function measured(
  node: Pick<ClusterNode, 'cpus' | 'gpus'>,
  measure: Measure
): { readonly total: number; readonly used: number | null } | null {
  if (measure === 'cpu') return node.cpus
  const total = node.gpus.reduce((sum, gpus) => sum + gpus.total, 0)
  if (total === 0) return null
  return {
    total,
    used: node.gpus.reduce<number | null>((sum, { used }) => (sum === null || used === null ? null : sum + used), 0)
  }
}

/**
 * How a node's cell is drawn. Counting GPUs, a node that works is full when its GPUs are, whatever its CPUs do; a node
 * without any is drawn by its CPUs.
 */
export function cellLook(
  node: Pick<ClusterNode, 'use' | 'cpus' | 'gpus'>,
  measure: Measure
): { readonly use: NodeUse; readonly share: number | null } {
  const gpus = measure === 'gpu' ? measured(node, 'gpu') : null
  const works = node.use === 'mixed' || node.use === 'allocated'
  if (gpus === null || gpus.used === null || !works) return { use: node.use, share: cpuShare(node) }
  const share = Math.min(1, gpus.used / gpus.total)
  return { use: share === 1 ? 'allocated' : 'mixed', share }
}

/** `48/64 CPU` beside a cell; `?/64 CPU` where nobody knows. */
export function cellFigures(node: Pick<ClusterNode, 'cpus' | 'gpus'>, measure: Measure): string {
  const counted = measured(node, measure)
  const { total, used } = counted ?? node.cpus
  return `${used ?? '?'}/${total} ${counted !== null && measure === 'gpu' ? 'GPU' : 'CPU'}`
}

/** `48 of 64 CPUs used`, or `unknown of 64 CPUs used`. */
export function usedOf(count: { readonly total: number; readonly used: number | null }, noun: string): string {
  return `${count.used === null ? unknown : formatCount(count.used)} of ${countOf(count.total, noun)} used`
}

/** `3 of 8 GPUs used (a100)`, one entry a type. */
export function gpuWords(node: Pick<ClusterNode, 'gpus'>): readonly string[] {
  return node.gpus.map(gpus => {
    const kind = gpus.type === null ? '' : ` (${visibleName(gpus.type)})`
    return `${usedOf(gpus, 'GPU')}${kind}`
  })
}

/** `asleep for 12 min`: how long a node that is switched off or on is so, as far as that was seen. `now` in milliseconds. */
export function powerWords({ use, since }: Pick<ClusterNode, 'use' | 'since'>, now: number): string {
  const { word } = useWords[use]
  if (since === null || (use !== 'asleep' && use !== 'waking')) return word
  return `${word} for ${formatDuration(Math.max(0, (now - Date.parse(since)) / 1000))}`
}

/** Everything a cell stands for, in one line for those who do not see it. */
export function nodeSentence(node: ClusterNode): string {
  const parts = [powerWords(node, Date.now()), usedOf(node.cpus, 'CPU'), ...gpuWords(node)]
  if (node.reason !== null) parts.push(visibleName(node.reason))
  return `${visibleName(node.name)}: ${parts.join(', ')}`
}
