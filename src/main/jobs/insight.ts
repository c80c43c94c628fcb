/** Why a job waits or how it stands, and how well it used what it was given: asked when somebody looks. */
import type { Explanation, JobEfficiency } from '@contract/jobs-insight'
import { Failure } from '@domain/failure'
import { efficiencyAdvice, efficiencyFormat, readEfficiency } from '@domain/jobs/efficiency'
import { explainJob } from '@domain/jobs/explanation'
import { sacctDelimiter } from '@domain/jobs/sacct'
import { accountingMessage, isUnknownJob } from '@domain/jobs/scheduler-answers'
import { parseScontrol } from '@domain/jobs/scontrol'
import { liveAdvice, liveEfficiency, parseSstat, sstatFormat, withLiveUse } from '@domain/jobs/sstat'
import type { Asking, Section, SlurmAsker } from './slurm-asker'

/** Without patterns of file names (`set -f`): a list of nodes, `cpu[01-04]`, looks like one. */
const explainScript = `set -f; id=$1
section job scontrol show job -d "$id"
set -- $(squeue -h -j "$id" -o '%P %n %N' 2>/dev/null | head -n 1)
part=$1 nodes=$3
case $2 in ''|'(null)') ;; *) [ -n "$nodes" ] || nodes=$2 ;; esac
if [ -n "$part" ]; then
  section start squeue -h --start -j "$id" -o %S
  section queue squeue -h -t PD -p "\${part%%,*}" -o '%Q %i'
  section partition scontrol -o show partition "\${part%%,*}"
  section idle sinfo -h -p "\${part%%,*}" -o %A
  [ -z "$nodes" ] || section nodes scontrol -o show node "$nodes"
  section share sshare -n -P -U -o Account,User,FairShare
  section limits scontrol show assoc_mgr flags=assoc "users=$me"
  others=$(squeue -h -j "$id" -o %E 2>/dev/null | tr -c '0-9_\\n' ' ' | tr -s ' \\n' ',' | sed 's/^[,_]*//; s/[,_]*$//')
  if [ -n "$others" ]; then
    section others squeue -h -t all -j "$others" -o '%A|%T'
    section ended sacct -n -P -X -j "$others" -o JobID,State
  fi
fi`

/** Errors: `not-found`, `slurm-down`, the connection's. What a cluster does not answer beside the job is unknown. */
export async function explain(asker: SlurmAsker, site: string, id: string, asking: Asking): Promise<Explanation> {
  const { sections } = await asker.ask(site, explainScript, [id.replace(/_\[.*/, '')], asking)
  const now = sections.get('job')
  if (now && now.code !== 0 && isUnknownJob(now.stderr))
    throw new Failure('not-found', `${site} has no job ${id} that waits or runs.`, {
      hint: 'See farscope job show for one that has ended.',
      detail: now.stderr.trim()
    })
  const text = asker.answered(site, now, 'scontrol').stdout
  const jobs = parseScontrol(text)
  const job = jobs.find(one => one.state === 'PENDING') ?? jobs[0]
  if (!job) throw new Failure('protocol', `scontrol on ${site} printed no job ${id}.`)
  const said = (name: string): string => {
    const section = sections.get(name)
    return section?.code === 0 ? section.stdout : ''
  }
  return explainJob(job, {
    // Of an array's several records the one that was chosen.
    job: text.split(/\n\n(?=JobId=\d)/)[jobs.indexOf(job)] ?? text,
    ...{ start: said('start'), queue: said('queue'), partition: said('partition'), idle: said('idle') },
    ...{ nodes: said('nodes'), share: said('share'), limits: said('limits') },
    others: `${said('ended')}\n${said('others')}`
  })
}

const efficiencyScript = `section past sacct -n -P -j "$1" --delimiter="$2" -o "$3"
id=$(squeue -h -j "$1" -t RUNNING -o %A 2>/dev/null | head -n 1)
if [ -n "$id" ]; then
  section live sstat -n -P -a -j "$id" -o "$4"
  section job scontrol show job "$id"
fi`

/** By scontrol and sstat alone; null where the job does not run or they do not tell. */
function withoutAccounting(sections: ReadonlyMap<string, Section>): JobEfficiency | null {
  const now = sections.get('live')
  const uses = parseSstat(now?.code === 0 ? now.stdout : '')
  const [job] = parseScontrol(sections.get('job')?.stdout ?? '')
  if (!job || uses.size === 0) return null
  const found = liveEfficiency(job, uses)
  return { ...found, steps: [...found.steps], live: true, advice: liveAdvice(found) }
}

/**
 * Errors: `unsupported` without accounting (but for a job that runs and can be measured), `not-found`, `usage` for an
 * array, the connection's.
 */
export async function efficiency(asker: SlurmAsker, site: string, id: string, asking: Asking): Promise<JobEfficiency> {
  const separator = 'eff'
  const args = [id.replace(/_\[.*/, ''), sacctDelimiter(separator), efficiencyFormat, sstatFormat]
  const { sections } = await asker.ask(site, efficiencyScript, args, asking)
  const past = sections.get('past')
  if (past?.code !== 0) {
    const measured = withoutAccounting(sections)
    if (measured) return measured
    throw new Failure('unsupported', `${site}: ${accountingMessage(past?.stderr ?? '', past?.code ?? 127)}`, {
      detail: past?.stderr.trim() ?? ''
    })
  }
  if (!/_\d+$/.test(id) && /^\d+_/m.test(past.stdout))
    throw new Failure('usage', `Job ${id} is an array; each task has its own use.`, {
      hint: `Name a task, for instance ${args[0]}_0.`
    })
  const found = readEfficiency(past.stdout, separator)
  if (!found) throw new Failure('not-found', `Accounting of ${site} knows no job ${id}.`)
  const now = sections.get('live')
  const reckoned = now?.code === 0 ? withLiveUse(found, parseSstat(now.stdout)) : found
  const live = now !== undefined
  const advice = live ? liveAdvice(reckoned) : efficiencyAdvice(reckoned)
  return { ...reckoned, steps: [...reckoned.steps], live, advice }
}
