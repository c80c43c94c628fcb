/** Partitions as `scontrol -o show partition` prints them, with the sums over their nodes and their jobs. */
import type { ClusterNode, NodeUse, Partition } from '@contract/jobs-cluster'
import { linesOf, listOf, parsePairs } from './cluster-pairs'
import { parseCount, parseDuration } from './fields'

export type JobCounts = Partition['jobs']

/** Keys that keep somebody out, as long as they do not say ALL. */
const limitKeys = [
  'AllowGroups',
  'AllowAccounts',
  'DenyAccounts',
  'AllowQos',
  'DenyQos',
  'AllocNodes',
  'QoS',
  'MaxCPUsPerNode',
  'MaxMemPerNode'
]
const limitFlags = ['RootOnly', 'ReqResv', 'ExclusiveUser']

/** A node that is switched off to save power starts when a job needs it, so it counts as idle. */
const columns: Readonly<Record<NodeUse, 'idle' | 'busy' | 'away'>> = {
  idle: 'idle',
  asleep: 'idle',
  waking: 'idle',
  mixed: 'busy',
  allocated: 'busy',
  draining: 'away',
  down: 'away',
  kept: 'away',
  unknown: 'away'
}

export function parsePartitions(
  text: string,
  nodes: readonly ClusterNode[],
  jobs: ReadonlyMap<string, JobCounts>
): Partition[] {
  const members = byPartition(nodes)
  return linesOf(text, 'PartitionName').map(line => {
    const pairs = parsePairs(line)
    const name = pairs.get('PartitionName') ?? ''
    const maxNodes = parseCount(pairs.get('MaxNodes') ?? '')
    return {
      name,
      state: pairs.get('State') ?? 'UNKNOWN',
      isDefault: pairs.get('Default') === 'YES',
      maxTimeSeconds: parseDuration(pairs.get('MaxTime') ?? ''),
      defaultTimeSeconds: parseDuration(pairs.get('DefaultTime') ?? ''),
      maxNodes,
      limits: limitsOf(pairs),
      ...sumsOf(members.get(name) ?? []),
      jobs: jobs.get(name) ?? { running: 0, waiting: 0 }
    }
  })
}

function byPartition(nodes: readonly ClusterNode[]): Map<string, ClusterNode[]> {
  const members = new Map<string, ClusterNode[]>()
  for (const node of nodes)
    for (const name of node.partitions) {
      const present = members.get(name)
      if (present) present.push(node)
      else members.set(name, [node])
    }
  return members
}

/** Who alone may use a partition and what it allows, in SLURM's words: `AllowAccounts=lab`. */
export function limitsOf(pairs: ReadonlyMap<string, string>): string[] {
  const named = limitKeys.filter(key => listOf(pairs.get(key)).length > 0)
  return [...named.map(key => `${key}=${pairs.get(key)}`), ...limitFlags.flatMap(flag => flagOf(pairs, flag))]
}

function flagOf(pairs: ReadonlyMap<string, string>, flag: string): string[] {
  return pairs.get(flag) === 'YES' ? [`${flag}=YES`] : []
}

/** Unknown as soon as one of them is. */
function sumOrNull(values: readonly (number | null)[]): number | null {
  let sum = 0
  for (const value of values) {
    if (value === null) return null
    sum += value
  }
  return sum
}

function sumsOf(nodes: readonly ClusterNode[]): Pick<Partition, 'nodes' | 'cpus' | 'gpus'> {
  const counts = { total: nodes.length, idle: 0, busy: 0, away: 0 }
  for (const node of nodes) counts[columns[node.use]] += 1
  const gpus = nodes.flatMap(node => node.gpus)
  return {
    nodes: counts,
    cpus: {
      total: nodes.reduce((sum, node) => sum + node.cpus.total, 0),
      used: sumOrNull(nodes.map(node => node.cpus.used))
    },
    gpus: { total: gpus.reduce((sum, gpu) => sum + gpu.total, 0), used: sumOrNull(gpus.map(gpu => gpu.used)) }
  }
}
