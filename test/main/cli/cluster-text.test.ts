import type { Cluster, ClusterNode } from '@contract/jobs-cluster'
import { expect, it } from 'vitest'
import { clusterText } from '../../../src/main/cli/cluster-text'

const node = (name: string, gpus: ClusterNode['gpus']): ClusterNode => ({
  ...{ name, state: 'MIXED', stateText: 'partly in use', use: 'mixed', since: null, reason: null },
  ...{ partitions: ['gpu'], features: [], load: null, gpus },
  cpus: { total: 32, used: 8 },
  memory: { total: 1, used: null, free: null }
})

const cluster: Cluster = {
  ...{ name: 'lab', version: '22.05.8', asOf: null, error: null },
  partitions: [
    {
      ...{ name: 'gpu\x1b[31m', state: 'UP', isDefault: true, maxTimeSeconds: 86_400, defaultTimeSeconds: null },
      ...{ maxNodes: null, limits: [], jobs: { running: 2, waiting: 9 } },
      nodes: { total: 2, idle: 0, busy: 2, away: 0 },
      cpus: { total: 64, used: 16 },
      gpus: { total: 8, used: null }
    }
  ],
  nodes: [
    node('gpu01', [{ type: 'a100', total: 4, used: 3 }]),
    node('gpu02', [{ type: 'a100', total: 4, used: null }])
  ],
  reservations: []
}

it('shows partitions and GPUs by type, says ? for a use that is not known, and lets no name steer the terminal', () => {
  expect(clusterText(cluster)).toBe(`lab, SLURM 22.05.8

PARTITION       STATE       LIMIT  NODES  IDLE  AWAY  CPUS USED  GPUS USED  RUNNING  WAITING
gpu\\u001b[31m*  UP     1-00:00:00      2     0     0      16/64        ?/8        2        9

GPU   USED  NODES
a100   ?/8      2
`)
})
