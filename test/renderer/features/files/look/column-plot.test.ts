import { describe, expect, it } from 'vitest'
import { columnPlot, numberColumns, rowNumber } from '../../../../../src/renderer/features/files/look/column-plot'

const table = {
  name: 'micrographs',
  columns: ['name', 'defocus', 'resolution'],
  rows: [
    ['a.mrc', '12000', '4.5'],
    ['b.mrc', '9000', 'inf'],
    ['c.mrc', '15000', '3.5']
  ],
  cut: false
}

describe('two columns of a table as a plot', () => {
  it('offers the columns that hold numbers', () => {
    expect(numberColumns(table)).toEqual(['defocus', 'resolution'])
  })

  it('leaves out rows in which one of them is no number, in the order of the lower axis', () => {
    const plot = columnPlot(table, 'defocus', 'resolution')
    expect([plot?.axis.values, plot?.series[0]?.values]).toEqual([
      [12_000, 15_000],
      [4.5, 3.5]
    ])
    expect(columnPlot(table, rowNumber, 'defocus')?.axis.values).toEqual([1, 2, 3])
    expect(columnPlot(table, 'name', 'defocus')).toBeNull()
  })

  it('draws some of very many rows, and ends its axis near the figures', () => {
    const rows = Array.from({ length: 50_000 }, (_, at) => [String(at), String(20_000 + (at % 100))])
    const plot = columnPlot({ name: '', columns: ['x', 'y'], rows, cut: false }, 'x', 'y')
    expect(plot?.axis.values.length).toBeLessThanOrEqual(5000)
    expect(plot?.from).toBeGreaterThan(19_000)
  })
})
