/** Samples of a running job's use from one answer of sstat to the next. */
import type { UsageSample } from '@contract/job-usage'
import type { LiveUse } from './sstat'

/** One answer of sstat, in seconds of the clock that timed it. */
export interface UsageReading {
  readonly seconds: number
  readonly uses: ReadonlyMap<string, LiveUse>
}

/** What the job was given; null: unknown. */
export interface Given {
  readonly cpus: number | null
  readonly gpus: number | null
}

/**
 * CPU seconds used since `before`, step by step: a step that has ended is gone from sstat with all it used, which must
 * not count as negative use; one that began since counts whole.
 */
function cpuSecondsSince(before: UsageReading | null, now: UsageReading): number | null {
  let sum: number | null = null
  for (const [step, { cpuSeconds }] of now.uses) {
    if (cpuSeconds === null) continue
    const earlier = before?.uses.get(step)?.cpuSeconds ?? 0
    sum = (sum ?? 0) + Math.max(0, cpuSeconds - earlier)
  }
  return sum
}

/**
 * The next sample. The first is the mean since the job's start (`startSeconds`, same clock; null: unknown, then it has
 * no CPU). Memory is the most of this reading and `peak`, GPU the mean over the job's GPUs.
 */
export function nextSample(
  at: string,
  before: UsageReading | null,
  now: UsageReading,
  { given, startSeconds, peak }: { given: Given; startSeconds: number | null; peak: number | null }
): UsageSample {
  const from = before?.seconds ?? startSeconds
  const used = from === null ? null : cpuSecondsSince(before, now)
  const available = from === null || given.cpus === null ? 0 : (now.seconds - from) * given.cpus
  const uses = [...now.uses.values()]
  const memory = [peak, ...uses.map(({ memoryBytes }) => memoryBytes)].filter(value => value !== null)
  const busy = uses.map(({ gpus }) => gpus).filter(value => value !== null)
  return {
    at,
    cpu: used === null || available <= 0 ? null : used / available,
    memoryBytes: memory.length === 0 ? null : Math.max(...memory),
    gpu: busy.length === 0 || !given.gpus ? null : busy.reduce((sum, value) => sum + value, 0) / given.gpus
  }
}
