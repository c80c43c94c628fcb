/** Two columns of a table as a plot. */
import type { PreviewTable } from '@contract/previews'
import { starNumber } from '@domain/relion/star'
import type { PlotData } from '../../../ui/plot/plot-data'

/** The rows themselves as the lower axis. */
export const rowNumber = ''

/** Points that are drawn, at most; of more every second, third, … row. */
const mostPoints = 5000

/** Columns of which most values are numbers, in their order. */
export function numberColumns({ columns, rows }: PreviewTable): string[] {
  const some = rows.slice(0, 200)
  return columns.filter((_, at) => {
    const numbers = some.filter(row => starNumber(row[at]) !== null).length
    return numbers > 0 && numbers * 2 >= some.length
  })
}

/** Points of `upright` over `level` (`rowNumber`: over the rows); null where there are none. */
export function columnPlot({ columns, rows }: PreviewTable, level: string, upright: string): PlotData | null {
  const [levelAt, uprightAt] = [columns.indexOf(level), columns.indexOf(upright)]
  const every = Math.max(1, Math.ceil(rows.length / mostPoints))
  const points: [number, number][] = []
  for (let at = 0; at < rows.length; at += every) {
    const x = level === rowNumber ? at + 1 : starNumber(rows[at]?.[levelAt])
    const y = starNumber(rows[at]?.[uprightAt])
    if (x !== null && y !== null) points.push([x, y])
  }
  if (points.length === 0) return null
  points.sort((a, b) => a[0] - b[0])
  const heights = points.map(([, y]) => y)
  const [least, most] = [Math.min(...heights), Math.max(...heights)]
  const air = (most - least) * 0.05 || Math.abs(most) * 0.05 || 1
  return {
    axis: { kind: 'number', label: level === rowNumber ? 'row' : level, values: points.map(([x]) => x) },
    series: [{ label: upright, values: heights, kind: 'points' }],
    unit: '',
    from: least - air,
    to: most + air,
    digits: digitsFor(most - least)
  }
}

/** Figures after the point that tell values of such a range apart. */
function digitsFor(range: number): number {
  return range > 0 ? Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(range)))) : 2
}
