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
2 nodes, load unknown on 64 CPUs

PARTITION       STATE       LIMIT  NODES  IDLE  AWAY  CPUS USED  GPUS USED  RUNNING  WAITING
gpu\\u001b[31m*  UP     1-00:00:00      2     0     0      16/64        ?/8        2        9

GPU   USED  NODES
a100   ?/8      2
`)
})

it('names the nodes that take no jobs, with why and since when, and sums the load', () => {
  const since = '2026-11-17T10:00:00Z'
  const nodes = [
    { ...node('cpu01', []), load: 3.5 },
    { ...node('cpu02', []), load: 0.25, state: 'IDLE+DRAIN', use: 'draining' as const, reason: 'bad DIMM' },
    { ...node('cpu03', []), state: 'IDLE+POWERED_DOWN', stateText: 'switched off', use: 'asleep' as const, since }
  ]
  const text = clusterText({ ...cluster, nodes })
  expect(text).toContain('3 nodes, load 3.8 on 96 CPUs\n')
  expect(text.split('\n\n').at(-1)).toBe(`NODE   STATE              SINCE                 WHY
cpu02  IDLE+DRAIN         -                     bad DIMM
cpu03  IDLE+POWERED_DOWN  2026-11-17T10:00:00Z  switched off
`)
})
