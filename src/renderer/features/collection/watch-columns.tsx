/** The columns of the list of watched folders. */
import type { Place } from '@contract/files'
import type { SiteView } from '@contract/sites'
import type { Watch } from '@contract/watch'
import { IconButton } from '../../ui/button'
import type { Column } from '../../ui/data-table/columns'
import { formatRate } from '../../ui/format'
import { Icon } from '../../ui/icon'
import { MiddleEllipsis } from '../../ui/middle-ellipsis'
import { placeName } from '../../ui/place-name'
import { type State, StateMark } from '../../ui/state-mark'
import {
  backlogWords,
  collectedWords,
  oldestWords,
  rowState,
  rowTrouble,
  verifiedWords,
  type WatchRow
} from './watch-words'
import styles from './watches.module.css'

export interface WatchActs {
  pause(watch: Watch): void
  resume(watch: Watch): void
  remove(watch: Watch): void
}

/** What needs a person comes first when the list is sorted by state. */
const worstFirst: readonly State[] = ['failed', 'warning', 'starting', 'running', 'paused', 'done']

/** Name first; when narrow what comes in gives way first, then the rate and the ends: what is proven stays longest. */
export function watchColumns(sites: readonly SiteView[], acts: WatchActs): readonly Column<WatchRow>[] {
  return [
    { id: 'name', head: 'Name', cell: row => <Name row={row} />, value: ({ watch }) => watch.name, minWidth: 130 },
    {
      ...{ id: 'state', head: 'State', minWidth: 150, className: 'dim' },
      cell: row => <RowState row={row} />,
      value: row => worstFirst.indexOf(rowState(row).mark)
    },
    {
      id: 'ends',
      head: 'From and to',
      cell: row => <Ends row={row} sites={sites} />,
      minWidth: 220,
      className: 'dim',
      drop: 3
    },
    { id: 'collected', head: 'Comes in', cell: collectedWords, width: 150, className: 'dim', drop: 1 },
    { id: 'verified', head: 'Verified', cell: verifiedWords, width: 150, className: 'dim', drop: 4 },
    {
      id: 'backlog',
      head: 'Backlog',
      cell: backlogWords,
      value: ({ to }) => to?.backlog.bytes ?? 0,
      sortFirst: 'descending',
      width: 150
    },
    {
      id: 'oldest',
      head: 'Oldest waits',
      cell: row => oldestWords(row, Date.now()),
      value: ({ to }) => (to?.oldest ? -Date.parse(to.oldest) : 0),
      numeric: true,
      width: 96,
      className: 'dim',
      drop: 5
    },
    {
      id: 'rate',
      head: 'Rate',
      cell: ({ to }) => (to && to.rate > 0 ? formatRate(to.rate) : ''),
      numeric: true,
      width: 92,
      className: 'dim',
      drop: 2
    },
    { id: 'acts', head: '', name: 'Pause or remove', cell: row => <RowActs row={row} acts={acts} />, width: 64 }
  ]
}

function Name({ row }: { row: WatchRow }) {
  const { mark, words } = rowState(row)
  return (
    <span className={styles.cell}>
      <StateMark state={mark} label={words} />
      <MiddleEllipsis name={row.watch.name} />
    </span>
  )
}

function RowState({ row }: { row: WatchRow }) {
  const trouble = rowTrouble(row)
  const { words } = rowState(row)
  return (
    <span className='cut' title={trouble}>
      {trouble === undefined ? words : `${words}: ${trouble}`}
    </span>
  )
}

function Ends({ row: { watch, to }, sites }: { row: WatchRow; sites: readonly SiteView[] }) {
  const words = (place: Place): string => `${placeName(place, sites)}: ${place.path}`
  return (
    <span className={styles.cell}>
      <MiddleEllipsis name={words(watch.source)} />
      {to && (
        <>
          <span role='img' aria-label='to'>
            <Icon name='arrow-right' size={12} />
          </span>
          <MiddleEllipsis name={words(to.place)} />
        </>
      )}
    </span>
  )
}

function RowActs({ row: { watch }, acts }: { row: WatchRow; acts: WatchActs }) {
  return (
    <span className={styles.acts}>
      {watch.state === 'paused' ? (
        <IconButton icon='play' label={`Resume ${watch.name}`} onClick={() => acts.resume(watch)} />
      ) : (
        watch.state !== 'ended' && (
          <IconButton icon='pause' label={`Pause ${watch.name}`} onClick={() => acts.pause(watch)} />
        )
      )}
      <IconButton icon='trash' label={`Remove ${watch.name}…`} onClick={() => acts.remove(watch)} />
    </span>
  )
}
