/** Samples of a running job's use from one answer of sstat to the next. */
import type { UsageSample } from '@contract/job-usage'
import type { LiveUse } from './sstat'

/** One answer of sstat, in seconds of the clock that timed it. */
export interface UsageReading {
  readonly seconds: number
  /** The same moment by the clock of the host that was asked, nearer to it on a slow link; unset: not told. */
  readonly hostSeconds?: number | null
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

/** How far the times between two answers by two clocks may be apart before the host's is not believed. Seconds. */
const believed = 60

/** An answer that was long on its way is late by this computer's clock, which would make the time before it too long. */
function secondsSince(before: UsageReading, now: UsageReading): number {
  const here = now.seconds - before.seconds
  if (before.hostSeconds == null || now.hostSeconds == null) return here
  const there = now.hostSeconds - before.hostSeconds
  return there > 0 && Math.abs(there - here) < believed ? there : here
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
  const elapsed = before ? secondsSince(before, now) : startSeconds === null ? null : now.seconds - startSeconds
  const used = elapsed === null ? null : cpuSecondsSince(before, now)
  const available = elapsed === null || given.cpus === null ? 0 : elapsed * given.cpus
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
