/** sacct(1): accounting, with a `.batch` and an `.extern` step for every job that ran. */

import { accountingField, accountingRows, usualFields } from '../accounting'
import { type CommandCall, CommandError } from '../call'
import { slurmVersion } from '../cluster'
import { parseDuration } from '../format'
import type { Job } from '../job'
import { type OptionSpec, parseOptions, taking, toggle } from '../options'

const options: readonly OptionSpec[] = [
  taking('accounts', 'A'),
  toggle('allusers', 'a'),
  toggle('allocations', 'X'),
  toggle('array'),
  toggle('brief', 'b'),
  toggle('batch-script', 'B'),
  toggle('duplicates', 'D'),
  toggle('noconvert'),
  toggle('truncate', 'T'),
  taking('delimiter'),
  taking('endtime', 'E'),
  taking('format', 'o'),
  taking('jobs', 'j'),
  toggle('long', 'l'),
  taking('name'),
  toggle('noheader', 'n'),
  toggle('parsable', 'p'),
  toggle('parsable2', 'P'),
  taking('partition', 'r'),
  taking('starttime', 'S'),
  taking('state', 's'),
  taking('user', 'u'),
  taking('uid'),
  taking('units'),
  toggle('helpformat', 'e'),
  toggle('version', 'V'),
  { long: 'json', value: 'maybe' }
]

export function sacct(call: CommandCall): number {
  const { values } = parseOptions('sacct', options, call.args)
  if (values.has('version')) {
    call.print(`slurm ${slurmVersion}\n`)
    return 0
  }
  if (values.has('json')) throw new CommandError('sacct: error: Unable to find plugin: serializer/json')
  if (values.has('batch-script')) return showScripts(call, select(call, values))
  const columns = (values.get('format') ?? (call.variables.sacctFormat || usualFields)).split(',').map(readColumn)
  const context = { units: values.get('units') ?? '', timeFormat: call.variables.timeFormat, now: Date.now() }
  for (const { name } of columns)
    if (accountingField(undefined, name, context) === undefined)
      throw new CommandError(`sacct: fatal: Invalid field requested: "${name}"`)
  const rows = select(call, values).flatMap(job => accountingRows(job, values.has('allocations')))
  const lines = rows.map(row => columns.map(column => accountingField(row, column.name, context) ?? ''))
  const plain = values.has('parsable') || values.has('parsable2')
  if (plain) {
    const delimiter = values.get('delimiter') ?? '|'
    const end = values.has('parsable') ? delimiter : ''
    if (!values.has('noheader')) call.print(`${columns.map(column => column.title).join(delimiter)}${end}\n`)
    for (const line of lines) call.print(`${line.join(delimiter)}${end}\n`)
    return 0
  }
  const cell = (text: string, width: number): string =>
    text.length > width ? `${text.slice(0, width - 1)}+` : text.padStart(width)
  const write = (line: string[]): void =>
    call.print(`${line.map((text, index) => cell(text, columns[index]?.width ?? 10)).join(' ')} \n`)
  if (!values.has('noheader')) {
    write(columns.map(column => column.title))
    write(columns.map(column => '-'.repeat(column.width)))
  }
  for (const line of lines) write(line)
  return 0
}

/** `sacct -B`: the scripts of one's own jobs. */
function showScripts(call: CommandCall, jobs: readonly Job[]): number {
  for (const { id, request } of jobs.filter(job => job.request.user === call.user.name))
    call.print(`Batch Script for ${id}\n${'-'.repeat(80)}\n${request.script || 'NONE\n'}\n`)
  return 0
}

/** `JobName%30`: name and width. */
function readColumn(text: string): { name: string; title: string; width: number } {
  const [title = '', width] = text.trim().split('%')
  const usual: Record<string, number> = { jobid: 12, submit: 19, start: 19, end: 19, exitcode: 8, alloctres: 10 }
  return { name: title.toLowerCase(), title, width: Math.abs(Number(width ?? usual[title.toLowerCase()] ?? 10)) || 10 }
}

/** A point in time: ISO date or time, `now`, `now-2days`, `today`, `HH:MM`. */
function readTime(text: string, now: number): number {
  const units: Record<string, number> = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 }
  const relative = /^now(?:([+-])(\d+)(second|minute|hour|day|week)?s?)?$/.exec(text)
  if (relative)
    return now + Number(`${relative[1] ?? '+'}${relative[2] ?? 0}`) * (units[relative[3] ?? 'second'] ?? 1) * 1000
  if (text === 'today' || text === 'midnight') return new Date(now).setHours(0, 0, 0, 0)
  if (/^\d+:\d+(:\d+)?$/.test(text))
    return new Date(now).setHours(0, 0, parseDuration(text.length < 6 ? `${text}:00` : text) ?? 0, 0)
  const at = /^\d{9,}$/.test(text) ? Number(text) * 1000 : Date.parse(text.length === 10 ? `${text}T00:00:00` : text)
  if (Number.isNaN(at)) throw new CommandError(`sacct: error: Invalid time specification (pos=0): ${text}`)
  return at
}

function select(call: CommandCall, values: ReadonlyMap<string, string>): Job[] {
  const { jobs } = call.controller
  const now = Date.now()
  const wanted = values.get('jobs')?.split(',')
  const users = values.get('user')?.split(',')
  const states = values.get('state')?.toUpperCase().split(',')
  // Without -j, sacct begins at midnight; with it, at the beginning of time (sacct(1), --starttime).
  const since = readTime(values.get('starttime') ?? (wanted ? '1970-01-02' : 'today'), now)
  const until = readTime(values.get('endtime') ?? 'now', now)
  const chosen = wanted ? [...new Set(wanted.flatMap(id => call.controller.find(id.replace(/\..*$/, ''), jobs)))] : jobs
  return chosen
    .filter(job => {
      const { request } = job
      const owner = users
        ? users.includes(request.user)
        : values.has('allusers') || wanted || request.user === call.user.name
      if (!owner) return false
      if (values.has('partition') && values.get('partition') !== request.partition) return false
      if (values.has('name') && values.get('name') !== request.name) return false
      if (states && !states.some(state => job.state === state || stateShort(job) === state)) return false
      return (job.ended ?? now) >= since && job.submitted <= until
    })
    .sort((a, b) => (a.arrayId ?? a.id) - (b.arrayId ?? b.id) || (a.taskId ?? 0) - (b.taskId ?? 0))
}

const short: Record<string, string> = {
  COMPLETED: 'CD',
  FAILED: 'F',
  TIMEOUT: 'TO',
  CANCELLED: 'CA',
  RUNNING: 'R',
  PENDING: 'PD'
}
const stateShort = (job: Job): string => short[job.state] ?? job.state
