/** How a person looks at the cluster page: kept while the window lives, so another tab of the room forgets nothing. */
import { createStore } from 'zustand'
import type { NodeGrouping } from './node-groups'

export interface ClusterLook {
  readonly grouping: NodeGrouping
  /** Names of the nodes whose facts are open, by site. */
  readonly chosen: ReadonlyMap<string, string>
}

export const clusterLook = createStore<ClusterLook>(() => ({ grouping: 'partition', chosen: new Map() }))

/** Opens the facts of a node of a site; undefined closes them. */
export function chooseNode(site: string, node: string | undefined): void {
  const chosen = new Map(clusterLook.getState().chosen)
  if (node === undefined) chosen.delete(site)
  else chosen.set(site, node)
  clusterLook.setState({ chosen })
}
