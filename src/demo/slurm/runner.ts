/** Runs a job's script as a process session of its own, or plays one that is only for show. */
import { spawn } from 'node:child_process'
import { chmodSync, closeSync, constants, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Children, killSession } from '../children'
import { type DemoPlaces, demoEnvironment } from '../environment'
import { accounts, clusterName } from './cluster'
import { type Job, outputFiles } from './job'

/** How it ended. A job that never started (no such folder, unwritable output) has signal 53, as SLURM reports it. */
export interface JobEnd {
  exitCode: number
  signal: number
}

export interface RunningJob {
  /** Asks it to stop, then kills it; `notice` goes to its error file. */
  stop(notice: string): void
  signal(name: NodeJS.Signals): void
}

/** SLURM waits 30 s (KillWait) between TERM and KILL; a demo need not. */
const killWaitMs = 2000
const neverStarted: JobEnd = { exitCode: 0, signal: 53 }

const numbers: Record<string, number> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15
}

/** The SLURM_… variables of a job's script. */
export function jobVariables(job: Job): Record<string, string> {
  const { request } = job
  const nodes = job.nodes.map(node => node.name)
  const gpus = job.nodes[0]?.gpus ?? []
  return {
    SLURM_JOB_ID: String(job.id),
    SLURM_JOBID: String(job.id),
    SLURM_JOB_NAME: request.name,
    SLURM_JOB_PARTITION: request.partition,
    SLURM_JOB_ACCOUNT: request.account || (accounts[0] ?? ''),
    SLURM_JOB_NODELIST: nodes.join(','),
    SLURM_NODELIST: nodes.join(','),
    SLURM_JOB_NUM_NODES: String(nodes.length),
    SLURM_NNODES: String(nodes.length),
    SLURM_NTASKS: String(request.tasks),
    SLURM_CPUS_PER_TASK: String(request.cpusPerTask),
    SLURM_CPUS_ON_NODE: String(job.nodes[0]?.cpus ?? 1),
    SLURM_MEM_PER_NODE: String(request.memoryPerNode),
    SLURM_SUBMIT_DIR: request.workDir,
    SLURM_SUBMIT_HOST: 'login01',
    SLURM_CLUSTER_NAME: clusterName,
    SLURM_RESTART_COUNT: String(job.restarts),
    SLURMD_NODENAME: nodes[0] ?? '',
    SLURM_PROCID: '0',
    SLURM_LOCALID: '0',
    ...(job.arrayId !== undefined && {
      SLURM_ARRAY_JOB_ID: String(job.arrayId),
      SLURM_ARRAY_TASK_ID: String(job.taskId),
      SLURM_ARRAY_TASK_COUNT: String(job.taskCount)
    }),
    ...(gpus.length > 0 && { CUDA_VISIBLE_DEVICES: gpus.join(','), SLURM_JOB_GPUS: gpus.join(',') })
  }
}

/** Sources the submitter's environment, then sets ours over it and becomes the script. */
const starter = `[ -z "$1" ] || . "$1"; shift; while [ "$1" != -- ]; do export "$1"; shift; done; shift; exec "$@"`

export function runJob(job: Job, places: DemoPlaces, children: Children, ended: (end: JobEnd) => void): RunningJob {
  const folder = join(places.spool, `job${job.id}`)
  const script = join(folder, 'slurm_script')
  const files: (number | 'ignore')[] = []
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(script, job.request.script)
    chmodSync(script, 0o700)
    files.push(...openOutputs(job))
  } catch {
    setImmediate(ended, neverStarted)
    return { stop: () => undefined, signal: () => undefined }
  }
  const [output = 'ignore', error = output] = files
  const variables = { ...job.request.variables, ...jobVariables(job), TMPDIR: places.temporary }
  const child = spawn(
    '/bin/sh',
    [
      '-c',
      starter,
      'slurm_script',
      job.request.environmentFile ?? '',
      ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
      '--',
      script,
      ...job.request.args
    ],
    { cwd: job.request.workDir, env: demoEnvironment(places), stdio: ['ignore', output, error], detached: true }
  )
  for (const file of files) if (file !== 'ignore') closeSync(file)
  const pid = child.pid
  if (pid !== undefined) children.add(pid)
  let over = false
  const end = (result: JobEnd): void => {
    if (over) return
    over = true
    if (pid !== undefined) children.remove(pid)
    rmSync(folder, { recursive: true, force: true })
    ended(result)
  }
  child.on('error', () => end(neverStarted))
  child.on('exit', (code, signal) => end({ exitCode: code ?? 0, signal: signal ? (numbers[signal] ?? 15) : 0 }))
  return {
    stop: notice => {
      if (over || pid === undefined) return
      appendLine(outputFiles(job).error, notice)
      children.end(pid, 'SIGTERM', killWaitMs)
    },
    signal: name => {
      if (!over && pid !== undefined) killSession(pid, name)
    }
  }
}

/** One descriptor, or two where errors have a file of their own. */
function openOutputs(job: Job): number[] {
  const { output, error } = outputFiles(job)
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND
  const mode = job.request.appendOutput || job.restarts > 0 ? flags : flags | constants.O_TRUNC
  const opened = [openSync(output, mode, 0o644)]
  if (error !== output) opened.push(openSync(error, mode, 0o644))
  return opened
}

/** Adds a line to an output file; a file that cannot be written loses it, as it would on a full disk. */
export function appendLine(file: string, line: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    const open = openSync(file, 'a', 0o644)
    writeSync(open, `${line}\n`)
    closeSync(open)
  } catch {
    // Nobody to tell: the job's own log is what cannot be written.
  }
}

/** A folder that cannot be written, or was removed, is the user's own doing: the job goes on without its files. */
function bringFiles(play: Job['play'], seconds: number, ended: boolean): void {
  try {
    play?.files?.(seconds, ended)
  } catch {
    // As on a full disk: nobody to tell.
  }
}

/** Plays a job: a timer writes its log and ends it when its time is up. */
export function playJob(job: Job, ended: (end: JobEnd) => void, now: number): RunningJob {
  const play = job.play
  const started = job.started ?? now
  const left = Math.max(0, started + (play?.seconds ?? 0) * 1000 - now)
  let step = play ? Math.floor((now - started) / play.every) : 0
  const { output } = outputFiles(job)
  const writing = (play?.line || play?.files) && setInterval(() => write(), play.every)
  const write = (): void => {
    const line = play?.line?.(step++)
    if (line !== undefined) appendLine(output, line)
    bringFiles(play, (Date.now() - started) / 1000, false)
  }
  if (writing) writing.unref()
  // setTimeout counts at most 2^31 ms (24.8 days); no demo lives that long.
  const ending = setTimeout(() => finish({ exitCode: play?.exitCode ?? 0, signal: 0 }), Math.min(left, 2 ** 31 - 1))
  ending.unref()
  const finish = (end: JobEnd): void => {
    if (end.signal === 0) bringFiles(play, (Date.now() - started) / 1000, true)
    clearTimeout(ending)
    clearInterval(writing)
    ended(end)
  }
  return {
    stop: notice => {
      if (play?.line) appendLine(output, notice)
      clearTimeout(ending)
      setImmediate(finish, { exitCode: 0, signal: 15 })
    },
    signal: () => undefined
  }
}
