/** The queues of the sites that are looked at: one copy of each job, outside React, changed in place. */
import type { FailureData } from '@contract/errors'
import type { Job } from '@contract/jobs'
import type { JobsChange } from '@contract/jobs-watch'
import { sameJob } from '@domain/jobs/same-job'
import { createStore } from 'zustand'

/** What is known of one site's queue. The maps change in place: `JobFeed.revision` tells. */
export interface SiteQueue {
  readonly site: string
  /** By id; arrays folded. */
  readonly jobs: Map<string, Job>
  /** By id: tasks of arrays, only while one is unfolded. */
  readonly tasks: Map<string, Job>
  /** When it was read, ISO 8601 UTC; null before the first answer. */
  asOf: string | null
  /** Why it cannot be read now; what was read last stays. */
  error: FailureData | null
  accounting: { readonly available: boolean; readonly message: string }
}

/** All queues by the site's name. */
export interface JobFeed {
  /** Counts the changes. */
  readonly revision: number
  readonly queues: ReadonlyMap<string, SiteQueue>
}

/** Text that many jobs share; JSON gives each its own copy. */
const shared = [
  ...(['user', 'name', 'state', 'stateRaw', 'reason', 'reasonText', 'partition', 'nodes'] as const),
  ...(['submitTime', 'startTime', 'endTime', 'workDir', 'account', 'arrayId', 'dependency'] as const)
] as const

/** Makes equal texts of new jobs one text: 100,000 tasks of an array have one name, one folder and one user. */
function createSharing(): (job: Job) => Job {
  const known = new Map<string, string>()
  const one = (text: string): string => {
    const before = known.get(text)
    if (before === undefined) known.set(text, text)
    return before ?? text
  }
  return job => {
    for (const field of shared) {
      const text = job[field]
      if (text !== null) job[field] = one(text)
    }
    return job
  }
}

/** Brings the jobs to what came. A job that is as it was keeps its object, so that its row is not drawn again. */
export function applyJobs(jobs: Map<string, Job>, change: JobsChange, wanted: (job: Job) => boolean): void {
  const share = createSharing()
  const take = (job: Job): void => {
    if (!wanted(job)) return
    const before = jobs.get(job.id)
    if (before === undefined || !sameJob(before, job)) jobs.set(job.id, share(job))
  }
  if (change.type === 'changes') {
    for (const id of change.removed) jobs.delete(id)
    change.changed.forEach(take)
    return
  }
  const here = new Set(change.jobs.map(({ id }) => id))
  for (const id of jobs.keys()) if (!here.has(id)) jobs.delete(id)
  change.jobs.forEach(take)
}

const everyJob = (): boolean => true
const anyTask = (job: Job): boolean => job.arrayId !== null && !job.tasks

/** Makes an empty feed. */
export function createJobFeed() {
  const store = createStore<JobFeed>(() => ({ revision: 0, queues: new Map() }))
  const told = (): void => store.setState(({ revision }) => ({ revision: revision + 1 }))
  const questions = new Map<string, string>()
  const queueOf = (site: string): SiteQueue => {
    const known = store.getState().queues.get(site)
    if (known) return known
    const queue: SiteQueue = {
      ...{ site, jobs: new Map(), tasks: new Map(), asOf: null, error: null },
      accounting: { available: true, message: '' }
    }
    store.setState(({ queues }) => ({ queues: new Map(queues).set(site, queue) }))
    return queue
  }
  return {
    store,
    /** Another question (all users instead of one) begins from nothing; the same one goes on with what was read. */
    begin(site: string, question: string): void {
      if (questions.get(site) === question) return
      questions.set(site, question)
      const { jobs, tasks } = queueOf(site)
      jobs.clear()
      tasks.clear()
      Object.assign(queueOf(site), { asOf: null, error: null })
      told()
    },
    /** Arrays folded, and how the poll went. */
    take(site: string, change: JobsChange): void {
      const queue = queueOf(site)
      applyJobs(queue.jobs, change, everyJob)
      // Before the first answer there are no jobs; those of a lost link stay.
      Object.assign(queue, { asOf: change.asOf ?? queue.asOf, error: change.error, accounting: change.accounting })
      told()
    },
    /** The same queue with its arrays unfolded: only the tasks are kept, the rest is here already. */
    takeTasks(site: string, change: JobsChange): void {
      applyJobs(queueOf(site).tasks, change, anyTask)
      told()
    },
    /** No array is unfolded any more. */
    dropTasks(site: string): void {
      const { tasks } = queueOf(site)
      if (tasks.size === 0) return
      tasks.clear()
      told()
    },
    /** The stream itself failed. */
    fail(site: string, error: FailureData): void {
      queueOf(site).error = error
      told()
    }
  }
}

/** The feed of this window. */
export const jobFeed = createJobFeed()
