/** SLURM jobs of the sites: the service behind contract/jobs; units and errors are described there. */
import type { Status } from '@contract/app'
import type { Job, JobsSnapshot, TailEvent } from '@contract/jobs'
import type { ActResult } from '@contract/jobs-acts'
import type { Explanation, JobEfficiency } from '@contract/jobs-insight'
import { Failure } from '@domain/failure'
import { foldArrays, mergeHistory, withMissing, withoutHistory } from '@domain/jobs/fold'
import { unknownJob } from '@domain/jobs/job-record'
import { defaultPattern, expandPattern } from '@domain/jobs/output-path'
import { isFinished } from '@domain/jobs/states'
import { pause } from '../broadcast'
import type { Platform } from '../platform'
import type { SiteAccess } from '../site-access'
import { createFinishedTasks, type FinishedTasks } from './finished-tasks'
import { efficiency, explain } from './insight'
import { createPoller, type Poller, type PollTiming, type QueueState } from './poller'
import { createQueueReader, type QueueReader } from './queue-reader'
import { createScheduler, type QueueQuery } from './scheduler'
import { type Act, actOn } from './scheduler-acts'
import { createSlurmAsker } from './slurm-asker'
import { openRemoteText, tailFile } from './tail'

type Signal = AbortSignal | undefined

export interface ListQuery extends QueueQuery {
  readonly site: string
  readonly unfoldTasks: boolean
}

export interface Submission {
  readonly site: string
  readonly script: string
  readonly name?: string | undefined
  readonly workDir?: string | undefined
  readonly options: readonly string[]
}

export interface TailQuery {
  readonly site: string
  readonly id: string
  readonly stream: 'stdout' | 'stderr'
  readonly lines: number
  readonly follow: boolean
}

export interface Jobs {
  list(query: ListQuery & { states: readonly string[] }, signal: Signal): Promise<JobsSnapshot>
  watch(query: ListQuery, signal: Signal): AsyncGenerator<JobsSnapshot, void, void>
  refresh(site: string): void
  show(site: string, id: string, signal: Signal): Promise<Job>
  submit(submission: Submission, signal: Signal): Promise<Job>
  cancel(
    site: string,
    ids: readonly string[],
    signal: Signal
  ): Promise<{ cancelled: string[]; failed: { id: string; message: string }[] }>
  /** Hold, release, requeue or another time limit; errors as of scheduler-acts. */
  act(site: string, ids: readonly string[], act: Act, signal: Signal): Promise<ActResult>
  explain(site: string, id: string, signal: Signal): Promise<Explanation>
  efficiency(site: string, id: string, signal: Signal): Promise<JobEfficiency>
  wait(site: string, id: string, signal: Signal): Promise<Job>
  tail(query: TailQuery, signal: Signal): AsyncGenerator<TailEvent, void, void>
  script(site: string, id: string, signal: Signal): Promise<{ text: string }>
  /** The sites that are being polled, for `status`. */
  watchers(): Status['watchers']
  /** The computer falls asleep: nothing is polled until `wake`. */
  sleep(): void
  wake(): void
  close(): Promise<void>
}

/** Ids of one scancel. */
const cancelBatch = 1000
/** Milliseconds between two looks of `wait`. */
const waitMs = { first: 1000, longest: 10_000 }
/** How long a job may be in neither the queue nor accounting (they lag) before `wait` gives up. Milliseconds. */
const lostAfterMs = 60_000

function snapshotOf(state: QueueState, query: ListQuery): JobsSnapshot {
  const mine = state.records.filter(record => query.allUsers || record.user === state.user)
  // The poller may ask further back for somebody else; who wants the queue alone gets no finished jobs.
  const wanted = query.historyDays > 0 ? mine : withoutHistory(mine)
  return {
    jobs: foldArrays(wanted, query.unfoldTasks),
    asOf: state.asOf,
    error: state.error?.toData() ?? null,
    accounting: state.accounting
  }
}

/** `timing` replaces the poller's clock in tests. */
export function createJobs(deps: { platform: Platform; access: SiteAccess; timing?: PollTiming }): Jobs {
  const { platform, access } = deps
  const asker = createSlurmAsker(access)
  const scheduler = createScheduler(asker)
  const timing: PollTiming = deps.timing ?? {
    now: () => platform.clock.now(),
    sleep: pause,
    random: Math.random,
    floorMs: 10_000
  }
  const pollers = new Map<string, Poller>()
  const readers = new Map<string, QueueReader>()

  const nowMs = (): number => timing.now().getTime()
  const finishedTasks = new Map<string, FinishedTasks>()

  const finishedTasksOf = (site: string): FinishedTasks => {
    const present = finishedTasks.get(site)
    if (present) return present
    const made = createFinishedTasks((ids, asking) => scheduler.accounted(site, ids, asking), nowMs)
    finishedTasks.set(site, made)
    return made
  }

  const pollerOf = (site: string): Poller => {
    const present = pollers.get(site)
    if (present) return present
    const reader = createQueueReader(scheduler, site, finishedTasksOf(site), nowMs)
    readers.set(site, reader)
    const made = createPoller(
      reader.read,
      timing,
      back => access.hold?.(site, { role: 'login' }, 'monitors', { onBack: back }) ?? (() => {})
    )
    pollers.set(site, made)
    return made
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

  const outputPath = (job: Job, stream: 'stdout' | 'stderr'): string => {
    const known = stream === 'stderr' ? (job.stderr ?? job.stdout) : job.stdout
    return expandPattern(known ?? defaultPattern(job), job)
  }

  async function waitFor(site: string, id: string, signal: Signal): Promise<Job> {
    let delay = waitMs.first
    let goneSince: number | null = null
    await show(site, id, signal)
    while (!signal?.aborted) {
      try {
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
      const tasks = query.unfoldTasks ? [] : await finishedTasksOf(query.site).of(answer.queue, { signal })
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
    async *watch(query, signal) {
      for await (const state of pollerOf(query.site).follow(query, signal)) yield snapshotOf(state, query)
    },
    refresh: site => pollers.get(site)?.refresh(),
    show,
    async submit({ site, script, name, workDir, options }, signal) {
      if (!script.startsWith('#!'))
        throw new Failure('usage', 'A batch script begins with #! and the path of its shell.', {
          hint: 'Make its first line #!/bin/bash.'
        })
      const own = [...(name === undefined ? [] : [`--job-name=${name}`]), ...(workDir ? [`--chdir=${workDir}`] : [])]
      const id = await scheduler.submit(site, script, [...own, ...options], signal)
      readers.get(site)?.expect(id)
      pollers.get(site)?.expectChange()
      // The job is there whatever happens to the question about it.
      return show(site, id, signal).catch(() => unknownJob(id))
    },
    async cancel(site, ids, signal) {
      const failed: { id: string; message: string }[] = []
      for (let at = 0; at < ids.length; at += cancelBatch) {
        const refused = await scheduler.cancel(site, ids.slice(at, at + cancelBatch), signal)
        for (const [id, message] of refused) failed.push({ id, message })
      }
      pollers.get(site)?.expectChange()
      const refusedIds = new Set(failed.map(one => one.id))
      return { cancelled: ids.filter(id => !refusedIds.has(id)), failed }
    },
    async act(site, ids, act, signal) {
      const result = await actOn(asker, site, ids, act, signal)
      if (result.done.length > 0) pollers.get(site)?.expectChange()
      return result
    },
    explain: (site, id, signal) => explain(asker, site, id, signal),
    efficiency: (site, id, signal) => efficiency(asker, site, id, signal),
    wait: waitFor,
    tail,
    script: async (site, id, signal) => ({ text: await scheduler.script(site, id, signal) }),
    watchers: () =>
      [...pollers]
        .filter(([, poller]) => poller.watching)
        .map(([site, poller]) => ({ kind: 'jobs', site, lastPoll: poller.lastPoll })),
    sleep: () => {
      for (const poller of pollers.values()) poller.sleep()
    },
    wake: () => {
      for (const poller of pollers.values()) poller.wake()
    },
    close: async () => {
      for (const poller of pollers.values()) poller.close()
    }
  }
}
