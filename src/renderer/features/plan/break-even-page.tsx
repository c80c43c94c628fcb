/** A workstation of one's own against the cloud: after how many datasets it has paid for itself. */
import type { BreakEven, PlanSteps } from '@contract/plan-steps'
import type { Failure } from '@domain/failure'
import type { ReactNode } from 'react'
import { classNames } from '../../ui/class-names'
import { EmptyState } from '../../ui/empty-state'
import { FailureNote } from '../../ui/failure-note'
import { countOf } from '../../ui/format'
import { Note } from '../../ui/note'
import { Facts } from '../../ui/page-bar'
import { Plot } from '../../ui/plot/plot'
import type { PlotData } from '../../ui/plot/plot-data'
import type { PageProps } from './page-props'
import styles from './plan.module.css'
import { withWorkstation } from './plan-draft'
import { PlanNumber } from './plan-number'
import { dollars, hourlyPrice, type Sources } from './plan-words'
import { SourceLine } from './source-line'
import { WarningsNote } from './warnings-note'

/** Both costs after so many datasets, as a plot. */
export function breakEvenPlot({ points }: BreakEven): PlotData {
  return {
    axis: { kind: 'number', label: 'datasets', values: points.map(({ datasets }) => datasets) },
    unit: '',
    digits: 0,
    from: 0,
    series: [
      { label: 'cloud', values: points.map(({ cloudUsd }) => cloudUsd) },
      { label: 'workstation', values: points.map(({ workstationUsd }) => workstationUsd) }
    ]
  }
}

/** What comes of it, in one sentence; and in the next whether one can get there. */
export function breakEvenWords({ datasets, capacity }: BreakEven): { readonly what: string; readonly why: string } {
  const can = `In its years, at its use, it does ${countOf(capacity, 'dataset')} of this size.`
  if (datasets === null) return { what: 'In its years the workstation does not pay for itself.', why: can }
  const what = `From ${countOf(datasets, 'dataset')} of this size on, the workstation costs less than the cloud.`
  return { what, why: can }
}

/** The fields of the workstation, and what comes of them. */
export function BreakEvenPage(
  props: Pick<PageProps, 'draft' | 'onDraft' | 'sources'> & {
    readonly steps: PlanSteps | null
    readonly failure: Failure | null
    readonly again: () => void
  }
): ReactNode {
  const { draft, onDraft, sources, steps, failure, again } = props
  const { usd, years, use, gpus } = draft.question.workstation ?? {}
  return (
    <div className={classNames(styles.page, styles.rolling)}>
      <div className={styles.fields}>
        <PlanNumber
          className={styles.field}
          label='Price of the workstation'
          unit='$'
          rule={{ least: 0, most: 1e8, whole: true, optional: true }}
          value={usd}
          placeholder='as printed'
          onChange={next => onDraft(withWorkstation(draft, { usd: next }))}
        />
        <PlanNumber
          className={styles.field}
          label='It is used for'
          unit='years'
          rule={{ least: 0, most: 50, above: true, optional: true }}
          value={years}
          // The document prints price, use and dollars an hour, from which these follow.
          placeholder='3, calculated'
          onChange={next => onDraft(withWorkstation(draft, { years: next }))}
        />
        <PlanNumber
          className={styles.field}
          label='Of all hours it computes'
          unit='%'
          rule={{ least: 0, most: 100, above: true, optional: true }}
          value={use === undefined ? undefined : Number((use * 100).toPrecision(12))}
          placeholder='as printed'
          onChange={next => onDraft(withWorkstation(draft, { use: next === undefined ? undefined : next / 100 }))}
        />
        <PlanNumber
          className={styles.field}
          label='GPUs in it'
          rule={{ least: 1, most: 64, whole: true, optional: true }}
          value={gpus}
          placeholder='as printed'
          onChange={next => onDraft(withWorkstation(draft, { gpus: next }))}
        />
      </div>
      <FailureNote {...{ failure, again }} />
      <BreakEvenView {...{ steps, sources }} />
    </div>
  )
}

/** What was told; null until then. */
export function BreakEvenView({ steps, sources }: { steps: PlanSteps | null; sources: Sources }): ReactNode {
  if (steps === null)
    return (
      <div className={styles.words}>
        <EmptyState>Calculating.</EmptyState>
      </div>
    )
  const { breakEven } = steps
  if (breakEven === null)
    return (
      <div className={styles.words}>
        <EmptyState>
          It cannot be compared: the time or the price of some step is unknown, on the workstation or in the cloud.
          Steps names them.
        </EmptyState>
      </div>
    )
  const { what, why } = breakEvenWords(breakEven)
  const cited = steps.steps.flatMap(({ workstation }) => workstation?.cited ?? [])
  return (
    <>
      <Note tone='ok' what={what}>
        {why}
      </Note>
      <WarningsNote warnings={breakEven.warnings} />
      <div className={styles.plot}>
        <Plot
          title='Dollars after so many datasets'
          fact='bought and paid in full, against the cloud dataset by dataset'
          data={breakEvenPlot(breakEven)}
          height={260}
        />
      </div>
      <div className={styles.words}>
        <Facts nameWidth={196} facts={breakEvenFacts(breakEven)} />
      </div>
      <div className={styles.facts}>
        <p>{breakEven.note}</p>
        <SourceLine {...{ cited, sources }} />
      </div>
    </>
  )
}

/** The figures behind the sentence. All are estimates. */
export function breakEvenFacts(figures: BreakEven): { name: string; value: string }[] {
  const { workstationUsd, workstationUsdPerHour, workstationUsdPerDataset, cloudUsdPerDataset, cheaper } = figures
  const words = { workstation: 'the workstation', cloud: 'the cloud', equal: 'neither' } as const
  return [
    { name: 'Workstation, bought', value: dollars(workstationUsd) },
    { name: 'Its hour', value: `${hourlyPrice(workstationUsdPerHour)}, by its years and its use` },
    { name: 'One dataset on it', value: `${dollars(workstationUsdPerDataset)}, estimate` },
    { name: 'One dataset in the cloud', value: `${dollars(cloudUsdPerDataset)}, estimate` },
    { name: 'Cheaper for one', value: words[cheaper] }
  ]
}
