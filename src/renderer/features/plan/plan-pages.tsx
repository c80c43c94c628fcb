/** The pages of the planner: which there are, what each shows and exports. */
import type { AskedRun } from '@contract/cloud-runs'
import type { FarscopeClient } from '@contract/contract'
import type { PlanTable } from '@contract/plan'
import type { PlanDraft } from '@contract/plan-draft'
import type { MachineOption, PlanStepId, PlanSteps } from '@contract/plan-steps'
import type { SiteView } from '@contract/sites'
import { draftOfPlan } from '@domain/cloud/run-draft'
import { plannedOn } from '@domain/plan/planned-on'
import { stepNames } from '@domain/plan/step-names'
import { type ReactNode, useState } from 'react'
import { type Asked, useAsked } from '../../client/use-asked'
import { BreakEvenPage } from './break-even-page'
import { type ComparedSource, ComparePage } from './compare-page'
import { machineQuestion } from './machine-question'
import { type MachinesChoice, MachinesPage } from './machines-page'
import type { PageProps } from './page-props'
import { transferInputs } from './plan-draft'
import { QueuePage } from './queue-page'
import { StepsPage } from './steps-page'
import { StoragePage } from './storage-page'
import { TransferPage } from './transfer-page'

/** In the order of the tabs. */
export const pages = [
  { id: 'steps', label: 'Steps' },
  { id: 'machines', label: 'Machines' },
  { id: 'storage', label: 'Storage' },
  { id: 'transfer', label: 'Transfer' },
  { id: 'break-even', label: 'Workstation or cloud' },
  { id: 'queue', label: 'Queue or cloud' },
  { id: 'compare', label: 'Documents' }
] as const
export type Page = (typeof pages)[number]['id']

/** What is looked at; it goes with the window, not with the plan. */
export interface PlanView {
  readonly page: Page
  readonly machines: MachinesChoice
  readonly source: ComparedSource
}

/** The cryoSPARC queue has the most machines to choose from. */
export const firstView: PlanView = {
  ...{ page: 'steps', source: 'cianfrocco-2017' },
  machines: { step: 'queue', rank: 'both', unmeasured: false }
}

/** The table that a page exports; null where it has none. */
export function tableOf({ page, machines, source }: PlanView, draft: PlanDraft): PlanTable | null {
  if (page === 'steps' || page === 'break-even') return { table: 'steps', ...draft.question }
  if (page === 'machines')
    return {
      ...{ table: 'machines', ...machineQuestion(draft, machines.step) },
      ...{ rank: machines.rank, unmeasured: machines.unmeasured }
    }
  if (page === 'storage') return { table: 'storage', ...draft.storage }
  if (page === 'compare') return { table: 'compare', source }
  const transfer = page === 'transfer' ? transferInputs(draft) : null
  return transfer && { table: 'transfer', ...transfer }
}

/** The document of the steps, which stands beside them too, and the one that is chosen. */
function useDocuments(engine: FarscopeClient, source: ComparedSource) {
  const ask = (one: ComparedSource) => (signal: AbortSignal) => engine.plan.compare({ source: one }, { signal })
  const first = useAsked('cianfrocco-2017', ask('cianfrocco-2017'))
  const other = useAsked(source === 'cianfrocco-2017' ? null : source, ask(source))
  const steps = first.answer?.source === 'cianfrocco-2017' ? first.answer : null
  return { steps, chosen: source === 'cianfrocco-2017' ? first : other }
}

/** The page that is looked at. */
export function PlanPages(
  props: PageProps & {
    readonly view: PlanView
    readonly onView: (change: Partial<PlanView>) => void
    readonly steps: Asked<PlanSteps>
    readonly sites: readonly SiteView[]
    readonly site: string | null
    readonly visible: boolean
    /** Of the plan that is open; else what it is called in a run's name. */
    readonly planName: string
    readonly onRun: (filled: Partial<AskedRun>, notes: readonly string[]) => void
  }
): ReactNode {
  const { client, draft, sources, view, onView, steps, sites, site, visible, planName, onRun } = props
  const { page, machines, source } = view
  const run = (step: PlanStepId, option: MachineOption): void => {
    const planned = plannedOn(step, option, draft.question.pricing === 'spot')
    const { offered, gpus } = option
    const { notes, ...filled } = draftOfPlan(planName, stepNames[step], planned, { offered, gpus, vcpus: null })
    onRun(filled, notes)
  }
  const [mounted, setMounted] = useState(false)
  // What was asked about the queue stays while one looks at another page.
  if (page === 'queue' && !mounted) setMounted(true)
  const documents = useDocuments(client, source)
  const { chosen } = documents
  const given = { steps: steps.answer, failure: steps.failure, again: steps.again }
  const chooseStep = (step: PlanStepId): void => onView({ machines: { ...machines, step } })
  return (
    <>
      {page === 'steps' && (
        <StepsPage
          {...given}
          printed={documents.steps}
          sources={sources}
          onMachines={step => onView({ page: 'machines', machines: { ...machines, step } })}
          onRun={run}
        />
      )}
      {page === 'machines' && (
        <MachinesPage
          {...props}
          steps={steps.answer}
          view={machines}
          onView={next => onView({ machines: next })}
          onRun={option => run(machines.step, option)}
        />
      )}
      {page === 'storage' && <StoragePage {...props} />}
      {page === 'transfer' && <TransferPage {...props} />}
      {page === 'break-even' && <BreakEvenPage {...props} {...given} />}
      {mounted && (
        <QueuePage
          {...props}
          {...{ sites, site, visible: visible && page === 'queue', hidden: page !== 'queue' }}
          step={machines.step}
          onStep={chooseStep}
        />
      )}
      {page === 'compare' && (
        <ComparePage
          {...{ source, sources, comparison: chosen.answer, failure: chosen.failure, again: chosen.again }}
          onSource={next => onView({ source: next })}
        />
      )}
    </>
  )
}
