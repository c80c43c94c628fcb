import type { Entry, Place } from '@contract/files'
import { hasTime } from '@domain/files/entry'
import type { Column } from '../../../ui/data-table/columns'
import { formatBytes, formatDate, zoneName } from '../../../ui/format'
import { Icon, type IconName } from '../../../ui/icon'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { StateMark } from '../../../ui/state-mark'
import { visibleName } from '../../../ui/visible-name'
import { isBroken, isFolder } from './entry-order'
import styles from './file-pane.module.css'
import { modeWords } from './mode-bits'

/** Pictures of the field: MRC stacks, EER movies, TIFF and the usual ones. */
const pictureName = /\.(?:mrcs?|eer|tiff?|png|jpe?g|dm[34]|st|rec|map)$/i

function iconOf(entry: Entry): IconName {
  if (isFolder(entry)) return 'folder'
  if (entry.type === 'link') return 'link'
  return pictureName.test(entry.name) ? 'image' : 'file'
}

/** The name with what it is: folder, file, link and where the link leads. */
export function EntryName({ entry }: { entry: Entry }) {
  return (
    <span className={styles.entry}>
      <span className={styles.icon}>
        <Icon name={iconOf(entry)} size={15} />
      </span>
      <MiddleEllipsis name={entry.name} />
      {isFolder(entry) && <span className='spoken'>, folder</span>}
      {entry.type === 'other' && <span className='faint'>device or socket</span>}
      {entry.type === 'link' && <LinkTarget entry={entry} />}
    </span>
  )
}

function LinkTarget({ entry }: { entry: Entry }) {
  const target = visibleName(entry.linkTarget ?? 'unknown')
  return (
    <span className={styles.target} data-broken={isBroken(entry) || undefined} title={`Link to ${target}`}>
      <span className='spoken'>, link to</span>
      <span aria-hidden='true'>→</span>
      <bdi className='cut'>{target}</bdi>
      {isBroken(entry) && (
        <>
          <StateMark state='warning' label='' />
          <span className='warn'>broken</span>
        </>
      )}
    </span>
  )
}

/**
 * Columns of a listing. Owner goes first when narrow, then mode, then the time. Objects in a bucket have neither owner
 * nor mode. `now`: milliseconds since 1970.
 */
export function fileColumns(now: number, kind: Place['kind'] | undefined): readonly Column<Entry>[] {
  return kind === 's3' ? plainColumns(now) : [...plainColumns(now), ...ownerColumns]
}

/** What every entry has. */
function plainColumns(now: number): readonly Column<Entry>[] {
  return [
    {
      id: 'name',
      head: 'Name',
      cell: entry => <EntryName entry={entry} />,
      value: entry => entry.name,
      // Three columns fit beside the details of a transfer in a window 1280 wide.
      minWidth: 170
    },
    {
      id: 'size',
      head: 'Size',
      cell: entry => (entry.type === 'file' ? formatBytes(entry.size) : ''),
      value: entry => entry.size,
      sortFirst: 'descending',
      numeric: true,
      width: 88,
      className: 'dim',
      drop: 4
    },
    {
      id: 'changed',
      head: `Changed, ${zoneName(now)}`,
      cell: entry => (hasTime(entry) ? formatDate(Date.parse(entry.mtime), now) : ''),
      value: entry => entry.mtime,
      sortFirst: 'descending',
      width: 116,
      className: 'dim',
      drop: 3
    }
  ]
}

const ownerColumns: readonly Column<Entry>[] = [
  {
    id: 'mode',
    head: 'Mode',
    cell: entry => modeWords(entry.mode),
    value: entry => entry.mode,
    width: 92,
    className: 'mono faint',
    drop: 2,
    onlyFrom: 520
  },
  {
    id: 'owner',
    head: 'Owner',
    cell: entry => visibleName(entry.owner),
    value: entry => entry.owner,
    width: 88,
    className: 'dim',
    drop: 1,
    onlyFrom: 640
  }
]
