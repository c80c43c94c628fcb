/** What all of SLURM's commands are brought to before they become jobs. */
import type { Job } from '@contract/jobs'
import { parseTaskList, type TaskRange } from './array-tasks'
import { explainReason } from './reasons'
import { remembered } from './remembered'
import { isFinished, stateWord } from './states'

/** A job as one command printed it; `range` are the tasks that one pending record of an array stands for. */
export interface JobRecord extends Job {
  readonly range: readonly TaskRange[] | null
}

type IdParts = Pick<JobRecord, 'arrayId' | 'arrayTask' | 'hetId' | 'range'>
const plainId: IdParts = { arrayId: null, arrayTask: null, hetId: null, range: null }

/** Array and task of an id (`123_4`, `123_[0-95%3]`), or the leader of a heterogeneous job (`123+0`). */
export function splitId(id: string): IdParts {
  const cut = id.search(/[_+]/)
  if (cut < 1) return plainId
  const leader = id.slice(0, cut)
  const rest = id.slice(cut + 1)
  if (id[cut] === '+') return { ...plainId, hetId: leader }
  if (rest.startsWith('[')) return { ...plainId, arrayId: leader, range: parseTaskList(rest) }
  return /^\d+$/.test(rest) ? { ...plainId, arrayId: leader, arrayTask: Number(rest) } : plainId
}

const reasonTexts = remembered(explainReason)

/**
 * A record with what is known; state word, reason text and array parts are derived. Written out field by field: a queue
 * of 100,000 jobs is made this way, and spreading takes several times as long.
 */
export function jobRecord(known: Partial<JobRecord> & { id: string; stateRaw: string }): JobRecord {
  const parts = splitId(known.id)
  const reason = known.reason && known.reason !== 'None' ? known.reason : null
  return {
    id: known.id,
    arrayId: parts.arrayId,
    arrayTask: parts.arrayTask,
    name: known.name ?? '',
    user: known.user ?? '',
    state: stateWord(known.stateRaw),
    stateRaw: known.stateRaw,
    reason,
    reasonText: reason === null ? null : reasonTexts(reason),
    partition: known.partition ?? null,
    nodes: known.nodes ?? null,
    cpus: known.cpus ?? null,
    gpus: known.gpus ?? null,
    memoryBytes: known.memoryBytes ?? null,
    submitTime: known.submitTime ?? null,
    startTime: known.startTime ?? null,
    endTime: known.endTime ?? null,
    elapsedSeconds: known.elapsedSeconds ?? null,
    limitSeconds: known.limitSeconds ?? null,
    exitCode: known.exitCode ?? null,
    signal: known.signal ?? null,
    workDir: known.workDir ?? null,
    stdout: known.stdout ?? null,
    stderr: known.stderr ?? null,
    account: known.account ?? null,
    priority: known.priority ?? null,
    dependency: known.dependency ?? null,
    hetId: parts.hetId,
    range: parts.range
  }
}

/** The record as the contract has it. A job that lives has no end yet: squeue prints the end its limit would bring. */
export function asJob({ range: _range, ...job }: JobRecord): Job {
  if (!isFinished(job.state)) job.endTime = null
  return job
}

/** A job of which only the number is known, as right after `sbatch`. */
export function unknownJob(id: string): Job {
  return asJob(jobRecord({ id, stateRaw: 'PENDING' }))
}
