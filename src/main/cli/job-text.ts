/** Jobs as the command shows them. */
import type { Job } from '@contract/jobs'
import { displayName } from '@domain/bytes-name'
import { remoteStatus } from './remote-status'
import { durationText, fields, sizeText, table } from './text'

/** The job object of --json: text with U+FFFD where a byte was not text. */
export function shownJob(job: Job): Job {
  const path = (text: string | null): string | null => (text === null ? null : displayName(text))
  return {
    ...job,
    name: displayName(job.name),
    workDir: path(job.workDir),
    stdout: path(job.stdout),
    stderr: path(job.stderr)
  }
}

/**
 * The exit status of `job wait`: the job's own, 128+n when signal n ended it; 1 when it did not complete and left none
 * (cancelled while pending, out of time, a node failed).
 */
export function jobStatus({ state, exitCode, signal }: Job): number {
  if (signal !== null && signal > 0) return remoteStatus(null, signal)
  if (exitCode !== null && exitCode !== 0) return remoteStatus(exitCode, null)
  return state === 'COMPLETED' ? 0 : 1
}

export function jobsTable(jobs: readonly Job[]): string {
  if (jobs.length === 0) return 'No jobs.\n'
  return table(jobs, [
    { title: 'ID', cell: job => job.id },
    { title: 'NAME', cell: job => job.name },
    { title: 'USER', cell: job => job.user },
    { title: 'STATE', cell: job => job.state },
    { title: 'PARTITION', cell: job => job.partition ?? '-' },
    { title: 'TIME', right: true, cell: job => (job.elapsedSeconds === null ? '-' : durationText(job.elapsedSeconds)) },
    { title: 'LIMIT', right: true, cell: job => (job.limitSeconds === null ? '-' : durationText(job.limitSeconds)) },
    { title: 'NODES', cell: job => job.nodes ?? '-' },
    { title: 'REASON', cell: job => job.reason ?? '' }
  ])
}

export function jobText(job: Job): string {
  const { tasks } = job
  return fields([
    ['job', job.id],
    ['name', job.name],
    ['user', job.user],
    ['state', job.stateRaw],
    ['reason', job.reasonText ?? job.reason],
    [
      'tasks',
      tasks &&
        `${tasks.total}: ${tasks.pending} pending, ${tasks.running} running, ${tasks.done} done, ${tasks.failed} failed`
    ],
    ['partition', job.partition],
    ['nodes', job.nodes],
    ['cpus', job.cpus],
    ['gpus', job.gpus],
    ['memory', job.memoryBytes === null ? null : sizeText(job.memoryBytes)],
    ['submitted', job.submitTime],
    ['started', job.startTime],
    ['ended', job.endTime],
    ['elapsed', job.elapsedSeconds === null ? null : durationText(job.elapsedSeconds)],
    ['limit', job.limitSeconds === null ? null : durationText(job.limitSeconds)],
    ['exit code', job.exitCode],
    ['signal', job.signal === 0 ? null : job.signal],
    ['folder', job.workDir],
    ['output', job.stdout],
    ['errors', job.stderr]
  ])
}
