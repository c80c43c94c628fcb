/** How the resources were used: booked against used, cancelled, not come. */
import type { UsageRow } from '@contract/bookings'
import { usageCsv } from '@domain/bookings/usage-csv'
import { type ReactNode, useMemo, useState } from 'react'
import { useAsked } from '../../../client/use-asked'
import { Button } from '../../../ui/button'
import type { Column } from '../../../ui/data-table/columns'
import { DataTable } from '../../../ui/data-table/data-table'
import { DateField } from '../../../ui/date-field'
import { EmptyState } from '../../../ui/empty-state'
import { countOf, formatCount } from '../../../ui/format'
import { PageBar } from '../../../ui/page-bar'
import { saveFile } from '../../../ui/save-file'
import { visibleName } from '../../../ui/visible-name'
import { personName, resourceLabel } from '../booking-look'
import { wallInstant } from '../dialogs/book-draft'
import { FailureNote } from '../failure-note'
import { type BookingsRoom, useRoom } from '../room-context'
import { dateAt } from '../stretch'
import { storeKey } from '../use-stores'

import styles from './usage.module.css'

const hours = (value: number): string => `${value.toFixed(1)} h`

function usageColumns({ file }: BookingsRoom): readonly Column<UsageRow>[] {
  const number = (
    id: string,
    head: string,
    of: (row: UsageRow) => number,
    words: (value: number) => string
  ): Column<UsageRow> => ({
    ...{ id, head, width: 104, numeric: true, value: of, sortFirst: 'descending' },
    cell: row => words(of(row))
  })
  return [
    {
      ...{ id: 'resource', head: 'Resource', width: 160 },
      value: row => resourceLabel(file, row.resource),
      cell: row => resourceLabel(file, row.resource)
    },
    {
      ...{ id: 'user', head: 'Who', minWidth: 160 },
      value: row => personName(file, row.user),
      cell: row => personName(file, row.user)
    },
    {
      id: 'account',
      head: 'Account',
      width: 150,
      drop: 1,
      value: row => row.account,
      cell: row => visibleName(row.account)
    },
    number('bookings', 'Bookings', row => row.bookings, formatCount),
    number('booked', 'Booked', row => row.bookedHours, hours),
    number('used', 'Used', row => row.usedHours, hours),
    number('cancelled', 'Cancelled', row => row.cancelled, formatCount),
    number('noShows', 'Not come', row => row.noShows, formatCount)
  ]
}

const rowKey = ({ resource, user, account }: UsageRow): string => `${resource}\n${user}\n${account}`

function sumOf(rows: readonly UsageRow[]): string {
  const sum = (of: (row: UsageRow) => number): number => rows.reduce((total, row) => total + of(row), 0)
  return `${countOf(
    sum(row => row.bookings),
    'booking'
  )}, ${hours(sum(row => row.bookedHours))} booked, ${hours(sum(row => row.usedHours))} used`
}

export function UsagePage({ onBack }: { onBack: () => void }): ReactNode {
  const room = useRoom()
  const { bookings, store, file } = room
  const [from, setFrom] = useState(() => `${dateAt(Date.now(), file.timeZone).slice(0, 8)}01`)
  const [to, setTo] = useState(() => dateAt(Date.now(), file.timeZone))
  const [start, end] = [wallInstant(from, '00:00', file.timeZone), wallInstant(to, '24:00', file.timeZone)]
  const whole = start !== null && end !== null && start < end
  const report = useAsked(whole ? `${storeKey(store)} ${start} ${end}` : null, signal =>
    bookings.report(
      { store, from: new Date(start ?? 0).toISOString(), to: new Date(end ?? 0).toISOString() },
      { signal }
    )
  )
  const columns = useMemo(() => usageColumns(room), [room])
  const rows = report.answer ?? []
  return (
    <>
      <PageBar
        title='Usage'
        end={
          <>
            <Button
              icon='download'
              disabledReason={rows.length === 0 ? 'There is nothing to export' : undefined}
              onClick={() => saveFile([usageCsv(rows)], `usage-${from}-${to}.csv`, 'text/csv')}
            >
              Export CSV
            </Button>
            <Button icon='calendar' onClick={onBack}>
              Calendar
            </Button>
          </>
        }
      >
        <span className='sm faint'>from</span>
        <DateField label='First day' hideLabel className={styles.day} value={from} onChange={setFrom} />
        <span className='sm faint'>to</span>
        <DateField label='Last day' hideLabel className={styles.day} value={to} onChange={setTo} />
        {start !== null && end !== null && !whole && (
          <span className='sm bad'>The last day comes before the first.</span>
        )}
      </PageBar>
      <FailureNote failure={report.failure} />
      <DataTable
        label='Usage by resource and person'
        select='one'
        rows={rows}
        rowKey={rowKey}
        columns={columns}
        empty={<EmptyState>{report.answer === null ? 'Counting.' : 'Nothing was booked in these days.'}</EmptyState>}
        foot={<span>{sumOf(rows)}</span>}
        footEnd='Used: from begin to end of each session, as the log has them'
      />
    </>
  )
}
