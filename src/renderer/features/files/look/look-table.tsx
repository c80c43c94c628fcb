import type { PreviewTable } from '@contract/previews'
import { type ReactNode, useMemo, useState } from 'react'
import type { Column } from '../../../ui/data-table/columns'
import { DataTable } from '../../../ui/data-table/data-table'
import { formatCount } from '../../../ui/format'
import { Plot } from '../../../ui/plot/plot'
import { Segments } from '../../../ui/segments'
import { Select } from '../../../ui/select'
import { visibleName } from '../../../ui/visible-name'
import { columnPlot, numberColumns, rowNumber } from './column-plot'
import styles from './look.module.css'

interface Row {
  readonly number: number
  readonly cells: readonly string[]
}

const rowKey = (row: Row): string => String(row.number)

const views = [
  { value: 'table', label: 'Table' },
  { value: 'plot', label: 'Plot' }
] as const

/** The tables of a file, one at a time, as rows or as a plot of two columns. */
export function LookTables({ tables }: { tables: readonly PreviewTable[] }): ReactNode {
  const [at, setAt] = useState<string>()
  const [view, setView] = useState<'table' | 'plot'>('table')
  // The largest is what one comes for: the tables before it are short.
  const largest = tables.reduce(
    (best, table, number) => (table.rows.length > (tables[best]?.rows.length ?? 0) ? number : best),
    0
  )
  const chosen = Number(at ?? largest)
  const table = tables[chosen]
  if (!table) return <p className={styles.quiet}>There is no table in it.</p>
  return (
    <>
      <div className={styles.bar}>
        {tables.length > 1 && (
          <Select
            label='Table'
            hideLabel
            className={styles.choice}
            value={String(chosen)}
            onChange={setAt}
            options={tables.map(({ name }, number) => ({ value: String(number), label: visibleName(name) }))}
          />
        )}
        <Segments label='How it is shown' value={view} onChange={setView} options={views} />
      </div>
      {view === 'table' ? <Rows key={chosen} table={table} /> : <TwoColumns key={chosen} table={table} />}
    </>
  )
}

function Rows({ table }: { table: PreviewTable }): ReactNode {
  const rows = useMemo(() => table.rows.map((cells, at): Row => ({ number: at + 1, cells })), [table])
  const columns = useMemo(() => columnsOf(table), [table])
  return (
    <div className={styles.table}>
      <DataTable
        label={`Rows of ${visibleName(table.name)}`}
        rows={rows}
        rowKey={rowKey}
        columns={columns}
        density='tight'
        select='one'
        foot={`${formatCount(rows.length)} ${rows.length === 1 ? 'row' : 'rows'}${table.cut ? '; there are more, which are not shown' : ''}`}
      />
    </div>
  )
}

/** Rows of which the cells say how wide a column is. */
const measuredRows = 100

/** As wide as its title and the longest of its first cells, within reason. CSS pixels. */
function widthOf(title: string, rows: PreviewTable['rows'], at: number): number {
  const cells = rows.slice(0, measuredRows).map(row => row[at]?.length ?? 0)
  return Math.max(72, Math.min(260, Math.max(title.length, ...cells) * 7.5 + 24))
}

function columnsOf(table: PreviewTable): Column<Row>[] {
  const numbers = new Set(numberColumns(table))
  const first: Column<Row> = {
    id: 'number',
    head: 'Row',
    cell: row => row.number,
    width: 56,
    numeric: true,
    className: 'faint'
  }
  const rest = table.columns.map((name, at): Column<Row> => {
    const numeric = numbers.has(name)
    const title = visibleName(name)
    return {
      ...{ id: `${at}`, head: title, width: widthOf(title, table.rows, at), numeric },
      className: 'mono',
      cell: row => visibleName(row.cells[at] ?? ''),
      value: row => (numeric ? Number(row.cells[at]) : (row.cells[at] ?? ''))
    }
  })
  return [first, ...rest]
}

function TwoColumns({ table }: { table: PreviewTable }): ReactNode {
  const names = useMemo(() => numberColumns(table), [table])
  const [level, setLevel] = useState<string>(rowNumber)
  const [upright, setUpright] = useState(names[0] ?? '')
  const data = useMemo(() => columnPlot(table, level, upright), [table, level, upright])
  if (names.length === 0) return <p className={styles.quiet}>No column of it holds numbers.</p>
  const options = names.map(name => ({ value: name, label: visibleName(name) }))
  return (
    <>
      <div className={styles.axes}>
        <Select label='Upright' value={upright} onChange={setUpright} options={options} />
        <Select
          label='Over'
          value={level === rowNumber ? ' ' : level}
          onChange={value => setLevel(value === ' ' ? rowNumber : value)}
          options={[{ value: ' ', label: 'Row number' }, ...options]}
        />
      </div>
      {data ? (
        <div className={styles.plot}>
          <Plot
            title={`${visibleName(upright)} over ${level === rowNumber ? 'rows' : visibleName(level)}`}
            data={data}
            height={220}
          />
        </div>
      ) : (
        <p className={styles.quiet}>These columns have no row in which both are numbers.</p>
      )}
    </>
  )
}
