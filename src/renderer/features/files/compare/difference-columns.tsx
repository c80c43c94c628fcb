import type { Difference } from '@contract/transfers'
import type { Column } from '../../../ui/data-table/columns'
import { formatBytes, formatDate, zoneName } from '../../../ui/format'
import { MiddleEllipsis } from '../../../ui/middle-ellipsis'
import { type State, StateMark } from '../../../ui/state-mark'
import { visibleName } from '../../../ui/visible-name'
import styles from './compare-dialog.module.css'
import { differenceWord } from './comparison-words'

const marks: Readonly<Record<Difference['kind'], State>> = { new: 'up', changed: 'out-of-date', extra: 'warning' }

/** Columns of the differences. `now`: milliseconds since 1970. */
export function differenceColumns(now: number): readonly Column<Difference>[] {
  return [
    {
      id: 'path',
      head: 'Name',
      cell: ({ path, type }) => <MiddleEllipsis name={type === 'directory' ? `${path}/` : path} />,
      value: ({ path }) => visibleName(path)
    },
    {
      id: 'kind',
      head: 'Difference',
      cell: difference => (
        <span className={styles.kind}>
          <StateMark state={marks[difference.kind]} label='' />
          {differenceWord(difference)}
        </span>
      ),
      value: ({ kind }) => kind,
      width: 104
    },
    {
      id: 'size',
      head: 'Size',
      cell: ({ type, size }) => (type === 'file' ? formatBytes(size) : ''),
      value: ({ size }) => size,
      sortFirst: 'descending',
      numeric: true,
      width: 88,
      className: 'dim'
    },
    {
      id: 'changed',
      head: `Changed, ${zoneName(now)}`,
      cell: ({ mtime }) => formatDate(Date.parse(mtime), now),
      value: ({ mtime }) => mtime,
      sortFirst: 'descending',
      width: 124,
      className: 'dim'
    }
  ]
}
