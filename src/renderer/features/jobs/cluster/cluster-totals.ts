/** Sums over a cluster that answer "is there room for me?": what waits behind a closed node is not free. */
import type { Cluster, ClusterNode, Partition } from '@contract/jobs-cluster'
import { takesJobs } from './node-use'

/** CPUs or GPUs: `used` by jobs, `free` to be given, `away` on nodes that take no jobs. Null: unknown. */
export interface Room {
  readonly total: number
  readonly used: number | null
  readonly free: number | null
  readonly away: number
}

interface Counted {
  readonly total: number
  readonly used: number | null
}

const noRoom: Room = { total: 0, used: 0, free: 0, away: 0 }

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b)

function withCount(room: Room, { total, used }: Counted, open: boolean): Room {
  const rest = used === null ? null : Math.max(0, total - used)
  return {
    total: room.total + total,
    used: plus(room.used, used),
    free: open ? plus(room.free, rest) : room.free,
    // Of a closed node whose use is not known all is away.
    away: open ? room.away : room.away + (rest ?? total)
  }
}

/** CPUs of these nodes. */
export function cpuRoom(nodes: readonly ClusterNode[]): Room {
  return nodes.reduce((room, node) => withCount(room, node.cpus, takesJobs(node)), noRoom)
}

/** GPUs of these nodes, all types together. */
export function gpuRoom(nodes: readonly ClusterNode[]): Room {
  return nodes.reduce(
    (room, node) => node.gpus.reduce((sum, gpus) => withCount(sum, gpus, takesJobs(node)), room),
    noRoom
  )
}

/** GPUs by type, the most first; `type` null where the cluster names none. */
export function gpuTypes(nodes: readonly ClusterNode[]): readonly (Room & { type: string | null })[] {
  const types = new Map<string | null, Room>()
  for (const node of nodes)
    for (const gpus of node.gpus) types.set(gpus.type, withCount(types.get(gpus.type) ?? noRoom, gpus, takesJobs(node)))
  return [...types].map(([type, room]) => ({ type, ...room })).sort((a, b) => b.total - a.total)
}

/** The whole cluster in a few figures. Memory in bytes; load as uptime(1) gives it, over the nodes that tell it. */
export interface ClusterTotals {
  readonly nodes: number
  readonly openNodes: number
  readonly cpus: Room
  readonly gpus: Room
  readonly memory: Counted
  readonly load: number | null
}

/** Each node counts once, in however many partitions it is. */
export function clusterTotals({ nodes }: Pick<Cluster, 'nodes'>): ClusterTotals {
  const loads = nodes.flatMap(({ load }) => (load === null ? [] : [load]))
  return {
    nodes: nodes.length,
    openNodes: nodes.filter(takesJobs).length,
    cpus: cpuRoom(nodes),
    gpus: gpuRoom(nodes),
    memory: {
      total: nodes.reduce((sum, { memory }) => sum + memory.total, 0),
      used: nodes.reduce<number | null>((sum, { memory }) => plus(sum, memory.used), 0)
    },
    load: loads.length === 0 ? null : loads.reduce((sum, load) => sum + load, 0)
  }
}

/** A partition with what is free of its nodes. */
export interface PartitionRow {
  readonly partition: Partition
  readonly cpus: Room
  readonly gpus: Room
}

/** A row for each partition, in the scheduler's order. */
export function partitionRows({ partitions, nodes }: Pick<Cluster, 'partitions' | 'nodes'>): readonly PartitionRow[] {
  const members = new Map<string, ClusterNode[]>(partitions.map(({ name }) => [name, []]))
  for (const node of nodes) for (const name of node.partitions) members.get(name)?.push(node)
  return partitions.map(partition => {
    const own = members.get(partition.name) ?? []
    return { partition, cpus: cpuRoom(own), gpus: gpuRoom(own) }
  })
}
