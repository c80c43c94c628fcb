/** A cluster as its own commands describe it, brought to the contract's shape. */
import type { Cluster } from '@contract/jobs-cluster'
import { parseNodes } from './cluster-nodes'
import { type JobCounts, parsePartitions } from './cluster-partitions'
import { parseReservations } from './cluster-reservations'

/** A cluster as one poll read it. */
export type ClusterReading = Omit<Cluster, 'asOf' | 'error'>

/** Before the first answer. */
export const unknownCluster: ClusterReading = { name: null, version: null, partitions: [], nodes: [], reservations: [] }

/** What the commands printed; `identity` is of `squeue --version` and `scontrol show config`. */
export interface ClusterTexts {
  readonly identity: string
  readonly nodes: string
  readonly partitions: string
  readonly reservations: string
}

export function parseCluster(texts: ClusterTexts, jobs: ReadonlyMap<string, JobCounts>): ClusterReading {
  const nodes = parseNodes(texts.nodes)
  return {
    name: /^ClusterName\s*=\s*(\S+)/m.exec(texts.identity)?.[1] ?? null,
    version: /^slurm\S* (\d+\.\d+\S*)/m.exec(texts.identity)?.[1] ?? null,
    partitions: parsePartitions(texts.partitions, nodes, jobs),
    nodes,
    reservations: parseReservations(texts.reservations)
  }
}
