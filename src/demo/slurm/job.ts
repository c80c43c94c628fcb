/** A job as the controller keeps it. Times are milliseconds since 1970 UTC, durations seconds, memory MiB. */

export type JobState =
  | 'PENDING'
  | 'RUNNING'
  | 'COMPLETED'
  | 'FAILED'
  | 'TIMEOUT'
  | 'CANCELLED'
  | 'OUT_OF_MEMORY'
  | 'COMPLETING'

/** `squeue -t` short names. */
export const stateCodes: Record<JobState, string> = {
  PENDING: 'PD',
  RUNNING: 'R',
  COMPLETED: 'CD',
  FAILED: 'F',
  TIMEOUT: 'TO',
  CANCELLED: 'CA',
  OUT_OF_MEMORY: 'OOM',
  COMPLETING: 'CG'
}

export interface Dependency {
  kind: 'after' | 'afterok' | 'afterany' | 'afternotok' | 'singleton'
  ids: number[]
  /** Which of them are arrays. */
  arrays?: number[]
}

/** What was asked for. */
export interface JobRequest {
  name: string
  user: string
  uid: number
  group: string
  gid: number
  account: string
  partition: string
  quality: string
  nodes: number
  tasks: number
  cpusPerTask: number
  /** MiB on each node. */
  memoryPerNode: number
  /** On each node. */
  gpusPerNode: number
  timeLimit: number
  workDir: string
  /** Path of the script as submitted, or '' for --wrap and standard input. */
  command: string
  script: string
  args: string[]
  outputPattern: string
  /** Undefined: the same file as output. */
  errorPattern: string | undefined
  appendOutput: boolean
  /** A file that `.` reads, holding the submitter's environment; undefined with --export=NONE. */
  environmentFile: string | undefined
  variables: Record<string, string>
  dependencies: Dependency[]
  held: boolean
  requeue: boolean
  begin: number | undefined
  comment: string
  nice: number
  nodeList: string[]
  submitLine: string
}

/** A job that is only played: no process, its log written by a timer. History and colleagues' jobs are made of it. */
export interface Play {
  seconds: number
  outcome: 'COMPLETED' | 'FAILED' | 'TIMEOUT'
  exitCode: number
  /** One line of the log, `step` counted from 0; undefined: nothing more to say. */
  line?: (step: number) => string | undefined
  /** Milliseconds between lines. */
  every: number
  /** Brings the job's own files to what they are after so many seconds; called with each line and at its end. */
  files?: (seconds: number, ended: boolean) => void
}

export interface Job {
  id: number
  arrayId: number | undefined
  taskId: number | undefined
  /** Most tasks at once (`%N`), 0 without limit. */
  taskLimit: number
  taskCount: number
  request: JobRequest
  state: JobState
  reason: string
  priority: number
  submitted: number
  eligible: number
  started: number | undefined
  ended: number | undefined
  nodes: { name: string; cpus: number; gpus: number[] }[]
  exitCode: number
  signal: number
  /** Who cancelled it (uid). */
  cancelledBy: number | undefined
  restarts: number
  play: Play | undefined
}

export const finished = (job: Job): boolean => job.ended !== undefined && job.state !== 'COMPLETING'

/** `123` or `123_4`. */
export function jobLabel(job: Job): string {
  return job.arrayId === undefined ? String(job.id) : `${job.arrayId}_${job.taskId}`
}

/** CPUs asked for, over all nodes. */
export function wantedCpus(request: JobRequest): number {
  return Math.max(request.tasks * request.cpusPerTask, request.nodes)
}

/** Whole seconds it ran; 0 before its start. */
export function elapsedSeconds(job: Job, now: number): number {
  return job.started === undefined ? 0 : Math.max(0, Math.floor(((job.ended ?? now) - job.started) / 1000))
}

/** Fills the % fields of an output pattern (sbatch(1), "filename pattern"). */
export function fillPattern(pattern: string, job: Job): string {
  if (pattern.includes('\\')) return pattern.replaceAll('\\', '')
  const values: Record<string, string> = {
    '%': '%',
    A: String(job.arrayId ?? job.id),
    a: String(job.taskId ?? 4294967294),
    J: String(job.id),
    j: String(job.id),
    N: job.nodes[0]?.name ?? '',
    n: '0',
    s: 'batch',
    t: '0',
    u: job.request.user,
    x: job.request.name
  }
  return pattern.replace(/%(\d*)([%AaJjNnstux])/g, (_all, width: string, letter: string) =>
    (values[letter] ?? '').padStart(Number(width), '0')
  )
}

/** Absolute paths of both output files. */
export function outputFiles(job: Job): { output: string; error: string } {
  const usual = job.arrayId === undefined ? 'slurm-%j.out' : 'slurm-%A_%a.out'
  const place = (pattern: string): string => {
    const path = fillPattern(pattern, job)
    return path.startsWith('/') ? path : `${job.request.workDir}/${path}`
  }
  const output = place(job.request.outputPattern || usual)
  return { output, error: job.request.errorPattern ? place(job.request.errorPattern) : output }
}
