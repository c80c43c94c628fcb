/** Whether the link keeps up with the camera, and by how much it does not. */
import type { TransferPlan } from '@contract/plan-data'
import type { Failure } from '@domain/failure'
import { type ReactNode, useMemo } from 'react'
import { useAsked } from '../../client/use-asked'
import { classNames } from '../../ui/class-names'
import type { Column } from '../../ui/data-table/columns'
import { DataTable } from '../../ui/data-table/data-table'
import { EmptyState } from '../../ui/empty-state'
import { FailureNote } from '../../ui/failure-note'
import { Note } from '../../ui/note'
import { Facts, SectionHead } from '../../ui/page-bar'
import { visibleName } from '../../ui/visible-name'
import type { PageProps } from './page-props'
import styles from './plan.module.css'
import { transferInputs, withTransfer } from './plan-draft'
import { PlanNumber } from './plan-number'
import { citedWords, formatDays, formatDecimalBytes, formatHours, type Sources } from './plan-words'
import { SourceLine } from './source-line'

type Example = TransferPlan['documents'][number]

const rate = (bytes: number): string => `${formatDecimalBytes(bytes)}/s`

/** The columns of what the documents tell; keep them the same between renders. */
export function exampleColumns(sources: Sources): readonly Column<Example>[] {
  const days = (value: number): string => `${formatDays(value)} a day of data`
  return [
    {
      ...{ id: 'label', head: 'In the documents', minWidth: 200 },
      cell: ({ label, cited }) => <span title={citedWords(cited, sources)}>{visibleName(label)}</span>
    },
    {
      ...{ id: 'day', head: 'Data of a day', width: 112, numeric: true, value: row => row.bytesPerDay },
      cell: ({ bytesPerDay }) => formatDecimalBytes(bytesPerDay)
    },
    {
      ...{ id: 'rate', head: 'Rate', width: 96, numeric: true, value: row => row.bytesPerSecond },
      cell: ({ bytesPerSecond }) => rate(bytesPerSecond)
    },
    {
      ...{ id: 'days', head: 'It takes', width: 184, numeric: true, value: row => row.daysPerDayOfData },
      cell: row => days(row.daysPerDayOfData)
    },
    {
      ...{ id: 'printed', head: 'Printed', width: 150, numeric: true, drop: 1 },
      cell: ({ daysPrinted }) => (daysPrinted === null ? <span className='faint'>—</span> : formatDays(daysPrinted))
    }
  ]
}

/** Asks whether the draft's link keeps up. */
export function TransferPage({ client, draft, onDraft, sources }: PageProps): ReactNode {
  const inputs = transferInputs(draft)
  const { answer, failure, again } = useAsked(inputs && JSON.stringify(inputs), async signal =>
    inputs === null ? null : client.plan.transfer(inputs, { signal })
  )
  return (
    <div className={classNames(styles.page, styles.rolling)}>
      <div className={styles.fields}>
        <PlanNumber
          className={styles.field}
          label='The link may be used'
          unit='h a day'
          rule={{ least: 0, most: 24, above: true }}
          value={draft.transfer.hoursPerDay}
          onChange={hours => hours !== undefined && onDraft(withTransfer(draft, { hoursPerDay: hours }))}
        />
        <PlanNumber
          className={styles.field}
          label='Collecting without a pause'
          unit='days'
          rule={{ least: 0, most: 3650, above: true }}
          value={draft.transfer.days}
          onChange={days => days !== undefined && onDraft(withTransfer(draft, { days }))}
        />
      </div>
      <TransferView plan={inputs === null ? null : answer} noRate={inputs === null} {...{ failure, again, sources }} />
    </div>
  )
}

/** What was told. `noRate`: the rate of the link is not known. */
export function TransferView(props: {
  readonly plan: TransferPlan | null
  readonly noRate: boolean
  readonly failure: Failure | null
  readonly again: () => void
  readonly sources: Sources
}): ReactNode {
  const { plan, noRate, failure, again, sources } = props
  const columns = useMemo(() => exampleColumns(sources), [sources])
  if (noRate)
    return (
      <div className={styles.words}>
        <EmptyState>
          Write the rate of the link at the left, to see whether it keeps up with the camera. Transfers show what a link
          reaches.
        </EmptyState>
      </div>
    )
  if (plan === null)
    return failure ? (
      <FailureNote {...{ failure, again }} />
    ) : (
      <div className={styles.words}>
        <EmptyState>Calculating.</EmptyState>
      </div>
    )
  return (
    <>
      <FailureNote {...{ failure, again }} />
      <Note
        tone={plan.keepsUp ? 'ok' : 'warning'}
        what={plan.keepsUp ? 'The link keeps up.' : 'The link will not keep up.'}
      >
        {plan.verdict}
      </Note>
      <div className={styles.words}>
        <Facts nameWidth={196} facts={transferFacts(plan)} />
      </div>
      {plan.documents.length > 0 && (
        <>
          <SectionHead line title='The same in the documents' />
          <div className={styles.whole} style={{ height: plan.documents.length * 28 + 27 }}>
            <DataTable
              label='Transfers in the documents'
              select='one'
              rows={plan.documents}
              rowKey={({ label, bytesPerSecond }) => `${label} ${bytesPerSecond}`}
              columns={columns}
            />
          </div>
          <div className={styles.facts}>
            <SourceLine cited={plan.documents.map(({ cited }) => cited)} sources={sources} />
          </div>
        </>
      )}
    </>
  )
}

/** The figures behind the verdict. */
export function transferFacts(plan: TransferPlan): { name: string; value: string }[] {
  const { hoursPerDayOfData, daysPerDayOfData, neededBytesPerSecond, shortBytesPerSecond, backlogBytes, backlogDays } =
    plan
  const spare = shortBytesPerSecond <= 0
  return [
    {
      name: 'One day of data takes',
      // Within a day the calendar adds nothing: a share of a day is not its hours where the link rests.
      value: `${formatHours(hoursPerDayOfData)} of the link${daysPerDayOfData < 1 ? '' : `: ${formatDays(daysPerDayOfData)} of the calendar`}`
    },
    { name: 'Rate that would keep up', value: rate(neededBytesPerSecond) },
    { name: spare ? 'To spare' : 'Too slow by', value: rate(Math.abs(shortBytesPerSecond)) },
    {
      name: 'Left when collecting ends',
      value: backlogBytes > 0 ? `${formatDecimalBytes(backlogBytes)}, sent ${formatDays(backlogDays)} later` : 'nothing'
    }
  ]
}
