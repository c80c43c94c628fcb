/** The planner: what a workflow takes, on which machine, what its data costs. No site is needed for it. */
import type { FarscopeClient } from '@contract/contract'
import type { PlanTable, SavedPlan } from '@contract/plan'
import type { PlanDraft } from '@contract/plan-draft'
import type { PlanStepId } from '@contract/plan-steps'
import type { SiteView } from '@contract/sites'
import { type ReactNode, useMemo, useState } from 'react'
import { client } from '../../client/engine-link'
import { useAsked } from '../../client/use-asked'
import { useEngineStream } from '../../client/use-engine-stream'
import { Button } from '../../ui/button'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { Tabs } from '../../ui/tabs'
import { BreakEvenPage } from './break-even-page'
import { type ComparedSource, ComparePage } from './compare-page'
import { FailureNote } from './failure-note'
import { InputsPanel } from './inputs-panel'
import { machineQuestion } from './machine-question'
import { type MachinesChoice, MachinesPage } from './machines-page'
import type { PageProps } from './page-props'
import styles from './plan.module.css'
import { draftOf, isSaved, transferInputs } from './plan-draft'
import { PlansMenu } from './plans-menu'
import { QueuePage } from './queue-page'
import { StepsPage } from './steps-page'
import { StoragePage } from './storage-page'
import { TransferPage } from './transfer-page'
import { useDraft } from './use-draft'
import { useExport } from './use-export'

export interface PlanRoomProps {
  readonly sites: SiteView[]
  /** The site chosen in the top bar. */
  readonly site: string | null
  readonly visible: boolean
  /** What stood in the fields when the window was closed last. */
  readonly kept: PlanDraft | null
}

const tabs = [
  { id: 'steps', label: 'Steps' },
  { id: 'machines', label: 'Machines' },
  { id: 'storage', label: 'Storage' },
  { id: 'transfer', label: 'Transfer' },
  { id: 'break-even', label: 'Workstation or cloud' },
  { id: 'queue', label: 'Queue or cloud' },
  { id: 'compare', label: 'Documents' }
] as const
type Page = (typeof tabs)[number]['id']

/** The table that a page exports; null where it has none. */
export function tableOf(page: Page, draft: PlanDraft, view: MachinesChoice, source: ComparedSource): PlanTable | null {
  if (page === 'steps' || page === 'break-even') return { table: 'steps', ...draft.question }
  if (page === 'machines')
    return { table: 'machines', ...machineQuestion(draft, view.step), rank: view.rank, unmeasured: view.unmeasured }
  if (page === 'storage') return { table: 'storage', ...draft.storage }
  if (page === 'compare') return { table: 'compare', source }
  const transfer = page === 'transfer' ? transferInputs(draft) : null
  return transfer && { table: 'transfer', ...transfer }
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
export function PlanRoom({ sites, site, visible, kept }: PlanRoomProps): ReactNode {
  const { draft, change, failure: notKept } = useDraft(client, kept)
  const [page, setPage] = useState<Page>('steps')
  const [view, setView] = useState<MachinesChoice>({ step: 'class2d', rank: 'both', unmeasured: false })
  const [source, setSource] = useState<ComparedSource>('cianfrocco-2017')
  const saved = usePlans(client, draft)
  const file = useExport(client)
  const known = useAsked('sources', signal => client.plan.sources(undefined, { signal }))
  const sources = useMemo(() => new Map((known.answer ?? []).map(one => [one.id, one])), [known.answer])
  const steps = useAsked(JSON.stringify(draft.question), signal => client.plan.steps(draft.question, { signal }))
  const compared = useAsked(source, signal => client.plan.compare({ source }, { signal }))
  const comparison = compared.answer?.source === source ? compared.answer : null
  const table = tableOf(page, draft, view, source)
  const showMachines = (step: PlanStepId): void => {
    setView(before => ({ ...before, step }))
    setPage('machines')
  }
  const props: PageProps = { client, draft, onDraft: change, sources }
  return (
    <div className={styles.room}>
      <h1 className='spoken'>Planner</h1>
      <InputsPanel draft={draft} onDraft={change} benchmark={steps.answer?.dataset ?? null} />
      <Tabs
        label='Pages of the planner'
        tabs={tabs}
        value={page}
        onChange={id => setPage(tabs.find(tab => tab.id === id)?.id ?? 'steps')}
        end={
          <div className={styles.end}>
            {saved.current && <MiddleEllipsis name={saved.current.name} className={styles.planTitle} />}
            <PlansMenu
              {...{ client, draft, plans: saved.plans, failure: saved.failure }}
              {...{ current: saved.current, unchanged: saved.unchanged }}
              onOpen={plan => {
                change(draftOf(plan, draft))
                saved.setOpened(plan.id)
              }}
            />
            <Button
              size='small'
              icon='download'
              disabled={file.busy}
              disabledReason={table === null ? 'There is nothing to export on this page' : undefined}
              onClick={() => table && file.save(table)}
            >
              Export CSV
            </Button>
          </div>
        }
      >
        <FailureNote failure={file.failure ?? notKept ?? known.failure} />
        {page === 'steps' && (
          <StepsPage
            steps={steps.answer}
            failure={steps.failure}
            again={steps.again}
            printed={comparison?.source === 'cianfrocco-2017' ? comparison : null}
            sources={sources}
            onMachines={showMachines}
          />
        )}
        {page === 'machines' && <MachinesPage {...props} view={view} onView={setView} />}
        {page === 'storage' && <StoragePage {...props} />}
        {page === 'transfer' && <TransferPage {...props} />}
        {page === 'break-even' && (
          <BreakEvenPage {...props} steps={steps.answer} failure={steps.failure} again={steps.again} />
        )}
        {page === 'queue' && (
          <QueuePage
            {...props}
            {...{ sites, site, visible }}
            step={view.step}
            onStep={step => setView(before => ({ ...before, step }))}
          />
        )}
        {page === 'compare' && (
          <ComparePage
            {...{ source, comparison, sources }}
            onSource={setSource}
            failure={compared.failure}
            again={compared.again}
          />
        )}
      </Tabs>
    </div>
  )
}
