/** What SLURM's state words mean (squeue(1), JOB STATE CODES). An unknown word counts as still alive. */
import type { TaskCounts } from './array-tasks'

const finished = new Set([
  'BOOT_FAIL',
  'CANCELLED',
  'COMPLETED',
  'DEADLINE',
  'FAILED',
  'LAUNCH_FAILED',
  'NODE_FAIL',
  'OUT_OF_MEMORY',
  'PREEMPTED',
  'REVOKED',
  'TIMEOUT'
])

const waiting = new Set(['PENDING', 'REQUEUED', 'REQUEUE_FED', 'REQUEUE_HOLD', 'RESV_DEL_HOLD', 'SPECIAL_EXIT'])

/** Lives, and neither waits nor has finished. */
const alive = [
  'COMPLETING',
  'CONFIGURING',
  'EXPEDITING',
  'POWER_UP_NODE',
  'RECONFIG_FAIL',
  'RESIZING',
  'RUNNING',
  'SIGNALING',
  'STAGE_OUT',
  'STOPPED',
  'SUSPENDED'
]

/** Every word that SLURM 20.11 to 26.05 can give a job, in alphabetical order. */
export const knownStates: readonly string[] = [...alive, ...finished, ...waiting].sort()

/** The state word of what a command printed: `CANCELLED by 1000` and `CANCELLED+` are CANCELLED. */
export function stateWord(raw: string): string {
  return /^[A-Z_]+/.exec(raw)?.[0] ?? raw
}

/** Whether the job will not change any more. COMPLETING is not: its files may still grow. */
export function isFinished(state: string): boolean {
  return finished.has(state)
}

/** The column of `tasks` in which a state counts. */
export function taskColumn(state: string): Exclude<keyof TaskCounts, 'total'> {
  if (waiting.has(state)) return 'pending'
  if (state === 'COMPLETED') return 'done'
  return finished.has(state) ? 'failed' : 'running'
}
