import type { Cluster } from '@contract/jobs-cluster'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { ClusterView } from '../../../../../src/renderer/features/jobs/cluster/cluster-page'
import {
  clusterTotals,
  gpuTypes,
  partitionRows
} from '../../../../../src/renderer/features/jobs/cluster/cluster-totals'
import { NodeDrawer } from '../../../../../src/renderer/features/jobs/cluster/node-drawer'
import { freeWords, limitWords } from '../../../../../src/renderer/features/jobs/cluster/partition-table'
import { reservationTime, reservedFor } from '../../../../../src/renderer/features/jobs/cluster/reservations'
import { cluster, node, partition } from './cluster-fixture'

const nothing = () => {}
const plain = (html: string) => html.replaceAll('<!-- -->', '')
const view = (known: Cluster | null, error: Cluster['error'] = null) =>
  plain(
    renderToString(
      <ClusterView cluster={known} error={error} siteLabel='Northlight' onChoose={nothing} onRefresh={nothing} />
    )
  )

describe('what is free of a cluster', () => {
  const down = node('ga02', { use: 'down', cpus: { total: 64, used: 0 }, gpus: [{ type: 'a100', total: 4, used: 0 }] })

  it('leaves out what stands on nodes that take no jobs', () => {
    const { cpus, gpus, openNodes } = clusterTotals({ nodes: [node('ga01'), down] })
    expect(cpus).toEqual({ total: 128, used: 16, free: 48, away: 64 })
    expect(gpus).toEqual({ total: 8, used: 1, free: 3, away: 4 })
    expect(openNodes).toBe(1)
  })

  it('is unknown, not 0, where a count is unknown', () => {
    const odd = node('x', { cpus: { total: 8, used: null } })
    expect(clusterTotals({ nodes: [odd] }).cpus.free).toBeNull()
    expect(freeWords(clusterTotals({ nodes: [odd] }).cpus)).toBe('unknown of 8')
  })

  it('is told for each GPU type, the largest first', () => {
    const types = gpuTypes([node('a', { gpus: [{ type: 'l40s', total: 2, used: 2 }] }), node('b'), down])
    expect(types.map(({ type, free, away }) => [type, free, away])).toEqual([
      ['a100', 3, 4],
      ['l40s', 0, 0]
    ])
  })

  it('is told for each partition from its own nodes', () => {
    const rows = partitionRows({
      partitions: [partition('gpu'), partition('cpu')],
      nodes: [node('a', { partitions: ['gpu', 'cpu'] }), node('b', { partitions: ['cpu'], gpus: [] })]
    })
    expect(rows.map(({ cpus, gpus }) => [cpus.free, gpus.free])).toEqual([
      [48, 3],
      [96, 3]
    ])
  })
})

describe('the cluster page', () => {
  it('shows figures and partitions', () => {
    const html = view(cluster())
    expect(html).toContain('SLURM 22.05.8')
    expect(html).toContain('Who may use it')
    expect(html).toContain('3 of 4 free')
  })

  it('says what a cluster does not have', () => {
    const html = view(cluster({ nodes: [node('c1', { gpus: [] })] }))
    expect(html).toContain('The scheduler lists no GPUs on this cluster.')
    expect(html).toContain('None: no nodes are kept for anybody.')
    expect(html).not.toContain('GPUs free</dt>')
    expect(view(cluster({ nodes: [], partitions: [] }))).toContain('The scheduler lists no nodes.')
  })

  it('keeps the last figures beside an error, and says so', () => {
    const error = { code: 'slurm-down', message: 'slurmctld does not answer.', hint: '' } as const
    const html = view(cluster(), error)
    expect(html).toContain('slurmctld does not answer.')
    expect(html).toContain('The figures below are as they were read last.')
    expect(html).toContain('3 of 4 free')
    expect(view(null, error)).toContain('The nodes of Northlight are unknown.')
  })
})

describe('a node beside the map', () => {
  const drawer = (known: Parameters<typeof node>[1], onShowJobs?: () => void) =>
    plain(renderToString(<NodeDrawer node={node('ga01', known)} onShowJobs={onShowJobs} onClose={nothing} />))

  it('says its state, what it means, and what an administrator wrote, as text', () => {
    const html = drawer({ use: 'draining', state: 'MIXED+DRAIN', reason: '<b>fan</b>' })
    expect(html).toContain('Takes no new jobs; those that run may end.')
    expect(html).toContain('MIXED+DRAIN')
    expect(html).toContain('&lt;b&gt;fan&lt;/b&gt;')
  })

  it('warns of work that the scheduler did not give', () => {
    expect(drawer({ load: 60 })).toContain('more is computed')
    expect(drawer({ load: 16 })).not.toContain('more is computed')
  })

  it('offers its jobs only where somebody can show them', () => {
    expect(drawer({})).not.toContain('Show its jobs')
    expect(drawer({}, nothing)).toContain('Show its jobs')
  })
})

describe('words of partitions and reservations', () => {
  const now = Date.parse('2026-11-17T10:00:00Z')

  it('say who may use a partition', () => {
    expect(limitWords({ limits: [] })).toBe('everybody')
    expect(limitWords({ limits: ['AllowGroups=cryo', 'QOS=long'] })).toBe('AllowGroups=cryo, QOS=long')
  })

  it('say when and for whom nodes are kept', () => {
    const times = { start: '2026-11-17T08:00:00Z', end: '2026-11-17T20:00:00Z' }
    expect(reservationTime(times, now, 'UTC')).toBe('now, until 17 Nov 20:00 UTC')
    expect(reservationTime({ ...times, start: '2026-11-17T12:00:00Z' }, now, 'UTC')).toBe(
      '17 Nov 12:00 to 17 Nov 20:00 UTC'
    )
    expect(reservationTime({ start: null, end: null }, now)).toBe('unknown')
    expect(reservedFor({ users: ['mlindq'], accounts: ['em'] })).toBe('mlindq, account em')
  })
})
