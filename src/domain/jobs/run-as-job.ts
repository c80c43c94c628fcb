/** A run of the cloud beside the jobs of schedulers: in one table, with states in common. */
import type { Run } from '@contract/cloud-runs'
import type { Job } from '@contract/jobs'
import { type CommonState, commonStateOf, runSeconds } from '../cloud/run-look'

/** Where runs stand in the place of a site; no site has this name. */
export const cloudSource = '*cloud'

/** SLURM's word for a state in common (squeue(1), JOB STATE CODES). */
const slurmWords: Readonly<Record<CommonState, string>> = {
  waiting: 'PENDING',
  running: 'RUNNING',
  done: 'COMPLETED',
  failed: 'FAILED',
  cancelled: 'CANCELLED'
}

/** What the table tells of a run; what a cloud has no word for is unknown. `now`: milliseconds since 1970. */
export function runAsJob(run: Run, now: number): Job {
  const { asked, machine, command, createdAt, endedAt } = run
  const state = slurmWords[commonStateOf(run)]
  return {
    ...{ id: run.id, arrayId: null, arrayTask: null, name: asked.name, user: run.owner, state, stateRaw: run.state },
    ...{ reason: null, reasonText: run.error?.message ?? null, partition: machine?.type ?? asked.types[0] ?? null },
    ...{ nodes: machine?.instance ?? null, cpus: null, gpus: null, memoryBytes: null },
    ...{ submitTime: createdAt, startTime: command.startedAt, endTime: endedAt },
    ...{ elapsedSeconds: runSeconds(run, now), limitSeconds: asked.maxSeconds },
    ...{ exitCode: command.exitCode, signal: null, workDir: null, stdout: null, stderr: null },
    ...{ account: asked.project, priority: null, dependency: null, hetId: null }
  }
}
