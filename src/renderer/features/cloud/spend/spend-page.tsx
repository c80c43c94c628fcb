/** What runs have cost: in all, by day, by what they belong to, and against the budgets. */
import { type Spend, type SpendGroup, type SpendRow, spendGroups } from '@contract/cloud-spend'
import { spendCsv } from '@domain/cloud/spend/spend-csv'
import { dollars } from '@domain/cloud/usd-text'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { client } from '../../../client/engine-link'
import { useAsked } from '../../../client/use-asked'
import { Age } from '../../../ui/age'
import { Button, IconButton } from '../../../ui/button'
import type { Column } from '../../../ui/data-table/columns'
import { DataTable } from '../../../ui/data-table/data-table'
import { DateField } from '../../../ui/date-field'
import { parseDay } from '../../../ui/day-text'
import { EmptyState } from '../../../ui/empty-state'
import { FailureNote } from '../../../ui/failure-note'
import { countOf, formatCount, formatDuration } from '../../../ui/format'
import { PageBar } from '../../../ui/page-bar'
import { saveFile } from '../../../ui/save-file'
import { Segments } from '../../../ui/segments'
import { money } from '../cells'
import cloudStyles from '../cloud.module.css'
import { MakeBelieveTag } from '../make-believe'
import { Budgets } from './budgets'
import { BudgetsDialog } from './budgets-dialog'
import styles from './spend.module.css'
import { SpendPlot } from './spend-plot'
import { groupLabels, monthOf, rowName } from './spend-words'

/** Milliseconds between two looks: costs are told by the minute. */
const lookMs = 60_000

const spendColumns = (by: SpendGroup): readonly Column<SpendRow>[] => [
  {
    ...{ id: 'name', head: groupLabels[by], minWidth: 200, value: row => (by === 'day' ? row.key : rowName(row, by)) },
    cell: row => (
      <span className={cloudStyles.name}>
        <span className='cut' title={rowName(row, by)}>
          {rowName(row, by)}
        </span>
        {row.makeBelieve && <MakeBelieveTag />}
      </span>
    )
  },
  {
    ...{ id: 'runs', head: 'Runs', width: 76, numeric: true, sortFirst: 'descending', value: row => row.runs },
    cell: row => formatCount(row.runs)
  },
  {
    ...{ id: 'time', head: 'Machine time', width: 120, numeric: true, sortFirst: 'descending' },
    value: row => row.machineSeconds,
    cell: row => formatDuration(row.machineSeconds)
  },
  {
    ...{ id: 'usd', head: 'Cost', name: 'Cost, estimate', width: 104, numeric: true, sortFirst: 'descending' },
    value: row => row.usd ?? undefined,
    cell: row => money(row.usd)
  },
  {
    ...{ id: 'unknown', head: 'Unknown', name: 'Machines of unknown price', width: 92, drop: 1, numeric: true },
    value: row => row.unknown,
    cell: row => (row.unknown === 0 ? <span className='faint'>—</span> : formatCount(row.unknown))
  }
]
const rowKey = ({ key, makeBelieve }: SpendRow): string => `${makeBelieve} ${key}`

export function SpendPage({ visible }: { visible: boolean }): ReactNode {
  const [by, setBy] = useState<SpendGroup>('run')
  const [days, setDays] = useState(() => monthOf(Date.now(), 0))
  const [editing, setEditing] = useState(false)
  const whole = parseDay(days.from) !== undefined && parseDay(days.to) !== undefined && days.from <= days.to
  const { answer, failure, again } = useAsked(visible && whole ? `${by} ${days.from} ${days.to}` : null, signal =>
    client.spend.show({ ...days, by }, { signal })
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest question is asked anyway
  useEffect(() => {
    if (!visible) return
    const timer = setInterval(again, lookMs)
    return () => clearInterval(timer)
  }, [visible])
  return (
    <div className={styles.page}>
      <SpendBar {...{ by, days, answer, again }} onBy={setBy} onDays={setDays} />
      <FailureNote failure={failure} again={again} />
      {!whole && <p className={styles.none}>The first day has to be before the last one.</p>}
      {answer ? <Shown spend={answer} onEdit={() => setEditing(true)} /> : !failure && <Waiting />}
      {editing && (
        <BudgetsDialog
          budgets={(answer?.budgets ?? []).filter(({ makeBelieve }) => !makeBelieve)}
          onSaved={again}
          onClose={() => setEditing(false)}
        />
      )}
    </div>
  )
}

const Waiting = (): ReactNode => (
  <div className={styles.none}>
    <EmptyState>Adding up what runs have cost.</EmptyState>
  </div>
)

function SpendBar(props: {
  by: SpendGroup
  days: { readonly from: string; readonly to: string }
  answer: Spend | null
  again: () => void
  onBy: (by: SpendGroup) => void
  onDays: (days: { from: string; to: string }) => void
}): ReactNode {
  const { by, days, answer, again, onBy, onDays } = props
  const nothing = !answer || answer.rows.length === 0 ? 'There is nothing to export' : undefined
  const save = (): void => {
    if (answer) saveFile([spendCsv(answer)], `cloud-cost-${answer.from}-${answer.to}-${answer.by}.csv`, 'text/csv')
  }
  return (
    <PageBar
      end={
        <>
          {answer && <Age at={Date.parse(answer.at)} every={lookMs} />}
          <IconButton icon='refresh' label='Add up again' onClick={again} />
          <Button size='small' icon='download' disabledReason={nothing} onClick={save}>
            Export CSV
          </Button>
        </>
      }
    >
      <Segments
        label='By what'
        value={by}
        onChange={onBy}
        options={spendGroups.map(value => ({ value, label: groupLabels[value] }))}
      />
      <DateField
        label='First day'
        hideLabel
        className={styles.day}
        value={days.from}
        onChange={from => onDays({ ...days, from })}
      />
      <span className='sm faint'>to</span>
      <DateField
        label='Last day'
        hideLabel
        className={styles.day}
        value={days.to}
        onChange={to => onDays({ ...days, to })}
      />
      <Button size='small' kind='quiet' onClick={() => onDays(monthOf(Date.now(), 0))}>
        This month
      </Button>
      <Button size='small' kind='quiet' onClick={() => onDays(monthOf(Date.now(), 1))}>
        The one before
      </Button>
    </PageBar>
  )
}

function Shown({ spend, onEdit }: { spend: Spend; onEdit: () => void }): ReactNode {
  const { total, usdPerHour, makeBelieve, rows, by, budgets } = spend
  const columns = useMemo(() => spendColumns(by), [by])
  const missing =
    total.unknown === 0 ? 'estimate' : `estimate, ${countOf(total.unknown, 'machine')} of unknown price not in it`
  return (
    <>
      <dl className={styles.sums}>
        <div>
          <dt>Spent in these days</dt>
          <dd>
            <b className='big'>{dollars(total.usd)}</b>
            <span className='cap'>{missing}</span>
          </dd>
        </div>
        <div>
          <dt>Now</dt>
          <dd>
            <b className='big'>{usdPerHour === 0 ? 'nothing runs' : dollars(usdPerHour)}</b>
            <span className='cap'>{usdPerHour !== 0 && 'an hour, of all machines that are there'}</span>
          </dd>
        </div>
        {makeBelieve && (
          <div>
            <dt>Demo, make-believe</dt>
            <dd>
              <b className='big'>{dollars(makeBelieve.usd)}</b>
              <span className='cap'>nobody pays it: in no other figure here</span>
            </dd>
          </div>
        )}
      </dl>
      <div className={styles.plot}>
        <SpendPlot spend={spend} />
      </div>
      <Budgets budgets={budgets} onEdit={onEdit} />
      <div className={styles.table}>
        <DataTable
          label={`Cost by ${groupLabels[by].toLowerCase()}`}
          rows={rows}
          rowKey={rowKey}
          columns={columns}
          select='one'
          empty={<EmptyState>No run has cost anything in these days.</EmptyState>}
          foot={<span>{countOf(rows.length, 'line')}</span>}
        />
      </div>
    </>
  )
}
