/** sbatch's options, from the command line and from `#SBATCH` lines, into a job request. */

import { type CommandCall, CommandError } from './call'
import { accounts, makeNodes, maxArraySize, memoryPerCpu, partitions, qualities } from './cluster'
import { parseArray, parseDuration, parseMemory } from './format'
import type { Dependency, JobRequest } from './job'
import { type OptionSpec, taking, toggle } from './options'

export const sbatchOptions: readonly OptionSpec[] = [
  taking('account', 'A'),
  taking('array', 'a'),
  taking('begin', 'b'),
  taking('chdir', 'D'),
  taking('comment'),
  taking('constraint', 'C'),
  taking('cpus-per-task', 'c'),
  taking('cpus-per-gpu'),
  taking('dependency', 'd'),
  taking('error', 'e'),
  taking('exclude', 'x'),
  { long: 'exclusive', value: 'maybe' },
  taking('export'),
  taking('gpus', 'G'),
  taking('gpus-per-node'),
  taking('gpus-per-task'),
  taking('gres'),
  toggle('hold', 'H'),
  taking('input', 'i'),
  taking('job-name', 'J'),
  taking('mail-type'),
  taking('mail-user'),
  taking('mem'),
  taking('mem-per-cpu'),
  taking('mem-per-gpu'),
  { long: 'nice', value: 'maybe' },
  toggle('no-requeue'),
  taking('nodelist', 'w'),
  taking('nodes', 'N'),
  taking('ntasks', 'n'),
  taking('ntasks-per-node'),
  taking('open-mode'),
  taking('output', 'o'),
  { long: 'parsable', value: 'maybe' },
  taking('partition', 'p'),
  taking('qos', 'q'),
  toggle('quiet', 'Q'),
  toggle('requeue'),
  taking('reservation'),
  taking('signal'),
  taking('time', 't'),
  toggle('test-only'),
  toggle('verbose', 'v'),
  toggle('version', 'V'),
  toggle('wait', 'W'),
  taking('wrap')
]

/** Arguments of the `#SBATCH` lines before the first command, quotes honoured as sbatch does. */
export function directives(script: string): string[] {
  const args: string[] = []
  for (const line of script.split('\n')) {
    if (line.startsWith('#SBATCH')) args.push(...words(line.slice('#SBATCH'.length)))
    else if (line.trim() !== '' && !line.startsWith('#')) break
  }
  return args
}

function words(line: string): string[] {
  const found: string[] = []
  for (const match of line.matchAll(/\s*((?:"[^"]*"|'[^']*'|\\.|[^\s"'\\])+)/g)) {
    const word = match[1] ?? ''
    if (word.startsWith('#')) break
    found.push(word.replace(/"([^"]*)"|'([^']*)'|\\(.)/g, (_all, double, single, one) => double ?? single ?? one))
  }
  return found
}

const refuse = (reason: string): CommandError => new CommandError(`sbatch: error: ${reason}`)
/** A refusal by the controller, not by the command. */
export const refuseJob = (reason: string): CommandError => refuse(`Batch job submission failed: ${reason}`)

function count(values: ReadonlyMap<string, string>, name: string, usual: number): number {
  const text = values.get(name)
  if (text === undefined) return usual
  if (!/^\d+$/.test(text) || Number(text) < 1) throw refuse(`"${text}" is not a valid number for --${name}`)
  return Number(text)
}

/** GPUs on each node, of `--gres=gpu[:type]:N`, `--gpus-per-node`, `--gpus`. */
function gpusPerNode(values: ReadonlyMap<string, string>, nodes: number, tasks: number): number {
  const amount = (text: string | undefined): number => (text === undefined ? 0 : Number(/(\d+)$/.exec(text)?.[1] ?? 1))
  const gres = values.get('gres')
  if (gres !== undefined) {
    const gpu = gres.split(',').find(part => /^gpu(:|$)/.test(part))
    if (gpu === undefined && gres !== 'none') throw refuseJob('Invalid generic resource (gres) specification')
    return gpu === undefined ? 0 : gpu === 'gpu' ? 1 : amount(gpu)
  }
  if (values.has('gpus-per-node')) return amount(values.get('gpus-per-node'))
  if (values.has('gpus-per-task')) return Math.ceil((amount(values.get('gpus-per-task')) * tasks) / nodes)
  return Math.ceil(amount(values.get('gpus')) / nodes)
}

function dependencies(
  text: string | undefined,
  known: (id: number) => boolean,
  isArray: (id: number) => boolean
): Dependency[] {
  if (text === undefined || text === '') return []
  return text.split(/[,?]/).map(part => {
    const [kind = '', ...ids] = part.split(':')
    const plain = kind === 'aftercorr' ? 'afterok' : kind
    if (plain === 'singleton') return { kind: plain, ids: [] }
    if (plain !== 'after' && plain !== 'afterok' && plain !== 'afterany' && plain !== 'afternotok')
      throw refuseJob('Job dependency problem')
    const numbers = ids.map(id => Number.parseInt(id, 10))
    if (numbers.length === 0 || numbers.some(id => !known(id))) throw refuseJob('Job dependency problem')
    return { kind: plain, ids: numbers, arrays: numbers.filter(isArray) }
  })
}

/** `now+10minutes`, `now+1hour`, ISO time; undefined where it is now. */
function beginTime(text: string | undefined, now: number): number | undefined {
  if (text === undefined || text === 'now') return undefined
  const relative = /^now\+(\d+)(second|minute|hour|day|week)?s?$/.exec(text)
  const units: Record<string, number> = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 }
  if (relative) return now + Number(relative[1]) * (units[relative[2] ?? 'second'] ?? 1) * 1000
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw refuse(`Invalid --begin specification`)
  return at
}

/** Where memory is asked for in MiB a node. */
function memory(values: ReadonlyMap<string, string>, cpusPerNode: number): number {
  for (const [name, times] of [
    ['mem', 1],
    ['mem-per-cpu', cpusPerNode]
  ] as const) {
    const text = values.get(name)
    if (text === undefined) continue
    const size = parseMemory(text)
    if (size === undefined && text !== '0') throw refuse(`Invalid --${name} specification`)
    return (size ?? 0) * times
  }
  return memoryPerCpu * cpusPerNode
}

/** Which variables the job gets: `--export`. */
function exported(text: string | undefined): { all: boolean; variables: Record<string, string> } {
  const parts = (text ?? 'ALL').split(',').filter(part => part !== '')
  const variables: Record<string, string> = {}
  for (const part of parts) {
    const cut = part.indexOf('=')
    if (cut > 0) variables[part.slice(0, cut)] = part.slice(cut + 1)
  }
  return { all: parts.includes('ALL'), variables }
}

export interface Submission {
  request: JobRequest
  array: { indices: number[]; limit: number } | undefined
  /** Whether the submitter's environment goes along. */
  wholeEnvironment: boolean
}

/** The request of these options; throws sbatch's own words where one is wrong. */
export function makeRequest(
  call: CommandCall,
  values: ReadonlyMap<string, string>,
  source: { script: string; command: string; args: string[]; name: string }
): Submission {
  const usual = partitions.find(candidate => candidate.isDefault)
  const wantedPartition = values.get('partition') ?? usual?.name ?? ''
  const partition = partitions.find(candidate => candidate.name === wantedPartition)
  if (partition === undefined) {
    call.complain(`sbatch: error: invalid partition specified: ${wantedPartition}\n`)
    throw refuseJob('Invalid partition name specified')
  }
  const account = values.get('account') ?? accounts[0] ?? ''
  if (!accounts.includes(account)) throw refuseJob('Invalid account or account/partition combination specified')
  const quality = values.get('qos') ?? 'normal'
  if (qualities[quality] === undefined) throw refuseJob('Invalid qos specification')
  const nodes = count(new Map([['nodes', (values.get('nodes') ?? '1').split('-')[0] ?? '1']]), 'nodes', 1)
  const tasks = count(values, 'ntasks', count(values, 'ntasks-per-node', 1) * nodes)
  const cpusPerTask = count(values, 'cpus-per-task', 1)
  const time = values.get('time')
  const seconds = time === undefined ? partition.defaultTime : parseDuration(time)
  if (seconds === undefined) throw refuse('Invalid --time specification')
  const array = values.has('array') ? parseArray(values.get('array') ?? '') : undefined
  if (values.has('array') && (array === undefined || (array.indices.at(-1) ?? 0) >= maxArraySize))
    throw refuseJob('Invalid job array specification')
  const workDir = values.get('chdir') ?? call.cwd
  const environment = exported(values.get('export'))
  const request: JobRequest = {
    ...{ user: call.user.name, uid: call.user.uid, group: call.user.group, gid: call.user.gid },
    name: values.get('job-name') ?? source.name,
    account,
    partition: partition.name,
    quality,
    nodes,
    tasks,
    cpusPerTask,
    memoryPerNode: memory(values, Math.ceil((tasks * cpusPerTask) / nodes)),
    gpusPerNode: gpusPerNode(values, nodes, tasks),
    timeLimit: Math.max(1, seconds || partition.maxTime),
    workDir: workDir.startsWith('/') ? workDir : `${call.cwd}/${workDir}`,
    command: source.command,
    script: source.script,
    args: source.args,
    outputPattern: values.get('output') ?? '',
    errorPattern: values.get('error'),
    appendOutput: values.get('open-mode')?.startsWith('a') ?? false,
    environmentFile: undefined,
    variables: environment.variables,
    dependencies: dependencies(
      values.get('dependency'),
      id => call.controller.find(String(id), call.controller.jobs).length > 0,
      id => call.controller.jobs.some(job => job.arrayId === id)
    ),
    held: values.has('hold'),
    requeue: !values.has('no-requeue'),
    begin: beginTime(values.get('begin'), Date.now()),
    comment: values.get('comment') ?? '',
    nice: values.has('nice') ? Number(values.get('nice') || 100) : 0,
    nodeList: values.get('nodelist')?.split(',') ?? [],
    submitLine: ['sbatch', ...call.args].join(' ')
  }
  if (!couldEverRun(request)) throw refuseJob('Requested node configuration is not available')
  return { request, array, wholeEnvironment: environment.all }
}

/** Whether an empty cluster could run it. */
function couldEverRun(request: JobRequest): boolean {
  const cpus = Math.ceil((request.tasks * request.cpusPerTask) / request.nodes)
  const fitting = makeNodes().filter(
    node =>
      node.partition === request.partition &&
      node.cpus >= cpus &&
      node.memory >= request.memoryPerNode &&
      node.gpus >= request.gpusPerNode &&
      (request.nodeList.length === 0 || request.nodeList.includes(node.name))
  )
  return fitting.length >= request.nodes
}
