/** What waits for an administrator's consent: given or refused one by one, or for a whole series. */
import type { Booking } from '@contract/booking'
import type { SeriesScope } from '@contract/bookings'
import { type ReactNode, useMemo, useState } from 'react'
import { useAct } from '../../../client/use-act'
import { Button } from '../../../ui/button'
import type { Column } from '../../../ui/data-table/columns'
import { DataTable } from '../../../ui/data-table/data-table'
import { noSelection, selectOne } from '../../../ui/data-table/selection'
import { EmptyState } from '../../../ui/empty-state'
import { countOf } from '../../../ui/format'
import type { MenuEntry } from '../../../ui/menu'
import { PageBar } from '../../../ui/page-bar'
import { StateMark } from '../../../ui/state-mark'
import { Tag } from '../../../ui/tag'
import { notify } from '../../../ui/toasts'
import { visibleName } from '../../../ui/visible-name'
import { bookingTitle, personName, resourceLabel } from '../booking-look'
import { FailureNote } from '../failure-note'
import { type BookingsRoom, offlineReason, useRoom } from '../room-context'
import { lengthWords, plainTime } from '../time-words'
import { zonePlace } from '../zone-clock'
import { type ConsentRow, consentRows } from './consent-rows'
import { RefuseDialog } from './refuse-dialog'

const length = ({ start, end }: Booking): number => Date.parse(end) - Date.parse(start)

function consentColumns({ file }: BookingsRoom): readonly Column<ConsentRow>[] {
  return [
    {
      ...{ id: 'title', head: 'Title', minWidth: 180, value: ({ booking }: ConsentRow) => bookingTitle(booking) },
      cell: ({ booking, count }) => (
        <span className='row' title={bookingTitle(booking)}>
          <StateMark state='waiting' label='waits for consent' />
          <span className='cut'>{bookingTitle(booking)}</span>
          {count > 1 && <Tag title='A series; each of them waits.'>{`${count} times`}</Tag>}
        </span>
      )
    },
    {
      ...{ id: 'owner', head: 'Asked for by', width: 160 },
      value: ({ booking }) => personName(file, booking.owner),
      cell: ({ booking }) => personName(file, booking.owner)
    },
    {
      ...{ id: 'resource', head: 'Resource', width: 150 },
      value: ({ booking }) => resourceLabel(file, booking.resource),
      cell: ({ booking, linked }) => (
        <span title={linked.map(name => resourceLabel(file, name)).join(', ') || undefined}>
          {[booking.resource, ...linked].map(name => resourceLabel(file, name)).join(', ')}
        </span>
      )
    },
    {
      ...{ id: 'start', head: `Begin, ${zonePlace(file.timeZone)}`, width: 152 },
      value: ({ booking }) => Date.parse(booking.start),
      cell: ({ booking }) => plainTime(Date.parse(booking.start), file.timeZone)
    },
    {
      ...{ id: 'length', head: 'Length', width: 88, numeric: true, drop: 3 },
      value: ({ booking }) => length(booking),
      cell: ({ booking }) => lengthWords(length(booking))
    },
    {
      ...{ id: 'asked', head: 'Asked', width: 152, drop: 2, className: 'faint' },
      value: ({ booking }) => Date.parse(booking.created),
      cell: ({ booking }) => plainTime(Date.parse(booking.created), file.timeZone)
    },
    {
      ...{ id: 'note', head: 'Note', minWidth: 120, drop: 1, className: 'dim' },
      cell: ({ booking }) => <span title={visibleName(booking.note)}>{visibleName(booking.note)}</span>
    }
  ]
}

const rowKey = ({ booking }: ConsentRow): string => booking.uid

interface ConsentProps {
  /** All that wait, by begin. */
  readonly waiting: readonly Booking[]
  readonly onBack: () => void
  readonly onShow: (booking: Booking) => void
}

function useConsent() {
  const { bookings, store, file } = useRoom()
  const act = useAct()
  const approve = ({ booking, count }: ConsentRow): void => {
    const scope: SeriesScope = count > 1 ? 'all' : 'one'
    void act.run(async () => {
      const answered = await bookings.approve({ store, uid: booking.uid, yes: true, scope })
      notify(`${personName(file, booking.owner)} has your consent`, {
        description: `${bookingTitle(booking)}: ${countOf(answered.length, 'booking')}`
      })
    })
  }
  return { act, approve }
}

export function ConsentPage({ waiting, onBack, onShow }: ConsentProps): ReactNode {
  const room = useRoom()
  const { act, approve } = useConsent()
  const [selected, setSelected] = useState<string | null>(null)
  const [refusing, setRefusing] = useState<ConsentRow | null>(null)
  const [together, setTogether] = useState(true)
  const rows = useMemo(() => consentRows(waiting, room.file, together), [waiting, room.file, together])
  const columns = useMemo(() => consentColumns(room), [room])
  // The first is chosen until another is: one answers them one after the other.
  const chosen = rows.find(row => rowKey(row) === selected) ?? rows[0]
  const reason = offlineReason(room) ?? (chosen ? undefined : 'Nothing waits for consent')
  return (
    <>
      <PageBar
        title='Waiting for consent'
        end={
          <>
            <Button icon='calendar' onClick={onBack}>
              Calendar
            </Button>
            <Button disabled={act.busy} disabledReason={reason} onClick={() => chosen && setRefusing(chosen)}>
              Refuse…
            </Button>
            <Button
              kind='primary'
              disabled={act.busy}
              disabledReason={reason}
              onClick={() => chosen && approve(chosen)}
            >
              {chosen && chosen.count > 1 ? `Approve all ${chosen.count}` : 'Approve'}
            </Button>
          </>
        }
      >
        {waiting.some(({ series }) => series !== null) && (
          <Button size='small' onClick={() => setTogether(!together)}>
            {together ? 'Show each of a series' : 'Show a series as one'}
          </Button>
        )}
      </PageBar>
      <FailureNote failure={act.failure} />
      <DataTable
        label='Bookings that wait for consent'
        select='one'
        rows={rows}
        rowKey={rowKey}
        columns={columns}
        selection={chosen ? selectOne(rowKey(chosen)) : noSelection}
        onSelection={({ cursor }) => setSelected(cursor === undefined ? null : String(cursor))}
        active
        onOpen={({ booking }) => onShow(booking)}
        menu={([row]) => (row ? menuOf(row, offlineReason(room), { approve, setRefusing, onShow }) : [])}
        empty={<EmptyState>Nothing waits for consent.</EmptyState>}
        foot={<span>{countOf(waiting.length, 'booking waits', 'bookings wait')}</span>}
        footEnd='Their slots are kept meanwhile'
      />
      {refusing && <RefuseDialog row={refusing} onClose={() => setRefusing(null)} />}
    </>
  )
}

function menuOf(
  row: ConsentRow,
  disabledReason: string | undefined,
  acts: {
    approve: (row: ConsentRow) => void
    setRefusing: (row: ConsentRow) => void
    onShow: (booking: Booking) => void
  }
): readonly MenuEntry[] {
  return [
    { kind: 'act', label: 'Approve', icon: 'check', disabledReason, onSelect: () => acts.approve(row) },
    { kind: 'act', label: 'Refuse…', disabledReason, onSelect: () => acts.setRefusing(row) },
    { kind: 'line' },
    { kind: 'act', label: 'Show in the calendar', icon: 'calendar', onSelect: () => acts.onShow(row.booking) }
  ]
}
