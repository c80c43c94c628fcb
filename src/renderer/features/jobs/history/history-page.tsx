/** Jobs that ended, long after the scheduler forgot them. */
import type { FarscopeClient } from '@contract/contract'
import type { SiteView } from '@contract/sites'
import type { ReactNode } from 'react'
import { EmptyState } from '../../../ui/empty-state'

export interface HistoryPageProps {
  readonly client: FarscopeClient
  readonly sites: readonly SiteView[]
  /** The site chosen in the top bar; the page can look at all of them, too. */
  readonly site: string | null
  /** Whether the page is in sight: it reads only then. */
  readonly visible?: boolean
}

/** Past jobs as a list, and their throughput and efficiency by week. */
export function HistoryPage(_props: HistoryPageProps): ReactNode {
  return <EmptyState>Jobs that ended stand here.</EmptyState>
}
