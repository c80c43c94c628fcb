/** What is done to jobs with scontrol. One exec for many jobs, one answer for each. */
import type { ActResult } from '@contract/jobs-acts'
import { isControllerDown, refusalWords } from '@domain/jobs/scheduler-answers'
import { timeLimitText } from '@domain/jobs/time-limit'
import type { SlurmAsker } from './slurm-asker'

/** An act of scontrol and what it needs. */
export type Act =
  | { readonly kind: 'hold' | 'release' | 'requeue' }
  | { readonly kind: 'limit'; readonly limitSeconds: number }

/** Jobs of one exec: about 10 ms each on a login node that is not busy. */
const batch = 200

/**
 * Errors: `slurm-down` (what was done before is not undone), the connection's. `ids` are those of contract/job-id.
 * scontrol takes a list too, but then its words do not tell for every version which of the jobs they are about; the
 * controller gets one request a job either way.
 */
export async function actOn(
  { ask, answered }: SlurmAsker,
  site: string,
  ids: readonly string[],
  act: Act,
  signal: AbortSignal | undefined
): Promise<ActResult> {
  const result: ActResult = { done: [], failed: [] }
  const limit = act.kind === 'limit' ? timeLimitText(act.limitSeconds) : ''
  // A controller that does not answer takes seconds to say so: the rest is not asked.
  const script = `act=$1 allowed=$2; shift 2; at=0
for id do
  if [ "$act" = limit ]; then section "job$at" scontrol update "JobId=$id" "TimeLimit=$allowed"
  else section "job$at" scontrol "$act" "$id"; fi
  case $said in *'Unable to contact'*|*'Unexpected message received'*|*124) break ;; esac
  at=$((at + 1))
done`
  for (let from = 0; from < ids.length; from += batch) {
    const some = ids.slice(from, from + batch)
    // The range of a folded array may have changed since it was read; its number means all of it.
    const plain = some.map(id => id.replace(/_\[.*/, ''))
    const { sections } = await ask(site, script, [act.kind, limit, ...plain], { signal })
    for (const [at, id] of some.entries()) {
      const section = sections.get(`job${at}`)
      if (section?.code === 0) result.done.push(id)
      else if (!section || section.code === 124 || isControllerDown(section.stderr)) answered(site, section, 'scontrol')
      else {
        const message = refusalWords(section.stderr) || `scontrol ended with status ${section.code}`
        result.failed.push({ id, message })
      }
    }
  }
  return result
}
