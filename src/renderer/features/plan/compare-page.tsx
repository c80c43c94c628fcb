/** What the documents print, beside what their own numbers give by calculation. */
import type { Comparison, QueuesComparison, StepsComparison } from '@contract/plan-compare'
import type { Cited, PlanSource } from '@contract/plan-sources'
import type { Failure } from '@domain/failure'
import { type ReactNode, useMemo } from 'react'
import { DataTable } from '../../ui/data-table/data-table'
import { EmptyState } from '../../ui/empty-state'
import { FailureNote } from '../../ui/failure-note'
import { countOf } from '../../ui/format'
import { PageBar, SectionHead } from '../../ui/page-bar'
import { Segments } from '../../ui/segments'
import { visibleName } from '../../ui/visible-name'
import {
  comparedStepColumns,
  differenceColumns,
  differenceFigure,
  queueColumns,
  storageColumns
} from './compare-columns'
import styles from './plan.module.css'
import type { Sources } from './plan-words'
import { SourceLine } from './source-line'

/** The documents that compare something. */
export type ComparedSource = Comparison['source']

const documents: readonly { readonly value: ComparedSource; readonly label: string }[] = [
  { value: 'cianfrocco-2017', label: 'Workstation and AWS, 2017' },
  { value: 'weka-2023', label: 'WEKA and FSx, 2023' }
]

export interface ComparePageProps {
  readonly source: ComparedSource
  readonly onSource: (source: ComparedSource) => void
  /** Null until it was told. */
  readonly comparison: Comparison | null
  readonly failure: Failure | null
  readonly again: () => void
  readonly sources: Sources
}

/** One document at a time. */
export function ComparePage(props: ComparePageProps): ReactNode {
  const { source, onSource, comparison, failure, again, sources } = props
  return (
    <div className={styles.page}>
      <PageBar compact>
        <Segments label='Document' value={source} options={documents} onChange={onSource} />
      </PageBar>
      <FailureNote {...{ failure, again }} />
      <div className={styles.scrolled}>
        <About source={sources.get(source)} />
        {comparison === null && !failure && <EmptyState>Reading the document.</EmptyState>}
        {comparison?.source === 'cianfrocco-2017' && <StepsDocument {...{ comparison, sources }} />}
        {comparison?.source === 'weka-2023' && <QueuesDocument {...{ comparison, sources }} />}
      </div>
    </div>
  )
}

function About({ source }: { source: PlanSource | undefined }): ReactNode {
  if (source === undefined) return null
  const { title, authors, published, about, url } = source
  return (
    <div className={styles.about}>
      <p>
        <b>{visibleName(title)}</b>
        {authors !== null && `, ${visibleName(authors)}`}
        {published !== null && ` (${published})`}. {about}
      </p>
      {url !== null && (
        <a href={url} target='_blank' rel='noreferrer'>
          {visibleName(url)}
        </a>
      )}
    </div>
  )
}

/** Rows that are all shown: the page scrolls as a whole, so a table is as high as its rows. */
const heightOf = (rows: number): number => rows * 26 + 27

function Differences({ comparison, sources }: { comparison: Comparison; sources: Sources }): ReactNode {
  const columns = useMemo(() => differenceColumns(sources), [sources])
  const { differences } = comparison
  if (differences.length === 0) return null
  return (
    <>
      <SectionHead
        line
        title='Where the document and its own numbers differ'
        fact={countOf(differences.length, 'figure')}
      />
      <div className={styles.whole} style={{ height: heightOf(differences.length) }}>
        <DataTable
          label='Where the document and its own numbers differ'
          density='tight'
          select='one'
          rows={differences}
          rowKey={({ what, unit }) => `${what} ${unit}`}
          columns={columns}
        />
      </div>
    </>
  )
}

/** Where in the document the tables stand. */
function Places(props: { cited: readonly Cited[]; sources: Sources }): ReactNode {
  return (
    <div className={styles.about}>
      <SourceLine {...props} />
    </div>
  )
}

/** A total that is printed and one that is calculated. */
export interface TotalRow {
  readonly name: string
  readonly printed: string
  /** Null: it cannot be calculated from the document. */
  readonly computed: string | null
}

/** The totals of the document, in the order of its table. */
export function totalRows({ totals, printed }: StepsComparison): readonly TotalRow[] {
  const row = (name: string, unit: 'hours' | 'usd', key: keyof StepsComparison['totals']): TotalRow => ({
    name,
    printed: differenceFigure(unit, printed[key]),
    computed: differenceFigure(unit, totals[key])
  })
  return [
    row('On the workstation', 'hours', 'workstationHours'),
    row('On AWS', 'hours', 'awsHours'),
    row('of it moving data', 'hours', 'dataHours'),
    row('of it jobs', 'hours', 'jobHours'),
    row('Hour of the workstation', 'usd', 'workstationUsdPerHour'),
    row('Computing on the workstation', 'usd', 'workstationUsd'),
    row('Computing on AWS', 'usd', 'computeUsd'),
    row('Storage on S3', 'usd', 'storageUsd'),
    row('AWS in all', 'usd', 'totalUsd')
  ]
}

function StepsDocument({ comparison, sources }: { comparison: StepsComparison; sources: Sources }): ReactNode {
  const columns = useMemo(() => comparedStepColumns(sources), [sources])
  const { printed, steps } = comparison
  return (
    <>
      <SectionHead line title='Totals' fact='as printed, and by calculation' />
      <TotalsTable
        label='Totals of the document'
        rows={[
          ...totalRows(comparison),
          {
            name: 'Working days, workstation and AWS',
            printed: `${printed.workstationDays} and ${printed.awsDays}`,
            computed: [steps.map(step => step.workstationDay), steps.map(step => step.awsDay)]
              .map(days => Math.max(...days.filter(day => day !== null)))
              .join(' and ')
          }
        ]}
      />
      <Differences {...{ comparison, sources }} />
      <SectionHead line title='Step by step' fact='≠ where the numbers of the row give another cost than is printed' />
      <div className={styles.whole} style={{ height: heightOf(steps.length) }}>
        <DataTable
          label='Steps of the document'
          density='tight'
          select='one'
          rows={steps}
          rowKey={({ id }) => id}
          columns={columns}
        />
      </div>
      <Places cited={[...steps, ...comparison.differences].map(({ cited }) => cited)} sources={sources} />
    </>
  )
}

/** Few figures: as they are printed, and by calculation, marked where they differ. */
function TotalsTable({ label, rows }: { label: string; rows: readonly TotalRow[] }): ReactNode {
  return (
    <table className={styles.totals} aria-label={label}>
      <thead>
        <tr>
          <th scope='col'>Of</th>
          <th scope='col'>Printed</th>
          <th scope='col'>Calculated</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, printed, computed }) => (
          <tr key={name}>
            <th scope='row'>{visibleName(name)}</th>
            <td>{printed}</td>
            <td className={computed === null || printed === computed ? undefined : styles.other}>{computed ?? '—'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What the document says of its queues in words, as a factor. */
export const claimRows = ({ checks }: Pick<QueuesComparison, 'checks'>): readonly TotalRow[] =>
  checks.map(({ what, printed, computed }) => ({
    ...{ name: what, printed: `${printed}` },
    computed: rounded(computed, printed) === printed ? `${printed}` : `${computed}`
  }))

/** As exactly as the other figure is printed. */
const rounded = (value: number, like: number): number => Number(value.toFixed(`${like}`.split('.')[1]?.length ?? 0))

function QueuesDocument({ comparison, sources }: { comparison: QueuesComparison; sources: Sources }): ReactNode {
  const queues = useMemo(() => queueColumns(sources), [sources])
  const storage = useMemo(() => storageColumns(sources), [sources])
  return (
    <>
      <Differences {...{ comparison, sources }} />
      <SectionHead line title='Queues' fact='time of one queue, and what it costs on demand and reserved for a year' />
      <div className={styles.whole} style={{ height: heightOf(comparison.queues.length) }}>
        <DataTable
          label='Queues of the document'
          density='tight'
          select='one'
          rows={comparison.queues}
          rowKey={({ type }) => type}
          columns={queues}
        />
      </div>
      {comparison.checks.length > 0 && (
        <>
          <SectionHead line title='What it says of them' />
          <TotalsTable label='What the document says of the queues' rows={claimRows(comparison)} />
        </>
      )}
      <SectionHead line title='Storage' fact='a month' />
      <div className={styles.whole} style={{ height: heightOf(comparison.storage.length) }}>
        <DataTable
          label='Storage of the document'
          density='tight'
          select='one'
          rows={comparison.storage}
          rowKey={({ configuration }) => configuration}
          columns={storage}
        />
      </div>
      <Places
        cited={[...comparison.queues, ...comparison.storage, ...comparison.differences].map(({ cited }) => cited)}
        sources={sources}
      />
    </>
  )
}
