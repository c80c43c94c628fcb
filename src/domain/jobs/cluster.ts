/** A cluster as its own commands describe it, brought to the contract's shape. */
import type { Cluster } from '@contract/jobs-cluster'

/** A cluster as one poll read it. */
export type ClusterReading = Omit<Cluster, 'asOf' | 'error'>

/** Before the first answer. */
export const unknownCluster: ClusterReading = { name: null, version: null, partitions: [], nodes: [], reservations: [] }
