/** What the cluster of a site has and what of it is free. */
import type { FarscopeClient } from '@contract/contract'
import type { ReactNode } from 'react'
import { EmptyState } from '../../../ui/empty-state'

export interface ClusterPageProps {
  readonly client: FarscopeClient
  /** Name of the site. */
  readonly site: string
  /** What the person calls it; its name without. */
  readonly siteLabel?: string
  /** Whether the page is in sight: it follows the cluster only then. */
  readonly visible?: boolean
  /** Shows the jobs of a node in the queue. Without it the page offers no such button. */
  readonly onShowJobs?: (node: string) => void
}

/** Partitions, nodes, GPUs and reservations of one site, from the engine's one poller. */
export function ClusterPage({ site, siteLabel = site }: ClusterPageProps): ReactNode {
  return <EmptyState>Reading the nodes of {siteLabel}.</EmptyState>
}
