import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { Column } from '../../../../src/renderer/ui/data-table/columns'
import { DataTable } from '../../../../src/renderer/ui/data-table/data-table'
import { selectOne } from '../../../../src/renderer/ui/data-table/selection'

interface Job {
  readonly id: string
  readonly name: string
}

const columns: readonly Column<Job>[] = [
  { id: 'name', head: 'Name', cell: row => row.name, value: row => row.name },
  { id: 'bar', head: '', name: 'Use', cell: () => null }
]
const jobs = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `${at}`, name: `job ${count - at}` }))
const table = (rows: readonly Job[], extra: object = {}) =>
  renderToString(<DataTable label='Jobs' rows={rows} rowKey={row => row.id} columns={columns} {...extra} />)

describe('DataTable', () => {
  it('draws only a screenful of a hundred thousand rows, and says how many there are', () => {
    const html = table(jobs(100_000))
    expect(html).toContain('aria-rowcount="100001"')
    expect(html.match(/data-place/g)?.length).toBeLessThan(80)
    expect(html.match(/data-place/g)?.length).toBeGreaterThan(15)
  })

  it('sorts by its first order and says so in the head', () => {
    const html = table(jobs(3), { initialSort: { column: 'name', direction: 'ascending' } })
    expect(html).toContain('aria-sort="ascending"')
    expect(html.indexOf('job 1')).toBeLessThan(html.indexOf('job 3'))
  })

  it('marks the selected row and names it as the one with the keyboard', () => {
    const html = table(jobs(3), { selection: selectOne('1') })
    expect(html.match(/aria-selected="true"/g)).toHaveLength(1)
    expect(html).toMatch(/aria-activedescendant="[^"]+-1"/)
  })

  it('says the name of a column without a head', () => expect(table(jobs(1))).toContain('Use'))

  it('shows what stands in place of the first row when it is empty', () => {
    expect(table([], { empty: 'No jobs yet' })).toContain('No jobs yet')
    expect(table(jobs(1), { empty: 'No jobs yet' })).not.toContain('No jobs yet')
  })

  it('shows depth and unfolding of a tree', () => {
    const html = table(jobs(1), { tree: { level: () => 2, expanded: () => false, onToggle: () => undefined } })
    expect(html).toContain('role="treegrid"')
    expect(html).toContain('aria-level="2"')
    expect(html).toContain('aria-expanded="false"')
  })

  it('shows the sunk line under its row', () => {
    const html = table(jobs(2), { sunk: { keys: new Set(['0']), render: () => 'Why it waits' } })
    expect(html.match(/Why it waits/g)).toHaveLength(1)
  })
})
