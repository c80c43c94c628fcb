/** Which machine for this step: ranked by time, by cost, by both, as a plot and as a table of the same. */

import {
  type MachineOption,
  type OwnRun,
  type PlanRank,
  type PlanStepId,
  type PlanSteps,
  planStepIds,
  type StepMachines
} from '@contract/plan-steps'
import type { Failure } from '@domain/failure'
import { runFault } from '@domain/plan/planned-on'
import { stepNames } from '@domain/plan/step-names'
import { type ReactNode, useMemo, useState } from 'react'
import { useAsked } from '../../client/use-asked'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/checkbox'
import { classNames } from '../../ui/class-names'
import { DataTable } from '../../ui/data-table/data-table'
import { FootKeys } from '../../ui/data-table/foot-keys'
import { selectOne } from '../../ui/data-table/selection'
import { EmptyState } from '../../ui/empty-state'
import { FailureNote } from '../../ui/failure-note'
import { countOf } from '../../ui/format'
import { PageBar } from '../../ui/page-bar'
import { Segments } from '../../ui/segments'
import { Select } from '../../ui/select'
import { notify } from '../../ui/toasts'
import { visibleName } from '../../ui/visible-name'
import { BestOfPlot } from './best-of-plot'
import { machineQuestion } from './machine-question'
import { machineColumns } from './machines-columns'
import { OwnRunDialog } from './own-run-dialog'
import type { PageProps } from './page-props'
import styles from './plan.module.css'
import { withChoice, withOwnRun, withoutOwnRun } from './plan-draft'
import { dollars, formatHours, hourlyPrice, type Sources } from './plan-words'
import type { PlotPoint } from './plot-scale'
import { SourceLine } from './source-line'
import { machineWords } from './steps-columns'
import { WarningsNote } from './warnings-note'

const ranks: readonly { readonly value: PlanRank; readonly label: string }[] = [
  { value: 'time', label: 'By time' },
  { value: 'cost', label: 'By cost' },
  { value: 'both', label: 'By both' }
]
const stepOptions = planStepIds.map(value => ({ value, label: stepNames[value] }))
const rowKey = ({ id }: MachineOption): string => id

/** How the page is looked at; it goes with the room, not with the plan. */
export interface MachinesChoice {
  readonly step: PlanStepId
  readonly rank: PlanRank
  /** Also types that nobody measured for this step. */
  readonly unmeasured: boolean
}

/** The points of what has both a time and a price. The second kind of storage is square. */
export function plotPoints(machines: readonly MachineOption[]): {
  readonly points: readonly PlotPoint[]
  readonly kinds: readonly [string, string] | undefined
  readonly missing: number
} {
  const [first, second] = [...new Set(machines.map(({ storage }) => storage))].filter(name => name !== '')
  const points = machines.flatMap(option => {
    const { id, hours, usd, pareto, storage } = option
    if (hours === null || usd === null) return []
    return [{ key: id, label: machineWords(option), hours, dollars: usd, best: pareto, square: storage === second }]
  })
  return {
    ...{ points, missing: machines.length - points.length },
    kinds: first !== undefined && second !== undefined ? [first, second] : undefined
  }
}

/** Asks for the machines of one step as the view wants them. */
export function MachinesPage(
  props: PageProps & {
    readonly view: MachinesChoice
    readonly onView: (view: MachinesChoice) => void
    /** The steps as they are planned now; null until they were calculated. */
    readonly steps: PlanSteps | null
    readonly onRun: (option: MachineOption) => void
  }
): ReactNode {
  const { client, draft, onDraft, sources, view, onView, steps } = props
  const question = { ...machineQuestion(draft, view.step), rank: view.rank, unmeasured: view.unmeasured }
  const { answer, failure, again } = useAsked(JSON.stringify(question), signal =>
    client.plan.machines(question, { signal })
  )
  return (
    <MachinesView
      {...{ view, onView, failure, again, sources, onRun: props.onRun }}
      machines={answer?.step === view.step ? answer : null}
      planned={plannedFor(view.step, steps)}
      byHand={draft.question.choices?.[view.step] !== undefined}
      onChoose={option => onDraft(withChoice(draft, view.step, option))}
      onOwnRun={run => onDraft(withOwnRun(draft, run))}
      onRemove={row => {
        onDraft(withoutOwnRun(draft, view.step, row))
        notify('Your run is taken away', { act: { label: 'Undo', onClick: () => onDraft(draft) } })
      }}
    />
  )
}

/** What the plan has for a step. */
export interface Planned {
  /** Whether the workflow has the step at all. */
  readonly inPlan: boolean
  /** Id of the machine; undefined where there is none. */
  readonly option: string | undefined
}

function plannedFor(step: PlanStepId, steps: PlanSteps | null): Planned {
  const found = steps?.steps.find(one => one.step === step)
  return { inPlan: found !== undefined, option: found?.chosen?.id }
}

export interface MachinesViewProps {
  readonly view: MachinesChoice
  readonly onView: (view: MachinesChoice) => void
  /** Null until they were calculated. */
  readonly machines: StepMachines | null
  readonly failure: Failure | null
  readonly again: () => void
  readonly sources: Sources
  readonly planned: Planned
  /** Whether somebody chose it; else it is the first by the ranking. */
  readonly byHand: boolean
  readonly onChoose: (option: string | null) => void
  readonly onOwnRun: (run: OwnRun) => void
  /** Takes a run of the person's own away. */
  readonly onRemove: (row: MachineOption) => void
  readonly onRun: (row: MachineOption) => void
}

/** The same from what was told. */
export function MachinesView(props: MachinesViewProps): ReactNode {
  const { view, onView, machines, failure, again, sources, planned } = props
  const [selected, setSelected] = useState<string>()
  const rows = machines?.machines ?? []
  const onStorage = rows.some(({ storage }) => storage !== '')
  const columns = useMemo(
    () => machineColumns(sources, planned.option, onStorage),
    [sources, planned.option, onStorage]
  )
  const { points, kinds, missing } = useMemo(() => plotPoints(machines?.machines ?? []), [machines])
  const row = rows.find(({ id }) => id === (selected ?? planned.option)) ?? rows[0]
  const missingWords =
    missing === 0 ? undefined : `${countOf(missing, 'machine')} without a known time and price: in the table only`
  return (
    <div className={classNames(styles.page, styles.rolling)}>
      <MachinesBar {...{ view, onView }} onOwnRun={props.onOwnRun} />
      <FailureNote {...{ failure, again }} />
      {points.length > 0 && (
        <BestOfPlot {...{ points, kinds }} missing={missingWords} chosen={row?.id} onChoose={setSelected} />
      )}
      <div className={styles.table}>
        <DataTable
          label={`Machines for ${stepNames[view.step]}`}
          select='one'
          rows={rows}
          rowKey={rowKey}
          columns={columns}
          {...(row && { selection: selectOne(row.id) })}
          onSelection={({ cursor }) => setSelected(cursor)}
          onOpen={({ id }) => planned.inPlan && props.onChoose(id)}
          active
          empty={<NoMachines machines={machines} failed={failure !== null} />}
          foot={<span>{countOf(rows.length, 'machine')}</span>}
          footEnd={
            <FootKeys
              lines={[
                ['up', 'down', 'machine'],
                ['enter', 'choose it for the plan']
              ]}
            />
          }
        />
      </div>
      <WarningsNote warnings={machines?.warnings ?? []} />
      {row && <MachineFacts {...props} row={row} />}
    </div>
  )
}

function MachinesBar({ view, onView, onOwnRun }: Pick<MachinesViewProps, 'view' | 'onView' | 'onOwnRun'>): ReactNode {
  const [adding, setAdding] = useState(false)
  return (
    <PageBar
      compact
      end={
        <>
          <Checkbox
            label='Also unmeasured types'
            checked={view.unmeasured}
            onChange={unmeasured => onView({ ...view, unmeasured })}
          />
          <Button size='small' icon='plus' onClick={() => setAdding(true)}>
            Your own run…
          </Button>
          {adding && <OwnRunDialog step={view.step} onRun={onOwnRun} onClose={() => setAdding(false)} />}
        </>
      }
    >
      <Select
        label='Step'
        hideLabel
        className={styles.stepChoice}
        value={view.step}
        options={stepOptions}
        onChange={step => onView({ ...view, step })}
      />
      <Segments label='Ranked' value={view.rank} options={ranks} onChange={rank => onView({ ...view, rank })} />
    </PageBar>
  )
}

function NoMachines({ machines, failed }: { machines: StepMachines | null; failed: boolean }): ReactNode {
  if (failed) return <EmptyState>Nothing could be calculated.</EmptyState>
  if (machines === null) return <EmptyState>Calculating the machines.</EmptyState>
  return <EmptyState>No machine was measured for this step with so many GPUs. Ask for fewer, at the left.</EmptyState>
}

/** Why a machine cannot be chosen; undefined where it can. */
function chooseFault({ planned }: MachinesViewProps, { id, hours }: MachineOption): string | undefined {
  if (!planned.inPlan) return 'This step is not in the workflow: choose another one at the left'
  if (hours === null) return 'Nobody measured it for this step'
  return id === planned.option ? 'The plan has it already: it is the first by the ranking' : undefined
}

function ChooseButton(props: MachinesViewProps & { readonly row: MachineOption }): ReactNode {
  const { row, planned, byHand, onChoose } = props
  if (byHand && row.id === planned.option)
    return (
      <Button size='small' onClick={() => onChoose(null)}>
        Leave the choice to the ranking
      </Button>
    )
  return (
    <Button size='small' kind='primary' disabledReason={chooseFault(props, row)} onClick={() => onChoose(row.id)}>
      Choose it for the plan
    </Button>
  )
}

function MachineFacts(props: MachinesViewProps & { readonly row: MachineOption }): ReactNode {
  const { row, sources, machines } = props
  const { hours, dataHours, jobHours, billedHours, usd, usdPerHour, note, priceDate } = row
  return (
    <section className={styles.facts} aria-label={`About ${row.machine}`}>
      <header className={styles.factsHead}>
        <h2>{machineWords(row)}</h2>
        <span className='faint cut'>{visibleName(row.storage)}</span>
        <span className='grow' />
        {row.basis === 'own' && (
          <Button size='small' onClick={() => props.onRemove(row)}>
            Take your run away
          </Button>
        )}
        <Button size='small' disabledReason={runFault(row)} onClick={() => props.onRun(row)}>
          Run this…
        </Button>
        <ChooseButton {...props} />
      </header>
      <p>
        {formatHours(hours)}
        {dataHours !== null &&
          dataHours > 0 &&
          jobHours !== null &&
          `: ${formatHours(dataHours)} moving data, ${formatHours(jobHours)} job`}
        . {dollars(usd)} for {formatHours(billedHours)} of each machine at {hourlyPrice(usdPerHour)} an hour
        {priceDate !== null && `, price of ${priceDate}`}. {note}
      </p>
      {machines && <p>{machines.scale.assumes}</p>}
      <SourceLine cited={row.cited} sources={sources} />
    </section>
  )
}
