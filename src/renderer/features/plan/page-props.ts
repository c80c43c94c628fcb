import type { FarscopeClient } from '@contract/contract'
import type { PlanDraft } from '@contract/plan-draft'
import type { Sources } from './plan-words'

/** What every page of the planner is told. */
export interface PageProps {
  readonly client: FarscopeClient
  readonly draft: PlanDraft
  readonly onDraft: (next: PlanDraft) => void
  readonly sources: Sources
}
