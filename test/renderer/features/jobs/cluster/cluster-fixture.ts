import type { Cluster, ClusterNode, Partition } from '@contract/jobs-cluster'

const gib = 2 ** 30

/** A node of which a test says only what it is about. */
export function node(name: string, known: Partial<ClusterNode> = {}): ClusterNode {
  return {
    ...{ name, state: 'MIXED', stateText: 'partly in use', use: 'mixed', since: null, reason: null },
    ...{ partitions: ['gpu'], features: ['a100'], cpus: { total: 64, used: 16 }, load: 15.2 },
    memory: { total: 512 * gib, used: 128 * gib, free: 300 * gib },
    gpus: [{ type: 'a100', total: 4, used: 1 }],
    ...known
  }
}

/** A partition of which a test says only what it is about. */
export function partition(name: string, known: Partial<Partition> = {}): Partition {
  return {
    ...{ name, state: 'UP', isDefault: false, maxTimeSeconds: 86_400, defaultTimeSeconds: 3600, maxNodes: null },
    ...{ limits: [], nodes: { total: 4, idle: 1, busy: 2, away: 1 }, cpus: { total: 256, used: 128 } },
    ...{ gpus: { total: 16, used: 8 }, jobs: { running: 3, waiting: 7 } },
    ...known
  }
}

/** A cluster of which a test says only what it is about. */
export function cluster(known: Partial<Cluster> = {}): Cluster {
  return {
    ...{ name: 'northlight', version: '22.05.8', reservations: [], asOf: '2026-11-17T10:00:00Z', error: null },
    ...{ partitions: [partition('gpu')], nodes: [node('ga01')] },
    ...known
  }
}
