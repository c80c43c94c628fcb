/** What all of SLURM's commands are brought to before they become jobs. */
import type { Job } from '@contract/jobs'
import { parseTaskList, type TaskRange } from './array-tasks'
import { explainReason } from './reasons'
import { isFinished, stateWord } from './states'

/** A job as one command printed it; `range` are the tasks that one pending record of an array stands for. */
export interface JobRecord extends Job {
  readonly range: readonly TaskRange[] | null
}

const nothing: Omit<JobRecord, 'id'> = {
  arrayId: null,
  arrayTask: null,
  name: '',
  user: '',
  state: '',
  stateRaw: '',
  reason: null,
  reasonText: null,
  partition: null,
  nodes: null,
  cpus: null,
  gpus: null,
  memoryBytes: null,
  submitTime: null,
  startTime: null,
  endTime: null,
  elapsedSeconds: null,
  limitSeconds: null,
  exitCode: null,
  signal: null,
  workDir: null,
  stdout: null,
  stderr: null,
  account: null,
  priority: null,
  dependency: null,
  hetId: null,
  range: null
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

/** A record with what is known; state word, reason text and array parts are derived. */
export function jobRecord(known: Partial<JobRecord> & { id: string; stateRaw: string }): JobRecord {
  const state = stateWord(known.stateRaw)
  const reason = known.reason && known.reason !== 'None' ? known.reason : null
  return {
    ...nothing,
    ...splitId(known.id),
    ...known,
    state,
    reason,
    reasonText: reason === null ? null : explainReason(reason)
  }
}

/** The record as the contract has it. A job that lives has no end yet: squeue prints the end its limit would bring. */
export function asJob({ range: _range, ...job }: JobRecord): Job {
  return isFinished(job.state) ? job : { ...job, endTime: null }
}

/** A job of which only the number is known, as right after `sbatch`. */
export function unknownJob(id: string): Job {
  return asJob(jobRecord({ id, stateRaw: 'PENDING' }))
}
