import { memo, type ReactNode } from 'react'
import { classNames } from '../class-names'
import { Icon } from '../icon'
import type { Column } from './columns'
import styles from './data-table.module.css'

/** Look of a whole row: child rows lie on the sunk ground, settled ones are dim. */
export type RowTone = 'sunk' | 'dim'

interface TableRowProps<T> {
  id: string
  place: number
  row: T
  columns: readonly Column<T>[]
  selected: boolean
  cursor: boolean
  selectable: boolean
  draggable: boolean
  dropTarget: boolean
  tone: RowTone | undefined
  level: number | undefined
  expanded: boolean | undefined
  /** Its first cell stands over all columns: the head of a group. */
  wide?: boolean | undefined
}

/** Room before the name for the depth of the tree, and the arrow of a row that unfolds. */
function Twist({ level, expanded, children }: { level: number; expanded: boolean | undefined; children: ReactNode }) {
  return (
    <span className={styles.twist} style={{ paddingLeft: (level - 1) * 16 }}>
      <span className={styles.arrow} data-twist={expanded === undefined ? undefined : ''}>
        {expanded !== undefined && <Icon name={expanded ? 'chevron-down' : 'chevron-right'} size={12} />}
      </span>
      {children}
    </span>
  )
}

function TableRowBody<T>(props: TableRowProps<T>) {
  const { id, place, row, columns, selected, cursor, selectable, draggable, dropTarget, tone, level, expanded } = props
  const { wide = false } = props
  const cells = wide ? columns.slice(0, 1) : columns
  return (
    <tr
      id={id}
      data-place={place}
      data-cursor={cursor || undefined}
      data-drop={dropTarget || undefined}
      aria-rowindex={place + 2}
      aria-selected={selectable ? selected : undefined}
      aria-level={level}
      aria-expanded={expanded}
      draggable={draggable || undefined}
      className={classNames(styles.line, tone === 'sunk' && styles.sunk, tone === 'dim' && styles.dim)}
    >
      {cells.map((column, at) => {
        const content = column.cell(row)
        return (
          <td
            key={column.id}
            colSpan={wide ? columns.length : undefined}
            className={classNames(column.numeric && styles.numeric, column.className)}
          >
            {at === 0 && level !== undefined ? (
              <Twist level={level} expanded={expanded}>
                {content}
              </Twist>
            ) : (
              content
            )}
          </td>
        )
      })}
    </tr>
  )
}

/** One row. Scrolling redraws only the rows that come in. */
// The cast gives back the type parameter that memo() drops; the component is the same.
export const TableRow = memo(TableRowBody) as typeof TableRowBody
