/** scontrol(1): show, hold, release, requeue, ping. */
import { type CommandCall, CommandError } from '../call'
import { clusterName, foldNodes, gpuModel, type Node, partitions, slurmVersion } from '../cluster'
import { duration, timeText } from '../format'
import { finished, type Job } from '../job'
import { showJob } from '../job-text'
import { nodeState } from './sinfo'

export function scontrol(call: CommandCall): number {
  const oneLine = call.args.some(arg => arg === '-o' || arg === '--oneliner')
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
    const blocks = show(call, what.replace(/s$/, ''), names)
    for (const block of blocks) call.print(oneLine ? `${block.replace(/\n\s*/g, ' ').trim()}\n` : `${block}\n`)
    return 0
  }
  const change = changes[verb]
  if (change === undefined) throw new CommandError(`invalid keyword: ${verb}`)
  return changeJobs(call, [what, ...names], change)
}

type Change = (call: CommandCall, job: Job) => string | undefined

const notPending = 'Job is no longer pending execution'

const changes: Record<string, Change> = {
  hold: (call, job) => (job.state === 'PENDING' ? void call.controller.hold(job) : notPending),
  uhold: (call, job) => (job.state === 'PENDING' ? void call.controller.hold(job) : notPending),
  release: (call, job) => (job.state === 'PENDING' ? void call.controller.release(job) : notPending),
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
    call.complain(jobs.length === 0 ? `${refusal}\n` : `${refusal} for job ${label}\n`)
    status = 1
  }
  return status
}

function show(call: CommandCall, what: string, names: string[]): string[] {
  const { controller } = call
  const { timeFormat } = call.variables
  if (what === 'job') {
    const known = controller.known()
    const wanted = names[0] ?? ''
    const jobs = wanted === '' ? known : controller.find(wanted.replace(/\..*/, ''), known)
    if (jobs.length === 0 && wanted !== '') throw new CommandError('slurm_load_jobs error: Invalid job id specified')
    return jobs.length === 0 ? ['No jobs in the system'] : jobs.map(job => showJob(job, timeFormat))
  }
  if (what === 'node') {
    const nodes = controller.nodes.filter(node => names.length === 0 || names.includes(node.name))
    if (nodes.length === 0) throw new CommandError(`Node ${names[0]} not found`)
    return nodes.map(node => showNode(node, controller.started, timeFormat))
  }
  if (what === 'partition') {
    const shown = partitions.filter(partition => names.length === 0 || names.includes(partition.name))
    if (shown.length === 0) throw new CommandError(`Partition ${names[0]} not found`)
    return shown.map(partition => showPartition(partition, controller.nodes))
  }
  if (what === 'reservation') return ['No reservations in the system']
  if (what === 'config' || what === 'conf') return [configuration(controller.started, timeFormat)]
  throw new CommandError(`invalid entity:${what} for keyword:show`)
}

function showNode(node: Node, started: number, timeFormat: string): string {
  const gres = node.gpus > 0 ? `gpu:${gpuModel}:${node.gpus}` : '(null)'
  const used = node.usedGpus.size > 0 ? `,gres/gpu=${node.usedGpus.size}` : ''
  return [
    `NodeName=${node.name} Arch=x86_64 CoresPerSocket=${node.cpus / 2}`,
    `   CPUAlloc=${node.usedCpus} CPUEfctv=${node.cpus} CPUTot=${node.cpus} CPULoad=${(node.usedCpus * 0.97).toFixed(2)}`,
    '   AvailableFeatures=(null)',
    '   ActiveFeatures=(null)',
    `   Gres=${gres}`,
    `   NodeAddr=${node.name} NodeHostName=${node.name} Version=${slurmVersion}`,
    `   RealMemory=${node.memory} AllocMem=${node.usedMemory} FreeMem=${node.memory - node.usedMemory} Sockets=2 Boards=1`,
    `   State=${nodeState(node).long.toUpperCase()} ThreadsPerCore=1 TmpDisk=0 Weight=1 Owner=N/A MCS_label=N/A`,
    `   Partitions=${node.partition} `,
    `   BootTime=${timeText(started, timeFormat, 'None')} SlurmdStartTime=${timeText(started, timeFormat, 'None')}`,
    `   CfgTRES=cpu=${node.cpus},mem=${node.memory}M,billing=${node.cpus}${node.gpus > 0 ? `,gres/gpu=${node.gpus}` : ''}`,
    `   AllocTRES=${node.usedCpus > 0 ? `cpu=${node.usedCpus},mem=${node.usedMemory}M${used}` : ''}`,
    ''
  ].join('\n')
}

function showPartition(partition: (typeof partitions)[number], all: readonly Node[]): string {
  const nodes = all.filter(node => node.partition === partition.name)
  const cpus = nodes.reduce((sum, node) => sum + node.cpus, 0)
  return [
    `PartitionName=${partition.name}`,
    '   AllowGroups=ALL AllowAccounts=ALL AllowQos=ALL',
    `   AllocNodes=ALL Default=${partition.isDefault ? 'YES' : 'NO'} QoS=N/A`,
    `   DefaultTime=${duration(partition.defaultTime, true)} DisableRootJobs=NO ExclusiveUser=NO GraceTime=0 Hidden=NO`,
    `   MaxNodes=UNLIMITED MaxTime=${duration(partition.maxTime, true)} MinNodes=0 LLN=NO MaxCPUsPerNode=UNLIMITED`,
    `   Nodes=${foldNodes(nodes.map(node => node.name))}`,
    '   PriorityJobFactor=1 PriorityTier=1 RootOnly=NO ReqResv=NO OverSubscribe=NO',
    `   OverTimeLimit=NONE PreemptMode=OFF`,
    `   State=UP TotalCPUs=${cpus} TotalNodes=${nodes.length} SelectTypeParameters=NONE`,
    ''
  ].join('\n')
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
    ['SchedulerType', 'sched/backfill'],
    ['SelectType', 'select/cons_tres'],
    ['SLURM_VERSION', slurmVersion],
    ['SlurmctldHost[0]', 'login01']
  ]
  const head = `Configuration data as of ${timeText(Date.now(), timeFormat, '')}`
  return [head, ...values.map(([name, value]) => `${name.padEnd(23)} = ${value}`)].join('\n')
}
