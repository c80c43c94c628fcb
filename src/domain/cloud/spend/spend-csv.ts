/** What runs have cost as a table for other programs: RFC 4180, dollars, an unknown cost is an empty field. */
import type { Spend } from '@contract/cloud-spend'
import { csvField } from '../../jobs/csv'

const names = ['from', 'to', 'by', 'key', 'label', 'runs', 'machineHours', 'usd', 'machinesOfUnknownPrice'] as const

export function spendCsv({ from, to, by, rows }: Spend): string {
  const lines = rows.map(({ key, label, runs, machineSeconds, usd, unknown }) => [
    ...[from, to, by, key, label, runs, Number((machineSeconds / 3600).toFixed(4))],
    ...[usd === null ? null : Number(usd.toFixed(4)), unknown]
  ])
  return [names, ...lines].map(cells => `${cells.map(csvField).join(',')}\r\n`).join('')
}
