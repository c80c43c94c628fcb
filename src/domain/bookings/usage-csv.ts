/** The usage report as a table for other programs: RFC 4180, CRLF after each line, hours with a decimal point. */
import type { UsageRow } from '@contract/bookings'
import { csvField } from '../jobs/csv'

const columns: readonly (readonly [name: string, cell: (row: UsageRow) => string | number])[] = [
  ['resource', row => row.resource],
  ['user', row => row.user],
  ['account', row => row.account],
  ['bookings', row => row.bookings],
  ['bookedHours', row => row.bookedHours],
  ['usedHours', row => row.usedHours],
  ['cancelled', row => row.cancelled],
  ['noShows', row => row.noShows]
]

const line = (cells: readonly (string | number)[]): string => `${cells.map(csvField).join(',')}\r\n`

/** With the names of the columns as its first line. */
export const usageCsv = (rows: readonly UsageRow[]): string =>
  line(columns.map(([name]) => name)) + rows.map(row => line(columns.map(([, cell]) => cell(row)))).join('')
