/** squeue(1). */
import { type CommandCall, CommandError } from '../call'
import { slurmVersion } from '../cluster'
import { fillColumns } from '../format'
import { finished, type Job, stateCodes } from '../job'
import { jobRows, rowField } from '../job-rows'
import { type OptionSpec, parseOptions, taking, toggle } from '../options'
import { expectedStart } from '../scheduler'

const options: readonly OptionSpec[] = [
  taking('account', 'A'),
  toggle('all', 'a'),
  toggle('array', 'r'),
  taking('format', 'o'),
  taking('jobs', 'j'),
  toggle('long', 'l'),
  toggle('me'),
  taking('name', 'n'),
  toggle('noheader', 'h'),
  taking('nodelist', 'w'),
  taking('partition', 'p'),
  taking('qos', 'q'),
  taking('sort', 'S'),
  toggle('start'),
  taking('states', 't'),
  taking('user', 'u'),
  toggle('version', 'V'),
  { long: 'json', value: 'maybe' }
]

const usual = '%.18i %.9P %.8j %.8u %.2t %.10M %.6D %R'
const long = '%.18i %.9P %.8j %.8u %.8T %.10M %.9l %.6D %R'
const starting = '%.18i %.9P %.8j %.8u %.2t %.19S %.6D %20Y %R'

const headings: Record<string, string> = {
  ...{
    A: 'JOBID',
    a: 'ACCOUNT',
    B: 'EXEC_HOST',
    b: 'TRES_PER_NODE',
    C: 'CPUS',
    c: 'MIN_CPUS',
    D: 'NODES',
    E: 'DEPENDENCY'
  },
  ...{
    e: 'END_TIME',
    F: 'ARRAY_JOB_ID',
    f: 'FEATURES',
    G: 'GROUP',
    g: 'GROUP',
    i: 'JOBID',
    j: 'NAME',
    K: 'ARRAY_TASK_ID'
  },
  ...{ k: 'COMMENT', L: 'TIME_LEFT', l: 'TIME_LIMIT', M: 'TIME', m: 'MIN_MEMORY', N: 'NODELIST', o: 'COMMAND' },
  ...{ P: 'PARTITION', p: 'PRIORITY', Q: 'PRIORITY', q: 'QOS', R: 'NODELIST(REASON)', r: 'REASON', S: 'START_TIME' },
  ...{ T: 'STATE', t: 'ST', U: 'UID', u: 'USER', V: 'SUBMIT_TIME', Y: 'SCHEDNODES', Z: 'WORK_DIR', y: 'NICE' }
}

const list = (text: string | undefined): Set<string> | undefined =>
  text === undefined || text === '' ? undefined : new Set(text.split(','))

export function squeue(call: CommandCall): number {
  const { values } = parseOptions('squeue', options, call.args)
  if (values.has('version')) {
    call.print(`slurm ${slurmVersion}\n`)
    return 0
  }
  if (values.has('json')) throw new CommandError('squeue: error: Unable to find plugin: serializer/json')
  const shown = select(call, values)
  const format =
    values.get('format') ??
    (values.has('start') ? starting : values.has('long') ? long : call.variables.squeueFormat || usual)
  if (!values.has('noheader')) call.print(`${fillColumns(format, letter => headings[letter])}\n`)
  const { nodes, jobs } = call.controller
  const forecast = (job: Job): number | undefined =>
    job.state === 'PENDING' && job.reason === 'Resources' ? expectedStart(job, nodes, jobs) : undefined
  const order: Record<string, number> = { PENDING: 0, RUNNING: 1 }
  const rows = jobRows(shown, values.has('array')).sort(
    (a, b) =>
      (order[a.job.state] ?? 2) - (order[b.job.state] ?? 2) || b.job.priority - a.job.priority || a.job.id - b.job.id
  )
  for (const row of rows)
    call.print(
      `${fillColumns(format, letter => rowField(row, letter, call.variables.timeFormat, forecast(row.job)))}\n`
    )
  return 0
}

function select(call: CommandCall, values: ReadonlyMap<string, string>): Job[] {
  const { controller } = call
  const users = values.has('me') ? new Set([call.user.name]) : list(values.get('user'))
  const partitions = list(values.get('partition'))
  const accounts = list(values.get('account'))
  const names = list(values.get('name'))
  const states = wantedStates(values)
  const wanted = values.get('jobs')
  const known = controller.known()
  const ids = wanted?.split(',').flatMap(id => controller.find(id, known))
  if (wanted !== undefined && !wanted.includes(',') && ids?.length === 0)
    throw new CommandError('slurm_load_jobs error: Invalid job id specified')
  return (ids ?? known).filter(job => {
    const { request } = job
    if (users && !users.has(request.user) && !users.has(String(request.uid))) return false
    if (partitions && !partitions.has(request.partition)) return false
    if (accounts && !accounts.has(request.account)) return false
    if (names && !names.has(request.name)) return false
    return states ? states(job) : !finished(job)
  })
}

function wantedStates(values: ReadonlyMap<string, string>): ((job: Job) => boolean) | undefined {
  if (values.has('start')) return job => job.state === 'PENDING'
  const wanted = list(values.get('states')?.toUpperCase())
  if (wanted === undefined) return undefined
  if (wanted.has('ALL')) return () => true
  const known = new Set([...Object.keys(stateCodes), ...Object.values(stateCodes)])
  for (const state of wanted)
    if (!known.has(state) && !/^(SUSPENDED|S|PREEMPTED|PR|NODE_FAIL|NF|CONFIGURING|CF)$/.test(state))
      throw new CommandError(`squeue: error: Invalid job state specified: ${state.toLowerCase()}`)
  return job => wanted.has(job.state) || wanted.has(stateCodes[job.state])
}
