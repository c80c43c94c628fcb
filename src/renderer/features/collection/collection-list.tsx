import type { Failure } from '@domain/failure'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button'
import type { Column } from '../../ui/data-table/columns'
import { DataTable } from '../../ui/data-table/data-table'
import { EmptyState } from '../../ui/empty-state'
import { FailureNote } from '../../ui/failure-note'
import type { MenuEntry } from '../../ui/menu'
import { Note } from '../../ui/note'
import { visibleName } from '../../ui/visible-name'

/** One of the two lists of this slice: why an act was refused or what is shown may be old, then the rows. */
export function CollectionList<Row>(props: {
  /** Spoken name of the table. */
  label: string
  /** Why the last act was not done. */
  failure: Failure | null
  /** Why what is shown may be old; `staleWords` says of what. */
  stale: Failure | null
  staleWords: string
  rows: readonly Row[]
  rowKey: (row: Row) => string
  columns: readonly Column<Row>[]
  /** Typing finds a row by it. */
  nameOf: (row: Row) => string
  menu: (row: Row) => readonly MenuEntry[]
  empty: ReactNode
}) {
  const { label, failure, stale, staleWords, rows, rowKey, columns, nameOf, menu, empty } = props
  return (
    <>
      <FailureNote failure={failure} />
      {stale && failure === null && (
        <Note tone='warning' what={staleWords}>
          {visibleName(stale.hint)}
        </Note>
      )}
      <DataTable
        {...{ label, rows, rowKey, columns, empty }}
        density='tight'
        select='one'
        findBy={nameOf}
        menu={([row]) => (row === undefined ? [] : menu(row))}
      />
    </>
  )
}

/** In the place of rows that a filter leaves none of. */
export function NothingFits({ what, onShowAll }: { what: string; onShowAll: () => void }) {
  return (
    <EmptyState
      act={
        <Button size='small' onClick={onShowAll}>
          Show all
        </Button>
      }
    >
      No {what} fits the filter.
    </EmptyState>
  )
}
