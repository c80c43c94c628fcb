/** The heat map's blocks: nodes put together by partition or by the GPUs they have. */
import type { Cluster, ClusterNode } from '@contract/jobs-cluster'
import { visibleName } from '../../../ui/visible-name'

/** What puts nodes together. */
export type NodeGrouping = 'partition' | 'gpu'

/** Nodes under one head. A node can stand in several groups: it can be in several partitions. */
export interface NodeGroup {
  readonly key: string
  readonly name: string
  readonly nodes: readonly ClusterNode[]
}

/** `ga2` before `ga10`. */
const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** The GPU types of a node in one word: `a100`, `a100 + l40s`; null for a node without GPUs. */
function gpuKind({ gpus }: ClusterNode): string | null {
  const kinds = gpus.filter(({ total }) => total > 0).map(({ type }) => (type === null ? 'other GPUs' : type))
  return kinds.length === 0 ? null : [...new Set(kinds)].sort(natural.compare).join(' + ')
}

function byPartition({ partitions, nodes }: Pick<Cluster, 'partitions' | 'nodes'>): NodeGroup[] {
  const members = new Map<string, ClusterNode[]>(partitions.map(({ name }) => [name, []]))
  const alone: ClusterNode[] = []
  for (const node of nodes) {
    const lists = node.partitions.flatMap(name => (members.has(name) ? [members.get(name)] : []))
    for (const list of lists) list?.push(node)
    if (lists.length === 0) alone.push(node)
  }
  const groups = [...members].map(([name, list]) => ({ key: `p ${name}`, name: visibleName(name), nodes: list }))
  return [...groups, { key: 'none', name: 'In no partition', nodes: alone }]
}

function byGpu(nodes: readonly ClusterNode[]): NodeGroup[] {
  const members = new Map<string, ClusterNode[]>()
  const without: ClusterNode[] = []
  for (const node of nodes) {
    const kind = gpuKind(node)
    if (kind === null) without.push(node)
    else {
      const list = members.get(kind)
      if (list) list.push(node)
      else members.set(kind, [node])
    }
  }
  const groups = [...members]
    .sort(([a], [b]) => natural.compare(a, b))
    .map(([kind, list]) => ({ key: `g ${kind}`, name: visibleName(kind), nodes: list }))
  return [...groups, { key: 'none', name: 'Without GPU', nodes: without }]
}

/** The groups that have nodes, each with its nodes in natural order of their names. */
export function nodeGroups(cluster: Pick<Cluster, 'partitions' | 'nodes'>, by: NodeGrouping): readonly NodeGroup[] {
  const groups = by === 'partition' ? byPartition(cluster) : byGpu(cluster.nodes)
  return groups
    .filter(({ nodes }) => nodes.length > 0)
    .map(group => ({ ...group, nodes: [...group.nodes].sort((a, b) => natural.compare(a.name, b.name)) }))
}
