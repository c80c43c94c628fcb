/** Finished jobs as a table for other programs: RFC 4180, CRLF after each line, times ISO 8601 UTC. */
import type { PastJob } from '@contract/jobs-history'
import { displayName } from '../bytes-name'

type Cell = string | number | null

const path = (text: string | null): string | null => (text === null ? null : displayName(text))

const columns: readonly (readonly [name: string, cell: (job: PastJob) => Cell])[] = [
  ['site', job => job.site],
  ['id', job => job.id],
  ['name', job => displayName(job.name)],
  ['user', job => job.user],
  ['account', job => job.account],
  ['state', job => job.state],
  ['exitCode', job => job.exitCode],
  ['signal', job => job.signal],
  ['partition', job => job.partition],
  ['nodes', job => job.nodes],
  ['cpus', job => job.cpus],
  ['gpus', job => job.gpus],
  ['memoryBytes', job => job.memoryBytes],
  ['submitTime', job => job.submitTime],
  ['startTime', job => job.startTime],
  ['endTime', job => job.endTime],
  ['elapsedSeconds', job => job.elapsedSeconds],
  ['limitSeconds', job => job.limitSeconds],
  ['cpuSecondsUsed', job => job.cpuSecondsUsed],
  ['cpuSecondsGiven', job => job.cpuSecondsGiven],
  ['cpuEfficiency', job => job.cpuEfficiency],
  ['memoryBytesUsed', job => job.memoryBytesUsed],
  ['memoryEfficiency', job => job.memoryEfficiency],
  ['workDir', job => path(job.workDir)],
  ['template', job => job.template],
  ['source', job => job.source]
]

/**
 * One field. Text that a spreadsheet would take for a formula (it begins with = + - @ TAB CR) gets an apostrophe before
 * it (owasp.org/www-community/attacks/CSV_Injection); numbers are ours and stay numbers.
 */
export function csvField(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const line = (cells: readonly Cell[]): string => `${cells.map(csvField).join(',')}\r\n`

/** The first line: the names of the columns. */
export const csvHeader = line(columns.map(([name]) => name))

export const csvLine = (job: PastJob): string => line(columns.map(([, cell]) => cell(job)))
