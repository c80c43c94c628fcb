/** SLURM's commands on a login node: one exec a question, its sections told apart by a mark nobody else knows. */
import { randomUUID } from 'node:crypto'
import type { JobsSnapshot } from '@contract/jobs'
import { Failure } from '@domain/failure'
import type { JobRecord } from '@domain/jobs/job-record'
import { unknownIds } from '@domain/jobs/known-ids'
import { parseSacct, sacctDelimiter, sacctFormat } from '@domain/jobs/sacct'
import {
  accountingMessage,
  isControllerDown,
  isUnknownJob,
  parseParsable,
  parseScancel,
  plainWords
} from '@domain/jobs/scheduler-answers'
import { parseScontrol } from '@domain/jobs/scontrol'
import { parseSqueue, squeueFormat } from '@domain/jobs/squeue'
import type { SiteAccess } from '../site-access'

/**
 * Before every question. Non-login shells often lack SLURM's folder; then the usual ones and the login shell's own are
 * tried. `section NAME COMMAND…` prints the command's output, then its status and its stderr (base64, so that nothing
 * in them can look like a mark).
 */
const prelude = `mark=$1; shift
export LC_ALL=C SLURM_TIME_FORMAT=%s SLURM_BITSTR_LEN=0
PATH=$PATH:/usr/local/slurm/bin:/opt/slurm/bin:/cm/shared/apps/slurm/current/bin:/usr/local/bin
if ! command -v squeue >/dev/null 2>&1; then
  found=$("\${SHELL:-/bin/sh}" -lc 'command -v squeue' </dev/null 2>/dev/null | tail -n 1)
  case $found in /*) PATH=$PATH:\${found%/*} ;; *) printf '\\n\\035%s missing\\n' "$mark"; exit 0 ;; esac
fi
limit=
command -v timeout >/dev/null 2>&1 && limit='timeout 20'
section() {
  name=$1; shift
  printf '\\n\\035%s begin %s\\n' "$mark" "$name"
  { said=$( { $limit "$@" 1>&3; printf '\\n%s' "$?"; } 2>&1 ); } 3>&1
  printf '\\n\\035%s end %s\\n' "$mark" "$(printf %s "$said" | od -An -v -tx1 | tr -d ' \\n')"
}
me=$(id -un)
`

/** One command's answer. */
interface Section {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

function readSections(text: string, mark: string): Map<string, Section> {
  const sections = new Map<string, Section>()
  const form = new RegExp(`\\n\\x1d${mark} begin (\\w+)\\n([\\s\\S]*?)\\n\\x1d${mark} end ([0-9a-f]*)\\n`, 'g')
  for (const [, name = '', stdout = '', hex = ''] of text.matchAll(form)) {
    const said = Buffer.from(hex, 'hex').toString()
    const cut = said.lastIndexOf('\n')
    sections.set(name, { stdout, stderr: said.slice(0, Math.max(0, cut)), code: Number(said.slice(cut + 1)) })
  }
  return sections
}

export interface QueueQuery {
  readonly allUsers: boolean
  /** Days back into accounting; 0: none. */
  readonly historyDays: number
}

export interface QueueAnswer {
  /** The name of the user whose login it is. */
  readonly user: string
  readonly queue: JobRecord[]
  readonly history: JobRecord[]
  readonly accounting: JobsSnapshot['accounting']
}

/** How a question is asked. */
export interface Asking {
  readonly signal: AbortSignal | undefined
  /** Nobody just asked for it (a poll): it raises no prompt. */
  readonly automatic?: boolean | undefined
}

/** All questions to a scheduler. Errors: `command-missing`, `slurm-down`, `remote-error`, `not-found`, connection's. */
export interface Scheduler {
  read(site: string, query: QueueQuery, asking: Asking): Promise<QueueAnswer>
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

export function createScheduler(access: SiteAccess): Scheduler {
  async function ask(
    site: string,
    script: string,
    args: readonly string[],
    { signal, automatic }: Asking,
    stdin?: Uint8Array
  ): Promise<{ sections: Map<string, Section>; mark: string }> {
    const mark = randomUUID().slice(0, 8)
    const connection = await access.connection(site, { role: 'login' }, signal, { automatic })
    const result = await connection.run(prelude + script, { args: [mark, ...args], stdin, signal, timeoutMs: 60_000 })
    const text = result.stdout.toString('utf8')
    if (text.includes(`\x1d${mark} missing`))
      throw new Failure('command-missing', `SLURM's commands are not installed on the login node of ${site}.`, {
        hint: 'Choose the host of the site that has squeue as its login host, or ask where SLURM is installed.'
      })
    return { sections: readSections(text, mark), mark }
  }

  const answered = (site: string, section: Section | undefined, what: string): Section => {
    if (section && section.code === 0) return section
    const stderr = section?.stderr ?? ''
    if (section?.code === 124 || isControllerDown(stderr))
      throw new Failure('slurm-down', `The SLURM controller of ${site} does not answer.`, {
        hint: 'Jobs go on running meanwhile. Try again in a few minutes.',
        detail: stderr.trim() || 'no answer within 20 seconds'
      })
    const words = plainWords(stderr) || `${what} ended with status ${section?.code ?? 'unknown'}`
    throw new Failure('remote-error', `${site}: ${words}`, { detail: stderr.trim() || words })
  }

  return {
    async read(site, { allUsers, historyDays }, asking) {
      const mark = randomUUID().slice(0, 8)
      const script = `if [ "$1" = all ]; then section queue squeue -h -o "$2"; else section queue squeue -h -u "$me" -o "$2"; fi
section user printf %s "$me"
if [ -n "$3" ]; then
  if ! command -v sacct >/dev/null 2>&1; then section history sh -c 'exit 127'
  elif [ "$1" = all ]; then section history sacct -n -P -X -a -S "$3" --delimiter="$4" -o "$5"
  else section history sacct -n -P -X -u "$me" -S "$3" --delimiter="$4" -o "$5"; fi
fi`
      const since = historyDays > 0 ? `now-${Math.ceil(historyDays * 24)}hours` : ''
      const args = [allUsers ? 'all' : 'me', squeueFormat(mark), since, sacctDelimiter(mark), sacctFormat]
      const { sections } = await ask(site, script, args, asking)
      const queue = parseSqueue(answered(site, sections.get('queue'), 'squeue').stdout, mark)
      const past = sections.get('history')
      const good = past?.code === 0
      return {
        user: sections.get('user')?.stdout ?? '',
        queue,
        history: past && good ? parseSacct(past.stdout, mark) : [],
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
      const known = new Set(live.map(record => record.id))
      const pendingHere = live.some(record => record.range !== null)
      const found = [...live, ...old.filter(record => !known.has(record.id) && !(pendingHere && record.range !== null))]
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
