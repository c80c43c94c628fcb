/** Who did what with the bookings, and what was refused. */
import type { LogEntry } from '@contract/booking'
import { logCsv } from '@domain/bookings/log-csv'
import { type ReactNode, useMemo, useState } from 'react'
import { useAsked } from '../../../client/use-asked'
import { Button, IconButton } from '../../../ui/button'
import type { Column } from '../../../ui/data-table/columns'
import { DataTable } from '../../../ui/data-table/data-table'
import { EmptyState } from '../../../ui/empty-state'
import { countOf } from '../../../ui/format'
import { PageBar } from '../../../ui/page-bar'
import { saveFile } from '../../../ui/save-file'
import { StateMark } from '../../../ui/state-mark'
import { visibleName } from '../../../ui/visible-name'
import { personName, resourceLabel } from '../booking-look'
import { FailureNote } from '../failure-note'
import { type ListChoice, ListFilter } from '../list-filter'
import { type BookingsRoom, useRoom } from '../room-context'
import { ruleName } from '../rule-words'
import { dateAt } from '../stretch'
import { plainTime } from '../time-words'
import { storeKey } from '../use-stores'
import { zoneNameAt } from '../zone-clock'

/** So many are read; the newest. */
const limit = 5000

const actWords: Readonly<Record<LogEntry['act'], string>> = {
  add: 'booked',
  change: 'changed',
  cancel: 'cancelled',
  approve: 'consent',
  import: 'imported',
  wait: 'waits',
  unwait: 'waits no longer',
  ask: 'asked for time',
  answer: 'answered',
  resources: 'rules',
  start: 'session began',
  end: 'session ended',
  extend: 'extended',
  'hand-over': 'handed over',
  'no-show': 'no-show',
  folder: 'folder',
  watch: 'watched',
  arm: 'armed',
  disarm: 'disarmed',
  undo: 'taken back',
  'display-open': 'display opened',
  'display-close': 'display closed',
  'display-share': 'display shared',
  'display-control': 'display control',
  'display-view': 'display viewed'
}

interface Row extends LogEntry {
  readonly key: string
}

function logColumns({ file }: BookingsRoom): readonly Column<Row>[] {
  const zone = zoneNameAt(Date.now(), file.timeZone)
  const rulesOf = (name: string | null) => file.resources.find(one => one.name === name)?.rules ?? {}
  return [
    {
      ...{ id: 'at', head: `When, ${zone}`, width: 140, sortFirst: 'descending' as const },
      value: ({ at }) => Date.parse(at),
      cell: ({ at }) => plainTime(Date.parse(at), file.timeZone)
    },
    {
      id: 'user',
      head: 'Who',
      width: 168,
      value: ({ user }) => personName(file, user),
      cell: ({ user }) => personName(file, user)
    },
    {
      ...{ id: 'act', head: 'What', width: 150, value: ({ act }: Row) => actWords[act] },
      cell: ({ act, granted }) => (
        <span className='row'>
          <StateMark state={granted ? 'done' : 'failed'} label={granted ? 'granted' : 'refused'} />
          {actWords[act]}
        </span>
      )
    },
    {
      ...{ id: 'resource', head: 'Resource', width: 130, drop: 2 },
      value: ({ resource }) => resource ?? '',
      cell: ({ resource }) => (resource === null ? '' : resourceLabel(file, resource))
    },
    {
      ...{ id: 'rule', head: 'Refused by', width: 170, drop: 1, className: 'dim' },
      value: ({ rule }) => rule ?? '',
      cell: ({ rule, resource }) => (rule === null ? '' : ruleName(rule, rulesOf(resource)))
    },
    {
      ...{ id: 'text', head: 'In words', minWidth: 200, className: 'dim' },
      cell: ({ text }) => <span title={visibleName(text)}>{visibleName(text)}</span>
    }
  ]
}

const showOptions = [
  { value: 'all', label: 'All' },
  { value: 'granted', label: 'Granted' },
  { value: 'refused', label: 'Refused' }
] as const

/** Whether an entry has the words, in any of its columns. */
export function logMatches(entry: LogEntry, text: string, file: BookingsRoom['file']): boolean {
  const words = [entry.text, entry.user, personName(file, entry.user), entry.resource ?? '', actWords[entry.act]].join(
    ' '
  )
  return words.toLowerCase().includes(text.trim().toLowerCase())
}

const rowKey = ({ key }: Row): string => key

/** What narrows the log. */
type LogChoice = ListChoice<(typeof showOptions)[number]['value']>

function LogBar(props: {
  choice: LogChoice
  onChange: (choice: LogChoice) => void
  onAgain: () => void
  onBack: () => void
  /** Saves what is shown; null: there is nothing. */
  onExport: (() => void) | null
}): ReactNode {
  const { choice, onChange, onAgain, onBack, onExport } = props
  return (
    <PageBar
      title='Log'
      end={
        <>
          <IconButton icon='refresh' label='Read the log again' onClick={onAgain} />
          <Button
            icon='download'
            disabledReason={onExport === null ? 'There is nothing to export' : undefined}
            onClick={() => onExport?.()}
          >
            Export CSV
          </Button>
          <Button icon='calendar' onClick={onBack}>
            Calendar
          </Button>
        </>
      }
    >
      <ListFilter label='Outcome' finds='Person, resource, words' options={showOptions} {...{ choice, onChange }} />
    </PageBar>
  )
}

export function LogPage({ onBack }: { onBack: () => void }): ReactNode {
  const room = useRoom()
  const { bookings, store, file } = room
  const [choice, setChoice] = useState<LogChoice>({ text: '', show: 'all' })
  const log = useAsked(storeKey(store), signal => bookings.log({ store, limit }, { signal }))
  const all = useMemo(() => log.answer?.map((entry, at): Row => ({ ...entry, key: String(at) })), [log.answer])
  const rows = useMemo(() => {
    const { text, show } = choice
    const shown = (entry: Row): boolean => show === 'all' || entry.granted === (show === 'granted')
    return (all ?? []).filter(entry => shown(entry) && logMatches(entry, text, file))
  }, [all, choice, file])
  const columns = useMemo(() => logColumns(room), [room])
  const day = dateAt(Date.now(), file.timeZone)
  const full = all !== undefined && all.length >= limit
  return (
    <>
      <LogBar
        {...{ choice, onBack }}
        onChange={setChoice}
        onAgain={log.again}
        onExport={rows.length === 0 ? null : () => saveFile([logCsv(rows)], `log-${day}.csv`, 'text/csv')}
      />
      <FailureNote failure={log.failure} />
      <DataTable
        label='Log of the calendar'
        select='one'
        rows={rows}
        rowKey={rowKey}
        columns={columns}
        empty={<EmptyState>{all === undefined ? 'Reading the log.' : 'No entry matches.'}</EmptyState>}
        foot={
          <span>{`${full ? 'Of the newest ' : ''}${countOf(full ? limit : rows.length, 'entry', 'entries')}`}</span>
        }
      />
    </>
  )
}
