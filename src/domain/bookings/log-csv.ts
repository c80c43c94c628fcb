/** The log of a calendar as a table for other programs: RFC 4180, CRLF after each line, times in UTC. */
import type { LogEntry } from '@contract/booking'
import { csvField } from '../jobs/csv'

const columns: readonly (readonly [name: string, cell: (entry: LogEntry) => string])[] = [
  ['at', ({ at }) => at],
  ['user', ({ user }) => user],
  ['act', ({ act }) => act],
  ['outcome', ({ granted }) => (granted ? 'granted' : 'refused')],
  ['rule', ({ rule }) => rule ?? ''],
  ['resource', ({ resource }) => resource ?? ''],
  ['uid', ({ uid }) => uid ?? ''],
  ['text', ({ text }) => text]
]

const line = (cells: readonly string[]): string => `${cells.map(csvField).join(',')}\r\n`

/** With the names of the columns as its first line. */
export const logCsv = (entries: readonly LogEntry[]): string =>
  line(columns.map(([name]) => name)) + entries.map(entry => line(columns.map(([, cell]) => cell(entry)))).join('')
