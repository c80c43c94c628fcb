/** The columns of the list of transfers. */
import { IconButton } from '../../../ui/button'
import type { Column } from '../../../ui/data-table/columns'
import { formatCount, formatPercent, formatRate } from '../../../ui/format'
import { Icon } from '../../../ui/icon'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { Progress } from '../../../ui/progress'
import { StateMark } from '../../../ui/state-mark'
import { visibleName } from '../../../ui/visible-name'
import type { WhereName } from '../where'
import styles from './queue-columns.module.css'
import { canResume, type ListActs, pauseRefusal } from './queue-menu'
import type { QueueRow } from './queue-row'
import { limitWords } from './transfer-words'

/** Priority and limit, where they are not the usual ones: `high, at most 20 MiB/s`. */
function rankWords({ ended, priority, limit }: QueueRow): string {
  if (ended) return ''
  const parts = [priority === 'normal' ? undefined : priority, limitWords(limit)]
  return parts.filter(part => part !== undefined).join(', ')
}

/**
 * Name first; when narrow priority and limit give way first, then the amount, the ends, the time left and the rate.
 * Beside the details of one, which take room, there is still where each goes; the time left goes before that.
 */
export function queueColumns(nameOf: WhereName, acts: ListActs, detailed: boolean): readonly Column<QueueRow>[] {
  return [
    { id: 'file', head: 'Name', cell: row => <Name row={row} />, minWidth: 190 },
    ...(detailed ? [fromColumn(nameOf)] : []),
    endsColumn(nameOf, detailed),
    {
      id: 'state',
      head: 'State',
      cell: row => <RowState row={row} acts={acts} />,
      width: detailed ? 244 : 296,
      className: 'dim'
    },
    { id: 'amount', head: 'Amount', cell: row => row.amount, numeric: true, width: 184, className: 'dim', drop: 2 },
    { id: 'rank', head: 'Priority, limit', cell: rankWords, width: 170, className: 'dim', drop: 1 },
    {
      id: 'rate',
      head: 'Rate',
      cell: row => (row.rate === undefined ? '' : formatRate(row.rate)),
      numeric: true,
      width: 92,
      className: 'dim',
      drop: 5
    },
    {
      id: 'left',
      head: 'Left',
      cell: row => row.left,
      numeric: true,
      width: 92,
      className: 'dim',
      drop: detailed ? 3 : 4
    },
    {
      id: 'acts',
      head: '',
      name: 'Pause, cancel or take off the list',
      cell: row => <RowActs row={row} acts={acts} />,
      width: 64
    }
  ]
}

/** Beside the details only a wide list has room for it. */
function fromColumn(nameOf: WhereName): Column<QueueRow> {
  const cell = ({ from }: QueueRow) => <bdi className='cut'>{nameOf(from)}</bdi>
  return { id: 'from', head: 'From', cell, width: 140, className: 'dim', drop: 1, onlyFrom: 1200 }
}

function endsColumn(nameOf: WhereName, detailed: boolean): Column<QueueRow> {
  const shared = { id: 'ends', className: 'dim' } as const
  if (!detailed)
    return { ...shared, head: 'From and to', cell: row => <Ends row={row} nameOf={nameOf} />, minWidth: 290, drop: 3 }
  return { ...shared, head: 'To', cell: row => <Goal row={row} nameOf={nameOf} />, minWidth: 156, drop: 4 }
}

function Name({ row }: { row: QueueRow }) {
  return (
    <span className={styles.name}>
      <StateMark state={row.mark} label={row.word} />
      <MiddleEllipsis name={row.title} />
    </span>
  )
}

/** Where it goes, and of the path its end. */
function Goal({ row, nameOf }: { row: QueueRow; nameOf: WhereName }) {
  const to = nameOf(row.to)
  return (
    <span className={styles.ends} title={`To ${to}: ${visibleName(row.destination)}`}>
      <bdi className='cut'>{to}</bdi>
      <span className={styles.path}>
        <bdi dir='ltr'>{visibleName(row.destination)}</bdi>
      </span>
    </span>
  )
}

/** Both places, and of the path its end: the folder that one looks for. */
function Ends({ row, nameOf }: { row: QueueRow; nameOf: WhereName }) {
  const [from, to] = [nameOf(row.from), nameOf(row.to)]
  return (
    <span className={styles.ends} title={`From ${from} to ${to}: ${visibleName(row.destination)}`}>
      <bdi className='cut'>{from}</bdi>
      <span role='img' aria-label='to'>
        <Icon name='arrow-right' size={12} />
      </span>
      <bdi className='cut'>{to}</bdi>
      <span className={styles.path}>
        <bdi dir='ltr'>{visibleName(row.destination)}</bdi>
      </span>
    </span>
  )
}

function RowState({ row, acts }: { row: QueueRow; acts: ListActs }) {
  return (
    <span className={styles.state}>
      {row.share !== undefined && (
        <>
          <Progress label={visibleName(row.title)} parts={row.share} className={styles.bar} />
          <span className={styles.percent}>{formatPercent(row.share)}</span>
        </>
      )}
      <span className={row.mark === 'failed' ? 'bad cut' : 'cut'} title={row.word}>
        {row.word}
      </span>
      {row.failedCount > 0 && !row.ended && (
        <FailedButton row={row} acts={acts} words={`${formatCount(row.failedCount)} failed`} />
      )}
      {row.failedCount > 0 && row.ended && <FailedButton row={row} acts={acts} words='Show' />}
      {row.hold === 'sign-in' && !row.ended && (
        <button type='button' className={styles.link} onClick={() => acts.resume(row)}>
          Resume
        </button>
      )}
    </span>
  )
}

function FailedButton({ row, acts, words }: { row: QueueRow; acts: ListActs; words: string }) {
  return (
    <button type='button' className={styles.failed} onClick={() => acts.showDetails(row, true)}>
      {words}
      {row.ended && <span className='spoken'>{` the failed files of ${visibleName(row.title)}`}</span>}
    </button>
  )
}

function RowActs({ row, acts }: { row: QueueRow; acts: ListActs }) {
  const name = visibleName(row.title)
  if (row.ended)
    return (
      <span className={styles.acts}>
        <IconButton icon='close' label={`Take ${name} off the list`} onClick={() => acts.forget(row)} />
      </span>
    )
  return (
    <span className={styles.acts}>
      {canResume(row) ? (
        <IconButton icon='play' label={`Resume ${name}`} onClick={() => acts.resume(row)} />
      ) : (
        <IconButton
          icon='pause'
          label={`Pause ${name}`}
          disabledReason={pauseRefusal(row)}
          onClick={() => acts.pause(row)}
        />
      )}
      <IconButton icon='stop' label={`Cancel ${name}`} onClick={() => acts.askCancel([row])} />
    </span>
  )
}
