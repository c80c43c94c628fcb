/** The planner: what a workflow takes, on which machine, what its data costs. No site is needed for it. */
import type { AskedRun } from '@contract/cloud-runs'
import type { FarscopeClient } from '@contract/contract'
import type { SavedPlan } from '@contract/plan'
import type { PlanDraft } from '@contract/plan-draft'
import type { SiteView } from '@contract/sites'
import { type ReactNode, useMemo, useState } from 'react'
import { client } from '../../client/engine-link'
import { useAsked } from '../../client/use-asked'
import { useEngineStream } from '../../client/use-engine-stream'
import { Button } from '../../ui/button'
import { FailureNote } from '../../ui/failure-note'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { PageBar } from '../../ui/page-bar'
import { Tabs } from '../../ui/tabs'
import { InputsPanel } from './inputs-panel'
import styles from './plan.module.css'
import { draftOf, isSaved } from './plan-draft'
import { firstView, PlanPages, type PlanView, pages, tableOf } from './plan-pages'
import { PlansMenu } from './plans-menu'
import { useDraft } from './use-draft'
import { useExport } from './use-export'

export interface PlanRoomProps {
  readonly sites: readonly SiteView[]
  /** The site chosen in the top bar. */
  readonly site: string | null
  readonly visible: boolean
  /** What stood in the fields when the window was closed last. */
  readonly kept: PlanDraft | null
  /** Opens the launch of a run, filled with what the plan knows. */
  readonly onRun: (filled: Partial<AskedRun>, notes: readonly string[]) => void
}

/** The plans under a name, followed; and which one was opened last. */
function usePlans(engine: FarscopeClient, draft: PlanDraft) {
  const [plans, setPlans] = useState<readonly SavedPlan[]>([])
  const [opened, setOpened] = useState<string>()
  const failure = useEngineStream<SavedPlan[]>(
    'plans',
    signal => engine.plan.watchSaved(undefined, { signal }),
    setPlans
  )
  const current = plans.find(({ id }) => id === opened)
  return { plans, failure, current, setOpened, unchanged: current !== undefined && isSaved(current, draft) }
}

/** Fields at the left, pages beside them; what is typed in one is there in all. */
export function PlanRoom({ sites, site, visible, kept, onRun }: PlanRoomProps): ReactNode {
  const { draft, change, failure: notKept } = useDraft(client, kept)
  const [view, setView] = useState<PlanView>(firstView)
  const { plans, failure, current, setOpened, unchanged } = usePlans(client, draft)
  const file = useExport(client)
  const known = useAsked('sources', signal => client.plan.sources(undefined, { signal }))
  const sources = useMemo(() => new Map((known.answer ?? []).map(one => [one.id, one])), [known.answer])
  const steps = useAsked(JSON.stringify(draft.question), signal => client.plan.steps(draft.question, { signal }))
  const table = tableOf(view, draft)
  const look = (part: Partial<PlanView>): void => setView(before => ({ ...before, ...part }))
  const open = (plan: SavedPlan): void => {
    change(draftOf(plan, draft))
    setOpened(plan.id)
  }
  return (
    <>
      <PageBar
        title='Planner'
        end={
          <>
            <PlansMenu {...{ client, draft, plans, failure, current, unchanged }} onOpen={open} />
            <Button
              size='small'
              icon='download'
              disabled={file.busy}
              disabledReason={table === null ? 'There is nothing to export on this page' : undefined}
              onClick={() => table && file.save(table)}
            >
              Export CSV
            </Button>
          </>
        }
      >
        {current && <MiddleEllipsis name={current.name} className={styles.planTitle} />}
        {current && !unchanged && <span className='sm faint'>changed</span>}
      </PageBar>
      <div className={styles.room}>
        <InputsPanel draft={draft} onDraft={change} benchmark={steps.answer?.dataset ?? null} />
        <Tabs
          label='Pages of the planner'
          tabs={pages}
          value={view.page}
          onChange={id => look({ page: pages.find(page => page.id === id)?.id ?? 'steps' })}
        >
          <FailureNote failure={file.failure ?? notKept ?? known.failure} />
          <PlanPages
            {...{ client, draft, sources, view, steps, sites, site, visible }}
            onDraft={change}
            onView={look}
            onRun={onRun}
            planName={current?.name ?? 'Plan'}
          />
        </Tabs>
      </div>
    </>
  )
}
