/** What running jobs use, sampled with sstat while somebody follows, and kept. */
import type { JobUsage, UsageSample } from '@contract/job-usage'
import type { Job } from '@contract/jobs'
import { Failure } from '@domain/failure'
import { plainWords } from '@domain/jobs/scheduler-answers'
import { parseSstat, sstatFormat } from '@domain/jobs/sstat'
import { isFinished } from '@domain/jobs/states'
import { nextSample, type UsageReading } from '@domain/jobs/usage-samples'
import { createBroadcast, pause } from '../broadcast'
import type { JobSamples, SampledJob } from '../store/job-samples'
import type { Section, SlurmAsker } from './slurm-asker'

type Signal = AbortSignal | undefined

/** Milliseconds between two questions about one job, however many follow: sstat asks a daemon on each of its nodes. */
const intervalMs = 15_000
/** Jobs whose last question is remembered after nobody follows. */
const mostRemembered = 500

/** See contract/job-usage. `unsupported` where the cluster gathers nothing; `usage` for an array; the connection's. */
export interface WatchUsage {
  watch(site: string, id: string, signal: Signal): AsyncGenerator<JobUsage, void, void>
}

export interface UsageTiming {
  now(): Date
  sleep(milliseconds: number, signal: Signal): Promise<void>
}

const usageScript = `section queue squeue -h -j "$1" -o '%A %T'
id=$1
case $id in *_*) id=$(squeue -h -j "$1" -t RUNNING -o %A | head -n 1) ;; esac
[ -n "$id" ] || exit 0
section before date +%s.%N
section use sstat -n -P -a -j "$id" -o "$2"
section after date +%s.%N`

/** The middle of the time that sstat took, by the host's clock; whole seconds where its date(1) knows no fractions. */
function hostSeconds(sections: ReadonlyMap<string, Section>): number | null {
  const [before, after] = ['before', 'after'].map(name => Number.parseFloat(sections.get(name)?.stdout ?? ''))
  const middle = ((before ?? Number.NaN) + (after ?? Number.NaN)) / 2
  return Number.isFinite(middle) ? middle : null
}

/** A controller or a link that is away for a while, or waits for a person to log in, ends no job. */
const passing: ReadonlySet<string> = new Set([
  ...['slurm-down', 'unreachable', 'timeout', 'refused', 'dns', 'answer-needed', 'host-key-unknown']
])

/** What is known of a job that is followed, shared by all who follow it. */
interface Followed {
  readonly changed: ReturnType<typeof createBroadcast<void>>
  usage: JobUsage
  failure: Failure | null
  /** The job as it was shown last, and when, milliseconds: right after that it had run for its `elapsedSeconds`. */
  job: Job
  shownAt: number
  lastAsked: number
  reading: UsageReading | null
  /** The sampler at work; null while nobody follows. */
  sampler: AbortController | null
}

/** sstat's refusals where no gatherer is configured, or the command is missing. Others pass: a step that just ended. */
function refusal(site: string, use: Section | undefined): Failure | null {
  if (!use || use.code === 0) return null
  const words = plainWords(use.stderr)
  const missing = use.code === 127
  if (!missing && !/jobacct|accounting|gather|not (?:enabled|supported)/i.test(words)) return null
  return new Failure(
    'unsupported',
    missing
      ? `${site} has no sstat, so what a running job uses cannot be seen.`
      : `${site} does not gather what running jobs use: ${words}`,
    { detail: use.stderr.trim() }
  )
}

/** Why sstat tells nothing of a job that runs; empty where its steps have not begun or have just ended. */
function unmeasured(use: Section | undefined): string {
  const words = use && use.code !== 0 ? plainWords(use.stderr) : ''
  return words === '' || /no steps|get steps/i.test(words) ? '' : `It is not measured now: ${words}`
}

export function createWatchUsage(
  asker: SlurmAsker,
  show: (site: string, id: string, signal: Signal) => Promise<Job>,
  samples: JobSamples,
  timing: UsageTiming = { now: () => new Date(), sleep: pause }
): WatchUsage {
  const followed = new Map<string, Followed>()
  const nowMs = (): number => timing.now().getTime()

  function told(one: Followed, job: Job): void {
    one.job = job
    one.shownAt = nowMs()
  }

  /** Whether the job lives. */
  async function sample(site: string, key: SampledJob, one: Followed, signal: Signal): Promise<boolean> {
    one.lastAsked = nowMs()
    const { sections } = await asker.ask(site, usageScript, [key.job, sstatFormat], { signal, automatic: true })
    const queue = sections.get('queue')
    const state = queue?.code === 0 ? (queue.stdout.trim().split(' ')[1] ?? '') : ''
    const unknown = queue !== undefined && (queue.code === 0 ? state === '' : /Invalid job id/i.test(queue.stderr))
    if (unknown || isFinished(state)) return false
    const use = sections.get('use')
    if (state === 'RUNNING') {
      const failure = refusal(site, use)
      if (failure) throw failure
    }
    if (state === 'PENDING') one.usage = { ...one.usage, message: 'It has not started, so it uses nothing yet.' }
    const uses = parseSstat(use?.code === 0 ? use.stdout : '')
    if (uses.size === 0) {
      if (state === 'RUNNING') one.usage = { ...one.usage, message: unmeasured(use) }
      return true
    }
    const now: UsageReading = { seconds: nowMs() / 1000, hostSeconds: hostSeconds(sections), uses }
    // A job that waited has begun, or was given other resources. The link stood just now, so this raises no prompt.
    if (state === 'RUNNING' && one.job.state !== 'RUNNING') told(one, await show(site, key.job, signal))
    const { job } = one
    const start = job.elapsedSeconds === null || job.state !== 'RUNNING' ? null : beganAt(one)
    const made = nextSample(timing.now().toISOString(), one.reading, now, {
      given: { cpus: job.cpus, gpus: job.gpus },
      ...{ startSeconds: start, peak: peakOf(one.usage.samples) }
    })
    one.reading = now
    samples.add(key, made)
    one.usage = { ...one.usage, samples: samples.of(key), message: '' }
    return true
  }

  /** When the job began by this computer's clock: the cluster's may be off, the time it has run is not. */
  const beganAt = ({ job, shownAt }: Followed): number => shownAt / 1000 - (job.elapsedSeconds ?? 0)

  async function run(site: string, key: SampledJob, one: Followed, signal: AbortSignal): Promise<void> {
    let lives = one.usage.live
    while (lives && !signal.aborted) {
      await timing.sleep(Math.max(0, one.lastAsked + intervalMs - nowMs()), signal)
      if (signal.aborted) return
      try {
        lives = await sample(site, key, one, signal)
      } catch (thrown) {
        if (signal.aborted) return
        const failure = Failure.from(thrown)
        if (passing.has(failure.code)) one.usage = { ...one.usage, message: failure.message }
        else one.failure = failure
        lives = one.failure === null
      }
      if (!lives && one.failure === null) one.usage = ended(one.usage)
      one.changed.publish()
    }
  }

  function open(site: string, job: Job): { one: Followed; key: SampledJob } {
    const key = { site, job: job.id, submitted: job.submitTime === null ? 0 : Date.parse(job.submitTime) }
    const name = JSON.stringify(key)
    const present = followed.get(name)
    const one: Followed = present ?? {
      changed: createBroadcast<void>(() => undefined),
      usage: { samples: [], cpusGiven: null, memoryBytesGiven: null, live: true, message: '' },
      ...{ job, shownAt: 0, failure: null, lastAsked: 0, reading: null, sampler: null }
    }
    told(one, job)
    const usage: JobUsage = {
      samples: samples.of(key),
      ...{ cpusGiven: job.cpus, memoryBytesGiven: job.memoryBytes },
      ...{ live: !isFinished(job.state), message: one.usage.message }
    }
    one.usage = usage.live ? usage : ended(usage)
    if (!one.sampler) one.failure = null
    followed.set(name, one)
    for (const [oldest, { sampler }] of followed) {
      if (followed.size <= mostRemembered) break
      if (!sampler && oldest !== name) followed.delete(oldest)
    }
    return { one, key }
  }

  return {
    async *watch(site, id, signal) {
      const job = await show(site, id, signal)
      if (job.tasks)
        throw new Failure('usage', `Job ${id} is an array; each task has its own use.`, {
          hint: `Name a task, for instance ${job.arrayId}_0.`
        })
      const { one, key } = open(site, job)
      if (!one.usage.live) {
        yield one.usage
        return
      }
      if (!one.sampler) {
        const sampler = new AbortController()
        one.sampler = sampler
        void run(site, key, one, sampler.signal)
      }
      try {
        for await (const _ of one.changed.follow(signal)) {
          if (one.failure) throw one.failure
          yield one.usage
          if (!one.usage.live) return
        }
      } finally {
        if (one.changed.followers === 0) {
          one.sampler?.abort()
          one.sampler = null
        }
      }
    }
  }
}

function peakOf(samples: readonly UsageSample[]): number | null {
  const known = samples.map(({ memoryBytes }) => memoryBytes).filter(value => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function ended(usage: JobUsage): JobUsage {
  return {
    ...usage,
    live: false,
    message:
      usage.samples.length > 0
        ? ''
        : 'Nobody looked at it here while it ran, so there is no course of its use. Its efficiency tells the whole.'
  }
}
