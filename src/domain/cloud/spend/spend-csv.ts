/**
 * What runs have cost as a table for other programs: RFC 4180, dollars, an unknown cost is an empty field. What the
 * demo's runs would have cost has a column of its own, so that no sum of a column mixes the two.
 */
import type { Spend } from '@contract/cloud-spend'
import { csvField } from '../../jobs/csv'

const names = [
  'from',
  'to',
  'by',
  'key',
  'label',
  'runs',
  'machineHours',
  'usd',
  'machinesOfUnknownPrice',
  'makeBelieveUsd'
] as const

const rounded = (usd: number | null): number | null => (usd === null ? null : Number(usd.toFixed(4)))

export function spendCsv({ from, to, by, rows }: Spend): string {
  const lines = rows.map(({ key, label, runs, machineSeconds, usd, unknown, makeBelieve }) => [
    ...[from, to, by, key, label, runs, Number((machineSeconds / 3600).toFixed(4))],
    ...(makeBelieve ? [null, unknown, rounded(usd)] : [rounded(usd), unknown, null])
  ])
  return [names, ...lines].map(cells => `${cells.map(csvField).join(',')}\r\n`).join('')
}
