import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { Button, IconButton } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { Popover } from '../../../ui/popover'
import { columnChoices } from '../job-columns'
import styles from './list.module.css'
import { changeView, firstColumns, moveColumn, queueView, withColumn } from './queue-view'

/** Chooses the columns and their order. Those shown stand first, in the table's order. */
export function ColumnsPopover(): ReactNode {
  const columns = useStore(queueView, view => view.columns)
  const shown = columns.flatMap(id => columnChoices.find(choice => choice.id === id) ?? [])
  const others = columnChoices.filter(({ id }) => !columns.includes(id))
  const choose = (next: readonly string[]): void => changeView({ columns: next })
  return (
    <Popover
      align='end'
      title='Columns'
      trigger={<IconButton icon='settings' label='Choose the columns' />}
      acts={
        <Button size='small' onClick={() => choose(firstColumns)}>
          As at first
        </Button>
      }
    >
      <ul className={styles.columnList} aria-label='Columns'>
        {[...shown, ...others].map(({ id, label }) => {
          const at = columns.indexOf(id)
          return (
            <li key={id} className={styles.columnRow}>
              <span className='grow'>
                <Checkbox
                  checked={at >= 0}
                  onChange={checked => choose(withColumn(columns, id, checked))}
                  label={label}
                />
              </span>
              {at >= 0 && (
                <>
                  <IconButton
                    icon='arrow-up'
                    label={`${label} further left`}
                    disabledReason={at === 0 ? 'It is the first already' : undefined}
                    onClick={() => choose(moveColumn(columns, id, -1))}
                  />
                  <IconButton
                    icon='arrow-down'
                    label={`${label} further right`}
                    disabledReason={at === columns.length - 1 ? 'It is the last already' : undefined}
                    onClick={() => choose(moveColumn(columns, id, 1))}
                  />
                </>
              )}
            </li>
          )
        })}
      </ul>
    </Popover>
  )
}
