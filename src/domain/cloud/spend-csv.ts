/** What runs have cost, as a table for other programs. */
import type { Spend } from '@contract/cloud-spend'
import { csvField } from '../jobs/csv'

const line = (cells: readonly (string | number | null)[]): string => `${cells.map(csvField).join(',')}\r\n`

/** Dollars with all their digits; empty where the sum is unknown. `unknown`: machines that are not in it. */
export function spendCsv({ by, rows }: Pick<Spend, 'by' | 'rows'>): string {
  const head = line([by, 'name', 'runs', 'machine seconds', 'usd (estimate)', 'machines of unknown price'])
  return head + rows.map(row => line([row.key, row.label, row.runs, row.machineSeconds, row.usd, row.unknown])).join('')
}
