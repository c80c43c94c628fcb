/** How jobs ended: asked of accounting, in one question with their steps, or of the controller where it keeps none. */
import { randomUUID } from 'node:crypto'
import type { PastJob } from '@contract/jobs-history'
import { type AccountedJob, endsFormat, parseEnds } from '@domain/jobs/history'
import type { JobRecord } from '@domain/jobs/job-record'
import { sacctDelimiter } from '@domain/jobs/sacct'
import { isControllerDown } from '@domain/jobs/scheduler-answers'
import { parseScontrol } from '@domain/jobs/scontrol'
import { parseSqueue, squeueFormat } from '@domain/jobs/squeue'
import { baseId } from '../store/submissions'
import type { Asking, SlurmAsker } from './slurm-asker'

/** Jobs of one question: their ids are one argument of a command. */
export const mostAsked = 2000
/** Jobs of which the controller is asked one by one; of more only the state is learnt, no exit code. */
const mostShown = 25

export interface EndsAnswer {
  readonly source: PastJob['source']
  /** All that was told, also of jobs that live. */
  readonly jobs: readonly AccountedJob[]
}

/** Errors: `slurm-down` where nobody answers, the connection's. No question raises a prompt. */
export interface AskEnds {
  /** By id, of an array all its tasks. `bare`: without what their steps used, for arrays of many thousands. */
  byId(
    site: string,
    ids: readonly string[],
    options: { readonly bare: boolean },
    signal: AbortSignal
  ): Promise<EndsAnswer>
  /** What the controller still has, whether or not there is accounting. */
  ofController(site: string, ids: readonly string[], signal: AbortSignal): Promise<EndsAnswer>
  /** The jobs of the user in the last `seconds`; null where accounting does not answer. */
  since(site: string, seconds: number, signal: AbortSignal): Promise<EndsAnswer | null>
}

const accountScript = `account() {
  if command -v sacct >/dev/null 2>&1; then section past sacct -n -P -D "$@"; else section past sh -c 'exit 127'; fi
}
`
/** What is empty is no argument: `$4` is -X or nothing. */
const byIdScript = `${accountScript}account $4 -j "$1" --delimiter="$2" -o "$3"`
/** `now-N` is by the cluster's own clock, so that of this computer may be wrong. */
const sinceScript = `${accountScript}account -u "$me" -S "$1" --delimiter="$2" -o "$3"`
const controllerScript = `ids=$1 form=$2; shift 2
section queue squeue -h -t all -j "$ids" -o "$form"
for id in "$@"; do section "show$id" scontrol show job "$id"; done`

export function createAskEnds({ ask, answered }: SlurmAsker): AskEnds {
  const asking = (signal: AbortSignal): Asking => ({ signal, automatic: true })

  async function account(
    site: string,
    script: string,
    what: string,
    bare: boolean,
    signal: AbortSignal
  ): Promise<EndsAnswer | null> {
    const mark = randomUUID().slice(0, 8)
    const { sections } = await ask(
      site,
      script,
      [what, sacctDelimiter(mark), endsFormat, bare ? '-X' : ''],
      asking(signal)
    )
    const past = sections.get('past')
    return past?.code === 0 ? { source: 'accounting', jobs: parseEnds(past.stdout, mark) } : null
  }

  async function ofController(site: string, ids: readonly string[], signal: AbortSignal): Promise<EndsAnswer> {
    const mark = randomUUID().slice(0, 8)
    const single = [...new Set(ids.map(baseId))]
    const shown = single.slice(0, mostShown)
    const { sections } = await ask(
      site,
      controllerScript,
      [single.join(','), squeueFormat(mark), ...shown],
      asking(signal)
    )
    const queue = sections.get('queue')
    // That it knows none of them is an answer too.
    if (!queue || isControllerDown(queue.stderr) || queue.code === 124) answered(site, queue, 'squeue')
    const told = shown.flatMap(id => {
      const section = sections.get(`show${id}`)
      return section?.code === 0 ? parseScontrol(section.stdout) : []
    })
    const records = new Map<string, JobRecord>(
      parseSqueue(queue?.stdout ?? '', mark).map(record => [record.id, record])
    )
    for (const record of told) records.set(record.id, { ...records.get(record.id), ...record })
    return { source: 'seen', jobs: [...records.values()].map(record => ({ record, use: null })) }
  }

  return {
    ofController,
    byId: async (site, ids, { bare }, signal) =>
      (await account(site, byIdScript, ids.join(','), bare, signal)) ?? (await ofController(site, ids, signal)),
    since: (site, seconds, signal) =>
      account(site, sinceScript, `now-${Math.max(1, Math.ceil(seconds))}seconds`, false, signal)
  }
}
