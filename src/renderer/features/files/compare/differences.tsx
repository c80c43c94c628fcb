import type { Difference } from '@contract/transfers'
import { useMemo, useState } from 'react'
import { Button } from '../../../ui/button'
import { DataTable } from '../../../ui/data-table/data-table'
import type { Sort } from '../../../ui/data-table/sorting'
import { EmptyState } from '../../../ui/empty-state'
import styles from './compare-dialog.module.css'
import { type CompareBy, type ComparisonState, type DifferenceFilter, shownDifferences } from './comparison'
import { comparisonSummary } from './comparison-words'
import { differenceColumns } from './difference-columns'

const keyOf = ({ kind, path }: Difference): string => `${kind} ${path}`

/** The list of what differs, with how far the comparison is. */
export function Differences(props: {
  state: ComparisonState
  filter: DifferenceFilter
  by: CompareBy
  onStop: () => void
}) {
  const { state, filter, by, onStop } = props
  const [sort, setSort] = useState<Sort>({ column: 'path', direction: 'ascending' })
  const running = state.status === 'running'
  const order = running ? undefined : sort
  const rows = useMemo(() => shownDifferences(state.differences, filter, order), [state.differences, filter, order])
  const columns = useMemo(() => differenceColumns(Date.now()), [])
  const empty = running
    ? 'What differs stands here as it is found.'
    : filter === 'all'
      ? 'Both folders hold the same.'
      : 'Nothing of this kind.'
  return (
    <div className={styles.list}>
      <DataTable
        label='Differences'
        density='tight'
        select='one'
        rows={rows}
        rowKey={keyOf}
        columns={columns}
        presorted
        sort={order}
        onSort={setSort}
        empty={state.status !== 'failed' && <EmptyState>{empty}</EmptyState>}
        foot={<span aria-live='polite'>{comparisonSummary(state, by)}</span>}
        footEnd={
          running && (
            <Button size='small' kind='quiet' onClick={onStop}>
              Stop
            </Button>
          )
        }
      />
    </div>
  )
}
