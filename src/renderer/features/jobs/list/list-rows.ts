/** The rows of the table: filtered, in order, in groups, arrays with their tasks under them. */
import type { Run } from '@contract/cloud-runs'
import type { Job } from '@contract/jobs'
import { taskColumn } from '@domain/jobs/states'
import type { Sort, SortValue } from '../../../ui/data-table/sorting'
import { isOver, type StateGroup, stateRank } from '../job-state'
import { countStates, type Grouping, groupRows, inAnyGroup, type JobGroup, noCounts } from './grouping'
import { type JobLookup, jobLookup } from './job-lookup'
import { type JobRow, jobKey, type ListRow, rowKeyOf, type StateCounts } from './list-row'
import { orderBy } from './sliced-order'
import type { Sliced } from './slices'

/** Jobs of a site as the rows are made from them. */
export interface RowSource {
  readonly site: string
  readonly jobs: ReadonlyMap<string, Job>
  /** Single tasks of unfolded arrays. */
  readonly tasks: ReadonlyMap<string, Job>
  /** Of the cloud: the runs that the jobs stand for, by id. */
  readonly runs?: ReadonlyMap<string, Run>
}

/** How the list is narrowed, ordered and unfolded. */
export interface RowChoice {
  readonly filter: string
  /** None: any state. */
  readonly states: ReadonlySet<StateGroup>
  readonly grouping: Grouping
  /** The chosen column's value and direction; without it: running, waiting, over, the newest first. */
  readonly value?: ((row: JobRow) => SortValue) | undefined
  readonly direction?: Sort['direction'] | undefined
  /** Arrays are unfolded unless toggled, instead of folded. */
  readonly unfoldArrays: boolean
  /** Keys of arrays, heterogeneous jobs and groups that are not as they are by themselves. */
  readonly toggled: ReadonlySet<string>
  readonly cancelling: ReadonlySet<string>
  readonly siteLabel: (site: string) => string
}

/** What the table shows. */
export interface ListRows {
  readonly rows: readonly ListRow[]
  /** Jobs before any filter; an array and a heterogeneous job count as one. */
  readonly total: number
  /** Jobs that passed the filters, counted alike. */
  readonly shown: number
  /** Tasks of arrays that have rows of their own. */
  readonly tasks: number
  /** Jobs and tasks by state before the filter of states. */
  readonly counts: StateCounts
  readonly lookup: JobLookup
}

const pause = 1_000

/** Whether every word typed stands somewhere in what the row says. */
export function matchesFilter(job: Job, typed: string, site = ''): boolean {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  return words.length === 0 || saysAll(job, words, site)
}

function saysAll(job: Job, words: readonly string[], site: string): boolean {
  const said = [job.name, job.id, job.user, job.partition, job.nodes, job.state, job.reason, job.account, job.workDir]
  const text = `${said.join('\n')}\n${site}`.toLowerCase()
  return words.every(word => text.includes(word))
}

/** Newest first, tasks of one array by their number: the order in which rows of equal value stand. */
function* newestFirst(rows: readonly JobRow[]): Sliced<readonly JobRow[]> {
  const places = yield* orderBy(rows.length, at => Number.parseInt(rows[at]?.job.id ?? '', 10), 'descending')
  return places.flatMap(place => rows[place] ?? [])
}

function* inOrder(rows: readonly JobRow[], choice: RowChoice): Sliced<readonly JobRow[]> {
  const base = yield* newestFirst(rows)
  const value = choice.value ?? (row => stateRank(row.job))
  const valueAt = (at: number): SortValue => {
    const row = base[at]
    return row && value(row)
  }
  const places = yield* orderBy(base.length, valueAt, choice.direction ?? 'ascending')
  return places.flatMap(place => base[place] ?? [])
}

const taskOrder = { failed: 0, running: 1, pending: 2, done: 3 } as const

/** Failed ones first, then running, waiting, done; each by number. */
function* tasksInOrder(tasks: readonly Job[]): Sliced<readonly Job[]> {
  const most = 2 ** 32
  const value = (task: Job): number => taskOrder[taskColumn(task.state)] * most + (task.arrayTask ?? most - 1)
  const places = yield* orderBy(tasks.length, at => (tasks[at] ? value(tasks[at]) : undefined), 'ascending')
  return places.flatMap(place => tasks[place] ?? [])
}

/** Makes rows of one choice. */
function rowMaker(choice: RowChoice) {
  const { toggled, cancelling, unfoldArrays } = choice
  return (site: string, job: Job, parts?: readonly Job[]): JobRow => {
    const key = rowKeyOf(site, jobKey(job))
    const whole = job.arrayId ?? job.hetId
    const asked = cancelling.has(key) || (whole !== null && cancelling.has(rowKeyOf(site, whole)))
    const opens = parts ? !toggled.has(key) : job.tasks ? unfoldArrays !== toggled.has(key) : undefined
    return {
      ...{ kind: 'job', key, site, job, depth: 0, child: false, expanded: opens },
      cancelling: asked && !isOver(job),
      ...(parts && { parts })
    }
  }
}

/** The jobs that pass the filters, parts of a heterogeneous job as one. */
function* kept(sources: readonly RowSource[], choice: RowChoice, counts: Record<keyof StateCounts, number>) {
  const words = choice.filter.toLowerCase().split(/\s+/).filter(Boolean)
  const row = rowMaker(choice)
  const rows: JobRow[] = []
  let seen = 0
  let total = 0
  for (const { site, jobs, runs } of sources) {
    const together = new Map<string, Job[]>()
    for (const job of jobs.values()) {
      seen += 1
      if (seen % pause === 0) yield
      if (job.hetId !== null) {
        const parts = together.get(job.hetId)
        if (parts) parts.push(job)
        else together.set(job.hetId, [job])
        continue
      }
      total += 1
      if (!saysAll(job, words, site)) continue
      countStates(counts, job)
      if (inAnyGroup(job, choice.states)) rows.push(withRun(row(site, job), runs))
    }
    total += together.size
    for (const parts of together.values()) {
      const saying = parts.filter(job => saysAll(job, words, site))
      for (const job of saying) countStates(counts, job)
      if (!saying.some(job => inAnyGroup(job, choice.states))) continue
      const sorted = parts.sort((a, b) => partNumber(a) - partNumber(b))
      const [first] = sorted
      if (first) rows.push(row(site, first, sorted.length > 1 ? sorted : undefined))
    }
  }
  return { rows, total }
}

const withRun = (row: JobRow, runs: RowSource['runs']): JobRow => {
  const run = runs?.get(row.job.id)
  return run ? { ...row, run } : row
}

/** Number of a part: `123+1` is 1 (squeue(1), Heterogeneous Jobs). */
function partNumber(job: Job): number {
  return Number(/\+(\d+)$/.exec(job.id)?.[1] ?? 0)
}

/** The tasks of the arrays that are unfolded, by the array's key. */
function* tasksByArray(sources: readonly RowSource[], open: ReadonlySet<string>, states: RowChoice['states']) {
  const found = new Map<string, Job[]>()
  let seen = 0
  for (const { site, tasks } of sources)
    for (const task of tasks.values()) {
      seen += 1
      if (seen % pause === 0) yield
      const array = rowKeyOf(site, task.arrayId ?? '')
      if (!open.has(array) || !inAnyGroup(task, states)) continue
      const list = found.get(array)
      if (list) list.push(task)
      else found.set(array, [task])
    }
  return found
}

/** Each job with what is unfolded under it. */
function* withChildren(
  rows: readonly JobRow[],
  depth: number,
  children: ReadonlyMap<string, readonly Job[]>,
  make: ReturnType<typeof rowMaker>
): Sliced<ListRow[]> {
  const lines: ListRow[] = []
  for (const [at, row] of rows.entries()) {
    lines.push(depth === 0 ? row : { ...row, depth })
    if (at % pause === 0) yield
    if (row.expanded !== true) continue
    const below = row.parts ? row.parts.slice(1) : yield* tasksInOrder(children.get(row.key) ?? [])
    for (const [place, job] of below.entries()) {
      lines.push({ ...make(row.site, job), depth: depth + 1, child: true, expanded: undefined })
      if (place % pause === 0) yield
    }
  }
  return lines
}

function* groupLines(
  group: JobGroup,
  choice: RowChoice,
  children: ReadonlyMap<string, readonly Job[]>
): Sliced<ListRow[]> {
  const counts = noCounts()
  for (const { job, parts } of group.rows) for (const one of parts ?? [job]) countStates(counts, one)
  const key = `group ${choice.grouping} ${group.label}`
  const expanded = !choice.toggled.has(key)
  const head: ListRow = { kind: 'group', key, label: group.label, expanded, counts, members: group.rows }
  if (!expanded) return [head]
  return [head, ...(yield* withChildren(group.rows, 1, children, rowMaker(choice)))]
}

/** Everything the table shows, made in slices. */
export function* listRows(sources: readonly RowSource[], choice: RowChoice): Sliced<ListRows> {
  const counts = noCounts()
  const found = yield* kept(sources, choice, counts)
  const rows = yield* inOrder(found.rows, choice)
  const open = new Set(rows.filter(row => row.expanded === true && row.job.tasks).map(({ key }) => key))
  const children = open.size === 0 ? new Map<string, Job[]>() : yield* tasksByArray(sources, open, choice.states)
  const told = { total: found.total, shown: rows.length, counts, lookup: jobLookup(sources) }
  const { grouping } = choice
  const lines =
    grouping === 'none'
      ? yield* withChildren(rows, 0, children, rowMaker(choice))
      : yield* groupedLines(rows, grouping, choice, children)
  return { ...told, tasks: lines.filter(isTask).length, rows: lines }
}

const isTask = (row: ListRow): boolean => row.kind === 'job' && row.child && row.job.arrayId !== null

function* groupedLines(
  rows: readonly JobRow[],
  by: Exclude<Grouping, 'none'>,
  choice: RowChoice,
  children: ReadonlyMap<string, readonly Job[]>
): Sliced<ListRow[]> {
  const lines: ListRow[][] = []
  for (const group of yield* groupRows(rows, by, choice.siteLabel))
    lines.push(yield* groupLines(group, choice, children))
  return lines.flat()
}
