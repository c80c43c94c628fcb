/** What is asked of a site's scheduler about its queue, and what is sent to it. */
import { randomUUID } from 'node:crypto'
import type { JobsSnapshot } from '@contract/jobs'
import { Failure } from '@domain/failure'
import type { ClusterReading } from '@domain/jobs/cluster'
import type { JobRecord } from '@domain/jobs/job-record'
import { unknownIds } from '@domain/jobs/known-ids'
import { recordsOf } from '@domain/jobs/one-job'
import { parseSacct, sacctDelimiter, sacctFormat } from '@domain/jobs/sacct'
import {
  accountingMessage,
  isControllerDown,
  isUnknownJob,
  parseParsable,
  parseScancel
} from '@domain/jobs/scheduler-answers'
import { parseScontrol } from '@domain/jobs/scontrol'
import { parseSqueue, squeueFormat } from '@domain/jobs/squeue'
import { clusterScript, readCluster } from './cluster-sections'
import type { Asking, SlurmAsker } from './slurm-asker'

export interface QueueQuery {
  readonly allUsers: boolean
  /** Days back into accounting; 0: none. */
  readonly historyDays: number
}

/** One question for all that is due. */
export interface QueueQuestion extends QueueQuery {
  /** Jobs and arrays of which accounting is asked too, whatever their time. */
  readonly ids?: readonly string[]
  /** Nodes, partitions and reservations too. */
  readonly cluster?: boolean
}

export interface QueueAnswer {
  /** The name of the user whose login it is. */
  readonly user: string
  readonly queue: JobRecord[]
  readonly history: JobRecord[]
  /** What accounting has of the ids that were asked for; null where it did not answer or none were. */
  readonly accounted: JobRecord[] | null
  /** Null where it was not asked for or not told. */
  readonly cluster: ClusterReading | null
  readonly accounting: JobsSnapshot['accounting']
}

/** All questions to a scheduler. Errors: `command-missing`, `slurm-down`, `remote-error`, `not-found`, connection's. */
export interface Scheduler {
  read(site: string, question: QueueQuestion, asking: Asking): Promise<QueueAnswer>
  /**
   * What accounting has of these jobs and arrays, by id, which is up to date sooner than a window of time. Null where
   * accounting does not answer.
   */
  accounted(site: string, ids: readonly string[], asking: Asking): Promise<JobRecord[] | null>
  /** Whether the queue still shows the job. */
  isQueued(site: string, id: string, signal: AbortSignal | undefined): Promise<boolean>
  /** One job or all tasks of an array. */
  find(site: string, id: string, signal: AbortSignal | undefined): Promise<JobRecord[]>
  submit(site: string, script: string, options: readonly string[], signal: AbortSignal | undefined): Promise<string>
  /** What was refused: id to the scheduler's words. */
  cancel(site: string, ids: readonly string[], signal: AbortSignal | undefined): Promise<Map<string, string>>
  script(site: string, id: string, signal: AbortSignal | undefined): Promise<string>
}

/** Arguments: all|me, squeue's format, start of the history, delimiter, sacct's format, ids, cluster. Empty: not asked. */
const readScript = `if [ "$1" = all ]; then section queue squeue -h -o "$2"; else section queue squeue -h -u "$me" -o "$2"; fi
section user printf %s "$me"
account() {
  name=$1; shift
  if command -v sacct >/dev/null 2>&1; then section "$name" sacct -n -P -X "$@"; else section "$name" sh -c 'exit 127'; fi
}
if [ -n "$3" ]; then
  if [ "$1" = all ]; then account history -a -S "$3" --delimiter="$4" -o "$5"
  else account history -u "$me" -S "$3" --delimiter="$4" -o "$5"; fi
fi
if [ -n "$6" ]; then account accounted -j "$6" --delimiter="$4" -o "$5"; fi
if [ -n "$7" ]; then
${clusterScript}
fi`

function readArguments({ allUsers, historyDays, ids = [], cluster }: QueueQuestion, mark: string): string[] {
  const since = historyDays > 0 ? `now-${Math.ceil(historyDays * 24)}hours` : ''
  const whose = allUsers ? 'all' : 'me'
  return [whose, squeueFormat(mark), since, sacctDelimiter(mark), sacctFormat, ids.join(','), cluster ? 'cluster' : '']
}

export function createScheduler({ ask, answered }: SlurmAsker): Scheduler {
  return {
    async read(site, question, asking) {
      const mark = randomUUID().slice(0, 8)
      const { sections } = await ask(site, readScript, readArguments(question, mark), asking)
      const queue = parseSqueue(answered(site, sections.get('queue'), 'squeue').stdout, mark)
      const past = sections.get('history')
      const good = past?.code === 0
      const byId = sections.get('accounted')
      return {
        user: sections.get('user')?.stdout ?? '',
        queue,
        history: past && good ? parseSacct(past.stdout, mark) : [],
        accounted: byId?.code === 0 ? parseSacct(byId.stdout, mark) : null,
        cluster: question.cluster ? readCluster(sections, question.allUsers ? queue : null) : null,
        accounting: {
          available: good,
          message: good ? '' : past ? accountingMessage(past.stderr, past.code) : 'Finished jobs were not asked for.'
        }
      }
    },

    async accounted(site, ids, asking) {
      const mark = randomUUID().slice(0, 8)
      const script = 'section history sacct -n -P -X -j "$1" --delimiter="$2" -o "$3"'
      const { sections } = await ask(site, script, [ids.join(','), sacctDelimiter(mark), sacctFormat], asking)
      const past = sections.get('history')
      return past?.code === 0 ? parseSacct(past.stdout, mark) : null
    },

    async isQueued(site, id, signal) {
      const { sections } = await ask(site, 'section queue squeue -h -o %i -j "$1"', [id], { signal })
      const section = sections.get('queue')
      if (section && section.code !== 0 && isUnknownJob(section.stderr)) return false
      return answered(site, section, 'squeue').stdout.trim() !== ''
    },

    async find(site, id, signal) {
      const plain = id.replace(/_\[.*/, '')
      const script = `section job scontrol show job "$1"
section history sacct -n -P -X -j "$1" --delimiter="$2" -o "$3"`
      const mark = randomUUID().slice(0, 8)
      const { sections } = await ask(site, script, [plain, sacctDelimiter(mark), sacctFormat], { signal })
      const now = sections.get('job')
      const past = sections.get('history')
      const live = now?.code === 0 ? parseScontrol(now.stdout) : []
      const old = past?.code === 0 ? parseSacct(past.stdout, mark) : []
      const found = recordsOf(plain, live, old)
      if (found.length > 0) return found
      if (now && now.code !== 0 && !isUnknownJob(now.stderr)) answered(site, now, 'scontrol')
      throw new Failure('not-found', `${site} knows no job ${id}.`, {
        hint:
          past?.code === 0 ? '' : 'Finished jobs are forgotten after some minutes where accounting does not answer.',
        ...(now?.stderr && { detail: now.stderr.trim() })
      })
    },

    async submit(site, script, options, signal) {
      const run = 'section submit sbatch --parsable "$@"'
      const { sections } = await ask(site, run, options, { signal }, Buffer.from(script, 'utf8'))
      const id = parseParsable(answered(site, sections.get('submit'), 'sbatch').stdout)
      if (id === null) throw new Failure('protocol', `sbatch on ${site} printed no job id.`)
      return id
    },

    async cancel(site, ids, signal) {
      const mark = randomUUID().slice(0, 8)
      // SLURM 22.05 is silent about some unknown ids, so the queue is read too: before, since a waiting task of an array
      // leaves no trace there once it is cancelled; and `-t all`, since a job that has just ended is not unknown.
      const script = `list=$1 form=$2; shift 2
section known squeue -h -t all -o "$form" -j "$list"
section cancel scancel -v "$@"`
      const plain = ids.map(id => id.replace(/_\[.*/, ''))
      const { sections } = await ask(site, script, [plain.join(','), squeueFormat(mark), ...ids], { signal })
      const section = sections.get('cancel')
      const refused = parseScancel(section?.stderr ?? '')
      if (refused.size === 0) answered(site, section, 'scancel')
      else if (isControllerDown([...refused.values()].join('\n')))
        answered(site, section && { ...section, code: 1 }, 'scancel')
      const known = sections.get('known')
      const nobody = known !== undefined && known.code !== 0 && isUnknownJob(known.stderr)
      // Without an answer nothing is held against scancel's silence.
      if (nobody || known?.code === 0)
        for (const id of unknownIds(ids, nobody ? [] : parseSqueue(known.stdout, mark)))
          if (!refused.has(id)) refused.set(id, 'Invalid job id specified')
      return refused
    },

    async script(site, id, signal) {
      const run = `section now scontrol write batch_script "$1" -
section past sacct -B -j "$1"`
      const { sections } = await ask(site, run, [id], { signal })
      const now = sections.get('now')
      if (now?.code === 0 && now.stdout.startsWith('#!')) return now.stdout
      const past = sections.get('past')
      const text = past?.code === 0 ? past.stdout.replace(/^Batch Script for [^\n]*\n-+\n/, '') : ''
      if (text.startsWith('#!')) return text
      throw new Failure('not-found', `${site} has no script of job ${id}.`, {
        hint: 'Only its owner may read it, and a cluster keeps scripts of finished jobs only if it is set to.',
        ...(now?.stderr && { detail: now.stderr.trim() })
      })
    }
  }
}
