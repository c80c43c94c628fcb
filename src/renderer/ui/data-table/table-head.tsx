import type { PointerEvent } from 'react'
import { classNames } from '../class-names'
import { Icon } from '../icon'
import type { Column } from './columns'
import styles from './data-table.module.css'
import { nextSort, type Sort } from './sorting'

interface TableHeadProps<T> {
  columns: readonly Column<T>[]
  sort: Sort | undefined
  onSort: (sort: Sort) => void
  onResize: (column: string, width: number | undefined) => void
  /** Rows have arrows before their name: the head of the first column starts after them. */
  tree: boolean
}

const leastColumn = 40

/** Follows the pointer until it lets go, and says the new width. Double click gives the width back to the column. */
function startResize(event: PointerEvent<HTMLElement>, onWidth: (width: number) => void): void {
  const cell = event.currentTarget.closest('th')
  if (cell === null) return
  event.preventDefault()
  const handle = event.currentTarget
  const offset = cell.offsetWidth - event.clientX
  handle.setPointerCapture(event.pointerId)
  const move = (moved: globalThis.PointerEvent) => onWidth(Math.max(leastColumn, moved.clientX + offset))
  const stop = () => {
    handle.removeEventListener('pointermove', move)
    handle.removeEventListener('lostpointercapture', stop)
  }
  handle.addEventListener('pointermove', move)
  handle.addEventListener('lostpointercapture', stop)
}

function HeadCell<T>({ column, props, first }: { column: Column<T>; props: TableHeadProps<T>; first: boolean }) {
  const { sort, onSort, onResize, tree } = props
  const sorted = sort?.column === column.id ? sort.direction : undefined
  const words = (
    <>
      {column.head === '' ? <span className='spoken'>{column.name}</span> : column.head}
      {sorted !== undefined && <Icon name={sorted === 'ascending' ? 'chevron-up' : 'chevron-down'} size={10} />}
    </>
  )
  return (
    <th
      scope='col'
      aria-sort={sorted}
      title={column.name}
      className={classNames(column.numeric && styles.numeric, first && tree && styles.afterArrow)}
    >
      {column.value === undefined ? (
        <span className={styles.headWords}>{words}</span>
      ) : (
        <button
          type='button'
          className={classNames(styles.headWords, styles.sorter)}
          onClick={() => onSort(nextSort(sort, column.id, column.sortFirst))}
        >
          {words}
        </button>
      )}
      <span
        className={styles.grip}
        aria-hidden='true'
        onPointerDown={event => startResize(event, width => onResize(column.id, width))}
        onDoubleClick={() => onResize(column.id, undefined)}
      />
    </th>
  )
}

/** The sticky head of a table: sorts by click, resizes by its edges. */
export function TableHead<T>(props: TableHeadProps<T>) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {props.columns.map((column, at) => (
          <HeadCell key={column.id} column={column} props={props} first={at === 0} />
        ))}
      </tr>
    </thead>
  )
}
