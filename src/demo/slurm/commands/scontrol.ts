/** scontrol(1): show, hold, release, requeue, update TimeLimit, write batch_script, ping. */
import { type CommandCall, CommandError } from '../call'
import { clusterName, partitions, slurmVersion, unfoldNodes } from '../cluster'
import { parseDuration, timeText } from '../format'
import { finished, type Job } from '../job'
import { jobRows } from '../job-rows'
import { showJob } from '../job-text'
import { showNode, showPartition, showReservation } from '../node-text'
import { showAssociations } from '../shares'

export function scontrol(call: CommandCall): number {
  const oneLine = call.args.some(arg => /^-\w*o/.test(arg) || arg === '--oneliner')
  const [verb = '', what = '', ...names] = call.args.filter(arg => !/^-/.test(arg))
  if (call.args.some(arg => arg === '-V' || arg === '--version')) {
    call.print(`slurm ${slurmVersion}\n`)
    return 0
  }
  if (verb === 'ping') {
    call.print('Slurmctld(primary) at login01 is UP\n')
    return 0
  }
  if (verb === 'show') {
    const detail = call.args.some(arg => /^-\w*d/.test(arg) || arg === '--details')
    const blocks = show(call, what === 'hostnames' ? what : what.replace(/s$/, ''), names, detail)
    for (const block of blocks) call.print(oneLine ? `${block.replace(/\n\s*/g, ' ').trim()}\n` : `${block}\n`)
    return 0
  }
  if (verb === 'write') return writeScript(call, what, names)
  if (verb === 'update') return update(call, [what, ...names])
  const change = changes[verb]
  if (change === undefined) throw new CommandError(`invalid keyword: ${verb}`)
  return changeJobs(call, [what, ...names], change)
}

type Change = (call: CommandCall, job: Job) => string | undefined

const over = 'Job has already finished'

/** A running job takes hold and release without a word: they count when it is requeued. */
const hold: Change = (call, job) => (finished(job) ? over : void call.controller.hold(job))

const changes: Record<string, Change> = {
  hold,
  uhold: hold,
  release: (call, job) => (finished(job) ? over : void call.controller.release(job)),
  requeue: (call, job) => {
    if (job.state === 'PENDING') return 'Job is pending execution'
    if (!job.request.requeue) return 'Requested operation is presently disabled'
    return void call.controller.requeue(job)
  }
}

function changeJobs(call: CommandCall, labels: string[], change: Change): number {
  let status = 0
  for (const label of labels.flatMap(text => text.split(',')).filter(text => text !== '')) {
    const jobs = call.controller.find(label)
    const open = jobs.length > 1 ? jobs.filter(job => !finished(job)) : jobs
    const foreign = open.some(job => job.request.user !== call.user.name)
    const refusals = foreign ? ['Access/permission denied'] : open.map(job => change(call, job))
    const refusal = jobs.length === 0 ? 'Invalid job id specified' : refusals.every(Boolean) ? refusals[0] : undefined
    if (refusal === undefined) continue
    call.complain(`${refusal} for job ${label}\n`)
    if (change === hold || change === changes.release) call.complain(`slurm_suspend error: ${refusal}\n`)
    status = 1
  }
  return status
}

/** `JobId=ID TimeLimit=TIME`; a user may only shorten it, as at a real facility. */
function update(call: CommandCall, words: string[]): number {
  const values = new Map(words.map(word => [word.split('=')[0]?.toLowerCase(), word.slice(word.indexOf('=') + 1)]))
  const label = values.get('jobid') ?? values.get('job')
  const text = values.get('timelimit')
  if (label === undefined) throw new CommandError('No valid entity in update command')
  const seconds = text === undefined ? undefined : parseDuration(text)
  if (text === undefined) throw new CommandError(`Update of this parameter is not supported: ${words.at(-1)}`)
  if (seconds === undefined) throw new CommandError('scontrol: error: Invalid TimeLimit value')
  return changeJobs(call, [label], (_call, job) => {
    if (finished(job)) return over
    if (job.started !== undefined && seconds > job.request.timeLimit) return 'Access/permission denied'
    return void call.controller.limit(job, seconds)
  })
}

/** `write batch_script ID -`. A job of another user, or one without a script, is refused. */
function writeScript(call: CommandCall, what: string, [label = '', file]: string[]): number {
  if (what !== 'batch_script') throw new CommandError(`invalid write argument: ${what}`)
  const refuse = (words: string): CommandError => new CommandError(`job script retrieval failed: ${words}`)
  const [job] = call.controller.find(label)
  if (job === undefined) throw refuse('Invalid job id specified')
  if (job.request.user !== call.user.name) throw refuse('Access/permission denied')
  if (file !== undefined && file !== '-') throw refuse('This demo writes scripts to standard output only')
  call.print(`${job.request.script}\n`)
  return 0
}

function show(call: CommandCall, what: string, names: string[], detail: boolean): string[] {
  const { controller } = call
  const { timeFormat } = call.variables
  if (what === 'job') {
    const known = controller.known()
    const wanted = names[0] ?? ''
    const jobs = wanted === '' ? known : controller.find(wanted.replace(/\..*/, ''), known)
    if (jobs.length === 0 && wanted !== '') throw new CommandError('slurm_load_jobs error: Invalid job id specified')
    return jobs.length === 0
      ? ['No jobs in the system']
      : jobRows(jobs, false).map(row => showJob(row, timeFormat, detail))
  }
  if (what === 'node') {
    const wanted = names.flatMap(unfoldNodes)
    const nodes = controller.nodes.filter(node => wanted.length === 0 || wanted.includes(node.name))
    if (nodes.length === 0) throw new CommandError(`Node ${names[0]} not found`)
    return nodes.map(node => showNode(node, controller.started, timeFormat, detail))
  }
  if (what === 'partition') {
    const shown = partitions.filter(partition => names.length === 0 || names.includes(partition.name))
    if (shown.length === 0) throw new CommandError(`Partition ${names[0]} not found`)
    return shown.map(partition => showPartition(partition, controller.nodes))
  }
  if (what === 'reservation') {
    const shown = controller.reservations.filter(kept => names.length === 0 || names.includes(kept.name))
    if (names.length > 0 && shown.length === 0) throw new CommandError(`Reservation ${names[0]} not found`)
    if (shown.length === 0) return ['No reservations in the system']
    return shown.map(kept => showReservation(kept, controller.nodes, Date.now(), timeFormat))
  }
  if (what === 'hostnames') return names.flatMap(unfoldNodes)
  if (what === 'assoc_mgr') return [showAssociations(call)]
  if (what === 'config' || what === 'conf') return [configuration(controller.started, timeFormat)]
  throw new CommandError(`invalid entity:${what} for keyword:show`)
}

function configuration(started: number, timeFormat: string): string {
  const values: [string, string][] = [
    ['AccountingStorageType', 'accounting_storage/slurmdbd'],
    ['BOOT_TIME', timeText(started, timeFormat, 'None')],
    ['ClusterName', clusterName],
    ['EnforcePartLimits', 'NO'],
    ['GresTypes', 'gpu'],
    ['JobRequeue', '1'],
    ['KillWait', '2 sec'],
    ['MaxArraySize', '1001'],
    ['MinJobAge', '300 sec'],
    ['PriorityType', 'priority/multifactor'],
    ['SchedulerType', 'sched/backfill'],
    ['SelectType', 'select/cons_tres'],
    ['SLURM_VERSION', slurmVersion],
    ['SlurmctldHost[0]', 'login01']
  ]
  const head = `Configuration data as of ${timeText(Date.now(), timeFormat, '')}`
  return [head, ...values.map(([name, value]) => `${name.padEnd(23)} = ${value}`)].join('\n')
}
