/** A cluster as the command shows it: partitions, GPUs by type, reservations. */
import type { Cluster, ClusterNode, NodeUse } from '@contract/jobs-cluster'
import { durationText, safeText, table } from './text'

/** `3/8`, `?/8` where the use is not known. */
function share(used: number | null, total: number): string {
  return total === 0 ? '-' : `${used ?? '?'}/${total}`
}

interface GpuRow {
  readonly type: string
  readonly total: number
  readonly used: number | null
  readonly nodes: number
}

function gpuRows(nodes: readonly ClusterNode[]): GpuRow[] {
  const rows = new Map<string, GpuRow>()
  for (const gpu of nodes.flatMap(node => node.gpus)) {
    const type = gpu.type ?? 'gpu'
    const row = rows.get(type) ?? { type, total: 0, used: 0, nodes: 0 }
    const used = row.used === null || gpu.used === null ? null : row.used + gpu.used
    rows.set(type, { type, total: row.total + gpu.total, used, nodes: row.nodes + 1 })
  }
  return [...rows.values()].sort((a, b) => b.total - a.total)
}

function partitionsTable({ partitions }: Cluster): string {
  return table(partitions, [
    { title: 'PARTITION', cell: row => `${row.name}${row.isDefault ? '*' : ''}` },
    { title: 'STATE', cell: row => row.state },
    {
      title: 'LIMIT',
      right: true,
      cell: row => (row.maxTimeSeconds === null ? '-' : durationText(row.maxTimeSeconds))
    },
    { title: 'NODES', right: true, cell: row => String(row.nodes.total) },
    { title: 'IDLE', right: true, cell: row => String(row.nodes.idle) },
    { title: 'AWAY', right: true, cell: row => String(row.nodes.away) },
    { title: 'CPUS USED', right: true, cell: row => share(row.cpus.used, row.cpus.total) },
    { title: 'GPUS USED', right: true, cell: row => share(row.gpus.used, row.gpus.total) },
    { title: 'RUNNING', right: true, cell: row => String(row.jobs.running) },
    { title: 'WAITING', right: true, cell: row => String(row.jobs.waiting) }
  ])
}

/** Nodes that take no jobs, or only after they have started, and why. */
function awayTable(nodes: readonly ClusterNode[]): string {
  return table(nodes, [
    { title: 'NODE', cell: row => row.name },
    { title: 'STATE', cell: row => row.state },
    { title: 'SINCE', cell: row => row.since ?? '-' },
    { title: 'WHY', cell: row => row.reason ?? row.stateText }
  ])
}

/** `4 nodes, load 3.7 on 128 CPUs`: the processes that compute or wait, mean of one minute. */
function loadLine(nodes: readonly ClusterNode[]): string {
  const loads = nodes.flatMap(({ load }) => load ?? [])
  const cpus = nodes.reduce((sum, node) => sum + node.cpus.total, 0)
  const load = loads.length === 0 ? 'unknown' : loads.reduce((sum, one) => sum + one, 0).toFixed(1)
  return `${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'}, load ${load} on ${cpus} CPUs\n`
}

function reservationsTable({ reservations }: Cluster): string {
  return table(reservations, [
    { title: 'RESERVATION', cell: row => row.name },
    { title: 'STATE', cell: row => row.state },
    { title: 'START', cell: row => row.start ?? '-' },
    { title: 'END', cell: row => row.end ?? '-' },
    { title: 'NODES', cell: row => row.nodes || '-' },
    { title: 'FOR', cell: row => [...row.users, ...row.accounts].join(',') || '-' }
  ])
}

/** Uses of nodes that can be given to a job at once, or are. */
const working: ReadonlySet<NodeUse> = new Set<NodeUse>(['idle', 'mixed', 'allocated'])

export function clusterText(cluster: Cluster): string {
  const head = `${safeText(cluster.name ?? 'cluster')}, SLURM ${safeText(cluster.version ?? 'of unknown version')}\n`
  const gpus = gpuRows(cluster.nodes)
  const away = cluster.nodes.filter(({ use }) => !working.has(use))
  const gpuTable = table(gpus, [
    { title: 'GPU', cell: row => row.type },
    { title: 'USED', right: true, cell: row => share(row.used, row.total) },
    { title: 'NODES', right: true, cell: row => String(row.nodes) }
  ])
  return [
    head + loadLine(cluster.nodes),
    partitionsTable(cluster),
    ...(gpus.length > 0 ? [gpuTable] : []),
    ...(away.length > 0 ? [awayTable(away)] : []),
    ...(cluster.reservations.length > 0 ? [reservationsTable(cluster)] : [])
  ].join('\n')
}
