/** The workflow step by step: on a workstation of one's own, as it was measured in the cloud, and as it is planned. */
import type { StepsComparison } from '@contract/plan-compare'
import type { MachineOption, PlanStep, PlanStepId, PlanSteps } from '@contract/plan-steps'
import type { Failure } from '@domain/failure'
import { runFault } from '@domain/plan/planned-on'
import { type ReactNode, useMemo, useState } from 'react'
import { Button } from '../../ui/button'
import { classNames } from '../../ui/class-names'
import { DataTable } from '../../ui/data-table/data-table'
import { FootKeys } from '../../ui/data-table/foot-keys'
import { noSelection, selectOne } from '../../ui/data-table/selection'
import { EmptyState } from '../../ui/empty-state'
import { FailureNote } from '../../ui/failure-note'
import { countOf } from '../../ui/format'
import { visibleName } from '../../ui/visible-name'
import styles from './plan.module.css'
import { dollars, formatHours, hourlyPrice, type Sources } from './plan-words'
import { SourceLine } from './source-line'
import { differs, machineWords, type StepRow, stepColumns } from './steps-columns'
import { WarningsNote } from './warnings-note'

export interface StepsPageProps {
  /** Null until they were calculated. */
  readonly steps: PlanSteps | null
  readonly failure: Failure | null
  readonly again: () => void
  /** The document beside it; null where it is not there. */
  readonly printed: StepsComparison | null
  readonly sources: Sources
  readonly onMachines: (step: PlanStepId) => void
  readonly onRun: (step: PlanStepId, option: MachineOption) => void
}

const rowKey = ({ step }: StepRow): string => step.step

const initial = noSelection

/** The table, its sums, and what the step that is selected is made of. */
export function StepsPage(props: StepsPageProps): ReactNode {
  const { steps, failure, again, printed, sources, onMachines, onRun } = props
  const [selection, setSelection] = useState(initial)
  const columns = useMemo(() => stepColumns(sources), [sources])
  const rows = useMemo(
    () => (steps?.steps ?? []).map(step => ({ step, printed: printed?.steps.find(({ id }) => id === step.step) })),
    [steps, printed]
  )
  const row = rows.find(one => selection.keys.has(rowKey(one))) ?? rows[0]
  return (
    <div className={classNames(styles.page, styles.rolling)}>
      <FailureNote {...{ failure, again }} />
      {steps && <Sums steps={steps} />}
      <div className={styles.table}>
        <DataTable
          label='Steps of the workflow'
          select='one'
          rows={rows}
          rowKey={rowKey}
          columns={columns}
          selection={selection.keys.size === 0 && row ? selectOne(rowKey(row)) : selection}
          onSelection={setSelection}
          onOpen={({ step }) => onMachines(step.step)}
          active
          empty={<EmptyState>{failure ? 'Nothing could be calculated.' : 'Calculating the steps.'}</EmptyState>}
          foot={<span>{countOf(rows.length, 'step')}</span>}
          footEnd={
            <FootKeys
              lines={[
                ['up', 'down', 'step'],
                ['enter', 'its machines']
              ]}
            />
          }
        />
      </div>
      <WarningsNote warnings={steps?.warnings ?? []} />
      {row && <StepFacts {...{ row, sources, onMachines, onRun }} told={steps?.warnings ?? []} />}
    </div>
  )
}

/** `without Rosetta`: a sum that leaves out what is unknown names it. */
export function withoutWords(unknown: readonly PlanStepId[], steps: readonly PlanStep[]): string {
  if (unknown.length === 0) return ''
  const names = unknown.map(id => steps.find(({ step }) => step === id)?.label ?? id)
  return `without ${names.map(visibleName).join(', ')}: unknown`
}

function Sums({ steps: { totals, steps, priceDate, pricing } }: { steps: PlanSteps }): ReactNode {
  const sides = [
    { name: 'Workstation', sum: totals.workstation },
    { name: "The benchmark's machines", sum: totals.benchmark },
    { name: 'Chosen machines', sum: totals.chosen }
  ]
  const prices = pricing === 'document' ? 'Prices of the documents' : `Prices of ${priceDate ?? 'an unknown date'}`
  return (
    <dl className={styles.sums}>
      {sides.map(({ name, sum }) => (
        <div key={name} className={styles.sum}>
          <dt>{name}</dt>
          <dd>
            <b className='big'>{dollars(sum.usd)}</b>
            <span className='sm' title='By the planner’s rule: steps begin in a working day of 8 h'>
              {formatHours(sum.hours)} of work, {countOf(sum.workingDays, 'working day')}
            </span>
            <span className='cap'>{withoutWords(sum.unknown, steps)}</span>
          </dd>
        </div>
      ))}
      <div className={styles.sum}>
        <dt>All are estimates</dt>
        <dd>
          <span className='sm'>{prices}</span>
          <span className='cap'>Computing only; data that is kept is under Storage</span>
        </dd>
      </div>
    </dl>
  )
}

function StepFacts(props: {
  row: StepRow
  sources: Sources
  /** Warnings that stand above already. */
  told: readonly string[]
  onMachines: (step: PlanStepId) => void
  onRun: StepsPageProps['onRun']
}): ReactNode {
  const { row, sources, told, onMachines, onRun } = props
  const { step, printed } = row
  const { chosen, benchmark, workstation } = step
  const cited = [chosen, benchmark, workstation].flatMap(option => option?.cited ?? [])
  return (
    <section className={styles.facts} aria-label={`About ${step.label}`}>
      <header className={styles.factsHead}>
        <h2>{visibleName(step.label)}</h2>
        <span className='faint cut'>{visibleName(step.software)}</span>
        <span className='grow' />
        <Button size='small' onClick={() => onMachines(step.step)}>
          Machines for this step
        </Button>
        {chosen && (
          <Button size='small' disabledReason={runFault(chosen)} onClick={() => onRun(step.step, chosen)}>
            Run this…
          </Button>
        )}
      </header>
      <p>{step.scale.assumes}</p>
      {chosen && (
        <p>
          Chosen: {machineWords(chosen)}, {formatHours(chosen.hours)}
          {chosen.dataHours !== null && chosen.dataHours > 0 && ` (${formatHours(chosen.dataHours)} of it moving data)`}
          , {dollars(chosen.usd)} at {hourlyPrice(chosen.usdPerHour)} an hour for each machine. {chosen.note}
        </p>
      )}
      {printed && differs(row) && (
        <p>
          <b>The document prints {dollars(printed.usdPrinted)};</b> its own numbers give {dollars(printed.usdComputed)}
          {printed.note === '' ? ', billed by all hours of the machines.' : `. ${printed.note}`}
        </p>
      )}
      {step.warnings
        .filter(warning => !told.includes(warning))
        .map(warning => (
          <p key={warning} className='warn'>
            {warning}
          </p>
        ))}
      <SourceLine {...{ cited, sources }} />
    </section>
  )
}
