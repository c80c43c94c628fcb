/** SLURM jobs of the sites: the service behind contract/jobs; units and errors are described there. */
import type { Status } from '@contract/app'
import type { TemplateRequest } from '@contract/job-templates'
import type { Job, JobsSnapshot, TailEvent } from '@contract/jobs'
import type { ActResult } from '@contract/jobs-acts'
import type { Cluster } from '@contract/jobs-cluster'
import type { Explanation, JobEfficiency } from '@contract/jobs-insight'
import { Failure } from '@domain/failure'
import { foldArrays, mergeHistory, withMissing } from '@domain/jobs/fold'
import { type JobRecord, unknownJob } from '@domain/jobs/job-record'
import { defaultPattern, expandPattern } from '@domain/jobs/output-path'
import { isFinished } from '@domain/jobs/states'
import { pause } from '../broadcast'
import type { Platform } from '../platform'
import type { SiteAccess } from '../site-access'
import { type ArrayBatches, createArrayBatches } from './array-batches'
import { efficiency, explain } from './insight'
import type { PollTiming } from './poller'
import type { QueueReading } from './queue-reader'
import { createScheduler } from './scheduler'
import { type Act, actOn } from './scheduler-acts'
import { createSitePolls } from './site-polls'
import { createSlurmAsker } from './slurm-asker'
import { openRemoteText, tailFile } from './tail'
import { createWatching, type ListQuery, type Watching } from './watching'

type Signal = AbortSignal | undefined

export interface Submission {
  readonly site: string
  readonly script: string
  readonly name?: string | undefined
  readonly workDir?: string | undefined
  readonly options: readonly string[]
  /** The template that the script was made with. */
  readonly from?: Pick<TemplateRequest, 'template' | 'values'> | undefined
}

export interface TailQuery {
  readonly site: string
  readonly id: string
  readonly stream: 'stdout' | 'stderr'
  readonly lines: number
  readonly follow: boolean
}

export interface Jobs extends Watching {
  list(query: ListQuery & { states: readonly string[] }, signal: Signal): Promise<JobsSnapshot>
  refresh(site: string): void
  /** A question of its own, for who does not follow. */
  cluster(site: string, signal: Signal): Promise<Cluster>
  show(site: string, id: string, signal: Signal): Promise<Job>
  submit(submission: Submission, signal: Signal): Promise<Job>
  /** Arrays that are submitted once, whatever happens to the answer. */
  readonly arrays: ArrayBatches
  /** SLURM took a job of ours by another way than `submit`: it is remembered, and the next poll comes soon. */
  took(submission: Submission, id: string): void
  cancel(
    site: string,
    ids: readonly string[],
    signal: Signal
  ): Promise<{ cancelled: string[]; failed: { id: string; message: string }[] }>
  /** Hold, release, requeue or another time limit; errors as of scheduler-acts. */
  act(site: string, ids: readonly string[], act: Act, signal: Signal): Promise<ActResult>
  /** `automatic`: nobody just asked, so it raises no prompt. */
  explain(site: string, id: string, signal: Signal, automatic?: boolean): Promise<Explanation>
  efficiency(site: string, id: string, signal: Signal, automatic?: boolean): Promise<JobEfficiency>
  wait(site: string, id: string, signal: Signal): Promise<Job>
  tail(query: TailQuery, signal: Signal): AsyncGenerator<TailEvent, void, void>
  script(site: string, id: string, signal: Signal): Promise<{ text: string }>
  /** The sites that are being polled, for `status`. */
  watchers(): Status['watchers']
  /** The computer falls asleep: nothing is polled until `wake`. */
  sleep(): void
  wake(): void
  /** It has no network: nothing is polled until `online`, but for what a person asks for. */
  offline(): void
  online(): void
  close(): Promise<void>
}

/** Ids of one scancel. */
const cancelBatch = 1000
/** Milliseconds between two looks of `wait`. */
const waitMs = { first: 1000, longest: 10_000 }
/** How long a job may be in neither the queue nor accounting (they lag) before `wait` gives up. Milliseconds. */
const lostAfterMs = 60_000
/** How often a controller that does not answer is asked for a job that it has just taken. */
const submittedLooks = 3

/** What the slice works with. */
export interface JobsDependencies {
  readonly platform: Platform
  readonly access: SiteAccess
  /** Replaces the pollers' clock in tests. */
  readonly timing?: PollTiming
  /** The setting `jobPollSeconds`; unset: 30. */
  readonly pollSeconds?: () => Promise<number> | number
  /** After each poll that succeeded, with when it was read. */
  readonly onReading?: (site: string, reading: QueueReading & { readonly asOf: string }) => void
  /** After the scheduler took a job and gave it this id. */
  readonly onSubmitted?: (submission: Submission, id: string) => void
}

export function createJobs(deps: JobsDependencies): Jobs {
  const { platform, access, pollSeconds, onReading, onSubmitted } = deps
  const asker = createSlurmAsker(access)
  const scheduler = createScheduler(asker)
  const timing: PollTiming = deps.timing ?? {
    now: () => platform.clock.now(),
    sleep: pause,
    random: Math.random,
    floorMs: 10_000
  }
  const polls = createSitePolls({
    ...{ access, scheduler, timing, pollSeconds },
    onReading: (site, reading, asOf) => onReading?.(site, { ...reading, asOf })
  })
  const watching = createWatching(polls)

  async function finishedTasks(site: string, queue: readonly JobRecord[], signal: Signal): Promise<JobRecord[]> {
    const { tasks } = polls.of(site)
    const arrays = tasks.wanted(queue)
    if (arrays.length > 0) tasks.learn(arrays, await scheduler.accounted(site, arrays, { signal }))
    return tasks.of(queue)
  }

  async function cluster(site: string, signal: Signal): Promise<Cluster> {
    const asked = { allUsers: false, historyDays: 0, cluster: true }
    const { cluster } = await scheduler.read(site, asked, { signal })
    if (!cluster)
      throw new Failure('remote-error', `${site} does not tell of its nodes and partitions.`, {
        hint: 'Ask there whether scontrol show node and scontrol show partition are allowed.'
      })
    return { ...cluster, asOf: platform.clock.now().toISOString(), error: null }
  }

  async function show(site: string, id: string, signal: Signal): Promise<Job> {
    const [job] = foldArrays(await scheduler.find(site, id, signal))
    if (!job) throw new Failure('not-found', `${site} knows no job ${id}.`)
    if (!/_\d+$/.test(id)) return job
    // A task that still waits is inside its array's one record.
    const { tasks: _tasks, ...single } = job
    const range = Number(id.slice(id.indexOf('_') + 1))
    return { ...single, id, arrayTask: range }
  }

  /** The job is there whatever happens to the question about it; a controller that is too busy is asked again. */
  async function showSubmitted(site: string, id: string, signal: Signal, looks = submittedLooks): Promise<Job> {
    try {
      return await show(site, id, signal)
    } catch (thrown) {
      const isBusy = thrown instanceof Failure && thrown.code === 'slurm-down'
      if (!isBusy || looks <= 1 || signal?.aborted) return unknownJob(id)
    }
    await pause(waitMs.first, signal)
    return showSubmitted(site, id, signal, looks - 1)
  }

  function took(submission: Submission, id: string): void {
    onSubmitted?.(submission, id)
    const poll = polls.present(submission.site)
    poll?.reader.expect(id)
    poll?.poller.expectChange()
  }

  const outputPath = (job: Job, stream: 'stdout' | 'stderr'): string => {
    const known = stream === 'stderr' ? (job.stderr ?? job.stdout) : job.stdout
    return expandPattern(known ?? defaultPattern(job), job)
  }

  async function waitFor(site: string, id: string, signal: Signal): Promise<Job> {
    let delay = waitMs.first
    let goneSince: number | null = null
    let known = false
    while (!signal?.aborted) {
      try {
        // Who waits for what is not there is told at once.
        if (!known) await show(site, id, signal)
        known = true
        if (!(await scheduler.isQueued(site, id.replace(/_\[.*/, ''), signal))) {
          const job = await show(site, id, signal)
          if (isFinished(job.state)) return job
          const now = platform.clock.now().getTime()
          goneSince ??= now
          if (now - goneSince > lostAfterMs)
            throw new Failure(
              'remote-error',
              `${site} no longer has job ${id} in its queue and does not say how it ended.`
            )
        } else goneSince = null
      } catch (thrown) {
        // A controller that restarts does not end the job.
        if (!(thrown instanceof Failure) || thrown.code !== 'slurm-down') throw thrown
      }
      await pause(delay, signal)
      delay = Math.min(waitMs.longest, delay * 1.5)
    }
    throw new Failure('cancelled', `Waiting for job ${id} was given up.`)
  }

  async function* tail(query: TailQuery, signal: Signal): AsyncGenerator<TailEvent, void, void> {
    const { site, id, stream, lines, follow } = query
    const job = await show(site, id, signal)
    if (job.tasks)
      throw new Failure('usage', `Job ${id} is an array; each task has its own output.`, {
        hint: `Name a task, for instance ${job.arrayId}_0.`
      })
    const path = outputPath(job, stream)
    const connection = await access.connection(site, { role: 'login' }, signal)
    const file = await openRemoteText(connection, path, signal)
    let checked = 0
    let lives = !isFinished(job.state)
    const alive = async (): Promise<boolean> => {
      const now = platform.clock.now().getTime()
      if (!lives || now - checked < 3000) return lives
      checked = now
      lives = await scheduler.isQueued(site, id, signal)
      return lives
    }
    yield* tailFile(file, { path, lines, follow, pollMs: [1000, 5000], alive }, signal)
  }

  return {
    async list(query, signal) {
      const answer = await scheduler.read(query.site, query, { signal })
      const tasks = query.unfoldTasks ? [] : await finishedTasks(query.site, answer.queue, signal)
      const records = withMissing(mergeHistory(answer.queue, answer.history), tasks)
      const wanted = new Set(query.states.map(state => state.toUpperCase()))
      const kept = wanted.size === 0 ? records : records.filter(record => wanted.has(record.state))
      return {
        jobs: foldArrays(kept, query.unfoldTasks),
        asOf: platform.clock.now().toISOString(),
        error: null,
        accounting: answer.accounting
      }
    },
    ...watching,
    arrays: createArrayBatches(asker),
    took,
    refresh: site => polls.present(site)?.poller.refresh(),
    cluster,
    show,
    async submit(submission, signal) {
      const { site, script, name, workDir, options } = submission
      if (!script.startsWith('#!'))
        throw new Failure('usage', 'A batch script begins with #! and the path of its shell.', {
          hint: 'Make its first line #!/bin/bash.'
        })
      const own = [...(name === undefined ? [] : [`--job-name=${name}`]), ...(workDir ? [`--chdir=${workDir}`] : [])]
      const id = await scheduler.submit(site, script, [...own, ...options], signal)
      took(submission, id)
      return showSubmitted(site, id, signal)
    },
    async cancel(site, ids, signal) {
      const failed: { id: string; message: string }[] = []
      for (let at = 0; at < ids.length; at += cancelBatch) {
        try {
          const refused = await scheduler.cancel(site, ids.slice(at, at + cancelBatch), signal)
          for (const [id, message] of refused) failed.push({ id, message })
        } catch (thrown) {
          // What was cancelled before is told as such.
          if (at === 0 || signal?.aborted) throw thrown
          const { message } = Failure.from(thrown)
          failed.push(...ids.slice(at).map(id => ({ id, message })))
          break
        }
      }
      polls.present(site)?.poller.expectChange()
      const refusedIds = new Set(failed.map(one => one.id))
      return { cancelled: ids.filter(id => !refusedIds.has(id)), failed }
    },
    async act(site, ids, act, signal) {
      const result = await actOn(asker, site, ids, act, signal)
      if (result.done.length > 0) polls.present(site)?.poller.expectChange()
      return result
    },
    explain: (site, id, signal, automatic) => explain(asker, site, id, { signal, automatic }),
    efficiency: (site, id, signal, automatic) => efficiency(asker, site, id, { signal, automatic }),
    wait: waitFor,
    tail,
    script: async (site, id, signal) => ({ text: await scheduler.script(site, id, signal) }),
    watchers: () => polls.watchers(),
    sleep: () => polls.rest('asleep'),
    wake: () => polls.wake('asleep'),
    offline: () => polls.rest('offline'),
    online: () => polls.wake('offline'),
    close: async () => polls.close()
  }
}
