/**
 * Since when each node of a cluster is in its present use. SLURM does not tell it (`scontrol show node` has times of the
 * node's boot and of its last job only), so it is what the polls saw.
 */
import type { NodeUse } from '@contract/jobs-cluster'
import type { ClusterReading } from '@domain/jobs/cluster'

/** Fills in `since`. A node that was not in the reading before begins anew. */
export type NodeSince = (reading: ClusterReading) => ClusterReading

/** One of a site. */
export function createNodeSince(now: () => Date): NodeSince {
  let known: ReadonlyMap<string, { readonly use: NodeUse; readonly since: string | null }> | null = null
  return reading => {
    const at = now().toISOString()
    const before = known
    const nodes = reading.nodes.map(node => {
      const seen = before?.get(node.name)
      const since = seen === undefined ? null : seen.use === node.use ? seen.since : at
      return since === null ? node : { ...node, since }
    })
    known = new Map(nodes.map(({ name, use, since }) => [name, { use, since }]))
    return { ...reading, nodes }
  }
}
