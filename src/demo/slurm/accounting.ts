/** Rows and fields of sacct. What a job used is estimated from what it asked for: nothing measures it here. */
import { clusterName, foldNodes, gpuModel } from './cluster'
import { duration, memoryText, timeText } from './format'
import { elapsedSeconds, finished, type Job, jobLabel, outputFiles, wantedCpus } from './job'

export const usualFields = 'JobID,JobName,Partition,Account,AllocCPUS,State,ExitCode'

export interface AccountingRow {
  job: Job
  /** undefined: the job itself. */
  step: 'batch' | 'extern' | undefined
}

export function accountingRows(job: Job, jobsOnly: boolean): AccountingRow[] {
  const own: AccountingRow = { job, step: undefined }
  if (jobsOnly || job.started === undefined) return [own]
  return [own, { job, step: 'batch' }, { job, step: 'extern' }]
}

export interface AccountingContext {
  /** `--units`: '', K, M or G. */
  units: string
  timeFormat: string
  now: number
}

/** Deterministic 0..1 of a job, so that its figures stay the same from call to call. */
function share(job: Job, salt: number): number {
  const x = Math.sin(job.id * 12.9898 + salt * 78.233) * 43758.5453
  return x - Math.floor(x)
}

function size(kibibytes: number, units: string): string {
  const divisor: Record<string, number> = { K: 1, M: 1024, G: 1024 * 1024 }
  const by = divisor[units.toUpperCase()]
  if (by === undefined || by === 1) return `${Math.round(kibibytes)}K`
  return `${(kibibytes / by).toFixed(2)}${units.toUpperCase()}`
}

function stateOf({ job, step }: AccountingRow): string {
  const stopped = job.state === 'CANCELLED' || (job.state === 'COMPLETING' && job.cancelledBy !== undefined)
  if (step === 'extern') return finished(job) ? 'COMPLETED' : 'RUNNING'
  if (step === 'batch' && (stopped || job.state === 'TIMEOUT')) return 'CANCELLED'
  if (stopped) return job.cancelledBy === undefined ? 'CANCELLED' : `CANCELLED by ${job.cancelledBy}`
  return job.state === 'COMPLETING' ? 'RUNNING' : job.state
}

function exitOf({ job, step }: AccountingRow): string {
  if (step === 'extern') return '0:0'
  const stopped = job.state === 'CANCELLED' || job.state === 'TIMEOUT'
  if (stopped) return step === 'batch' ? `0:${job.signal || 15}` : '0:0'
  return `${job.exitCode}:${job.signal}`
}

function tres(job: Job): string {
  const { request } = job
  const gpus = request.gpusPerNode * request.nodes
  const parts = [`billing=${wantedCpus(request)}`, `cpu=${wantedCpus(request)}`]
  if (gpus > 0) parts.push(`gres/gpu:${gpuModel}=${gpus}`, `gres/gpu=${gpus}`)
  return [...parts, `mem=${memoryText(request.memoryPerNode * request.nodes)}`, `node=${request.nodes}`].join(',')
}

type Field = (row: AccountingRow, context: AccountingContext) => string

/** Fields that steps leave empty. */
const jobOnly =
  (field: Field): Field =>
  (row, context) =>
    row.step === undefined ? field(row, context) : ''
/** Fields that only steps have. */
const stepOnly =
  (field: Field): Field =>
  (row, context) =>
    row.step === undefined ? '' : field(row, context)

/** Fields that a step has when it has ended. */
const ended = (field: Field): Field => stepOnly((row, context) => (finished(row.job) ? field(row, context) : ''))

const seconds: Field = ({ job }, { now }) => String(elapsedSeconds(job, now))
/** Accounting learns what a step used when it has ended. */
const usedCpu = ({ job, step }: AccountingRow, now: number): number =>
  step === 'extern' || !finished(job) ? 0 : elapsedSeconds(job, now) * wantedCpus(job.request) * cpuShare(job)
const memoryKiB = ({ job, step }: AccountingRow): number =>
  step === 'extern' ? 0 : job.request.memoryPerNode * 1024 * (0.05 + 0.6 * share(job, 2))
/** `cpu=…,gres/gpuutil=…,mem=…`; GPUs are gathered here as on clusters that track them. */
function usage(row: AccountingRow, { now }: AccountingContext): string {
  if (!finished(row.job)) return ''
  return usageText(row.job, row.step === 'extern' ? 0 : usedCpu(row, now), memoryKiB(row), row.step === 'batch')
}

/** One step's use so far, as sacct and sstat print it: seconds of CPU, KiB. */
export function usageText(job: Job, cpuSeconds: number, kibibytes: number, withGpus: boolean): string {
  const gpus = job.request.gpusPerNode
  const gpu =
    withGpus && gpus > 0
      ? `gres/gpumem=${Math.round(9000 + 14_000 * share(job, 4))}M,gres/gpuutil=${Math.round(100 * gpuShare(job))},`
      : ''
  const time = duration(Math.floor(cpuSeconds), true)
  return `cpu=${time},energy=0,fs/disk=${Math.round(kibibytes * 310)},${gpu}mem=${Math.round(kibibytes)}K,pages=0,vmem=${Math.round(kibibytes * 1.2)}K`
}

/** How busy its GPUs are, 0 to 1. */
export const gpuShare = (job: Job): number => 0.45 + 0.5 * share(job, 3)
/** How busy its CPUs are, 0 to 1. */
export const cpuShare = (job: Job): number => 0.35 + 0.6 * share(job, 1)
/** KiB that its batch step has used at most after `seconds`: it grows at first. */
export const memorySoFar = (job: Job, seconds: number): number =>
  memoryKiB({ job, step: 'batch' }) * (1 - 0.8 * Math.exp(-seconds / 300))

const allocated = (job: Job): number =>
  job.started === undefined && job.state === 'PENDING' ? 0 : wantedCpus(job.request)
const stepName = (row: AccountingRow, label: string): string => (row.step ? `${label}.${row.step}` : label)
const cpuText = (used: number): string =>
  used < 3600
    ? `${duration(Math.floor(used), true).slice(3)}.${String(Math.floor((used % 1) * 1000)).padStart(3, '0')}`
    : duration(Math.floor(used), true)

const fields: Record<string, Field> = {
  jobid: row => stepName(row, jobLabel(row.job)),
  jobidraw: row => stepName(row, String(row.job.id)),
  jobname: row => row.step ?? row.job.request.name,
  user: jobOnly(({ job }) => job.request.user),
  uid: jobOnly(({ job }) => String(job.request.uid)),
  group: jobOnly(({ job }) => job.request.group),
  gid: jobOnly(({ job }) => String(job.request.gid)),
  account: ({ job }) => job.request.account,
  partition: jobOnly(({ job }) => job.request.partition),
  qos: jobOnly(({ job }) => job.request.quality),
  cluster: () => clusterName,
  state: stateOf,
  exitcode: exitOf,
  derivedexitcode: jobOnly(() => '0:0'),
  submit: ({ job }, { timeFormat }) => timeText(job.submitted, timeFormat, 'Unknown'),
  eligible: jobOnly(({ job }, { timeFormat }) => timeText(job.eligible, timeFormat, 'Unknown')),
  start: ({ job }, { timeFormat }) =>
    timeText(job.started ?? (finished(job) ? job.ended : undefined), timeFormat, finished(job) ? 'None' : 'Unknown'),
  end: ({ job }, { timeFormat }) => timeText(job.ended, timeFormat, 'Unknown'),
  elapsed: ({ job }, { now }) => duration(elapsedSeconds(job, now), true),
  elapsedraw: seconds,
  timelimit: jobOnly(({ job }) => duration(job.request.timeLimit, true)),
  timelimitraw: jobOnly(({ job }) => String(Math.ceil(job.request.timeLimit / 60))),
  nnodes: ({ job }) => String(job.request.nodes),
  allocnodes: ({ job }) => String(job.nodes.length),
  reqnodes: ({ job }) => String(job.request.nodes),
  nodelist: ({ job }) => foldNodes(job.nodes.map(node => node.name)) || 'None assigned',
  ncpus: ({ job }) => String(allocated(job)),
  alloccpus: ({ job }) => String(allocated(job)),
  reqcpus: ({ job }) => String(wantedCpus(job.request)),
  ntasks: stepOnly(() => '1'),
  reqmem: jobOnly(({ job }) => memoryText(job.request.memoryPerNode * job.request.nodes)),
  maxrss: ended((row, { units }) => (row.step === 'extern' ? '0' : size(memoryKiB(row), units))),
  averss: ended((row, { units }) => size(memoryKiB(row), units)),
  maxvmsize: ended((row, { units }) => size(memoryKiB(row) * 1.2, units)),
  totalcpu: (row, { now }) => cpuText(usedCpu(row, now)),
  usercpu: (row, { now }) => cpuText(usedCpu(row, now) * 0.93),
  systemcpu: (row, { now }) => cpuText(usedCpu(row, now) * 0.07),
  cputime: ({ job }, { now }) => duration(elapsedSeconds(job, now) * allocated(job), true),
  cputimeraw: ({ job }, { now }) => String(elapsedSeconds(job, now) * allocated(job)),
  reqtres: jobOnly(({ job }) => tres(job)),
  alloctres: ({ job, step }) =>
    job.started === undefined ? '' : step === undefined ? tres(job) : tres(job).replace(/^billing=\d+,/, ''),
  tresusageintot: stepOnly(usage),
  tresusageinmax: stepOnly(usage),
  tresusageinave: stepOnly(usage),
  workdir: jobOnly(({ job }) => job.request.workDir),
  submitline: jobOnly(({ job }) => job.request.submitLine),
  priority: jobOnly(({ job }) => String(job.priority)),
  reason: jobOnly(({ job }) => job.reason),
  comment: jobOnly(({ job }) => job.request.comment),
  restarts: jobOnly(({ job }) => String(job.restarts)),
  planned: jobOnly(({ job }, { now }) =>
    duration(Math.floor(((job.started ?? job.ended ?? now) - job.submitted) / 1000), true)
  ),
  stdout: jobOnly(({ job }) => outputFiles(job).output),
  stderr: jobOnly(({ job }) => outputFiles(job).error)
}

/** The text of a field (lower-case name); undefined for a name sacct does not know. Without a row: '' for a known one. */
export function accountingField(
  row: AccountingRow | undefined,
  name: string,
  context: AccountingContext
): string | undefined {
  const field = fields[name]
  return field && row ? field(row, context) : field && ''
}
