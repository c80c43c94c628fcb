/** How the list of past jobs is narrowed, and what the engine is asked for it. */
import type { ContractInputs } from '@contract/contract'

/** Ways a job can have ended. */
export const endGroups = ['any', 'completed', 'failed', 'cancelled', 'unknown'] as const
export type EndGroup = (typeof endGroups)[number]

/** What the person chose. */
export interface HistoryChoices {
  /** Name of a site; null: all of them. */
  readonly site: string | null
  readonly text: string
  readonly end: EndGroup
  /** First and last day of the local calendar, `2026-11-17`; empty: no bound. */
  readonly from: string
  readonly to: string
}

/** The part of the engine's query that the list, its count and the export share. */
export type HistoryQuery = ContractInputs['jobs']['exportHistory']

/** Which of SLURM's words belong to a way of ending (squeue(1), JOB STATE CODES). */
const states: Readonly<Record<EndGroup, readonly string[]>> = {
  any: [],
  completed: ['COMPLETED'],
  failed: [
    'FAILED',
    'TIMEOUT',
    'OUT_OF_MEMORY',
    'NODE_FAIL',
    'BOOT_FAIL',
    'DEADLINE',
    'LAUNCH_FAILED',
    'PREEMPTED',
    'REVOKED'
  ],
  cancelled: ['CANCELLED'],
  unknown: ['UNKNOWN']
}

/** Midnight that begins a day of the local calendar, or one a few days later; undefined for what is no day. */
function midnight(day: string, later = 0): string | undefined {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []
  if (year === undefined) return undefined
  const at = new Date(Number(year), Number(month) - 1, Number(date) + later)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

/** The engine's query for these choices: both days are included. */
export function historyQuery({ site, text, end, from, to }: HistoryChoices): HistoryQuery {
  const [first, last] = [midnight(from), midnight(to, 1)]
  return {
    sites: site === null ? [] : [site],
    text: text.trim(),
    states: [...states[end]],
    ...(first !== undefined && { from: first }),
    ...(last !== undefined && { to: last })
  }
}

/** Whether anything but the site narrows the list. */
export function isNarrowed({ text, end, from, to }: HistoryChoices): boolean {
  return text.trim() !== '' || end !== 'any' || from !== '' || to !== ''
}

/** The name under which an export is offered: `farscope-jobs-northlight-2026-11-17.csv`. */
export function exportName(site: string | null, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
  const place = site === null ? '' : `${site.replace(/[^A-Za-z0-9._-]+/g, '-')}-`
  return `farscope-jobs-${place}${day}.csv`
}
