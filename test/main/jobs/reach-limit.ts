import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/**
 * Brings a running job to its time limit. SLURM counts limits in minutes, so the end of this run of it is moved to the
 * present moment (scontrol(1), EndTime); the limit stays what it was, and SLURM ends the job when it looks next, which it
 * does twice a minute.
 */
export async function reachLimit(id: string): Promise<void> {
  await promisify(execFile)('scontrol', ['update', `JobId=${id}`, 'EndTime=now+1'])
}
