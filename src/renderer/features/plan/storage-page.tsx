/** What the data costs to keep: each tier by month and year, and the cheapest ways to keep it hot first, then archived. */
import type { StoragePlan, StorageTier } from '@contract/plan-data'
import type { Failure } from '@domain/failure'
import { type ReactNode, useMemo, useState } from 'react'
import { useAsked } from '../../client/use-asked'
import { classNames } from '../../ui/class-names'
import type { Column } from '../../ui/data-table/columns'
import { DataTable } from '../../ui/data-table/data-table'
import { selectOne } from '../../ui/data-table/selection'
import { EmptyState } from '../../ui/empty-state'
import { FailureNote } from '../../ui/failure-note'
import { countOf } from '../../ui/format'
import { SectionHead } from '../../ui/page-bar'
import { Plot } from '../../ui/plot/plot'
import type { PlotData } from '../../ui/plot/plot-data'
import { Tag } from '../../ui/tag'
import { visibleName } from '../../ui/visible-name'
import type { PageProps } from './page-props'
import styles from './plan.module.css'
import { terabyte, withStorage } from './plan-draft'
import { PlanNumber } from './plan-number'
import { citedWords, dollarRange, formatDecimalBytes, gigabyteRange, type Sources } from './plan-words'
import { SourceLine } from './source-line'

type Pair = StoragePlan['pairs'][number]
type Range = StorageTier['usdPerGbMonth']

const range = <T,>(
  head: { id: string; head: string; name?: string; width: number; drop?: number },
  of: (row: T) => Range
): Column<T> => ({
  ...{ ...head, numeric: true, value: row => of(row).high },
  cell: row => dollarRange(of(row))
})

/** The columns of the tiers; keep them the same between renders. */
export function tierColumns(sources: Sources): readonly Column<StorageTier>[] {
  return [
    {
      ...{ id: 'tier', head: 'Tier', minWidth: 190, value: ({ label }) => label },
      cell: ({ label, place, note, redundant }) => (
        <span title={note}>
          {visibleName(label)} {place === 'local' && <Tag>here</Tag>}{' '}
          {!redundant && <Tag title='A broken disk takes the data with it'>one disk</Tag>}
        </span>
      )
    },
    {
      ...{ id: 'price', head: '$/GB a month', width: 140, numeric: true, value: row => row.usdPerGbMonth.high },
      cell: ({ usdPerGbMonth, printed, cited }) => (
        <span title={`${printed}: ${citedWords(cited, sources)}`}>{gigabyteRange(usdPerGbMonth)}</span>
      )
    },
    range({ id: 'hotMonth', head: 'Fast, a month', width: 152 }, ({ hot }) => hot.usdPerMonth),
    range({ id: 'hotYear', head: 'Fast, a year', width: 160, drop: 2 }, ({ hot }) => hot.usdPerYear),
    range({ id: 'archiveMonth', head: 'Archive, a month', width: 168 }, ({ archive }) => archive.usdPerMonth),
    range({ id: 'archiveYear', head: 'Archive, a year', width: 172, drop: 2 }, ({ archive }) => archive.usdPerYear),
    { id: 'date', head: 'Price of', width: 84, drop: 1, className: 'faint', cell: ({ date }) => date }
  ]
}

function pairColumns(tiers: readonly StorageTier[]): readonly Column<Pair>[] {
  const label = (id: string | null): string =>
    id === null ? 'not kept' : visibleName(tiers.find(tier => tier.id === id)?.label ?? id)
  return [
    {
      ...{ id: 'hot', head: 'Hot tier', minWidth: 170, value: ({ hot }) => label(hot) },
      cell: ({ hot }) => label(hot)
    },
    {
      ...{ id: 'archive', head: 'Then in the archive', minWidth: 170, value: ({ archive }) => label(archive) },
      cell: ({ archive }) => label(archive)
    },
    range({ id: 'month', head: 'A month', width: 180 }, ({ usdPerMonth }: Pair) => usdPerMonth),
    range({ id: 'year', head: 'A year', width: 190, drop: 1 }, ({ usdPerYear }: Pair) => usdPerYear)
  ]
}

/** How the data grows until nothing grows any more. Terabytes. */
export function growthPlot({ growth }: StoragePlan): PlotData {
  return {
    axis: { kind: 'number', label: 'year', values: growth.map(({ year }) => year), step: 1 },
    unit: 'TB',
    digits: 0,
    series: [
      { label: 'archive', kind: 'bars', values: growth.map(({ archiveBytes }) => archiveBytes / terabyte) },
      { label: 'hot', kind: 'line', values: growth.map(({ hotBytes }) => hotBytes / terabyte) }
    ]
  }
}

const tierKey = ({ id }: StorageTier): string => id
const pairKey = ({ hot, archive }: Pair): string => `${hot} ${archive ?? ''}`

/** Asks what the draft's data costs to keep. */
export function StoragePage(props: PageProps): ReactNode {
  const { client, draft, onDraft, sources } = props
  const { storage } = draft
  const { answer, failure, again } = useAsked(JSON.stringify(storage), signal =>
    client.plan.storage(storage, { signal })
  )
  return (
    <div className={classNames(styles.page, styles.rolling)}>
      <div className={styles.fields}>
        <PlanNumber
          className={styles.field}
          label='Collecting, in a month'
          unit='days'
          rule={{ least: 0, most: 31, above: true }}
          value={storage.daysPerMonth}
          onChange={days => days !== undefined && onDraft(withStorage(draft, { daysPerMonth: days }))}
        />
        <PlanNumber
          className={styles.field}
          label='On the hot tier'
          unit='days'
          rule={{ least: 0, most: 3650 }}
          value={storage.hotDays}
          onChange={days => days !== undefined && onDraft(withStorage(draft, { hotDays: days }))}
        />
        <PlanNumber
          className={styles.field}
          label='Then in the archive'
          unit='years'
          rule={{ least: 0, most: 50 }}
          value={storage.archiveYears}
          onChange={years => years !== undefined && onDraft(withStorage(draft, { archiveYears: years }))}
        />
        {answer && <StorageSums plan={answer} />}
      </div>
      <StorageView {...{ plan: answer, failure, again, sources }} />
    </div>
  )
}

function StorageSums({
  plan: { bytesPerMonth, bytesPerYear, hotBytes, archiveBytes }
}: {
  plan: StoragePlan
}): ReactNode {
  return (
    <p className={styles.sentence}>
      {formatDecimalBytes(bytesPerMonth)} a month, {formatDecimalBytes(bytesPerYear)} a year. Once full,{' '}
      <b>{formatDecimalBytes(hotBytes)}</b> lie on the hot tier and <b>{formatDecimalBytes(archiveBytes)}</b> in the
      archive; the costs are of then.
    </p>
  )
}

/** The tables of what was told; null until then. */
export function StorageView(props: {
  readonly plan: StoragePlan | null
  readonly failure: Failure | null
  readonly again: () => void
  readonly sources: Sources
}): ReactNode {
  const { plan, failure, again, sources } = props
  const [selected, setSelected] = useState<string>()
  const columns = useMemo(() => tierColumns(sources), [sources])
  const tiers = plan?.tiers ?? []
  const pairs = useMemo(() => pairColumns(plan?.tiers ?? []), [plan])
  const row = tiers.find(({ id }) => id === selected) ?? tiers[0]
  return (
    <>
      <FailureNote {...{ failure, again }} />
      <div className={styles.table}>
        <DataTable
          label='Tiers of storage'
          select='one'
          rows={tiers}
          rowKey={tierKey}
          columns={columns}
          {...(row && { selection: selectOne(row.id) })}
          onSelection={({ cursor }) => setSelected(cursor)}
          active
          empty={<EmptyState>{failure ? 'Nothing could be calculated.' : 'Calculating.'}</EmptyState>}
          foot={<span>{countOf(tiers.length, 'tier')}</span>}
          footEnd='All the data on one tier; estimates without transfer and requests'
        />
      </div>
      {row && (
        <section className={styles.facts} aria-label={`About ${row.label}`}>
          <p>
            <b>{visibleName(row.label)}</b>: {visibleName(row.printed)}. {row.note}
          </p>
          <SourceLine cited={[row.cited]} sources={sources} />
        </section>
      )}
      {plan && plan.pairs.length > 0 && (
        <div className={styles.lower}>
          <div className={styles.page}>
            <SectionHead line title='Hot first, then archived' fact='cheapest month first' />
            <DataTable
              label='Hot first, then archived'
              select='one'
              rows={plan.pairs}
              rowKey={pairKey}
              columns={pairs}
              foot={<span>{countOf(plan.pairs.length, 'pair')}</span>}
            />
          </div>
          <div className={styles.growth}>
            <Plot
              title='At the end of each year'
              fact={formatDecimalBytes(plan.archiveBytes)}
              data={growthPlot(plan)}
            />
          </div>
        </div>
      )}
    </>
  )
}
